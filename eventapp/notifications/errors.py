"""Refusals of this room."""

from eventapp.core.errors import NotFound
from eventapp.core.text import Message


class MailNotFound(NotFound):
    message = Message("There is no such letter.")
