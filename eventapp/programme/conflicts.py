"""What cannot be in a programme, or should not (pure): found, and told as values. Nothing is ever forbidden by it.

Laws (tests/programme/test_conflicts_laws.py): the order of sessions changes nothing; what touches does not overlap; one
more session never takes away what was found among others.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from heapq import heappop, heappush
from itertools import chain
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from eventapp.programme.snapshot import Kind
from eventapp.programme.ways import Ways

BREAK: Final = timedelta(minutes=15)
"""A shorter pause is none."""
LONGEST: Final = timedelta(hours=4)
"""Without a break."""
RESTING: Final = frozenset({Kind.MEAL, Kind.FREE})
EVERYBODY: Final = "*"
"""Stands for all who take part, where a person is named."""


class Severity(IntEnum):
    """``CLASH``: it cannot be so; ``WARNING``: it should not; ``NOTICE``: somebody should know."""

    CLASH = 1
    WARNING = 2
    NOTICE = 3


class ConflictKind(StrEnum):
    SPEAKER_TWICE = "speaker_twice"
    ROOM_TWICE = "room_twice"
    WAY_TOO_SHORT = "way_too_short"
    SEATS_OVERLAP = "seats_overlap"
    OVER_EVERYBODY = "over_everybody"
    OUTSIDE_VISIT = "outside_visit"
    VENUE_CLOSED = "venue_closed"
    NOT_AVAILABLE = "not_available"
    ROOM_TOO_SMALL = "room_too_small"
    SLOTS_TOO_LONG = "slots_too_long"
    NO_BREAK = "no_break"
    CANCELLED_WITH_SLOTS = "cancelled_with_slots"
    CLOCK_TWICE = "clock_twice"


SEVERITIES: Final[Mapping[ConflictKind, Severity]] = {
    ConflictKind.SPEAKER_TWICE: Severity.CLASH,
    ConflictKind.ROOM_TWICE: Severity.CLASH,
    ConflictKind.WAY_TOO_SHORT: Severity.CLASH,
    ConflictKind.SEATS_OVERLAP: Severity.CLASH,
    ConflictKind.OVER_EVERYBODY: Severity.WARNING,
    ConflictKind.OUTSIDE_VISIT: Severity.WARNING,
    ConflictKind.VENUE_CLOSED: Severity.WARNING,
    ConflictKind.NOT_AVAILABLE: Severity.WARNING,
    ConflictKind.ROOM_TOO_SMALL: Severity.WARNING,
    ConflictKind.SLOTS_TOO_LONG: Severity.WARNING,
    ConflictKind.NO_BREAK: Severity.WARNING,
    ConflictKind.CANCELLED_WITH_SLOTS: Severity.NOTICE,
    ConflictKind.CLOCK_TWICE: Severity.NOTICE,
}


class Span(NamedTuple):
    """From an instant until before another, aware UTC."""

    starts: datetime
    ends: datetime

    def overlaps(self, other: "Span") -> bool:
        """Touching is no overlap."""
        return self.starts < other.ends and other.starts < self.ends

    def inside(self, spans: Iterable["Span"]) -> bool:
        """Whether these together have all of it: open until midnight and from midnight on is open all night."""
        reached = self.starts
        for each in sorted(spans):
            if each.starts <= reached < each.ends:
                reached = each.ends
        return reached >= self.ends


@dataclass(frozen=True, slots=True)
class Planned:
    """A session with a time. ``people``: codes of who speaks and has not declined. ``slot_minutes``: of all slots.

    ``seats``: how many people it is for, or have taken a seat, whichever is more; None: not known. ``locked``: agreed
    with its host, so nothing is proposed that moves it. ``optional``: nobody has to be there.
    """

    code: str
    span: Span
    kind: Kind = Kind.MEETING
    venue: str | None = None
    room: str | None = None
    people: tuple[str, ...] = ()
    slot_minutes: int = 0
    seats: int | None = None
    everybody: bool = False
    cancelled: bool = False
    locked: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is judged. ``hours``: when a venue is open, ``available``: when somebody can; without an entry: always.

    ``capacities``: of (venue, room), None: not known. ``choices``: {who takes part: codes of sessions chosen}.
    ``margin``: minutes that are added to every way.
    """

    sessions: tuple[Planned, ...]
    days: tuple[date, date]
    timezone: str
    ways: Ways = field(default_factory=Ways)
    capacities: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    hours: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    available: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    margin: int = 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """``sessions``: codes, the earlier first. ``who``: a speaker's code, EVERYBODY or who takes part; "": nobody.

    ``span``: when. ``needs``, ``has``: minutes of a way, of slots or without a break; people and seats of a room.
    """

    kind: ConflictKind
    sessions: tuple[str, ...]
    span: Span
    who: str = ""
    needs: int | None = None
    has: int | None = None

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.kind]


