"""Where sessions come to lie when they are placed anew (pure): found before anything is written, and while it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.core.outcomes import Outcome
from eventapp.planning.asked import NOT_WHOLE
from eventapp.planning.chosen import (
    NEVER,
    UNKNOWN,
    Chosen,
    LeftOut,
    Places,
    earliest,
    is_in_years,
    is_locked,
    later,
    lies_so,
)
from eventapp.planning.errors import OneEndEach, PlaceGone, TwoToSwap
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.programme.snapshot import SessionStatus
from eventapp.visits.values import Unfit, instants_showing, wall_clock

USUAL: Final = timedelta(hours=1)
"""How long a session is that had no time, where nobody says otherwise."""
OVER_NIGHT: Final = timedelta(hours=12)
"""An end that clocks show before the beginning is one of the next day, if the session is no longer than this."""


class Keep(StrEnum):
    """What of a session stays when its beginning moves: how long it is, or when it ends by the clock."""

    LENGTH = "length"
    END = "end"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the earliest of the chosen sessions comes to lie; the others keep their distance to it.

    ``day`` None: they have no time any more. ``start``: as visits.values.wall_clock reads it. ``place``: codes of a
    venue and of a room in it, each may be ""; None: each stays where it is. ``ends``: a time by the clock (of one
    session alone) or a length; None: as ``keep`` says. ``push``: those after them at the place make room.
    """

    day: date | None
    start: str = ""
    place: tuple[str, str] | None = None
    keep: Keep = Keep.LENGTH
    ends: str | timedelta | None = None
    push: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A session's fields before and after it."""

    code: str
    before: Fields
    after: Fields


@dataclass(frozen=True, slots=True)
class Moves:
    """``left_out``: codes of those that stay as they are, with the reason."""

    moves: tuple[Move, ...]
    left_out: Mapping[str, LeftOut]

    @property
    def outcome(self) -> Outcome[LeftOut]:
        """What became of each."""
        done = [(move.code, None) for move in self.moves]
        return Outcome.of([*done, *self.left_out.items()])

    @property
    def refused(self) -> bool:
        """Nothing moves, and not because all of it is so already."""
        return not self.moves and any(reason is not LeftOut.SO_ALREADY for reason in self.left_out.values())


def find_moves(plan: Plan, chosen: Chosen, target: Target, zone: ZoneInfo, seen: Places = UNKNOWN) -> Moves:
    """What becomes of the chosen ones; ``plan`` has those that are there, and all places; ``seen``: where they lay.

    They keep the distance that they had where they were chosen, so the same asked twice is so already. What has no time
    yet begins at the target. Raises PlaceGone, OneEndEach, Unfit.
    """
    moves, left_out = list[Move](), dict[str, LeftOut]()
    for code, before, aimed in _aimed(plan, chosen, target, zone):
        after = aimed if isinstance(aimed, LeftOut) else _hindered(before, aimed, chosen[code], seen.get(code)) or aimed
        if isinstance(after, LeftOut):
            left_out[code] = after
        else:
            moves.append(Move(code, before, after))
    return Moves(tuple(moves), left_out)


def find_swapped(plan: Plan, chosen: Chosen, seen: Places = UNKNOWN) -> Moves:
    """Two exchange day, beginning and place; each stays as long as it is. Both, or neither.

    Where each lies as the other was seen, it is so already. Raises TwoToSwap.
    """
    if len(chosen) != 2:
        raise TwoToSwap
    found = {code: plan.get(Key("session", code)) for code in chosen}
    if _are_swapped(found, chosen, seen):
        return Moves((), dict.fromkeys(found, LeftOut.SO_ALREADY))
    why = {code: _not_to_swap(found[code], was, seen.get(code)) for code, was in chosen.items()}
    if left_out := {code: reason for code, reason in why.items() if reason}:
        return Moves((), left_out)
    (one, first), (other, second) = ((code, fields or {}) for code, fields in found.items())
    moves = (Move(one, first, _instead(first, second)), Move(other, second, _instead(second, first)))
    if all(move.before == move.after for move in moves):
        return Moves((), dict.fromkeys(found, LeftOut.SO_ALREADY))
    return Moves(moves, {})


def _are_swapped(found: Mapping[str, Fields | None], chosen: Chosen, seen: Places) -> bool:
    """Without the places two that begin at one time do not show it."""
    one, other = chosen
    if chosen[one] == chosen[other] and not (one in seen and other in seen):
        return False
    return all(
        fields is not None and chosen[instead] is not None and lies_so(fields, chosen[instead], seen.get(instead))
        for fields, instead in ((found[one], other), (found[other], one))
    )


def _not_to_swap(fields: Fields | None, was: datetime | None, place: tuple[str, str] | None) -> LeftOut | None:
    if fields is None:
        return LeftOut.GONE
    return _fixed(fields, was, place) or (None if fields["starts"] else LeftOut.WITHOUT_TIME)


def _instead(fields: Fields, other: Fields) -> Fields:
    ends = other["starts"] + (fields["ends"] - fields["starts"])
    return {**fields, **{name: other[name] for name in ("starts", "venue", "room")}, "ends": ends}


