"""Venues, speakers, sessions, slots; releases as values."""