def find_conflicts(schedule: Schedule) -> tuple[Conflict, ...]:
    """All of them, the worst first, then by time."""
    held = [each for each in schedule.sessions if not each.cancelled]
    found = chain(
        *(rule(held) for rule in (_speakers, _rooms, _over_everybody, _without_break)),
        *(rule(schedule, held) for rule in (_ways, _choices, _alone)),
        _cancelled_with_slots(schedule),
    )
    return tuple(sorted(found, key=_in_order))


def conflicts_with(schedule: Schedule, session: Planned, others: Sequence[Planned]) -> Iterator[Conflict]:
    """Those that the session has by itself, and that it and others have among each other; not those without a break.

    Whether something is free, asked of few: no order. None of these is cancelled.
    """
    held = [session, *others]
    yield from chain(_speakers(held), _rooms(held), _over_everybody(held), _ways(schedule, held))
    yield from chain(_choices(schedule, held), _alone(schedule, [session]))


def _in_order(conflict: Conflict) -> tuple[object, ...]:
    return conflict.severity, conflict.span, conflict.kind, conflict.sessions, conflict.who


def overlapping(sessions: Iterable[Planned]) -> Iterator[tuple[Planned, Planned]]:
    """Each pair that overlaps, the earlier first; n log n, and what is found."""
    going: list[tuple[datetime, str, Planned]] = []
    for each in sorted(sessions, key=_by_time):
        while going and going[0][0] <= each.span.starts:
            heappop(going)
        yield from ((earlier, each) for _, _, earlier in going)
        heappush(going, (each.span.ends, each.code, each))


def _by_time(session: Planned) -> tuple[Span, str]:
    return session.span, session.code


def _common(first: Planned, second: Planned) -> Span:
    """When both go on."""
    return Span(second.span.starts, min(first.span.ends, second.span.ends))


def _grouped(pairs: Iterable[tuple[Hashable, Planned]]) -> Mapping[Hashable, list[Planned]]:
    groups: dict[Hashable, list[Planned]] = defaultdict(list)
    for key, session in pairs:
        groups[key].append(session)
    return groups


def _by_person(held: Iterable[Planned]) -> Mapping[Hashable, list[Planned]]:
    return _grouped((person, session) for session in held for person in dict.fromkeys(session.people))


def _speakers(held: Sequence[Planned]) -> Iterator[Conflict]:
    for who, sessions in _by_person(held).items():
        for first, second in overlapping(sessions):
            yield Conflict(ConflictKind.SPEAKER_TWICE, (first.code, second.code), _common(first, second), who=str(who))


def _rooms(held: Sequence[Planned]) -> Iterator[Conflict]:
    for sessions in _grouped(((each.venue, each.room), each) for each in held if each.venue and each.room).values():
        for first, second in overlapping(sessions):
            yield Conflict(ConflictKind.ROOM_TWICE, (first.code, second.code), _common(first, second))


def _ways(schedule: Schedule, held: Sequence[Planned]) -> Iterator[Conflict]:
    """Between any two that follow each other closely, others in between or not: all are in the way."""
    placed = [each for each in held if each.venue]
    ways, margin = schedule.ways, schedule.margin
    within = timedelta(minutes=ways.longest({each.venue for each in placed if each.venue}) + margin)
    everybody = [each for each in placed if each.everybody]
    of_all = _Following(everybody, within)
    people = _by_person(each for each in placed if not each.everybody)
    followed = [(EVERYBODY, pair) for each in everybody for pair in of_all.after(each)]
    for who, own in people.items():
        theirs = _Following(own, within)
        followed += ((str(who), pair) for each in own for pair in (*theirs.after(each), *of_all.around(each)))
    for who, (first, second) in followed:
        needs = ways.minutes(first.venue or "", second.venue or "")
        has = int((second.span.starts - first.span.ends) / timedelta(minutes=1))
        if needs and has < needs + margin:
            between, codes = Span(first.span.ends, second.span.starts), (first.code, second.code)
            yield Conflict(ConflictKind.WAY_TOO_SHORT, codes, between, who, needs=needs + margin, has=has)


