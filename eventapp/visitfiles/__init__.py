"""A visit's file: read, compared, loaded, written."""
