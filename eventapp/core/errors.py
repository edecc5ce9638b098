"""Refusals: an exception named as the fact, with a translated message fit to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from eventapp.core.text import Message, translate


class Refusal(Exception):
    """What the reader asked for cannot be done, and why.

    ``message`` is the English source text (subclasses set it through ``Message``, so that it is
    collected for translation), ``field`` the form field it belongs to (None: the whole form),
    ``status`` the HTTP status, ``retry_after`` the seconds after which asking again makes sense (None: never).
    """

    message: ClassVar[Message]
    field: ClassVar[str | None] = None
    status: ClassVar[int] = 422
    retry_after: int | None = None

    def __init__(self, **values: object) -> None:
        super().__init__(self.message, values)
        self.values = values

    def text(self, language: str) -> str:
        return translate(language, self.message, **self.values)


class NotFound(Refusal):
    """There is no such thing, or the reader may not know of it."""

    message = Message("There is no such page.")
    status = 404


class TooManyAttempts(Refusal):
    """A limit was reached."""

    message = Message("Too many attempts. Please try again later.")
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.retry_after = seconds


class ChangedMeanwhile(Refusal):
    """Somebody else saved first. ``changes``: (field, what this reader saw, what is there now), as plain JSON."""

    message = Message("Somebody else saved this meanwhile. See what they changed, then save again.")
    status = 409

    def __init__(self, changes: Sequence[tuple[str, object, object]]) -> None:
        super().__init__()
        self.changes = tuple(changes)


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What an error page says: what is the matter, and what the reader can do."""

    title: Message
    advice: Message


_WORDS = {
    400: ErrorWords(
        Message("This request could not be understood"),
        Message("Go back, load the page anew and try once more."),
    ),
    403: ErrorWords(
        Message("This page is not open to you"),
        Message("If you came by a link from a letter, open the newest letter: older links stop working."),
    ),
    404: ErrorWords(
        Message("This page was not found"),
        Message("The address may be mistyped, or the page may not have been published yet."),
    ),
    405: ErrorWords(
        Message("This cannot be done here"),
        Message("Go back and use the buttons on the page."),
    ),
    413: ErrorWords(
        Message("Too much was sent at once"),
        Message("Go back and shorten what you typed."),
    ),
    429: ErrorWords(
        Message("Too many attempts"),
        Message("Nothing is lost. Please wait a while and try again."),
    ),
    500: ErrorWords(
        Message("Something went wrong on our side"),
        Message("It has been noted. Please try again in a few minutes."),
    ),
    503: ErrorWords(
        Message("This is not ready yet"),
        Message("Please try again in a minute."),
    ),
}


def error_words(status: int) -> ErrorWords:
    """The words for a status of 400 or more; an uncommon one gets those of its class."""
    return _WORDS.get(status) or _WORDS[500 if status >= 500 else 400]
