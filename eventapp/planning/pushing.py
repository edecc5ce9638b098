"""What is pushed by sessions that were moved: those after them at the same place, until a gap swallows it (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eventapp.planning.chosen import LeftOut, is_locked
from eventapp.planning.moves import Move
from eventapp.planning.plan import Fields, Plan
from eventapp.programme.snapshot import SessionStatus


@dataclass(frozen=True, slots=True)
class Pushed:
    """``stopped``: {code of what is in the way and cannot be pushed: why}."""

    moves: tuple[Move, ...]
    stopped: Mapping[str, LeftOut]


def find_pushed(plan: Plan, moves: Sequence[Move]) -> Pushed:
    """Whatever begins at the place of a moved session when it begins or later, and before it ends, begins when it ends;
    so does what comes after that. What has begun before stays; what is locked or cancelled stops the push.

    ``plan``: all sessions that could be in the way, before the moves.
    """
    moved = {move.code for move in moves}
    lying = {key.code: fields for key, fields in plan.of_kind("session") if key.code not in moved}
    pushed, stopped = dict[str, Fields](), dict[str, LeftOut]()
    placed = [move.after for move in moves if move.after["starts"] and move.after["venue"]]
    for by in sorted(placed, key=lambda fields: fields["starts"]):
        _push(by, {**lying, **pushed}, pushed, stopped)
    return Pushed(tuple(Move(code, lying[code], after) for code, after in pushed.items()), stopped)


def _push(by: Fields, lying: Mapping[str, Fields], pushed: dict[str, Fields], stopped: dict[str, LeftOut]) -> None:
    """``pushed`` and ``stopped`` grow."""
    place = by["venue"], by["room"]
    after = [
        (code, fields)
        for code, fields in lying.items()
        if fields["starts"] and fields["starts"] >= by["starts"] and (fields["venue"], fields["room"]) == place
    ]
    free_from = by["ends"]
    for code, fields in sorted(after, key=lambda item: (item[1]["starts"], item[0])):
        if fields["starts"] >= free_from:
            return
        why = LeftOut.CANCELLED if fields["status"] == SessionStatus.CANCELLED else LeftOut.LOCKED
        if why is LeftOut.CANCELLED or is_locked(fields):
            stopped[code] = why
            return
        ends = free_from + (fields["ends"] - fields["starts"])
        pushed[code] = {**fields, "starts": free_from, "ends": ends}
        free_from = ends
