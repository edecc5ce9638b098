"""Between sessions (pure): the ways of people who go from one venue to another, and the gaps in which nothing is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.programme.conflicts import EVERYBODY, Planned, Schedule, Span
from eventapp.programme.ways import Ways, distance

MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing is from ``starts`` until ``ends``, in the visit's zone."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Journey:
    """From one venue to another, by code, for the same people: ``who``, codes of speakers, or EVERYBODY.

    ``leaves``: when what they come from ends. ``needs``: minutes, with the visit's margin; ``has``: as many as there
    are. ``kilometres`` None: not known.
    """

    start: str
    end: str
    leaves: datetime
    needs: int
    has: int
    kilometres: float | None
    who: tuple[str, ...]

    @property
    def is_late(self) -> bool:
        return self.has < self.needs


def gaps(spans: Iterable[Span], zone: ZoneInfo) -> list[Gap]:
    """Between the first and the last of them."""
    found, reached = list[Gap](), None
    for span in sorted(spans):
        if reached is not None and span.starts > reached:
            found.append(Gap(reached.astimezone(zone), span.starts.astimezone(zone)))
        reached = span.ends if reached is None else max(reached, span.ends)
    return found


def journeys(schedule: Schedule, zone: ZoneInfo) -> dict[str, list[Journey]]:
    """{code of a session: how those come to it who were elsewhere before on the same day}; nothing of what is
    cancelled. What everybody attends is in everybody's way."""
    held = sorted(
        (each for each in schedule.sessions if not each.cancelled and each.venue),
        key=lambda each: (each.span, each.code),
    )
    people: dict[str, list[Planned]] = defaultdict(list)
    everybody = [each for each in held if each.everybody]
    if everybody:
        people[EVERYBODY] = everybody
    for each in held:
        for who in each.people:
            people[who].append(each)
    steps: dict[tuple[str, str], list[str]] = defaultdict(list)
    for who, theirs in people.items():
        own = theirs if who == EVERYBODY else sorted({*theirs, *everybody}, key=lambda each: (each.span, each.code))
        for first, second in _steps(own, zone):
            steps[first.code, second.code].append(who)
    return _by_end({each.code: each for each in held}, steps, schedule)


def _steps(sessions: Iterable[Planned], zone: ZoneInfo) -> Iterator[tuple[Planned, Planned]]:
    """Each session and the one that was before, elsewhere on that day, and over."""
    before: Planned | None = None
    for each in sessions:
        if before and before.venue != each.venue and _follows(before.span, each.span, zone):
            yield before, each
        if before is None or each.span.ends >= before.span.ends:
            before = each


def _follows(before: Span, span: Span, zone: ZoneInfo) -> bool:
    """On the day on which that one was over."""
    return before.ends <= span.starts and before.ends.astimezone(zone).date() == span.starts.astimezone(zone).date()


def _by_end(
    known: Mapping[str, Planned], steps: Mapping[tuple[str, str], list[str]], schedule: Schedule
) -> dict[str, list[Journey]]:
    found: dict[str, list[Journey]] = defaultdict(list)
    for (start, end), who in steps.items():
        first, second = known[start], known[end]
        minutes = schedule.ways.minutes(first.venue or "", second.venue or "")
        if minutes is None:
            continue
        told = (EVERYBODY,) if EVERYBODY in who else tuple(who)
        has = int((second.span.starts - first.span.ends) / MINUTE)
        far = _kilometres(schedule.ways, first.venue or "", second.venue or "")
        needs = minutes + schedule.margin
        found[end].append(Journey(first.venue or "", second.venue or "", first.span.ends, needs, has, far, told))
    return found


def _kilometres(ways: Ways, start: str, end: str) -> float | None:
    if start in ways.positions and end in ways.positions:
        return distance(ways.positions[start], ways.positions[end])
    return None
