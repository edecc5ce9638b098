"""The waiting list as organisers see it: in which order, since when, and why each waits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventapp.core.text import translate
from eventapp.people.listing import numbers_in_queue
from eventapp.registration.labels import HINDRANCE_NAMES
from eventapp.registration.models import Registration
from eventapp.registration.queries import places
from eventapp.registration.rules import Places, hindrances
from eventapp.visits.facts import VisitFacts
from eventapp.visits.rules import phase


@dataclass(frozen=True, slots=True)
class Turn:
    """One who waits. ``number``: 1 is the first of all who wait; ``joined_at``: the queue; ``why``: in words."""

    number: int
    joined_at: datetime
    why: str


class Why:
    """Why people of a visit wait at ``now``, in a language."""

    def __init__(self, visit: VisitFacts, language: str, now: datetime) -> None:
        self.language = language
        self.places: Places = places(visit)
        self.queue_moves = phase(visit, now).queue_moves

    def of(self, organisation: int | None) -> str:
        """In the words of that organisation's people; "" where nothing is in their way any more."""
        found = hindrances(self.places, organisation, queue_moves=self.queue_moves)
        return "; ".join(translate(self.language, HINDRANCE_NAMES[each]) for each in found)


def turns(visit: VisitFacts, rows: Sequence[Registration], language: str, now: datetime) -> Iterator[Turn]:
    """Of each of these, who wait and are in the order of the queue."""
    numbers, why = numbers_in_queue(visit.id, rows), Why(visit, language, now)
    for row in rows:
        yield Turn(numbers[row.id], joined_at(row), why.of(row.organisation_id))


def joined_at(row: Registration) -> datetime:
    """When somebody last joined: with their agreement, which is asked then."""
    return row.consent_at
