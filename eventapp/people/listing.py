"""The organisers' list: filtered, searched, a page at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, Select, false, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from eventapp.core import paging
from eventapp.core.db import session
from eventapp.core.paging import Page, Place
from eventapp.registration.models import Registration, SearchWord
from eventapp.registration.rules import Status, search_words

ORDER: Final = (Registration.search_key, Registration.id)
MOST_WORDS: Final = 6
AT_ONCE: Final = 1000
# A number of rows that is read as fast as a page is made (docs/decisions/100).
FEW: Final = 1000
MOST_COUNTED: Final = 5000


@dataclass(frozen=True, slots=True)
class Filter:
    """Who is listed. ``organisation``: its id, 0 for those of another one; None, or None as ``status``: all.

    ``words``: a person's name, e-mail, telephone or other organisation has each of them, or one that begins so, in
    any spelling.
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


def page_of(visit_id: int, chosen: Filter, cursor: Cursor, *, few: int = FEW) -> Page[Registration]:
    """At most PAGE registrations by name; a cursor whose registration is gone leads to the first page."""
    asked = cursor.before or cursor.after
    found = session.get(Registration, asked) if asked else None
    keys = (found.search_key, found.id) if found is not None else ()
    backwards = cursor.last or (cursor.before is not None and found is not None)
    return paging.page_of(_found(visit_id, chosen, few), ORDER, Place(keys, backwards))


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


def everybody(visit_id: int, chosen: Filter, *columns: InstrumentedAttribute[Any]) -> Iterator[Row[Any]]:
    """Those columns of all who are chosen, by name; some rows at a time."""
    query = _found(visit_id, chosen, FEW).with_only_columns(*columns)
    yield from session.execute(query.order_by(*ORDER).execution_options(yield_per=AT_ONCE))


def _found(visit_id: int, chosen: Filter, few: int) -> Select[Registration]:
    """Those listed who have, for each word searched for, one that begins with it.

    Few have the rarest of these words: then only they are looked at. If even that one is common, whoever walks by
    name soon has a page of them.
    """
    words = search_words(chosen.words)[:MOST_WORDS]
    if not words:
        listed = _listed(visit_id, chosen)
        return listed.where(false()) if chosen.words.strip() else listed
    having = [_having(visit_id, word) for word in words]
    numbers = session.execute(select(*(_number(some.limit(few + 1)) for some in having))).one()
    fewest, rarest = min(zip(numbers, having, strict=True), key=itemgetter(0))
    # their words say which visit they belong to; said twice, SQLite would begin with the visit
    among = [Registration.id.in_(rarest)] if fewest <= few else [Registration.visit_id == visit_id]
    key = literal(" ") + Registration.search_key
    # PostgreSQL takes a bare LIKE to be rare, and would sort all whom it finds instead of walking by name
    found = (func.coalesce(key.contains(f" {word}"), false()) for word in words)
    return _narrowed(select(Registration).where(*among, *found), chosen)


def _having(visit_id: int, word: str) -> Select[UUID]:
    """Whoever has a word that begins so."""
    highest = f"{word}\U0010ffff"
    of_visit = select(SearchWord.registration_id).where(SearchWord.visit_id == visit_id)
    return of_visit.where(SearchWord.word >= word, SearchWord.word < highest)


def _number(rows: Select[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def _listed(visit_id: int, chosen: Filter) -> Select[Registration]:
    """Those of that status and organisation, whatever words are searched for."""
    return _narrowed(select(Registration).where(Registration.visit_id == visit_id), chosen)


def _narrowed(query: Select[Registration], chosen: Filter) -> Select[Registration]:
    if chosen.status is not None:
        query = query.where(Registration.status == chosen.status)
    if chosen.organisation is not None:
        query = query.where(Registration.organisation_id == (chosen.organisation or None))  # None: IS NULL
    return query
