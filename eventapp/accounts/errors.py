"""Refusals of this room."""

from eventapp.core.errors import NotFound, Refusal, TooManyForMailbox
from eventapp.core.text import Message


class NotSignedIn(Refusal):
    """Whoever asks has no session; the app leads them to the sign-in."""

    message = Message("Please sign in.")
    status = 401


class LinkIsSpent(Refusal):
    """Used already, too old, or never ours."""

    message = Message("This sign-in link is no longer valid. Ask for a new one below.")
    status = 410


class LinksLieInMailbox(TooManyForMailbox):
    """Three letters were written, if that is an organiser's address: said to everybody alike."""

    message = Message(
        "If this address is an organiser’s, up to three letters have gone there within half an hour. The links in them"
        " still open: please look in the mailbox, also in your spam folder. A new one can be asked for later."
    )


class AccountNotFound(NotFound):
    message = Message("There is no organiser with this e-mail address.")


class SessionNotFound(NotFound):
    """Of another account, or ended already."""

    message = Message("This session has ended already.")
