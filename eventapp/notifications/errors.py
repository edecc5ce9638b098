"""Refusals of this room."""

from eventapp.core.errors import NotFound, Refusal
from eventapp.core.text import Message


class MailNotFound(NotFound):
    message = Message("There is no such letter.")


class LetterIsEmpty(Refusal):
    message = Message("What this letter said has been forgotten; it cannot be sent any more.")
    status = 409


class LetterHasNotFailed(Refusal):
    message = Message("This letter has not failed: it waits or has been sent.")
    status = 409


class LetterIsSent(Refusal):
    message = Message("This letter has been sent already.")
    status = 409


class LetterGoesByItself(Refusal):
    message = Message("This letter is about to be sent by the program.")
    status = 409
