"""Removing a whole visit, when nobody is inside their term any more."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, or_, select

from eventapp.core import erasures
from eventapp.core.db import Base, session
from eventapp.desk.errors import PeopleInsideTheirTerm, ProofHasNoDay
from eventapp.registration.models import Registration
from eventapp.registration.queries import last_term
from eventapp.registration.terms import FOREVER
from eventapp.visits.operations import hold_facts

ROOT = "visit"
PLAIN = "visit_id"
"""The column by which a row names its visit, also where that is no foreign key."""


def rows_of(visit_id: int) -> dict[str, int]:
    """{table: rows} of all that belongs to the visit, the visit itself included; what has none is left out."""
    found = {
        table.name: session.scalar(select(func.count()).select_from(table).where(condition)) or 0
        for table, condition in _inside(visit_id)
    }
    return {name: number for name, number in found.items() if number}


def remove_visit(visit_id: int, *, now: datetime) -> Mapping[str, int]:
    """Delete the visit and all that hangs on it, in the caller's transaction; gives {table: rows}.

    Raises VisitNotFound, PeopleInsideTheirTerm, ProofHasNoDay.
    """
    until = last_term(hold_facts(visit_id))
    if until == FOREVER:
        raise ProofHasNoDay
    if until is not None and now < until:
        raise PeopleInsideTheirTerm(day=until.date().isoformat())
    for person in session.scalars(select(Registration.id).where(Registration.visit_id == visit_id)).all():
        erasures.remember("registration", str(person), now=now)
    gone = rows_of(visit_id)
    for table, condition in reversed(list(_inside(visit_id))):
        session.execute(delete(table).where(condition))
    session.expire_all()
    return gone


def _inside(visit_id: int) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Each table that has rows of a visit, those first on which others hang; and which rows."""
    conditions: dict[str, ColumnElement[bool]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name == ROOT:
            conditions[ROOT] = table.c.id == visit_id
        elif PLAIN in table.c:
            conditions[table.name] = table.c[PLAIN] == visit_id
        else:
            ways = [
                key.parent.in_(select(key.column).where(conditions[key.column.table.name]))
                for key in table.foreign_keys
                if key.column.table.name in conditions
            ]
            if not ways:
                continue
            conditions[table.name] = or_(*ways)
        yield table, conditions[table.name]


def tables_inside() -> frozenset[str]:
    """The names of all tables that have rows of a visit."""
    return frozenset(table.name for table, _ in _inside(0))
