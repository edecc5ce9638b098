"""Which conflicts are meant to be so (pure): each as it was when somebody said it; what moves since is asked again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any

from eventapp.core.acts import Actor
from eventapp.programme.conflicts import Conflict, ConflictKind, Planned, Schedule, Span


@dataclass(frozen=True, slots=True)
class Intent:
    """That a conflict is meant: why, who said so, when. ``state``: of what it was said (``Marks.state``)."""

    state: str
    reason: str
    by: Actor
    at: datetime


def key_of(conflict: Conflict) -> str:
    """The same for the same trouble between the same sessions about the same person, however they lie in time."""
    return _digest([conflict.kind, sorted(conflict.sessions), conflict.who])


@dataclass(frozen=True)
class Marks:
    """Of conflicts in that schedule."""

    schedule: Schedule

    def state(self, conflict: Conflict) -> str:
        """Another one as soon as either end moves: a session in time or place, a way, a person's or a venue's hours."""
        planned = [self._planned[code] for code in sorted(conflict.sessions) if code in self._planned]
        ends = [list(self._end(conflict.kind, each, conflict.who)) for each in planned]
        return _digest([conflict.needs, conflict.has, ends])

    def named(self, conflict: Conflict) -> str:
        """Its key, and its state."""
        return f"{key_of(conflict)}.{self.state(conflict)}"

    @cached_property
    def _planned(self) -> Mapping[str, Planned]:
        return {each.code: each for each in self.schedule.sessions}

    def _end(self, kind: ConflictKind, session: Planned, who: str) -> Iterator[Any]:
        yield from (*_instants([session.span]), session.venue, session.room)
        if kind is ConflictKind.VENUE_CLOSED:
            yield from _instants(self.schedule.hours.get(session.venue or "", ()))
        if kind is ConflictKind.NOT_AVAILABLE:
            yield from _instants(self.schedule.available.get(who, ()))
        if kind is ConflictKind.OUTSIDE_VISIT:
            yield from (day.isoformat() for day in self.schedule.days)
        if kind is ConflictKind.CANCELLED_WITH_SLOTS:
            yield from sorted(session.people)


@dataclass(frozen=True, slots=True)
class Judged:
    """``open``: the conflicts that nobody has said are meant; ``intended``: the others, with why. Both in order."""

    open: tuple[Conflict, ...] = ()
    intended: tuple[tuple[Conflict, Intent], ...] = ()


def judge(conflicts: Iterable[Conflict], schedule: Schedule, intents: Mapping[str, Intent]) -> Judged:
    """``intents``: {key: what was said of it}. What was said of another state counts no more."""
    marks, still, intended = Marks(schedule), list[Conflict](), list[tuple[Conflict, Intent]]()
    for each in conflicts:
        intent = intents.get(key_of(each)) if intents else None
        if intent and intent.state == marks.state(each):
            intended.append((each, intent))
        else:
            still.append(each)
    return Judged(tuple(still), tuple(intended))


def _instants(spans: Iterable[Span]) -> Iterator[str]:
    return (instant.isoformat() for span in spans for instant in span)


def _digest(said: Any) -> str:
    return blake2b(json.dumps(said).encode(), digest_size=16).hexdigest()
