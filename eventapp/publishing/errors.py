"""Refusals of this room."""

from eventapp.core.errors import Refusal
from eventapp.core.text import Message


class OutputNotReady(Refusal):
    """The file is being made by the worker, or could not be made."""

    message = Message("The file is being prepared. Please try again in a moment.")
    status = 503

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.retry_after = seconds
