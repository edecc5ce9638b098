"""Organisers: accounts without passwords, sign-in by a link, sessions that can be ended."""
