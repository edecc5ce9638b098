"""What changes visits and organisations."""

from sqlalchemy import bindparam, update

from eventapp.core.db import execute, session
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Visit

# Built once: it stands at the beginning of each change, and everyone else waits meanwhile.
_HOLD = update(Visit).where(Visit.id == bindparam("held")).values(version=Visit.version + 1).returning(Visit)


_COLUMNS = Visit.__table__.c
_HOLD_FACTS = (
    update(Visit.__table__)  # type: ignore[arg-type]
    .where(_COLUMNS.id == bindparam("held"))
    .values(version=_COLUMNS.version + 1)
    .returning(*(_COLUMNS[name] for name in VisitFacts._fields))
)


def hold_facts(visit_id: int) -> VisitFacts:
    """The same as ``hold_visit`` for who only reads the visit, in a third of its time. Raises VisitNotFound."""
    held = execute(_HOLD_FACTS, {"held": visit_id}).one_or_none()
    if held is None:
        raise VisitNotFound
    return VisitFacts._make(held)


def take_versions(visit: VisitFacts, more: int) -> None:
    """Let that many versions behind the held one be this operation's own, too; the visit is held."""
    execute(update(Visit.__table__).where(_COLUMNS.id == visit.id).values(version=visit.version + more))  # type: ignore[arg-type]


def hold_visit(visit_id: int) -> Visit:
    """Take the visit for this transaction and load it; the first statement of each operation inside a visit.

    An UPDATE of its row serialises writers on SQLite and PostgreSQL alike (SQLite ignores SELECT … FOR UPDATE).
    ``version`` goes up by one, so the value seen is this operation's own. Raises VisitNotFound.
    """
    # the row that comes back is all there is to know: the session need not look for what else it has loaded
    options = {"populate_existing": True, "synchronize_session": False}
    held: Visit | None = session.scalar(_HOLD, {"held": visit_id}, execution_options=options)
    if held is None:
        raise VisitNotFound
    return held
