"""Refusals of this room."""

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class OutputNotReady(Refusal):
    """The file is being made by the worker, or could not be made."""

    message = Message("The file is being prepared. Please try again in a moment.")
    status = 503

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.retry_after = seconds


class DraftChangedMeanwhile(Refusal):
    message = Message("The programme was changed while you were looking. See what would change now, then release.")
    status = 409


class NothingToRelease(Refusal):
    message = Message("There is nothing to release: everything is public already.")
    status = 409


class ReleaseNotFound(NotFound):
    message = Message("There is no such version.")


class NothingToTakeBack(Refusal):
    message = Message("The draft says already what this version said.")
    status = 409


class OutputNotFound(NotFound):
    message = Message("There is no such file to be made again.")


class NothingToErase(Refusal):
    """Of a speaker, or of a contact at a place."""

    message = Message("Nothing of this person is kept here any more.")
    status = 409