def find_copies(plan: Plan, chosen: Chosen, target: Target, zone: ZoneInfo) -> Moves:
    """Like ``find_moves``, of copies: the chosen ones stay where they are, also those that are locked or cancelled.

    A copy is a new session, tentative and not locked. Where there is such a one already, it is so already. Raises
    PlaceGone, OneEndEach, Unfit.
    """
    there = [_as_new(fields) for _, fields in plan.of_kind("session")]
    copies, left_out = list[Move](), dict[str, LeftOut]()
    for code, before, aimed in _aimed(plan, chosen, target, zone):
        if isinstance(aimed, LeftOut):
            left_out[code] = aimed
        elif _as_new(aimed) in there:
            left_out[code] = LeftOut.SO_ALREADY
        else:
            copies.append(Move(code, before, _as_new(aimed)))
    return Moves(tuple(copies), left_out)


def _as_new(fields: Fields) -> Fields:
    return {**fields, "uid": "", "status": SessionStatus.PROVISIONAL.value, "locked": False}


def _aimed(
    plan: Plan, chosen: Chosen, target: Target, zone: ZoneInfo
) -> Iterator[tuple[str, Fields, Fields | LeftOut]]:
    """(code, its fields, what they would be) of each; whether it may be so is not asked. Raises as ``find_moves``."""
    _check_place(plan, target)
    if isinstance(target.ends, str) and len(chosen) > 1:
        raise OneEndEach
    there = (was for code, was in chosen.items() if Key("session", code) in plan)
    starts = _Starts.of(earliest(there), target, zone)
    for code, was in chosen.items():
        before = plan.get(Key("session", code))
        if before is None:
            yield code, {}, LeftOut.GONE
        else:
            yield code, before, _after(before, starts.of_one(was), target, zone)


def _check_place(plan: Plan, target: Target) -> None:
    venue, room = target.place or ("", "")
    if venue and Key("venue", venue) not in plan:
        raise PlaceGone
    if room and Key("venue", venue).within("room", room) not in plan:
        raise PlaceGone


def _hindered(before: Fields, after: Fields, was: datetime | None, place: tuple[str, str] | None) -> LeftOut | None:
    if after == before:
        return LeftOut.SO_ALREADY
    return _fixed(before, was, place)


def _fixed(before: Fields, was: datetime | None, place: tuple[str, str] | None) -> LeftOut | None:
    """Why it must stay; None: it may move."""
    if not lies_so(before, was, place):
        return LeftOut.MOVED
    if before["status"] == SessionStatus.CANCELLED:
        return LeftOut.CANCELLED
    return LeftOut.LOCKED if is_locked(before) else None


@dataclass(frozen=True, slots=True)
class _Starts:
    """``at``: when the earliest begins, None: it has no time; ``first``: when it began, None: none had a time."""

    at: datetime | None
    first: datetime | None
    zone: ZoneInfo

    @classmethod
    def of(cls, first: datetime | None, target: Target, zone: ZoneInfo) -> "_Starts":
        """Raises Unfit."""
        if target.day is None:
            if target.start or target.ends:
                raise _at("day", Unfit("expected day and beginning", NOT_WHOLE))
            return cls(None, first, zone)
        if not target.start:
            raise _at("start", Unfit("expected day and beginning", NOT_WHOLE))
        try:
            return cls(wall_clock(target.day, target.start, zone), first, zone)
        except Unfit as unfit:
            raise _at("start", unfit) from None

    def of_one(self, was: datetime | None) -> datetime | LeftOut | None:
        """When that one begins, which began then. When it began cannot be read: it is none that was seen."""
        if was == NEVER:
            return LeftOut.MOVED
        if self.at is None or self.first is None or was is None or was == self.first:
            return self.at
        new, old = (each.astimezone(self.zone).replace(tzinfo=None) for each in (self.at, self.first))
        return later(was, round((new - old) / timedelta(minutes=1)), self.zone) or LeftOut.NO_SUCH_HOUR


def _after(before: Fields, starts: datetime | LeftOut | None, target: Target, zone: ZoneInfo) -> Fields | LeftOut:
    if isinstance(starts, LeftOut):
        return starts
    ends = _end(before, starts, target, zone) if starts else None
    if starts and (ends is None or not is_in_years(ends, zone)):
        return LeftOut.NO_SUCH_HOUR
    if starts and ends and ends <= starts:
        return LeftOut.ENDS_TOO_EARLY
    place = {} if target.place is None else {"venue": target.place[0], "room": target.place[1]}
    return {**before, "starts": starts, "ends": ends, **place}


def _end(before: Fields, starts: datetime, target: Target, zone: ZoneInfo) -> datetime | None:
    """When it ends; None: at an hour that clocks do not show. Raises Unfit."""
    if isinstance(target.ends, timedelta):
        return starts + target.ends
    if target.ends:
        return _typed_end(starts, target.ends, zone)
    if not before["starts"]:
        return starts + USUAL
    if target.keep is Keep.LENGTH:
        return starts + (before["ends"] - before["starts"])  # type: ignore[no-any-return]
    first, last = (before[name].astimezone(zone) for name in ("starts", "ends"))
    day = starts.astimezone(zone).date() + (last.date() - first.date())
    found = instants_showing(datetime.combine(day, last.time()), zone)
    return found[-1 if last.fold else 0] if found else None


def _typed_end(starts: datetime, clock: str, zone: ZoneInfo) -> datetime:
    day = starts.astimezone(zone).date()
    try:
        ends = wall_clock(day, clock, zone)
        if ends <= starts:
            next_day = wall_clock(day + timedelta(days=1), clock, zone)
            ends = next_day if next_day - starts <= OVER_NIGHT else ends
    except Unfit as unfit:
        raise _at("end", unfit) from None
    return ends


def _at(field: str, unfit: Unfit) -> Unfit:
    unfit.field = field
    return unfit
