"""The organisers' list: filtered, searched, a page at a time. The last page costs as much as the first.

A page begins behind a row, not after a number of rows: the database walks an index from there (keyset paging).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from eventapp.core.db import session
from eventapp.core.text import fold
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status

PAGE = 50
MOST_WORDS = 6
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Filter:
    """Who is listed. ``organisation``: its id, 0 for those of another one; None, or None as ``status``: all.

    ``words``: each must stand somewhere in a person's name, addresses or organisation, in any spelling.
    """

    status: Status | None = None
    organisation: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins. ``after`` or ``before`` a registration; ``last``: the last page; nothing: the first."""

    after: UUID | None = None
    before: UUID | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Registration]
    has_earlier: bool
    has_later: bool


def page_of(visit_id: int, chosen: Filter, cursor: Cursor) -> Page:
    """At most PAGE registrations by name; a cursor whose registration is gone leads to the first page."""
    backwards = cursor.last or cursor.before is not None
    query = _filtered(visit_id, chosen)
    behind = cursor.before or cursor.after
    found = session.get(Registration, behind) if behind else None
    place = tuple_(Registration.search_key, Registration.id)
    if found is not None:
        here = tuple_(found.search_key, found.id)
        query = query.where(place < here if backwards else place > here)
    backwards = backwards and (cursor.last or found is not None)
    order = (Registration.search_key, Registration.id)
    query = query.order_by(*(column.desc() if backwards else column for column in order)).limit(PAGE + 1)
    rows = list(session.scalars(query))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        return Page(rows[::-1], has_earlier=more, has_later=found is not None)
    return Page(rows, has_earlier=found is not None, has_later=more)


def counts(visit_id: int, chosen: Filter) -> dict[Status, int]:
    """How many of each status, whatever status is chosen."""
    query = _filtered(visit_id, Filter(organisation=chosen.organisation, words=chosen.words))
    counted = query.with_only_columns(Registration.status, func.count()).group_by(Registration.status)
    found = {Status(status): number for status, number in session.execute(counted)}
    return {status: found.get(status, 0) for status in Status}


def everybody(visit_id: int, chosen: Filter, *columns: InstrumentedAttribute[Any]) -> Iterator[Row[Any]]:
    """Those columns of all who are chosen, by name; some rows at a time."""
    query = _filtered(visit_id, chosen).with_only_columns(*columns)
    ordered = query.order_by(Registration.search_key, Registration.id)
    yield from session.execute(ordered.execution_options(yield_per=AT_ONCE))


def _filtered(visit_id: int, chosen: Filter) -> Select[Registration]:
    query = select(Registration).where(Registration.visit_id == visit_id)
    if chosen.status is not None:
        query = query.where(Registration.status == chosen.status)
    if chosen.organisation is not None:
        query = query.where(Registration.organisation_id == (chosen.organisation or None))  # None: IS NULL
    for word in fold(chosen.words).split()[:MOST_WORDS]:
        query = query.where(Registration.search_key.contains(word, autoescape=True))
    return query
