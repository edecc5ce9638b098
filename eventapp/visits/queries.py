"""Reading visits and organisations."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from eventapp.core.db import execute, session
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Organisation, Visit

# Built once: these two are asked at nearly every request, and to build a statement takes as long as to run it.
_FACTS = select(*(Visit.__table__.c[name] for name in VisitFacts._fields))
_BY_SLUG = _FACTS.where(Visit.slug == bindparam("slug"))
_BY_ID = _FACTS.where(Visit.id == bindparam("visit_id"))
_ORGANISATIONS = (
    select(Organisation)
    .where(Organisation.visit_id == bindparam("visit_id"))
    .order_by(Organisation.position, Organisation.code)
)


def get_visit(slug: str) -> VisitFacts:
    """Raises VisitNotFound."""
    found = find_visit(slug)
    if found is None:
        raise VisitNotFound
    return found


def public_visit(slug: str) -> VisitFacts:
    """What everybody may know of: a hidden one is as unknown as one that never was. Raises VisitNotFound."""
    found = find_visit(slug)
    if found is None or not found.visible:
        raise VisitNotFound
    return found


def find_visit(slug: str) -> VisitFacts | None:
    """None: there is no such visit."""
    found = execute(_BY_SLUG, {"slug": slug}).one_or_none()
    return VisitFacts._make(found) if found else None


def find_visit_of(visit_id: int) -> VisitFacts | None:
    """By its id; None: there is none any more."""
    found = execute(_BY_ID, {"visit_id": visit_id}).one_or_none()
    return VisitFacts._make(found) if found else None


def visit_of(visit_id: int) -> VisitFacts:
    """By its id, as rows name it. Raises VisitNotFound."""
    found = find_visit_of(visit_id)
    if found is None:
        raise VisitNotFound
    return found


def visits() -> Sequence[VisitFacts]:
    """All visits, hidden ones too, the latest first."""
    return [VisitFacts._make(row) for row in execute(_FACTS.order_by(Visit.starts_on.desc(), Visit.slug))]


def public_visits() -> Sequence[VisitFacts]:
    """Those that are not hidden, the latest first."""
    return [visit for visit in visits() if visit.visible]


def organisations(visit_id: int) -> Sequence[Organisation]:
    """In the visit's own order."""
    return session.scalars(_ORGANISATIONS, {"visit_id": visit_id}).all()
