"""Reading the outbox."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import defer

from eventapp.core.db import session
from eventapp.core.due import Backlog
from eventapp.core.paging import PAGE, Page, Place, page_of
from eventapp.notifications.errors import MailNotFound
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.rules import BACK_OFF, LEASE

ORDER: Final = (Mail.created_at, Mail.id)
BACKLOG: Final = Backlog(
    model=Mail,
    key=Mail.id,
    order=(Mail.due_at, Mail.id),
    waiting=MailState.WAITING,
    failed=MailState.FAILED,
    lease=LEASE,
    waits=BACK_OFF,
)
"""Letters that are to be sent, the one that is due for the longest first."""


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


def failed_letters() -> Sequence[Mail]:
    """All that were given up and can still be sent, the oldest first."""
    failed = select(Mail).where(Mail.state == MailState.FAILED, Mail.emptied_at.is_(None))
    return session.scalars(failed.options(defer(Mail.content)).order_by(Mail.created_at, Mail.id)).all()


def undelivered(about: str, *, since: datetime, before: datetime) -> Sequence[Mail]:
    """Of the letters about such things ("account:") those that should have left and did not, the latest first.

    Written after ``since``, and those that nothing stands in the way of also ``before``; without what they say.
    """
    kind = (Mail.about.startswith(about, autoescape=True), Mail.created_at > since)
    unsent = or_(Mail.state == MailState.FAILED, Mail.error != "", Mail.created_at < before)
    query = select(Mail).where(*kind, Mail.state.in_((MailState.WAITING, MailState.FAILED)), unsent)
    return session.scalars(query.options(defer(Mail.content)).order_by(Mail.created_at.desc()).limit(PAGE)).all()


def letters_of(visit_id: int, *, state: MailState | None = None, after: str = "") -> Page[Mail]:
    """A visit's letters, the latest first, without what they say.

    ``after``: a letter's id, for the next page; one that is not there leads to the first.
    """
    query = select(Mail).where(Mail.visit_id == visit_id).options(defer(Mail.content))
    if state is not None:
        query = query.where(Mail.state == state)
    last = _find(visit_id, after)
    return page_of(query, ORDER, Place((last.created_at, last.id) if last else ()), descending=True)


def latest_letter(about: str, *, to: str) -> Mail | None:
    """Of the letters about that thing the latest that was not taken back, without what it says.

    ``to``: where one goes that comes before another of the same moment.
    """
    query = select(Mail).where(Mail.about == about, Mail.state != MailState.ERASED)
    order = (Mail.created_at.desc(), (Mail.to_address == to).desc(), Mail.id)
    return session.scalars(query.options(defer(Mail.content)).order_by(*order).limit(1)).first()


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


def waiting_among(visit_id: int, letters: Collection[UUID]) -> Sequence[UUID]:
    """Those of the visit's letters that are about to be sent."""
    query = select(Mail.id).where(Mail.visit_id == visit_id, Mail.id.in_(letters), Mail.state == MailState.WAITING)
    return session.scalars(query).all()


def count_letters(visit_id: int) -> dict[MailState, int]:
    """How many of a visit's letters are in each state."""
    query = select(Mail.state, func.count()).where(Mail.visit_id == visit_id).group_by(Mail.state)
    found = {MailState(state): number for state, number in session.execute(query)}
    return {state: found.get(state, 0) for state in MailState}
