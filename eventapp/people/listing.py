"""The organisers' list: filtered, searched, a page at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, false, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from eventapp.core import paging
from eventapp.core.db import session
from eventapp.core.paging import Page, Place
from eventapp.people.places import Beside, Sign, nearest
from eventapp.registration.finding import looked_for
from eventapp.registration.models import SORTED_BY, Registration, SearchWord
from eventapp.registration.rules import Status
from eventapp.registration.words import newcomers_with

ALPHABETS: Final = {language: getattr(Registration, column) for language, column in SORTED_BY.items()}
AT_ONCE: Final = 1000
# A number of rows that is read as fast as a page is made (docs/decisions/100).
FEW: Final = 1000
MOST_COUNTED: Final = 5000


@dataclass(frozen=True, slots=True)
class Filter:
    """Who is listed. ``organisation``: its id, 0 for those of another one; None, or None as ``status``: all.

    ``words``: a person's name, e-mail, telephone or other organisation has each of them, or one that begins so, in
    any spelling (registration.finding). Not ``telephones``: for whoever may not see them, so that trying digits tells
    nothing of them, either.
    """

    status: Status | None = None
    organisation: int | None = None
    words: str = ""
    telephones: bool = True


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins. ``after`` or ``before`` these, the nearest first; ``last``: the last page; nothing: the
    first."""

    after: Sequence[Beside] = ()
    before: Sequence[Beside] = ()
    last: bool = False


def order_of(chosen: Filter, language: str) -> tuple[InstrumentedAttribute[Any], ...]:
    """The columns by which they are listed: those who wait by their turn, all others by the language's alphabet."""
    return (Registration.turn,) if chosen.status is Status.WAITLISTED else (ALPHABETS[language], Registration.id)


def page_of(
    visit_id: int, chosen: Filter, cursor: Cursor, language: str, sign: Sign, *, few: int = FEW
) -> Page[Registration]:
    """At most PAGE registrations in that order; a cursor whose registrations are all gone leads to the first page."""
    order = order_of(chosen, language)
    beside = cursor.before or cursor.after
    found = _nearest(visit_id, beside, [column.key for column in order], sign) if beside else None
    keys = tuple(getattr(found, column.key) for column in order) if found is not None else ()
    backwards = cursor.last or (bool(cursor.before) and found is not None)
    return paging.page_of(_found(visit_id, chosen, few), order, Place(keys, backwards))


def _nearest(visit_id: int, beside: Sequence[Beside], columns: list[str], sign: Sign) -> Registration | None:
    """The first of them that still stands where it stood; not asked of none: SQLite would walk along all people."""
    ids = [each.id for each in beside]
    rows = session.scalars(select(Registration).where(Registration.visit_id == visit_id, Registration.id.in_(ids)))
    return nearest(beside, rows.all(), columns, sign)


def counts(visit_id: int, chosen: Filter, *, most: int = MOST_COUNTED) -> dict[Status, int]:
    """How many of each status, whatever status and words are chosen; ``most`` + 1 says "more than that"."""
    numbers = []
    for status in Status:
        some = _listed(visit_id, Filter(status, chosen.organisation)).with_only_columns(literal(1))
        numbers.append(_number(some.limit(most + 1)).label(status))
    return dict(zip(Status, session.execute(select(*numbers)).one(), strict=True))


def number_of(
    visit_id: int, chosen: Filter, counted: Mapping[Status, int], *, most: int = MOST_COUNTED, few: int = FEW
) -> int:
    """How many are chosen, on all pages; ``most`` + 1 says "more than that". ``counted``: ``counts`` of the same."""
    if chosen.words.strip():
        found = _found(visit_id, chosen, few).with_only_columns(literal(1))
        return session.scalar(select(_number(found.limit(most + 1)))) or 0
    number = sum(counted.values()) if chosen.status is None else counted[chosen.status]
    return min(number, most + 1)


def numbers_in_queue(visit_id: int, rows: Sequence[Registration]) -> dict[UUID, int]:
    """{id: which number it has among all who wait} of some of them, in the order of their turns; one statement."""
    if not rows:
        return {}
    waits = select(func.count()).where(Registration.visit_id == visit_id, Registration.status == Status.WAITLISTED)
    earlier = [-1, *(row.turn for row in rows[:-1])]
    between = [
        waits.where(Registration.turn > turn, Registration.turn <= row.turn).scalar_subquery()
        for turn, row in zip(earlier, rows, strict=True)
    ]
    return dict(zip((row.id for row in rows), accumulate(session.execute(select(*between)).one()), strict=True))


