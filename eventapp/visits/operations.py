"""What changes visits and organisations."""

from sqlalchemy import update

from eventapp.core.db import session
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.models import Visit


def hold_visit(visit_id: int) -> Visit:
    """Take the visit for this transaction and load it; the first statement of each operation inside a visit.

    An UPDATE of its row serialises writers on SQLite and PostgreSQL alike (SQLite ignores SELECT … FOR UPDATE).
    ``version`` goes up by one, so the value seen is this operation's own. Raises VisitNotFound.
    """
    held: Visit | None = session.scalar(
        update(Visit).where(Visit.id == visit_id).values(version=Visit.version + 1).returning(Visit),
        execution_options={"populate_existing": True},
    )
    if held is None:
        raise VisitNotFound
    return held
