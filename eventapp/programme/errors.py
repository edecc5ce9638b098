"""Refusals of this room."""

from eventapp.core.errors import NotFound
from eventapp.core.text import Message


class ProgrammeNotReleased(NotFound):
    message = Message("The programme of this visit has not been published yet.")


class SessionNotFound(NotFound):
    message = Message("There is no such session in the programme.")


class SpeakerNotFound(NotFound):
    message = Message("There is no such speaker in the programme.")


class VenueNotFound(NotFound):
    message = Message("There is no such place in the programme.")
