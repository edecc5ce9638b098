"""The waiting list as organisers see it: in which order, since when, and why each waits."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from eventapp.core.text import translate
from eventapp.people.listing import numbers_in_queue
from eventapp.registration.choice_places import Pick
from eventapp.registration.choosing import choice_places, needs_of
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
        self.visit_id = visit.id
        self.places: Places = replace(places(visit), choices=choice_places(visit.id))
        self.queue_moves = phase(visit, now).queue_moves

    def needs(self, people: Collection[UUID]) -> dict[UUID, tuple[Pick, ...]]:
        """{person: the choices without which they have no place} of those who need one."""
        return needs_of(self.visit_id, people, self.places.choices)

    def of(self, organisation: int | None, needs: Sequence[Pick] = ()) -> str:
        """In the words of that organisation's people; "" where nothing is in their way any more."""
        found = hindrances(self.places, organisation, queue_moves=self.queue_moves, needs=needs)
        return "; ".join(translate(self.language, HINDRANCE_NAMES[each]) for each in found)

    def of_row(self, row: Registration) -> str:
        """Of one person, with what they need."""
        return self.of(row.organisation_id, self.needs([row.id]).get(row.id, ()))


def turns(visit: VisitFacts, rows: Sequence[Registration], language: str, now: datetime) -> Iterator[Turn]:
    """Of each of these, who wait and are in the order of the queue."""
    numbers, why = numbers_in_queue(visit.id, rows), Why(visit, language, now)
    needs = why.needs([row.id for row in rows])
    for row in rows:
        yield Turn(numbers[row.id], joined_at(row), why.of(row.organisation_id, needs.get(row.id, ())))


def joined_at(row: Registration) -> datetime:
    """When somebody last joined: with their agreement, which is asked then."""
    return row.consent_at