class _Following:
    """Sessions, and which of them begin when or after another one ends, but less than ``within`` later."""

    def __init__(self, sessions: Iterable[Planned], within: timedelta) -> None:
        self.within = within
        self.by_start = sorted(sessions, key=_by_time)
        self.by_end = sorted(self.by_start, key=lambda each: each.span.ends)

    def after(self, first: Planned) -> Iterator[tuple[Planned, Planned]]:
        """(that one, each that follows it)"""
        low = bisect_left(self.by_start, first.span.ends, key=lambda each: each.span.starts)
        for index in range(low, len(self.by_start)):
            second = self.by_start[index]
            if second.span.starts - first.span.ends >= self.within:
                return
            yield first, second

    def around(self, one: Planned) -> Iterator[tuple[Planned, Planned]]:
        """Each that it follows, and each that follows it, the earlier first."""
        low = bisect_right(self.by_end, one.span.starts - self.within, key=lambda each: each.span.ends)
        high = bisect_right(self.by_end, one.span.starts, key=lambda each: each.span.ends)
        yield from ((first, one) for first in self.by_end[low:high])
        yield from self.after(one)


def _choices(schedule: Schedule, held: Sequence[Planned]) -> Iterator[Conflict]:
    known = {each.code: each for each in held}
    for who, codes in schedule.choices.items():
        for first, second in overlapping(known[code] for code in codes if code in known):
            yield Conflict(ConflictKind.SEATS_OVERLAP, (first.code, second.code), _common(first, second), who=who)


def _over_everybody(held: Sequence[Planned]) -> Iterator[Conflict]:
    if not any(each.everybody for each in held):
        return
    for first, second in overlapping(each for each in held if each.kind is not Kind.FREE):
        if first.everybody or second.everybody:
            yield Conflict(
                ConflictKind.OVER_EVERYBODY, (first.code, second.code), _common(first, second), who=EVERYBODY
            )


def _alone(schedule: Schedule, held: Sequence[Planned]) -> Iterator[Conflict]:
    """What is wrong with a session by itself."""
    zone = ZoneInfo(schedule.timezone)
    first, last = schedule.days
    visit = Span(_midnight(first, zone), _midnight(last + timedelta(days=1), zone))
    for each in held:
        found = Conflict(ConflictKind.OUTSIDE_VISIT, (each.code,), each.span)
        # what begins on the last evening may end after midnight
        if not visit.starts <= each.span.starts < visit.ends:
            yield found
        hours = schedule.hours.get(each.venue or "")
        if hours is not None and not each.span.inside(hours):
            yield replace(found, kind=ConflictKind.VENUE_CLOSED)
        for who in dict.fromkeys(each.people):
            if who in schedule.available and not each.span.inside(schedule.available[who]):
                yield replace(found, kind=ConflictKind.NOT_AVAILABLE, who=who)
        capacity = schedule.capacities.get((each.venue or "", each.room or ""))
        if capacity is not None and each.seats is not None and each.seats > capacity:
            yield replace(found, kind=ConflictKind.ROOM_TOO_SMALL, needs=each.seats, has=capacity)
        minutes = int((each.span.ends - each.span.starts) / timedelta(minutes=1))
        if each.slot_minutes > minutes:
            yield replace(found, kind=ConflictKind.SLOTS_TOO_LONG, needs=each.slot_minutes, has=minutes)
        if any(_is_twice(instant, zone) for instant in each.span):
            yield replace(found, kind=ConflictKind.CLOCK_TWICE)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _is_twice(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock on the wall shows that time once more: in the night in which clocks go back."""
    local = instant.astimezone(zone)
    other = local.replace(fold=1 - local.fold)
    return local.utcoffset() != other.utcoffset() and _exists(other, zone)


def _exists(local: datetime, zone: ZoneInfo) -> bool:
    back = local.astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def _without_break(held: Sequence[Planned]) -> Iterator[Conflict]:
    """Stretches in which somebody has no break: one more session makes them longer, never shorter."""
    everybody = {EVERYBODY: [each for each in held if each.everybody]}
    for who, sessions in chain(_by_person(held).items(), everybody.items()):
        for stretch in _stretches(each for each in sessions if each.kind not in RESTING):
            span = Span(stretch[0].span.starts, max(each.span.ends for each in stretch))
            if span.ends - span.starts > LONGEST:
                minutes = int((span.ends - span.starts) / timedelta(minutes=1))
                codes = tuple(each.code for each in stretch)
                yield Conflict(ConflictKind.NO_BREAK, codes, span, who=str(who), has=minutes)


def _stretches(sessions: Iterable[Planned]) -> Iterator[list[Planned]]:
    stretch, ends = list[Planned](), datetime.min.replace(tzinfo=UTC)
    for each in sorted(sessions, key=_by_time):
        if stretch and each.span.starts - ends >= BREAK:
            yield stretch
            stretch = []
        ends = max(ends, each.span.ends) if stretch else each.span.ends
        stretch.append(each)
    if stretch:
        yield stretch


def _cancelled_with_slots(schedule: Schedule) -> Iterator[Conflict]:
    for each in schedule.sessions:
        if each.cancelled and each.people:
            yield Conflict(ConflictKind.CANCELLED_WITH_SLOTS, (each.code,), each.span)
