"""Which ways a programme really has (pure): from where people are to where they are next, day by day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from eventapp.programme.snapshot import PublicProgramme, PublicSession, SessionStatus
from eventapp.programme.ways import Given, Position, Ways


@dataclass(frozen=True, slots=True)
class Leg:
    """Between two venues by code, the one first from which people go first. ``given``: what organisers say of it.

    ``minutes``, ``kilometres`` None: not known.
    """

    start: str
    end: str
    given: Given | None
    minutes: int | None
    kilometres: float | None


def ways_of(programme: PublicProgramme) -> Ways:
    """As a release says them."""
    positions = {
        venue.code: Position(venue.latitude, venue.longitude)
        for venue in programme.venues
        if venue.latitude is not None and venue.longitude is not None
    }
    return Ways(positions, {(way.start, way.end): way.minutes + way.waiting for way in programme.ways})


def find_legs(programme: PublicProgramme, days: Iterable[Sequence[PublicSession]]) -> tuple[Leg, ...]:
    """Of the sessions of each day, each way once, in the order in which they are gone first.

    What overlaps is one stop of the day, in one place or several. Between stops that both are in several nobody knows
    who goes where, so there is no way.
    """
    ways, given = ways_of(programme), {frozenset((way.start, way.end)): way for way in programme.ways}
    found: dict[frozenset[str], Leg] = {}
    for start, end in (pair for sessions in days for pair in _pairs(sessions)):
        way = given.get(frozenset((start, end)))
        said = Given(way.minutes, way.waiting, way.by) if way else None
        leg = Leg(start, end, said, ways.minutes(start, end), ways.kilometres(start, end))
        found.setdefault(frozenset((start, end)), leg)
    return tuple(found.values())


def _pairs(sessions: Iterable[PublicSession]) -> Iterator[tuple[str, str]]:
    for before, after in pairwise(_stops(sessions)):
        if len(before) == 1 or len(after) == 1:
            yield from ((start, end) for start in before for end in after if start != end)


def _stops(sessions: Iterable[PublicSession]) -> Iterator[list[str]]:
    """The venues of each stop, each once."""
    timed = sorted(
        (item.starts_at, item.ends_at, item.venue)
        for item in sessions
        if item.starts_at and item.ends_at and item.venue and item.status is not SessionStatus.CANCELLED
    )
    stop, until = dict[str, None](), None
    for starts, ends, venue in timed:
        if until is not None and starts >= until:
            yield list(stop)
            stop, until = {}, None
        until = ends if until is None else max(until, ends)
        stop[venue] = None
    if stop:
        yield list(stop)
