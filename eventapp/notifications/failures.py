"""Whose failure it is: the letter's own, whatever it raises, so that it stops no other."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from eventapp.core.errors import Refusal
from eventapp.notifications.delivery import ConversationFailed, LetterFailed
from eventapp.notifications.rules import NOT_MADE


@contextmanager
def own_failure(*, broken_off: bool = False) -> Iterator[None]:
    """Raises LetterFailed for what is raised inside; ``broken_off``: the conversation cannot go on after it.

    A database that cannot be asked and a server that does not listen are not the letter's: raises SQLAlchemyError and
    ConversationFailed as they came.
    """
    try:
        yield
    except (LetterFailed, ConversationFailed, SQLAlchemyError):
        raise
    except Exception as error:
        words = error.text("en") if isinstance(error, Refusal) else str(error)
        reason = f"{NOT_MADE}{type(error).__name__}: {words}"
        raise LetterFailed(reason, for_good=not broken_off, broken_off=broken_off) from error
