"""Who arrives and leaves when (pure): by the clocks of the place, as tickets say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID


class Way(StrEnum):
    """Each with its questions of the ready set: when, and with which flight."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"


BY: Final = "arrives-by"
PICK_UP: Final = "pick-up"
CODES: Final = (*Way, *(f"{way}-flight" for way in Way), BY, PICK_UP)


@dataclass(frozen=True, slots=True)
class Traveller:
    """``at``: on the clocks there, without a zone; ``by``: the code of a choice; ``fetched``: they ask to be."""

    id: UUID
    name: str
    organisation: str
    at: datetime
    flight: str
    by: str
    fetched: bool


class Hour(NamedTuple):
    """Those whose clocks show that hour of that day, the earliest first."""

    begins: datetime
    travellers: tuple[Traveller, ...]

    @property
    def fetched(self) -> int:
        return sum(each.fetched for each in self.travellers)


def moment(kept: str) -> datetime | None:
    """None: nothing was said, or it was answered when the question was of another kind."""
    try:
        found = datetime.fromisoformat(kept)
    except ValueError:
        return None
    return None if found.tzinfo else found  # no kind keeps a zone, but words may name one


def traveller(identity: UUID, name: str, organisation: str, answers: Mapping[str, str], way: Way) -> Traveller | None:
    """None: they have not said when, or what they said is no moment."""
    at = moment(answers.get(way, ""))
    if at is None:
        return None
    arrives = way is Way.ARRIVAL
    return Traveller(
        identity,
        name,
        organisation,
        at,
        answers.get(f"{way}-flight", ""),
        answers.get(BY, "") if arrives else "",
        arrives and answers.get(PICK_UP) == "yes",
    )


def by_hour(travellers: Iterable[Traveller]) -> list[Hour]:
    """Hours in which somebody travels, in their order."""
    found: dict[datetime, list[Traveller]] = {}
    for each in sorted(travellers, key=lambda each: (each.at, each.name)):
        found.setdefault(each.at.replace(minute=0, second=0, microsecond=0), []).append(each)
    return [Hour(begins, tuple(those)) for begins, those in found.items()]
