"""Refusals of this room."""

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class ThingNotFound(NotFound):
    """Of the draft: no such session, speaker, place …"""

    message = Message("There is no such thing in this visit; perhaps somebody has removed it.")


class CodeTaken(Refusal):
    message = Message("This code is taken, or was in an earlier release. Please choose another.")
    field = "code"


class OfField(Refusal):
    """Told at the field that the reader can mend: ``field``, by its name in a plan."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field  # type: ignore[misc] # another one each time


class EndsBeforeItBegins(OfField):
    message = Message("The end is not after the beginning.")


class AfterTheEnd(OfField):
    """A date of registration is later than the visit, and nobody said that this is meant."""

    message = Message(
        "This is after the visit’s last day. Choose an earlier time, or let registration stay open after that day."
    )


class HoursMoveOtherwise(Refusal):
    message = Message("Hours of the visit were changed meanwhile. Please look once more at what will happen.")
    status = 409


class NameMissing(OfField):
    message = Message("Please write it in at least one language.")


class PositionIsHalf(Refusal):
    message = Message("Latitude and longitude belong together.")
    field = "latitude"


class StillUsed(Refusal):
    message = Message("This is still used elsewhere in the visit, so it cannot be removed.")
    status = 409
