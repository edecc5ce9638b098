"""Who does something, and when (pure)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from eventapp.core.links import Links


class ActorKind(StrEnum):
    """Who can do something."""

    ORGANISER = "organiser"
    PARTICIPANT = "participant"
    LEADER = "leader"
    SPEAKER = "speaker"
    COMMAND = "command"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something. ``account_id``: which organiser, also when the account is gone; None: anybody of the kind.

    Written "organiser:3", "worker", in rows and in addresses.
    """

    kind: ActorKind
    account_id: int | None = None

    def __str__(self) -> str:
        return str(self.kind) if self.account_id is None else f"{self.kind}:{self.account_id}"

    @classmethod
    def of(cls, words: str) -> Self:
        """The one that is written so. Raises ValueError."""
        kind, colon, account = words.partition(":")
        actor = cls(ActorKind(kind), int(account) if colon else None)
        if str(actor) != words:
            raise ValueError(words)
        return actor


PARTICIPANT: Final = Actor(ActorKind.PARTICIPANT)
LEADER: Final = Actor(ActorKind.LEADER)
"""Of a group, by the link of it."""
SPEAKER: Final = Actor(ActorKind.SPEAKER)
COMMAND: Final = Actor(ActorKind.COMMAND)
WORKER: Final = Actor(ActorKind.WORKER)


def organiser(account_id: int) -> Actor:
    """The actor of that account."""
    return Actor(ActorKind.ORGANISER, account_id)


@dataclass(frozen=True, slots=True)
class Act:
    """What every operation inside a visit is told beside what to do.

    ``by``: whom the history names; ``links``: those that stand in letters and files which it causes.
    """

    by: Actor
    links: Links
    now: datetime
