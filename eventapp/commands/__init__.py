"""The commands of the console script: doors, as thin as views. Their words are English."""
