"""The desk's list of people."""
