"""Backups of an installation, their way back, and moving to another database. English: for whoever runs it."""
