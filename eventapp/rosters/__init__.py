"""Lists of those who come, for those who receive them: rooms, journeys, meals, needs."""
