"""Who may do what: load and authorise in one call; what you may not see is not there."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, select

from eventapp.accounts.models import Account
from eventapp.core.db import execute, session
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Membership, Right, Visit

ORGANISER: Final = Right.ORGANISER
READER: Final = Right.READER
_ALLOWED: Final = {READER: frozenset({READER, ORGANISER}), ORGANISER: frozenset({ORGANISER})}
"""{what a page asks for: who has it}."""
# Built once: it is asked at every page of the desk.
_MINE = (
    select(*(Visit.__table__.c[name] for name in VisitFacts._fields), Membership.role)
    .join(Membership, Membership.visit_id == Visit.id)
    .where(Membership.account_id == bindparam("account"))
)
_ONE = _MINE.where(Visit.slug == bindparam("slug"))
_ALL = _MINE.order_by(Visit.starts_on.desc(), Visit.slug)


def access(account: Account, slug: str, right: Right = ORGANISER) -> tuple[VisitFacts, Right]:
    """The visit of that slug, if the account has that right there or more; and which it has. Raises VisitNotFound."""
    found = execute(_ONE, {"account": account.id, "slug": slug}).one_or_none()
    if found is None or Right(found[-1]) not in _ALLOWED[right]:
        raise VisitNotFound
    return VisitFacts._make(found[:-1]), Right(found[-1])


def visit_for(account: Account, slug: str, right: Right = ORGANISER) -> VisitFacts:
    """The same without the right. Raises VisitNotFound."""
    return access(account, slug, right)[0]


def organises(account_id: int, visit_id: int) -> bool:
    """Whether that account organises that visit."""
    found = session.get(Membership, (visit_id, account_id), populate_existing=True)
    return found is not None and found.role == ORGANISER


def visits_of(account: Account, right: Right = READER) -> Sequence[VisitFacts]:
    """The visits in which the account has that right or more, hidden ones too, the latest first."""
    found = execute(_ALL, {"account": account.id})
    return [VisitFacts._make(row[:-1]) for row in found if Right(row[-1]) in _ALLOWED[right]]
