"""What will be erased of a visit's people by itself, and when."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from eventapp.core.text import Message
from eventapp.registration.queries import Alike, alike_in_terms
from eventapp.registration.terms import FOREVER
from eventapp.visits.facts import VisitFacts


class What(StrEnum):
    ALL = "all"
    ALL_BUT_PROOF = "all but proof"
    PROOF = "proof"


WORDS: Final = {
    What.ALL: Message("Everything that is kept of them"),
    What.ALL_BUT_PROOF: Message(
        "Everything but the proof: e-mail address, telephone, position, diet, needs, letters to them"
    ),
    What.PROOF: Message("The proof: name, organisation and that they had a place"),
}


class Ahead(NamedTuple):
    """``first``, ``last``: the instants between which it happens to so many people; FOREVER: nobody knows."""

    first: datetime
    last: datetime
    what: What
    people: int

    @property
    def has_day(self) -> bool:
        """Whether the day is known."""
        return self.first != FOREVER


def ahead(visit: VisitFacts) -> list[Ahead]:
    """In the order of time, each thing once for those to whom it happens on the same day; in one statement."""
    found: dict[tuple[object, ...], Ahead] = {}
    for alike in alike_in_terms(visit.id):
        for one in _of(alike, visit):
            key = one.what, one.first.date(), one.last.date()
            known = found.get(key)
            found[key] = one._replace(people=one.people + known.people) if known else one
    return sorted(found.values())


def _of(alike: Alike, visit: VisitFacts) -> Iterator[Ahead]:
    whole = alike.whole(visit, alike.first), alike.whole(visit, alike.last)
    passing = alike.passing(visit, alike.first), alike.passing(visit, alike.last)
    if alike.emptied or whole != passing:
        if not alike.emptied:
            yield Ahead(*passing, What.ALL_BUT_PROOF, alike.number)
        yield Ahead(*whole, What.PROOF, alike.number)
    else:
        yield Ahead(*whole, What.ALL, alike.number)
