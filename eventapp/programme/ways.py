"""From one venue to another (pure): how long it takes, as given, or estimated from where they lie."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Final, NamedTuple

EARTH: Final = 6371.0088
"""Mean radius in kilometres (IUGG)."""
WALKED: Final = 2.0
"""Kilometres that people walk; further they ride."""
WALKING: Final = 4.5
RIDING: Final = 18.0
"""Kilometres an hour; a ride from door to door."""
WAITING: Final = 10
"""Minutes for the ride to come."""


class Position(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Ways:
    """``positions``: {venue: where it lies}; ``given``: {(venue, venue): minutes}, which hold in both directions."""

    positions: Mapping[str, Position] = field(default_factory=dict)
    given: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def minutes(self, start: str, end: str) -> int | None:
        """Whole minutes, rounded up; None: not known. 0 within one venue."""
        if start == end:
            return 0
        given = self.given.get((start, end), self.given.get((end, start)))
        if given is not None:
            return given
        if start not in self.positions or end not in self.positions:
            return None
        return estimate(distance(self.positions[start], self.positions[end]))

    def longest(self, venues: Collection[str]) -> int:
        """Minutes that no way between two of these takes longer than; 0 if none is known."""
        return max((self.minutes(*pair) or 0 for pair in combinations(sorted(venues), 2)), default=0)


def distance(start: Position, end: Position) -> float:
    """Kilometres as the crow flies: the haversine formula, on a sphere (0.5 % off at most)."""
    first, second = radians(start.latitude), radians(end.latitude)
    across, along = sin((second - first) / 2), sin(radians(end.longitude - start.longitude) / 2)
    return 2 * EARTH * asin(sqrt(min(1.0, across**2 + cos(first) * cos(second) * along**2)))


def estimate(kilometres: float) -> int:
    """Minutes, rounded up: on foot up to WALKED, else a ride and the wait for it."""
    hours = kilometres / WALKING if kilometres <= WALKED else kilometres / RIDING
    return ceil(hours * 60 + (0 if kilometres <= WALKED else WAITING))
