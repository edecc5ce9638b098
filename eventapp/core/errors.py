"""Refusals: an exception named as the fact, with a translated message fit to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from eventapp.core.text import Message, translate


class Refusal(Exception):
    """What the reader asked for cannot be done, and why.

    ``message`` is the English source text (subclasses set it through ``Message``, so that it is
    collected for translation), ``field`` the form field it belongs to (None: the whole form),
    ``status`` the HTTP status, ``retry_after`` the seconds after which asking again makes sense (None: never).
    ``refused_link``: somebody came by a secret link that does not open (any more), for the security log; what kind.
    """

    message: ClassVar[Message]
    field: ClassVar[str | None] = None
    status: ClassVar[int] = 422
    retry_after: int | None = None
    refused_link: ClassVar[str] = ""

    def __init__(self, **values: object) -> None:
        super().__init__(self.message, values)
        self.values = values

    def text(self, language: str) -> str:
        return translate(language, self.message, **self.values)


class NotFound(Refusal):
    """There is no such thing, or the reader may not know of it."""

    message = Message("There is no such page.")
    status = 404


class NotAnAddress(Refusal):
    message = Message("This is not an e-mail address. One looks like name@example.org.")
    field = "email"


class MailboxNotReachable(Refusal):
    """``character``: what stands before the @ and cannot be sent."""

    message = Message(
        "Letters cannot be sent to an address with “%(character)s” before the @. Please give another address."
    )
    field = "email"


class LooksLatinBeforeTheAt(MailboxNotReachable):
    """``character``: one of another alphabet that a reader takes for a Latin letter."""

    message = Message(
        "Before the @ there is a letter of another alphabet, “%(character)s”, which looks like a Latin one. Delete it "
        "and type it again."
    )


class DomainNotPossible(Refusal):
    message = Message("No address has “%(character)s” behind the @. Please look whether it is mistyped.")
    field = "email"


class LooksLikeAnother(Refusal):
    """``domain`` as it is written, ``letters``: those of it that seem to be Latin."""

    message = Message(
        "In “%(domain)s”, “%(letters)s” is of another alphabet, though it looks like Latin. If the address is right as"
        " it is, tick the box below and send again."
    )
    field = "email"


class TooManyAttempts(Refusal):
    """A limit was reached."""

    message = Message("Too many attempts. Please try again later.")
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.retry_after = seconds


class TooManyForMailbox(TooManyAttempts):
    """The limit of one e-mail address was reached. Says the same whether we know the address or not."""

    message = Message(
        "This e-mail address has been entered very often. If we have written to it, the links in those letters still"
        " work; otherwise please try again later."
    )
    field = "email"


class TooManyForSome(TooManyForMailbox):
    """Of several that were asked at once. ``full``: {what was counted: seconds until it is not full any more}."""

    def __init__(self, full: Mapping[str, int]) -> None:
        super().__init__(max(full.values()))
        self.full = full


class NoSuchVerb(Refusal):
    """A form asks for something that its page does not do."""

    message = Message(
        "It is not known here what this button should do. Nothing was changed. Load the page anew and try once more."
    )
    status = 400


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the same ``fields`` since they were shown, to something else."""

    message = Message("Compare the marked fields, then save: what stands in them counts.")
    status = 409

    def __init__(self, fields: Sequence[str] = ()) -> None:
        super().__init__()
        self.fields = tuple(fields)


class NotKnownWhatWasShown(ChangedMeanwhile):
    """A form was sent without all that it showed when it was opened, so nobody can tell who changed what."""

    message = Message(
        "Your page did not tell what it had shown, so nothing was saved: something of others could have been undone. "
        "Compare the marked fields, then save: what stands in them counts."
    )


class NothingToSave(Refusal):
    """All of it is there already; so that nothing is written of it."""

    message = Message("Nothing was changed, so nothing was saved.")
    status = 409


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
    408: ErrorWords(
        Message("What you sent did not arrive in time"),
        Message("The connection may be slow. Go back and send it once more; nothing was saved."),
    ),
    410: ErrorWords(
        Message("This is no longer here"),
        Message("If you came by a link from a letter, open the newest letter: older links stop working."),
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

BUSY = ErrorWords(
    Message("Too many people are here at this moment"),
    Message("Nothing was saved. Please try again in a few seconds."),
)
"""For a 503 of the server itself, before any page was asked for."""
AWAY = ErrorWords(
    Message("Not available just now"),
    Message("Our records cannot be reached just now. Please try again in a minute."),
)
NOT_STORED = ErrorWords(
    Message("Not available just now"),
    Message(
        "Nothing was stored: our records cannot be reached just now. What you typed is kept on this page; "
        "please send it again in a minute."
    ),
)
"""What is said while the database is away: of a page, and of what somebody sent."""
SIGNED_OUT = ErrorWords(
    Message("You have been signed out"),
    Message(
        "Nothing was saved yet, and nothing you typed is lost: it is kept on this page. Sign in on another page, come "
        "back here, and send it again."
    ),
)
"""Of what an organiser has typed while their session ended."""


def error_words(status: int) -> ErrorWords:
    """The words for a status of 400 or more; an uncommon one gets those of its class."""
    return _WORDS.get(status) or _WORDS[500 if status >= 500 else 400]


class NotPrinted(Exception):
    """The document could not be made; the text says why."""
