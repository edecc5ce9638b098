"""Who needs a room, for which nights, and with whom (pure)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from eventapp.registration.finding import search_words
from eventapp.rosters.travel import moment

NEEDS, NIGHTS, ROOM, SHARES, ARRIVAL, DEPARTURE = "needs-room", "nights", "room", "shares-with", "arrival", "departure"
"""Codes of the questions of the ready sets; a visit may ask some of them, or none."""
CODES: Final = (NEEDS, NIGHTS, ROOM, SHARES, ARRIVAL, DEPARTURE)
MOST_NIGHTS: Final = 60


class Match(StrEnum):
    """What becomes of the wish to share with somebody."""

    NOBODY = "nobody"
    BOTH = "both"
    ONE_SIDED = "one-sided"
    UNKNOWN = "unknown"


class Stay(NamedTuple):
    """The nights of somebody, by the evening on which each begins. ``guessed``: somebody did not say when they come."""

    first: date | None
    nights: int
    guessed: bool

    @property
    def evenings(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(self.nights)] if self.first else []


@dataclass(frozen=True, slots=True)
class Guest:
    """``room``: the code of a choice, "" where nothing was said; ``shares``: with whom, as it was typed."""

    id: UUID
    name: str
    organisation: str
    room: str
    shares: str
    stay: Stay
    match: Match = Match.NOBODY
    mate: str = ""


def needs_room(answers: Mapping[str, str]) -> bool:
    """Who says so, or has said what room or how many nights; nobody else."""
    if answers.get(NEEDS):
        return answers[NEEDS] == "yes"
    return bool(answers.get(ROOM) or answers.get(NIGHTS))


def stay_of(answers: Mapping[str, str], starts_on: date) -> Stay:
    """From the day of arrival, else from the visit's first day; as many nights as were said, or until the departure."""
    arrival, departure = (_day(answers.get(code, "")) for code in (ARRIVAL, DEPARTURE))
    first = arrival or starts_on
    said = answers.get(NIGHTS, "")
    nights = int(said) if said.isdecimal() else (departure - first).days if departure and departure > first else 0
    return Stay(first, min(nights, MOST_NIGHTS), arrival is None)


def _day(kept: str) -> date | None:
    found = moment(kept)
    return found.date() if found else None


def matched(guests: Sequence[Guest]) -> list[Guest]:
    """Each with whom they would share: by the words of the name that they typed, in any order and spelling."""
    words = {guest.id: set(search_words(guest.name)) for guest in guests}
    by_word: dict[str, set[UUID]] = {}
    for identity, its in words.items():
        for word in its:
            by_word.setdefault(word, set()).add(identity)
    named = {guest.id: _named(guest, by_word) for guest in guests}
    known = {guest.id: guest for guest in guests}
    return [_with_match(guest, named, known) for guest in guests]


def _named(guest: Guest, by_word: Mapping[str, set[UUID]]) -> UUID | None:
    """Whom they mean, if only one person can be meant."""
    typed = [by_word.get(word, set()) for word in search_words(guest.shares)]
    if not typed:
        return None
    found = set.intersection(*typed) - {guest.id}
    return next(iter(found)) if len(found) == 1 else None


def _with_match(guest: Guest, named: Mapping[UUID, UUID | None], known: Mapping[UUID, Guest]) -> Guest:
    mate = named[guest.id]
    if not guest.shares:
        match = Match.NOBODY
    elif mate is None:
        match = Match.UNKNOWN
    else:
        match = Match.BOTH if named[mate] == guest.id else Match.ONE_SIDED
    return Guest(
        guest.id,
        guest.name,
        guest.organisation,
        guest.room,
        guest.shares,
        guest.stay,
        match,
        known[mate].name if mate else "",
    )


def by_night(guests: Iterable[Guest]) -> dict[date, Counter[str]]:
    """{evening: {room: how many people sleep then}}, in the order of the evenings."""
    found: dict[date, Counter[str]] = {}
    for guest in guests:
        for evening in guest.stay.evenings:
            found.setdefault(evening, Counter())[guest.room] += 1
    return dict(sorted(found.items()))
