"""Steps of the draft taken back and done again, out of the history."""
