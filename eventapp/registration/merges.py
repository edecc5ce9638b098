"""Two registrations of one person become one (pure): which stays, and what it says then.

The one that stays is never chosen: it has the better state, then the earlier turn, and so place, turn and organisation
stay together. Of all else either may be taken.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

BEST_FIRST: Final = ("confirmed", "offered", "waitlisted", "pending", "rejected", "cancelled")
"""States, as rules.Status has them."""
ANSWER: Final = "answer-"
"""Begins what an answer's field is called; the question's code follows."""


class Side(StrEnum):
    """Whose value stays: of the registration that stays, or of the other."""

    KEPT = "kept"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two. ``said``: {field: (what is compared, "" for nothing)}; ``said_at``: when that was said."""

    id: UUID
    status: str
    turn: int
    said_at: datetime
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """``fields``: in order, those in which either says anything."""

    kept: Half
    other: Half
    fields: Sequence[str]

    @property
    def differing(self) -> list[str]:
        """Where both say something, and not the same: there somebody has to choose."""
        return [name for name in self.fields if self.kept.said.get(name) and self._other_says_more(name)]

    def _other_says_more(self, name: str) -> bool:
        theirs = self.other.said.get(name, "")
        return bool(theirs) and theirs != self.kept.said.get(name, "")

    def usual(self, name: str) -> Side:
        """What stays unless somebody chooses: what was said; of two the later, but the address that has the place."""
        if not self._other_says_more(name):
            return Side.KEPT
        if not self.kept.said.get(name):
            return Side.OTHER
        return Side.OTHER if name != "email" and self.other.said_at > self.kept.said_at else Side.KEPT

    def taken(self, chosen: Mapping[str, str]) -> list[str]:
        """The fields that are taken from the other. ``chosen``: {field: Side}; what it does not name stays as usual.

        Never the nothing of one where the other said something.
        """
        return [name for name in self.fields if self._side(name, chosen) is Side.OTHER]

    def _side(self, name: str, chosen: Mapping[str, str]) -> Side:
        said = chosen.get(name, "")
        return Side(said) if name in self.differing and said in set(Side) else self.usual(name)

    @property
    def digest(self) -> str:
        """Of all that was looked at: another one says that somebody has changed it."""
        looked_at: Any = [(str(half.id), half.status, half.turn, sorted(half.said.items())) for half in self.halves]
        return hashlib.sha256(repr(looked_at).encode()).hexdigest()

    @property
    def halves(self) -> tuple[Half, Half]:
        return self.kept, self.other


def merge_of(one: Half, other: Half) -> Merge:
    """Which of the two stays; the same whoever is named first."""
    kept, gone = sorted((one, other), key=lambda half: (BEST_FIRST.index(half.status), half.turn, half.id.int))
    return Merge(kept, gone, list(dict.fromkeys([*kept.said, *gone.said])))
