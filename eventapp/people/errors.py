"""Refusals of this room."""

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class SearchIsOver(Refusal):
    message = Message(
        "This search has ended: what somebody looks for is kept for 24 hours only. Please search once more."
    )
    status = 410


class SamePerson(Refusal):
    """One registration, named twice."""

    message = Message("This is one and the same registration. Choose another one.")
    status = 422


class DoublesChanged(Refusal):
    """Somebody else has changed one of the two since they were shown."""

    message = Message(
        "One of the two registrations was changed meanwhile, so nothing was merged. Compare them again: this is how "
        "they stand now."
    )
    status = 409


class NotYourSearch(NotFound):
    """Another organiser's, or in another visit."""
