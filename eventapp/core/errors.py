"""Refusals: an exception named as the fact, with a translated message fit to show."""

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
