"""A long list, a page at a time. A page begins behind a row, not after a number of rows: the database walks an index
from there (keyset paging), so the last page costs as much as the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, overload

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from eventapp.core.db import session

PAGE: Final = 50
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind the row of these ``keys``, or, ``backwards``, before it; without keys: the first
    page, or the last. The row itself may be gone."""

    keys: tuple[Any, ...] = ()
    backwards: bool = False


@dataclass(frozen=True)
class Page(Sequence[Row]):
    """Its rows, in the list's order, and whether there are others before and behind them."""

    rows: Sequence[Row]
    has_earlier: bool
    has_later: bool

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self.rows[index]


def read_id(text: str) -> int | None:
    """A row's number, as an address says it; None: no row has such a one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def page_of(
    query: Select[Row],
    order: Sequence[InstrumentedAttribute[Any]],
    place: Place = Place(),
    *,
    descending: bool = False,
    size: int = PAGE,
) -> Page[Row]:
    """At most ``size`` of the query's objects. ``order``: the columns of the list's order, which together name one row
    and never change; a place's keys are their values."""
    downwards = descending != place.backwards
    if place.keys:
        query = query.where(_behind(tuple_(*order), place.keys, downwards=downwards))
    query = query.order_by(*(column.desc() if downwards else column for column in order))
    found = session.scalars(query.limit(size + 1)).all()
    more, rows = len(found) > size, found[:size]
    if place.backwards:
        return Page(rows[::-1], has_earlier=more, has_later=bool(place.keys))
    return Page(rows, has_earlier=bool(place.keys), has_later=more)


def _behind(row: Any, keys: tuple[Any, ...], *, downwards: bool) -> ColumnElement[bool]:
    behind: ColumnElement[bool] = row < keys if downwards else row > keys
    return behind
