"""What would end a conflict (pure): other places and times for a session, as values that the move of a session takes.

Law (tests/programme/test_remedies_laws.py): with a remedy's values in the schedule that conflict is gone, and none
arises that cannot be.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import chain, islice
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.programme.conflicts import (
    BREAK,
    EVERYBODY,
    Conflict,
    ConflictKind,
    Planned,
    Schedule,
    Severity,
    Span,
    conflicts_with,
    find_conflicts,
)
from eventapp.programme.snapshot import Kind

MOST: Final = 3
"""Remedies of one conflict."""
GRAIN: Final = timedelta(minutes=5)
DAY: Final = (time(8), time(20))
"""Nothing is moved out of these hours, unless the day begins earlier or ends later anyway."""
TRIED: Final = 24
"""Gaps that are looked at in one direction, and places."""
AT_HOME: Final = frozenset({Kind.SITE_VISIT, Kind.TRAVEL})
"""They are where they are: no other building will do."""
_MINUTE: Final = timedelta(minutes=1)
_PLACES: Final = frozenset(
    {ConflictKind.ROOM_TWICE, ConflictKind.WAY_TOO_SHORT, ConflictKind.VENUE_CLOSED, ConflictKind.ROOM_TOO_SMALL}
)
_SHIFTS: Final = frozenset(
    {
        ConflictKind.SPEAKER_TWICE,
        ConflictKind.ROOM_TWICE,
        ConflictKind.WAY_TOO_SHORT,
        ConflictKind.SEATS_OVERLAP,
        ConflictKind.OVER_EVERYBODY,
        ConflictKind.VENUE_CLOSED,
        ConflictKind.NOT_AVAILABLE,
        ConflictKind.CLOCK_TWICE,
        ConflictKind.NO_BREAK,
    }
)
Identity = tuple[ConflictKind, frozenset[str], str]
Place = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Remedy:
    """A session as it is, and as it would be. ``free``: of another room, since and until when nobody else is in it on
    that day; None: all day before, or after."""

    before: Planned
    after: Planned
    free: tuple[datetime | None, datetime | None] = (None, None)

    @property
    def moves_place(self) -> bool:
        return (self.before.venue, self.before.room) != (self.after.venue, self.after.room)

    @property
    def moves_time(self) -> bool:
        return self.before.span != self.after.span

    def in_schedule(self, schedule: Schedule) -> Schedule:
        """The schedule with it."""
        sessions = (self.after if each.code == self.after.code else each for each in schedule.sessions)
        return replace(schedule, sessions=tuple(sessions))


class Remedies:
    """Finds them in one schedule, a conflict at a time: only what is shown is looked for."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule, self.zone = schedule, ZoneInfo(schedule.timezone)
        self._held = sorted((each for each in schedule.sessions if not each.cancelled), key=lambda each: each.span)
        self._planned = {each.code: each for each in self._held}
        venues = {each.venue for each in self._held if each.venue} | {venue for venue, _ in schedule.capacities}
        self._reach = timedelta(minutes=schedule.ways.longest(venues) + schedule.margin)
        self._around: dict[str, frozenset[Identity]] = {}

    def of(self, conflict: Conflict, only: Set[str] = frozenset()) -> tuple[Remedy, ...]:
        """At most MOST, the nearest first: another place, then other times. ``only``: codes of those that may be moved,
        all if empty."""
        # rather the later one, and rather what is not for all
        later = [self._planned[code] for code in reversed(conflict.sessions) if code in self._planned]
        sessions = sorted((each for each in later if not only or each.code in only), key=lambda each: each.everybody)
        places = self._ending(conflict, chain(*(self._places(each, conflict) for each in sessions)))
        times = sorted(chain(*(self._times(each, conflict) for each in sessions)), key=_distance)
        first = list(islice(places, 1))
        found = [*first, *times[: MOST - len(first)]]
        return (*found, *islice(places, MOST - len(found)))

    def _ending(self, conflict: Conflict, remedies: Iterable[Remedy]) -> Iterator[Remedy]:
        """Those that do, and bring nothing new."""
        return (each for each in islice(remedies, TRIED) if self._ends(conflict, each))

    def _ends(self, conflict: Conflict, remedy: Remedy) -> bool:
        code = remedy.before.code
        if code not in self._around:
            self._around[code] = frozenset(self._found(remedy.before))
        allowed = self._around[code] - {identity(conflict)}
        if remedy.moves_time:  # it is asked for by the clock on the wall, which must not show that twice
            allowed = frozenset(each for each in allowed if each[0] is not ConflictKind.CLOCK_TWICE)
        if not all(each in allowed for each in self._found(remedy.after)):
            return False
        return conflict.kind is not ConflictKind.NO_BREAK or self._has_break(conflict, remedy)

    def _found(self, session: Planned) -> Iterator[Identity]:
        """The conflicts in which that session would be, but those about breaks: all others are about one or two."""
        near = list(self._near(session, Span(session.span.starts - self._reach, session.span.ends + self._reach)))
        found = conflicts_with(self.schedule, session, near)
        return (identity(each) for each in found if session.code in each.sessions)

    def _near(self, session: Planned, span: Span) -> Iterator[Planned]:
        """All that touch it and can be in that session's way: the same people, the same room, everybody."""
        for each in self._held if session.everybody else self._concerned(session):
            if each.code != session.code and each.span.starts <= span.ends and span.starts <= each.span.ends:
                yield each

    def _concerned(self, session: Planned) -> Iterable[Planned]:
        chosen = (self._planned[code] for code in self._chosen_with.get(session.code, ()) if code in self._planned)
        place = self._in_room.get((session.venue or "", session.room), ()) if session.room else ()
        people = (self._of_person.get(who, ()) for who in session.people)
        return {each.code: each for each in chain(self._of_all, place, chosen, *people)}.values()

    @cached_property
    def _of_all(self) -> Sequence[Planned]:
        return [each for each in self._held if each.everybody]

    @cached_property
    def _of_person(self) -> Mapping[str, Sequence[Planned]]:
        found: dict[str, list[Planned]] = defaultdict(list)
        for each in self._held:
            for who in each.people:
                found[who].append(each)
        return found

    @cached_property
    def _chosen_with(self) -> Mapping[str, set[str]]:
        """{a session: those that somebody has chosen beside it}"""
        found: dict[str, set[str]] = defaultdict(set)
        for codes in self.schedule.choices.values():
            for code in codes:
                found[code] |= codes
        return found

    def _has_break(self, conflict: Conflict, remedy: Remedy) -> bool:
        of_them = self._of_all if conflict.who == EVERYBODY else self._of_person.get(conflict.who, ())
        theirs = [remedy.after if each.code == remedy.after.code else each for each in of_them]
        left = find_conflicts(replace(self.schedule, sessions=tuple(theirs), choices={}))
        return not any(
            each.kind is ConflictKind.NO_BREAK and each.who == conflict.who and each.span.overlaps(conflict.span)
            for each in left
        )

    # -- places

    def _places(self, session: Planned, conflict: Conflict) -> Iterator[Remedy]:
        """Other rooms of the building (of the other session's, if the way is too long), then of others."""
        if conflict.kind not in _PLACES or session.locked:
            return
        is_way = conflict.kind is ConflictKind.WAY_TOO_SHORT
        homes = [self._planned[code].venue for code in conflict.sessions if code != session.code]
        home = (homes[0] if is_way else session.venue) or ""
        for venue, room in sorted(self._rooms(session), key=lambda place: self._nearest(session, home, place)):
            free = self._free(session, (venue, room))
            # a way that nobody knows is no shorter one
            if free and not (is_way and self.schedule.ways.minutes(home, venue) is None):
                yield Remedy(session, replace(session, venue=venue, room=room), free)

    def _rooms(self, session: Planned) -> Iterator[Place]:
        """Big enough, as far as one knows."""
        for (venue, room), seats in self.schedule.capacities.items():
            is_other = (venue, room) != (session.venue, session.room)
            fits = seats is None or session.seats is None or seats >= session.seats
            if is_other and fits and (venue == session.venue or session.kind not in AT_HOME):
                yield venue, room

    def _nearest(self, session: Planned, home: str, place: Place) -> tuple[object, ...]:
        venue, room = place
        seats = self.schedule.capacities[venue, room or ""]
        now = self.schedule.capacities.get((session.venue or "", session.room or ""))
        is_smaller = seats is None or (now is not None and seats < now)
        minutes = self.schedule.ways.minutes(home, venue)
        far = minutes if minutes is not None else 24 * 60
        return venue != home, is_smaller, far, seats or 0, venue, room

    def _free(self, session: Planned, place: Place) -> tuple[datetime | None, datetime | None] | None:
        """Since and until when nobody else is in it that day; None: somebody is."""
        others = [each.span for each in self._in_room.get(place, ()) if each.code != session.code]
        if any(each.overlaps(session.span) for each in others):
            return None
        day = self._day(session.span.starts)
        before = [each.ends for each in others if day.starts < each.ends <= session.span.starts]
        after = [each.starts for each in others if session.span.ends <= each.starts < day.ends]
        return max(before, default=None), min(after, default=None)

    @cached_property
    def _in_room(self) -> Mapping[Place, Sequence[Planned]]:
        found: dict[Place, list[Planned]] = defaultdict(list)
        for each in self._held:
            if each.venue:
                found[each.venue, each.room].append(each)
        return found

    # -- times

    def _times(self, session: Planned, conflict: Conflict) -> Iterator[Remedy]:
        """The nearest later and the nearest earlier one; another day; another end."""
        if session.locked:
            return
        if conflict.kind is ConflictKind.OUTSIDE_VISIT:
            yield from islice(self._ending(conflict, self._on_other_days(session)), MOST)
        if conflict.kind is ConflictKind.SLOTS_TOO_LONG:
            yield from self._ending(conflict, self._longer(session))
        if conflict.kind is ConflictKind.NO_BREAK:
            yield from islice(self._ending(conflict, self._shorter(session, conflict)), 1)
        if conflict.kind in _SHIFTS:
            starts = set(self._starts(session, conflict)) - {session.span.starts}
            later = sorted(each for each in starts if each > session.span.starts)
            earlier = sorted((each for each in starts if each < session.span.starts), reverse=True)
            for found in (later, earlier):
                yield from islice(self._ending(conflict, (_at(session, each) for each in found)), 1)

    def _starts(self, session: Planned, conflict: Conflict) -> Iterator[datetime]:
        """Of that day, beside everything that could be in the way; on the grain."""
        day, length = self._day(session.span.starts), session.span.ends - session.span.starts
        reach = Span(day.starts - self._reach, day.ends + self._reach)
        for start, end in self._walls(session, conflict, reach):
            for found in (_up(end), _down(start - length)):
                if day.starts <= found and found + length <= day.ends:
                    yield found

    def _walls(self, session: Planned, conflict: Conflict, span: Span) -> Iterator[Span]:
        """Spans in which the session cannot go on: it could end when one begins, and begin when one ends."""
        yield from (self._wall(session, each, conflict) for each in self._near(session, span))
        for spans in (self.schedule.hours.get(session.venue or ""), *map(self.schedule.available.get, session.people)):
            yield from (Span(each.ends, each.starts) for each in spans or ())
        if conflict.kind is ConflictKind.CLOCK_TWICE:
            yield from (Span(session.span.ends - each, session.span.starts + each) for each in _HOURS)

    def _wall(self, session: Planned, other: Planned, conflict: Conflict) -> Span:
        together = session.everybody or other.everybody or not set(session.people).isdisjoint(other.people)
        minutes = self.schedule.ways.minutes(session.venue or "", other.venue or "") if together else 0
        gap = timedelta(minutes=minutes + self.schedule.margin) if minutes else timedelta()
        gap = max(gap, BREAK) if conflict.kind is ConflictKind.NO_BREAK else gap
        return Span(other.span.starts - gap, other.span.ends + gap)

    def _on_other_days(self, session: Planned) -> Iterator[Remedy]:
        """At the same time by the clock on the wall, the nearest day first."""
        first, last = self.schedule.days
        local = session.span.starts.astimezone(self.zone)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        for day in sorted(days, key=lambda day: abs(day - local.date())):
            yield _at(session, datetime.combine(day, local.timetz()).astimezone(UTC))

    def _longer(self, session: Planned) -> Iterator[Remedy]:
        needed = timedelta(minutes=session.slot_minutes)
        yield Remedy(session, replace(session, span=Span(session.span.starts, session.span.starts + needed)))
        yield Remedy(session, replace(session, span=Span(session.span.ends - needed, session.span.ends)))

    def _shorter(self, session: Planned, conflict: Conflict) -> Iterator[Remedy]:
        """Ending so much earlier that a break comes after it, if the speakers have enough time."""
        following = [self._planned[code].span.starts for code in conflict.sessions if code in self._planned]
        for start in following:
            end = _down(start - BREAK)
            if session.span.starts + timedelta(minutes=max(session.slot_minutes, 15)) <= end < session.span.ends:
                yield Remedy(session, replace(session, span=Span(session.span.starts, end)))

    def _day(self, instant: datetime) -> Span:
        """The hours of its day in which something may be."""
        day = instant.astimezone(self.zone).date()
        if day not in self._days:
            usual = (datetime.combine(day, each, self.zone).astimezone(UTC) for each in DAY)
            self._days[day] = Span(*usual)
        return self._days[day]

    @cached_property
    def _days(self) -> dict[date, Span]:
        """As far as they begin earlier, or end later, than is usual."""
        found: dict[date, Span] = {}
        for each in self._held:
            day = each.span.starts.astimezone(self.zone).date()
            start, end = (datetime.combine(day, hour, self.zone).astimezone(UTC) for hour in DAY)
            midnight = datetime.combine(day + timedelta(days=1), time(), self.zone).astimezone(UTC)
            known = found.get(day, Span(start, end))
            found[day] = Span(min(known.starts, each.span.starts), max(known.ends, min(each.span.ends, midnight)))
        return found


_HOURS: Final = tuple(timedelta(hours=hours) for hours in range(1, 4))


def identity(conflict: Conflict) -> Identity:
    """Whatever time it is: the same trouble between the same sessions about the same person."""
    return conflict.kind, frozenset(conflict.sessions), conflict.who


def cannot_be(conflicts: Iterable[Conflict]) -> frozenset[Identity]:
    """Those of the worst severity."""
    return frozenset(identity(each) for each in conflicts if each.severity is Severity.CLASH)


def _distance(remedy: Remedy) -> timedelta:
    before, after = remedy.before.span, remedy.after.span
    return abs(after.starts - before.starts) + abs(after.ends - before.ends)


def _at(session: Planned, start: datetime) -> Remedy:
    return Remedy(session, replace(session, span=Span(start, start + (session.span.ends - session.span.starts))))


def _down(instant: datetime) -> datetime:
    seconds = GRAIN.total_seconds()
    return datetime.fromtimestamp(instant.timestamp() // seconds * seconds, UTC)


def _up(instant: datetime) -> datetime:
    return _down(instant + GRAIN - timedelta(microseconds=1))
