"""The board of one day as a picture (pure): sessions, columns, ways and clashes in; cards with their positions out.

Grid columns count from 1: the first has the clock; then, only where something for everyone overlaps with anything, one
for that; then each column's lanes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from eventapp.board.hours import Ruler, ruler
from eventapp.board.lanes import Rows, lanes
from eventapp.board.stretches import Gap, Journey, gaps
from eventapp.programme.conflicts import Span
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus

COMMON: Final = frozenset({Kind.TRAVEL, Kind.MEAL})
"""Kinds of what all who take part do together."""
EVERYONE: Final = "*"
"""The key of the column for that."""


class Part(NamedTuple):
    """Who speaks; ``minutes`` None: not agreed."""

    code: str
    name: str
    minutes: int | None
    status: SlotStatus


@dataclass(frozen=True, slots=True)
class Entry:
    """A session as the board shows it; ``span`` None: without a time. ``venue``, ``room``: codes.

    ``seats``: how many people it is for, None: not said. ``fixed``: nothing pushes it away.
    """

    code: str
    title: str
    kind: Kind
    status: SessionStatus
    span: Span | None = None
    venue: str | None = None
    room: str | None = None
    parts: tuple[Part, ...] = ()
    everybody: bool = False
    seats: int | None = None
    fixed: bool = False

    @property
    def is_common(self) -> bool:
        return self.everybody or self.kind in COMMON

    @property
    def place(self) -> str:
        """As the form of a move sends it: "", "venue" or "venue/room"."""
        return "/".join(filter(None, (self.venue, self.room)))


@dataclass(frozen=True, slots=True)
class Column:
    """``key``: a place, a speaker's or an organisation's code, "" for what has none. ``capacity``: of a room."""

    key: str
    title: str
    sub: str = ""
    capacity: int | None = None


class Cell(NamedTuple):
    """Where something lies in the grid: rows and columns from 1 on, and how many of each."""

    row: int
    rows: int
    column: int
    columns: int


@dataclass(frozen=True, slots=True)
class Head:
    """A column with its place in the grid."""

    column: Column
    cell: Cell


@dataclass(frozen=True, slots=True)
class Card:
    """``starts``, ``ends`` in the visit's zone. ``journeys``: how its people come to it. ``again``: the same session
    has a card further left. ``before``: it begins on an earlier day; ``after``: it ends on a later one.

    ``way``: where the journeys lie in the grid; None: in the card, since there is no room above it.
    """

    entry: Entry
    column: str
    cell: Cell
    starts: datetime
    ends: datetime
    journeys: tuple[Journey, ...] = ()
    way: Cell | None = None
    again: bool = False
    before: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """``items``: cards, and gaps in which nothing is, by time; ``columns``: how many the grid has."""

    ruler: Ruler
    heads: tuple[Head, ...]
    items: tuple[Card | Gap, ...]
    columns: int

    @property
    def cards(self) -> list[Card]:
        return [each for each in self.items if isinstance(each, Card)]


@dataclass(frozen=True, slots=True)
class Layout:
    """``keys``: in which columns a session stands. ``everyone``: the column for what is for everyone."""

    columns: Sequence[Column]
    keys: Callable[[Entry], Sequence[str]]
    everyone: Column
    whole: bool = False


def draw(
    entries: Iterable[Entry], day: date, zone: ZoneInfo, layout: Layout, journeys: Mapping[str, Sequence[Journey]]
) -> Picture:
    """``journeys``: {code of a session: how its people come to it}."""
    timed = [(each, each.span) for each in entries if each.span]
    scale = ruler(day, zone, (span for _, span in timed), whole=layout.whole)
    shown = {each.code: each for each, span in timed if span.overlaps(scale.day)}
    rows = {code: Rows(*scale.rows_of(each.span)) for code, each in shown.items() if each.span}
    heads, cells = _cells(shown, rows, layout, scale)
    cards = [_card(shown[code], key, cell, zone, scale) for (code, key), cell in cells.items()]
    cards = _with_journeys(_marked(sorted(cards, key=_in_order)), journeys, scale)
    within = [scale.cut(each.span) for each in shown.values() if each.span and each.status != SessionStatus.CANCELLED]
    free = gaps(within, zone)
    items: list[Card | Gap] = sorted([*cards, *free], key=_begins)
    width = max((head.cell.column + head.cell.columns - 1 for head in heads), default=1)
    return Picture(scale, tuple(heads), tuple(items), width)


def _cells(
    shown: Mapping[str, Entry], rows: Mapping[str, Rows], layout: Layout, scale: Ruler
) -> tuple[list[Head], dict[tuple[str, str], Cell]]:
    """({each column's head}, {(session, column): its cell})"""
    across = _across(shown, rows)
    standing: dict[str, dict[str, Rows]] = defaultdict(dict)
    for code, each in shown.items():
        if code not in across:
            for key in [EVERYONE] if each.is_common else layout.keys(each):
                standing[key][code] = rows[code]
    heads, cells, at = list[Head](), dict[tuple[str, str], Cell](), 2
    for column in [*([layout.everyone] if EVERYONE in standing else []), *layout.columns]:
        count, found = lanes(standing[column.key])
        heads.append(Head(column, Cell(1, scale.rows, at, count)))
        for code, lane in found.items():
            first, after = rows[code]
            cells[code, column.key] = Cell(first, after - first, at + lane.number, lane.width)
        at += count
    for code in across:
        first, after = rows[code]
        cells[code, EVERYONE] = Cell(first, after - first, 2, max(1, at - 2))
    return heads, cells


def _across(shown: Mapping[str, Entry], rows: Mapping[str, Rows]) -> list[str]:
    """What is for everyone and overlaps nothing: it lies across all columns."""
    ordered = sorted(shown, key=lambda code: rows[code])
    alone, reached = list[str](), 0
    for index, code in enumerate(ordered):
        following = rows[ordered[index + 1]].first if index + 1 < len(ordered) else rows[code].after
        if shown[code].is_common and reached <= rows[code].first and rows[code].after <= following:
            alone.append(code)
        reached = max(reached, rows[code].after)
    return alone


def _card(entry: Entry, column: str, cell: Cell, zone: ZoneInfo, scale: Ruler) -> Card:
    if entry.span is None:
        raise ValueError(entry.code)
    starts, ends = (instant.astimezone(zone) for instant in entry.span)
    before, after = entry.span.starts < scale.day.starts, entry.span.ends > scale.day.ends
    return Card(entry, column, cell, starts, ends, before=before, after=after)


def _begins(item: Card | Gap) -> datetime:
    return item.starts


def _in_order(card: Card) -> tuple[object, ...]:
    return card.starts, card.cell.column, card.entry.code


def _marked(cards: Iterable[Card]) -> Iterator[Card]:
    """The first of each session stands for it; the others are there ``again``."""
    seen = set[str]()
    for card in cards:
        yield replace(card, again=card.entry.code in seen)
        seen.add(card.entry.code)


def _with_journeys(cards: Iterable[Card], journeys: Mapping[str, Sequence[Journey]], scale: Ruler) -> list[Card]:
    drawn = list(cards)
    standing: dict[int, list[Cell]] = defaultdict(list)
    for card in drawn:
        for column in _columns(card.cell):
            standing[column].append(card.cell)
    found = []
    for card in drawn:
        ways = tuple(journeys.get(card.entry.code, ()))
        beside = (cell for column in _columns(card.cell) for cell in standing[column])
        found.append(replace(card, journeys=ways, way=_above(card, ways, beside, scale)) if ways else card)
    return found


def _columns(cell: Cell) -> range:
    return range(cell.column, cell.column + cell.columns)


def _above(card: Card, journeys: Sequence[Journey], beside: Iterable[Cell], scale: Ruler) -> Cell | None:
    """The free rows between where its people come from and the card, if there are two at least.

    ``beside``: what stands in the card's columns.
    """
    row, _, column, columns = card.cell
    top = max(scale.rows_of(Span(min(each.leaves for each in journeys), card.starts))[0], 1)
    for other in beside:
        if other.row < row:
            top = max(top, other.row + other.rows)
    return Cell(top, row - top, column, columns) if row - top > 1 else None
