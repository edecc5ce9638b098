"""Refusals of this room."""

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class SearchIsOver(Refusal):
    message = Message(
        "This search has ended: what somebody looks for is kept for 24 hours only. Please search once more."
    )
    status = 410


class NotYourSearch(NotFound):
    """Another organiser's, or in another visit."""
