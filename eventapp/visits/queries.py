"""Reading visits and organisations."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from eventapp.core.db import session
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.models import Organisation, Visit

# Built once: these two are asked at nearly every request, and to build a statement takes as long as to run it.
_BY_SLUG = select(Visit).where(Visit.slug == bindparam("slug"))
_ORGANISATIONS = (
    select(Organisation)
    .where(Organisation.visit_id == bindparam("visit_id"))
    .order_by(Organisation.position, Organisation.code)
)


def get_visit(slug: str) -> Visit:
    """Raises VisitNotFound."""
    found = find_visit(slug)
    if found is None:
        raise VisitNotFound
    return found


def find_visit(slug: str) -> Visit | None:
    """None: there is no such visit."""
    return session.scalar(_BY_SLUG, {"slug": slug})


def visits() -> Sequence[Visit]:
    """All visits, the latest first."""
    return session.scalars(select(Visit).order_by(Visit.starts_on.desc(), Visit.slug)).all()


def organisations(visit_id: int) -> Sequence[Organisation]:
    """In the visit's own order."""
    return session.scalars(_ORGANISATIONS, {"visit_id": visit_id}).all()