def everybody(visit_id: int, chosen: Filter, language: str, *columns: InstrumentedAttribute[Any]) -> Iterator[Row[Any]]:
    """Those columns of all who are chosen, in the list's order; some rows at a time."""
    query = _found(visit_id, chosen, FEW).with_only_columns(*columns)
    yield from session.execute(query.order_by(*order_of(chosen, language)).execution_options(yield_per=AT_ONCE))


def _found(visit_id: int, chosen: Filter, few: int) -> Select[Registration]:
    """Those of the filter who have, for each word searched for, one that begins with it.

    Few have the rarest of these words, or are of the filter: then only they are looked at. If even they are many,
    whoever walks along the list soon has a page of them.
    """
    words = looked_for(chosen.words)
    if not chosen.telephones:
        words = [tuple(each for each in beginnings if not each.isdigit()) for beginnings in words]
    if chosen.words.strip() and not (words and all(words)):
        return select(Registration).where(false())
    fresh = newcomers_with(visit_id, words) if words else []
    kinds = [_having(visit_id, beginnings, fresh) for beginnings in words]
    if chosen.status is not None or chosen.organisation is not None:
        kinds.append(_narrowed(select(Registration.id).where(Registration.visit_id == visit_id), chosen))
    if not kinds:
        return select(Registration).where(Registration.visit_id == visit_id)
    numbers = session.execute(select(*(_number(some.limit(few + 1)) for some in kinds))).one()
    fewest, rarest = min(zip(numbers, kinds, strict=True), key=itemgetter(0))
    key = literal(" ") + Registration.search_key
    new = [Registration.id.in_(fresh)] if fresh else []  # found by what the worker has not written yet
    found = [or_(*(key.contains(f" {each}") for each in beginnings), *new) for beginnings in words]
    # they say which visit they belong to; said twice, SQLite would begin with the visit
    if fewest <= few:
        return _narrowed(select(Registration).where(Registration.id.in_(rarest), *found), chosen)
    return _along(visit_id, chosen, found)


def _along(visit_id: int, chosen: Filter, found: list[ColumnElement[bool]]) -> Select[Registration]:
    """Conditions at which neither database looks for an index but that of the list's order, which it walks along.

    PostgreSQL takes a bare LIKE to be rare, and would sort all whom it finds; inside of ``coalesce`` it is common.
    """
    walked = select(Registration).where(Registration.visit_id == visit_id)
    if chosen.status is Status.WAITLISTED:
        walked = walked.where(Registration.status == Status.WAITLISTED)  # the index of the queue begins so
    of_filter = _conditions(chosen)
    return walked.where(*(func.coalesce(condition, false()) for condition in (*of_filter, *found)))


def _having(visit_id: int, beginnings: Sequence[str], fresh: Sequence[UUID]) -> Select[UUID]:
    """Whoever has a word that begins with one of these, and the newcomers who have; somebody may be named more than
    once."""
    of_visit = select(SearchWord.registration_id).where(SearchWord.visit_id == visit_id)
    ranges = [of_visit.where(SearchWord.word >= each, SearchWord.word < f"{each}\U0010ffff") for each in beginnings]
    new = [select(Registration.id).where(Registration.id.in_(fresh))] if fresh else []
    return select(union_all(*ranges, *new).subquery().c[0])


def _number(rows: Select[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def _listed(visit_id: int, chosen: Filter) -> Select[Registration]:
    """Those of that status and organisation, whatever words are searched for."""
    return _narrowed(select(Registration).where(Registration.visit_id == visit_id), chosen)


def _narrowed(query: Select[Any], chosen: Filter) -> Select[Any]:
    return query.where(*_conditions(chosen))


def _conditions(chosen: Filter) -> Iterator[ColumnElement[bool]]:
    if chosen.status is not None:
        yield Registration.status == chosen.status
    if chosen.organisation is not None:
        yield Registration.organisation_id == (chosen.organisation or None)  # None: IS NULL
