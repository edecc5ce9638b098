"""From one venue to another (pure): how long it takes, as given, or estimated from where they lie."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Any, Final, NamedTuple

from eventapp.core.text import Message, fold, translate
from eventapp.visits import typed
from eventapp.visits.values import Unfit

EARTH: Final = 6371.0088
"""Mean radius in kilometres (IUGG)."""
WALKED: Final = 2.0
"""Kilometres that people walk; further they ride."""
WALKING: Final = 4.5
RIDING: Final = 18.0
"""Kilometres an hour; a ride from door to door."""
WAITING: Final = 10
"""Minutes for the ride to come."""
LONGEST: Final = 24 * 60
"""Minutes that a way may take."""


class By(StrEnum):
    """What people go by; ON_FOOT may be said, nothing need be."""

    ON_FOOT = "foot"
    BUS = "bus"
    TRAM = "tram"
    METRO = "metro"
    TRAIN = "train"
    BOAT = "boat"
    CAR = "car"
    TAXI = "taxi"
    BICYCLE = "bicycle"


BY_NAMES: Final[Mapping[str, Message]] = {
    "": Message("not said"),
    By.ON_FOOT: Message("on foot"),
    By.BUS: Message("by bus"),
    By.TRAM: Message("by tram"),
    By.METRO: Message("by metro"),
    By.TRAIN: Message("by train"),
    By.BOAT: Message("by boat"),
    By.CAR: Message("by car"),
    By.TAXI: Message("by taxi"),
    By.BICYCLE: Message("by bicycle"),
}
# As people write it, without marks; what BY_NAMES says in each language is among it.
_WORDS: Final[Mapping[By, str]] = {
    By.ON_FOOT: "on foot|foot|walk|walking|til fots|fots|ga|gange|pa foot|pesciomis|pescias|eiti",
    By.BUS: "by bus|bus|buss|med buss|bussen|autobusu|autobusas|autob",
    By.TRAM: "by tram|tram|trikk|trikken|med trikk|tramvajumi|tramvajus",
    By.METRO: "by metro|metro|underground|subway|t-bane|t-banen|med t-bane|bane",
    By.TRAIN: "by train|train|tog|toget|med tog|traukiniu|traukinys",
    By.BOAT: "by boat|boat|ferry|bat|baten|ferge|fergen|med bat|laivu|laivas|keltu|keltas",
    By.CAR: "by car|car|drive|bil|bilen|med bil|automobiliu|automobilis|masina",
    By.TAXI: "by taxi|taxi|cab|drosje|med drosje|taksi",
    By.BICYCLE: "by bicycle|bicycle|bike|by bike|sykkel|pa sykkel|med sykkel|dviraciu|dviratis",
}
_BY: Final = {word: by for by, words in _WORDS.items() for word in words.split("|")}
UNREAD: Final = Message("“%(part)s” cannot be read. Write minutes: 25, 45 + 10, bus 45 + 10, 1 h.")
TOO_LONG: Final = Message("A way takes at most %(hours)s hours.")


class Position(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


class Given(NamedTuple):
    """Minutes on the way, and of waiting before it; ``by``: one of By, or "" where nobody says."""

    minutes: int
    waiting: int = 0
    by: str = ""

    @property
    def whole(self) -> int:
        """Minutes from door to door."""
        return self.minutes + self.waiting


def read_way(text: str) -> Given | None:
    """What was typed: "25", "45+10", "bus 45 + 10", "1 h", in three languages; None: nothing. Raises Unfit."""
    words = " ".join(text.split())
    if not words:
        return None
    by, rest = _vehicle(words)
    parts = [part.strip() for part in rest.split("+")]
    minutes = [typed.length(part) for part in parts]
    for part, read in zip(parts, minutes, strict=True):
        if not (read.isascii() and read.isdigit()) or len(parts) > 2:
            named = part or words
            raise Unfit(f'expected minutes, for example "bus 45 + 10", found "{named}"', UNREAD, part=named)
    given = Given(int(minutes[0]), int(minutes[1]) if len(minutes) > 1 else 0, by)
    if given.whole > LONGEST:
        raise Unfit(f"expected at most {LONGEST} minutes", TOO_LONG, hours=LONGEST // 60)
    return given


def _vehicle(words: str) -> tuple[str, str]:
    """(what people go by, the rest): of words before the first digit, or after the last one."""
    before = re.match(r"[^\d+]*", words)
    head = before[0] if before else ""
    if by := _BY.get(fold(head).strip(" :,.-")):
        return by, words[len(head) :]
    found = re.fullmatch(r"(.*\d(?: ?(?:min\w*|h|val|t)\b\.?)?),? ([^\d+]+)", words)
    by = _BY.get(fold(found[2]).strip(" :,.-")) if found else None
    return (by, found[1]) if found and by else ("", words)


def check_way(value: Any) -> str:
    """In one form: "bus 45+10"; "" for nothing. Raises Unfit."""
    if not isinstance(value, str):
        raise Unfit('expected minutes in quotes, for example "bus 45+10"')
    return write_way(read_way(value))


def write_way(given: Given | None) -> str:
    """As ``check_way`` gives it."""
    if given is None:
        return ""
    return f"{given.by} {given.minutes}{f'+{given.waiting}' if given.waiting else ''}".strip()


def tell_way(language: str, given: Given | None) -> str:
    """The same in words that ``read_way`` reads: "autobusu 45 + 10"."""
    if given is None:
        return ""
    minutes = f"{given.minutes} + {given.waiting}" if given.waiting else str(given.minutes)
    return f"{translate(language, BY_NAMES[given.by])} {minutes}" if given.by else minutes


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
        return given if given is not None else self.estimated(start, end)

    def kilometres(self, start: str, end: str) -> float | None:
        """As the crow flies; None: one of them has no position."""
        if start not in self.positions or end not in self.positions:
            return None
        return distance(self.positions[start], self.positions[end])

    def estimated(self, start: str, end: str) -> int | None:
        """Whole minutes of where they lie alone; None: one of them has no position."""
        kilometres = self.kilometres(start, end)
        return None if kilometres is None else estimate(kilometres)

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
