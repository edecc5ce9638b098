"""Places of choices (pure): what is full, which answers wait, who gets what has become free.

Whoever has a place at the visit holds one in each choice that they made, but for the answers that wait.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from eventapp.core.text import LocalizedText
from eventapp.registration.errors import ChoiceIsFull


class Pick(NamedTuple):
    """A choice of a question, by their codes."""

    question: str
    choice: str


class WaitingAnswer(NamedTuple):
    """``turn``: the lowest is the earliest."""

    turn: int
    person: UUID
    pick: Pick


@dataclass(frozen=True, slots=True)
class Limit:
    """Of a choice: see questions.rules.Choice. ``title``: what it is called."""

    places: int
    queue: bool = False
    needed: bool = False
    title: LocalizedText = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChoicePlaces:
    """The choices that have a number of places, and how many are held now."""

    limits: Mapping[Pick, Limit] = field(default_factory=dict)
    taken: Mapping[Pick, int] = field(default_factory=dict)

    def picks(self, answers: Mapping[str, str]) -> list[Pick]:
        """Of what was answered, as its kinds keep it, those that have a number of places."""
        chosen = (Pick(code, choice) for code, kept in answers.items() for choice in kept.split())
        return [pick for pick in chosen if pick in self.limits]

    def is_full(self, pick: Pick) -> bool:
        limit = self.limits.get(pick)
        return limit is not None and self.taken.get(pick, 0) >= limit.places

    def is_overfull(self, pick: Pick) -> bool:
        """More hold one than there are."""
        limit = self.limits.get(pick)
        return limit is not None and self.taken.get(pick, 0) > limit.places

    def needs(self, picks: Iterable[Pick]) -> tuple[Pick, ...]:
        """Those without which nobody has a place."""
        return tuple(pick for pick in picks if pick in self.limits and self.limits[pick].needed)

    def are_full(self, picks: Iterable[Pick]) -> bool:
        return any(self.is_full(pick) for pick in picks)

    def with_more(self, picks: Iterable[Pick], number: int = 1) -> "ChoicePlaces":
        taken = Counter(self.taken)
        for pick in picks:
            if pick in self.limits:
                taken[pick] += number
        return ChoicePlaces(self.limits, taken)

    def check(self, picks: Iterable[Pick], *, waits: bool = True) -> None:
        """Raises ChoiceIsFull: one is, and nobody can wait for it. ``waits`` False: nor with their own place."""
        for pick in picks:
            limit = self.limits[pick]
            if self.is_full(pick) and not (limit.queue and (waits or not limit.needed)):
                raise ChoiceIsFull(pick.question, limit.title)

    def waiting(self, picks: Iterable[Pick], turn: int) -> dict[str, dict[str, int]]:
        """{question: {choice: turn}} of those that are full, as ``Answered.waits`` has them."""
        found: dict[str, dict[str, int]] = {}
        for pick in picks:
            if self.is_full(pick):
                found.setdefault(pick.question, {})[pick.choice] = turn
        return found


NO_LIMITS = ChoicePlaces()


def grants(waiting: Iterable[WaitingAnswer], places: ChoicePlaces) -> tuple[list[WaitingAnswer], ChoicePlaces]:
    """(the answers that wait no longer, the earliest first; the places afterwards).

    Then no answer waits for a choice that has a free place, since these only become fewer on the way.
    """
    granted = []
    for each in sorted(waiting):
        if not places.is_full(each.pick):
            granted.append(each)
            places = places.with_more([each.pick])
    return granted, places
