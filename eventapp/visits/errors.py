"""Refusals of this room."""

from eventapp.core.errors import NotFound
from eventapp.core.text import Message


class VisitNotFound(NotFound):
    message = Message("There is no such visit.")
