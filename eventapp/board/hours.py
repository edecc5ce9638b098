"""A day as rows of five minutes (pure): which hours are drawn, which are folded into one line, where lines stand.

Rows count elapsed time from midnight on, so that the nights in which clocks change have 23 or 25 hours.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.programme.conflicts import Span

GRAIN: Final = timedelta(minutes=5)
HOUR: Final = timedelta(hours=1)
QUARTER: Final = timedelta(minutes=15)
LONG: Final = timedelta(hours=4)
"""What lasts longer keeps no hour open in which it only goes on."""
OFFICE: Final = (8, 17)
"""The hours of a day on which nothing is."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hours that are drawn, or folded into one row; ``row`` is its first, from 1 on."""

    span: Span
    row: int
    folded: bool

    @property
    def rows(self) -> int:
        return 1 if self.folded else -(-(self.span.ends - self.span.starts) // GRAIN)


@dataclass(frozen=True, slots=True)
class Line:
    """At an instant: an hour, or a quarter at which something begins or ends."""

    row: int
    at: datetime
    is_hour: bool


@dataclass(frozen=True, slots=True)
class Ruler:
    """From midnight to midnight. ``lines`` and ``folds`` by time; instants are in the visit's zone."""

    day: Span
    stretches: tuple[Stretch, ...]
    lines: tuple[Line, ...]

    @property
    def rows(self) -> int:
        last = self.stretches[-1]
        return last.row + last.rows - 1

    @property
    def folds(self) -> list[Stretch]:
        return [each for each in self.stretches if each.folded]

    def cut(self, span: Span) -> Span:
        """As much of it as is on this day."""
        return Span(max(span.starts, self.day.starts), min(span.ends, self.day.ends))

    def rows_of(self, span: Span) -> tuple[int, int]:
        """(its first row, the one after its last); at least one row."""
        cut = self.cut(span)
        first = self._row(cut.starts)
        return first, max(first + 1, self._row(cut.ends, up=True))

    def _row(self, instant: datetime, *, up: bool = False) -> int:
        """``up``: of an end, which belongs to the stretch that it closes."""
        moment = instant - timedelta(microseconds=1) if up else instant
        after = bisect_right(self.stretches, moment, key=_begins)
        stretch = self.stretches[max(0, after - 1)]
        if stretch.folded:
            return stretch.row + up
        passed = instant - stretch.span.starts
        return stretch.row + (-(-passed // GRAIN) if up else passed // GRAIN)


def _begins(stretch: Stretch) -> datetime:
    return stretch.span.starts


def whole_day(day: date, zone: ZoneInfo) -> Span:
    """From midnight to midnight by the clock on the wall, in UTC."""
    first, last = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    return Span(first, last)


def days_of(span: Span, zone: ZoneInfo) -> Iterator[date]:
    """Each day on which it goes on."""
    day, last = (instant.astimezone(zone).date() for instant in (span.starts, span.ends))
    yield day
    while (day := day + timedelta(days=1)) <= last and whole_day(day, zone).starts < span.ends:
        yield day


def ruler(day: date, zone: ZoneInfo, spans: Iterable[Span], *, whole: bool = False) -> Ruler:
    """Of that day, with what goes on in it; ``whole``: nothing is folded."""
    around = whole_day(day, zone)
    own = [each for each in spans if each.overlaps(around)]
    hours = list(_hours(around))
    opened = [whole or each for each in _opened(hours, own)]
    stretches = tuple(_stretches(hours, opened))
    bare = Ruler(around, stretches, ())
    return Ruler(around, stretches, tuple(_lines(bare, own, zone)))


def _hours(day: Span) -> Iterator[Span]:
    starts = day.starts
    while starts < day.ends:
        yield Span(starts, min(starts + HOUR, day.ends))
        starts += HOUR


def _opened(hours: Sequence[Span], spans: Sequence[Span]) -> list[bool]:
    """Of each hour; with one more before the first and after the last in use, into which things can be moved."""
    used = [_is_used(hour, spans) for hour in hours]
    if not any(used):
        return [OFFICE[0] <= number < OFFICE[1] and not spans for number in range(len(hours))]
    first, last = used.index(True), len(used) - used[::-1].index(True)
    return [each or number in (first - 1, last) for number, each in enumerate(used)]


def _is_used(hour: Span, spans: Sequence[Span]) -> bool:
    """Something begins, ends or, unless it is long, goes on in it."""
    return any(
        hour.starts <= each.starts < hour.ends
        or hour.starts < each.ends <= hour.ends
        or (each.ends - each.starts <= LONG and each.overlaps(hour))
        for each in spans
    )


def _stretches(hours: Sequence[Span], opened: Sequence[bool]) -> Iterator[Stretch]:
    """One hour alone is not folded: a line would save no room, and hide how long it is."""
    row = 1
    for is_open, group in groupby(zip(hours, opened, strict=True), key=lambda pair: pair[1]):
        run = [hour for hour, _ in group]
        stretch = Stretch(Span(run[0].starts, run[-1].ends), row, folded=not is_open and len(run) > 1)
        yield stretch
        row += stretch.rows


def _lines(bare: Ruler, spans: Sequence[Span], zone: ZoneInfo) -> Iterator[Line]:
    ends = {instant for each in spans for instant in bare.cut(each)}
    for stretch in bare.stretches:
        if stretch.folded:
            yield Line(stretch.row, stretch.span.starts.astimezone(zone), is_hour=True)
            continue
        for number in range(-(-(stretch.span.ends - stretch.span.starts) // QUARTER)):
            at = stretch.span.starts + number * QUARTER
            if number % 4 == 0 or at in ends:
                row = stretch.row + number * (QUARTER // GRAIN)
                yield Line(row, at.astimezone(zone), is_hour=number % 4 == 0)
