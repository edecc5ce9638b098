"""Reading the outbox."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import defer

from eventapp.core.db import session
from eventapp.notifications.errors import MailNotFound
from eventapp.notifications.models import Mail, MailState

PAGE: Final = 50


def outbox(limit: int = 100) -> Sequence[Mail]:
    """The latest letters, newest first."""
    return session.scalars(select(Mail).order_by(Mail.created_at.desc(), Mail.id).limit(limit)).all()


def get_mail(beginning: str) -> Mail:
    """The letter whose id begins so. Raises MailNotFound if none or several do."""
    try:
        low, high = UUID(beginning.ljust(32, "0")), UUID(beginning.ljust(32, "f"))
    except ValueError:
        raise MailNotFound from None
    found = session.scalars(select(Mail).where(Mail.id >= low, Mail.id <= high).limit(2)).all()
    if len(found) != 1:
        raise MailNotFound
    return found[0]


def letters_of(visit_id: int, *, state: MailState | None = None, after: str = "") -> Sequence[Mail]:
    """A visit's letters, the latest first, without what they say: at most PAGE and one more.

    ``after``: a letter's id, for the next page; one that is not there leads to the first.
    """
    query = select(Mail).where(Mail.visit_id == visit_id)
    if state is not None:
        query = query.where(Mail.state == state)
    if (last := _find(visit_id, after)) is not None:
        query = query.where(tuple_(Mail.created_at, Mail.id) < tuple_(last.created_at, last.id))
    order = (Mail.created_at.desc(), Mail.id.desc())
    return session.scalars(query.options(defer(Mail.content)).order_by(*order).limit(PAGE + 1)).all()


def letter_of(visit_id: int, identity: str) -> Mail:
    """One of that visit's letters. Raises MailNotFound."""
    found = _find(visit_id, identity)
    if found is None:
        raise MailNotFound
    return found


def _find(visit_id: int, identity: str) -> Mail | None:
    try:
        found = session.get(Mail, UUID(identity)) if identity else None
    except ValueError:
        return None
    return found if found is not None and found.visit_id == visit_id else None


def count_letters(visit_id: int) -> dict[MailState, int]:
    """How many of a visit's letters are in each state."""
    query = select(Mail.state, func.count()).where(Mail.visit_id == visit_id).group_by(Mail.state)
    found = {MailState(state): number for state, number in session.execute(query)}
    return {state: found.get(state, 0) for state in MailState}
