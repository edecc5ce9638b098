"""A variant of a day (pure): its steps replayed on the draft, what adopting it changes, and what stands in its way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from eventapp.core.text import Message
from eventapp.planning.chosen import is_locked
from eventapp.planning.moves import Move
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.programme.snapshot import SessionStatus

PLACED: Final = ("starts", "ends", "venue", "room")
"""What of a session says where it lies."""

Step = Sequence[Move]
"""Sessions that moved together; of each move only PLACED counts."""


class InTheWay(StrEnum):
    """Why a session cannot lie where the variant has it."""

    GONE = "gone"
    CANCELLED = "cancelled"
    LOCKED = "locked"
    PLACE_GONE = "place_gone"


REASONS: Final[Mapping[InTheWay, Message]] = {
    InTheWay.GONE: Message("removed meanwhile"),
    InTheWay.CANCELLED: Message("cancelled"),
    InTheWay.LOCKED: Message("locked"),
    InTheWay.PLACE_GONE: Message("the place is not there any more"),
}


@dataclass(frozen=True, slots=True)
class Adoption:
    """What becomes of the sessions that a variant moves.

    ``moves``: from where they lie now; ``disputed``: codes of those among them that lie elsewhere now than when the
    variant moved them first; ``hindered``: what stays, with the reason.
    """

    moves: tuple[Move, ...]
    disputed: frozenset[str]
    hindered: Mapping[str, InTheWay]

    def taken(self, agreed: Collection[str]) -> tuple[Move, ...]:
        """The moves to make: of what is disputed only what is ``agreed``."""
        return tuple(move for move in self.moves if move.code not in self.disputed or move.code in agreed)


def placed(fields: Fields) -> dict[str, Any]:
    """Where a session lies; no place is "", as in a plan."""
    return {name: fields[name] or (None if name in ("starts", "ends") else "") for name in PLACED}


def in_variant(plan: Plan, steps: Sequence[Step]) -> Plan:
    """The plan with its sessions where the variant has them, but for what stands in its way."""
    lies = {Key("session", move.code): move.after for move in adoption(plan, steps).moves}
    return Plan({key: lies.get(key, fields) for key, fields in plan.items()})


def adoption(plan: Plan, steps: Sequence[Step]) -> Adoption:
    """What adopting it changes in that plan, which has the sessions concerned and all places."""
    first: dict[str, Fields] = {}
    last: dict[str, Fields] = {}
    for move in (move for step in steps for move in step):
        first.setdefault(move.code, move.before)
        last[move.code] = move.after
    moves, disputed, hindered = list[Move](), set[str](), dict[str, InTheWay]()
    for code, after in last.items():
        now, wanted = plan.get(Key("session", code)), placed(after)
        if now is not None and placed(now) == wanted:
            continue
        why = _in_the_way(plan, now, wanted)
        if why is not None:
            hindered[code] = why
        elif now is not None:
            moves.append(Move(code, now, {**now, **wanted}))
            if placed(now) != placed(first[code]):
                disputed.add(code)
    return Adoption(tuple(moves), frozenset(disputed), hindered)


def _in_the_way(plan: Plan, now: Fields | None, wanted: Fields) -> InTheWay | None:
    if now is None:
        return InTheWay.GONE
    if now["status"] == SessionStatus.CANCELLED:
        return InTheWay.CANCELLED
    if is_locked(now):
        return InTheWay.LOCKED
    venue = Key("venue", wanted["venue"])
    if wanted["venue"] and (venue not in plan or (wanted["room"] and venue.within("room", wanted["room"]) not in plan)):
        return InTheWay.PLACE_GONE
    return None


def stored(step: Step) -> dict[str, Any]:
    """A step as plain JSON; ``read`` gives it back."""
    return {"moves": [{"code": each.code, "before": _plain(each.before), "after": _plain(each.after)} for each in step]}


def read(step: Mapping[str, Any]) -> Step:
    """A step that was stored."""
    return [Move(each["code"], _fields(each["before"]), _fields(each["after"])) for each in step["moves"]]


def _plain(fields: Fields) -> dict[str, str]:
    found = placed(fields)
    return {name: value.isoformat() if isinstance(value, datetime) else value or "" for name, value in found.items()}


def _fields(kept: Mapping[str, str]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(kept[name]) if kept[name] else None for name in ("starts", "ends")}
    return {**times, "venue": kept["venue"], "room": kept["room"]}
