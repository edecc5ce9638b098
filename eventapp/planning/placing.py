"""The board's operations: sessions come to lie at a day, a time and a place. Readers see it once it is released."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.planning.chosen import UNKNOWN, Chosen, Places, place_of
from eventapp.planning.codes import draw_codes
from eventapp.planning.errors import NothingMoved
from eventapp.planning.history import gathered, record_change
from eventapp.planning.intending import check_remedy
from eventapp.planning.moves import Move, Moves, Target, find_copies, find_moves, find_swapped
from eventapp.planning.operations import write_new
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.planning.pushing import find_pushed
from eventapp.planning.queries import Released
from eventapp.planning.rows import Rows, plan_of, rows_around, rows_of
from eventapp.programme.models import Session
from eventapp.programme.snapshot import SlotStatus
from eventapp.visits.facts import VisitFacts
from eventapp.visits.history import last_changes
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit


def place_sessions(
    visit_id: int, chosen: Chosen, target: Target, *, act: Act, seen: Places = UNKNOWN, remedy_of: str = ""
) -> Moves:
    """Let the earliest of them lie there and the others keep their distance; what cannot be stays, and is named.

    ``seen``: where they lay where they were chosen; what lies elsewhere by now stays. ``remedy_of``: the conflict that
    it is to end (programme.intended: ``Marks.named``), "": none.
    Asked twice, nothing moves twice: it is so already. Raises NothingMoved, RemedyGone, RemedyStale, and what
    ``find_moves`` does: PlaceGone, OneEndEach, Unfit.
    """
    visit = hold_visit(visit_id)
    rows, found = look_placed(visit, chosen, target, seen)
    if remedy_of and found.moves:
        check_remedy(visit, remedy_of)
    return _written(visit, rows, found, act)


def swap_sessions(visit_id: int, chosen: Chosen, *, act: Act, seen: Places = UNKNOWN) -> Moves:
    """Let two exchange day, beginning and place; each stays as long as it is. ``seen`` as in ``place_sessions``.

    Asked twice, they do not swap back: it is so already. Raises NothingMoved, TwoToSwap.
    """
    visit = hold_visit(visit_id)
    rows, found = look_swapped(visit, chosen, seen)
    return _written(visit, rows, found, act)


def copy_sessions(visit_id: int, chosen: Chosen, target: Target, *, act: Act) -> Moves:
    """Let a new session like each of them lie there, the others at their distance; who speaks is invited to it.

    Gives the moves with the codes of the new ones. Asked twice, there are not two. Raises NothingMoved, and as
    ``find_copies``: PlaceGone, OneEndEach, Unfit.
    """
    visit = hold_visit(visit_id)
    rows, found = look_copied(visit, chosen, target)
    _check(found)
    rows |= rows_around(visit, *(Key("session", move.code) for move in found.moves))
    return Moves(tuple(_copied(visit, rows, found.moves, act)), found.left_out)


def look_placed(
    visit: Visit | VisitFacts, chosen: Chosen, target: Target, seen: Places = UNKNOWN
) -> tuple[Rows, Moves]:
    """The rows concerned, and what would become of them. Raises what ``find_moves`` does."""
    rows = movable_rows(visit, chosen)
    found = find_moves(plan_of(rows), chosen, target, ZoneInfo(visit.timezone), seen)
    if target.push and found.moves:
        rows |= rows_of(visit, "session", only=_after(visit, rows, found.moves))
        pushed = find_pushed(plan_of(rows), found.moves)
        found = Moves((*found.moves, *pushed.moves), {**found.left_out, **pushed.stopped})
    return rows, found


def look_swapped(visit: Visit | VisitFacts, chosen: Chosen, seen: Places = UNKNOWN) -> tuple[Rows, Moves]:
    """The same, of two that exchange their places. Raises TwoToSwap."""
    rows = movable_rows(visit, chosen)
    plan = plan_of(rows)
    return rows, find_swapped(plan, chosen, seen or _before_their_swap(visit.id, plan, chosen))


def _before_their_swap(visit_id: int, plan: Plan, chosen: Chosen) -> Places:
    """Where two lay until they swapped, if that is the last that was done to their places; else UNKNOWN.

    Tickets of an old page do not tell it. Of two that begin at one time nothing else shows that they have swapped.
    """
    keys = [Key("session", code) for code in chosen]
    if len(keys) != 2 or len(set(chosen.values())) != 1 or not all(key in plan for key in keys):
        return UNKNOWN
    lay, steps = dict[str, tuple[str, str]](), set[int | None]()
    for key in keys:
        changes = last_changes(visit_id, key.path)
        moved = [changes[name] for name in ("venue", "room") if name in changes]
        steps |= {None if entry.undoes else entry.step for entry in moved}
        was = {item["field"]: item["old"] for entry in moved for item in entry.changes}
        lay[key.code] = (str(was.get("venue", plan[key]["venue"])), str(was.get("room", plan[key]["room"])))
    one, other = (place_of(plan[key]) for key in keys)
    is_swap = len(steps) == 1 and None not in steps and list(lay.values()) == [other, one]
    return lay if is_swap else UNKNOWN


def look_copied(visit: Visit | VisitFacts, chosen: Chosen, target: Target) -> tuple[Rows, Moves]:
    """The same, of copies. Raises what ``find_moves`` does."""
    rows, zone = movable_rows(visit, chosen), ZoneInfo(visit.timezone)
    first = find_copies(plan_of(rows), chosen, target, zone)
    begins = {move.after["starts"] for move in first.moves}
    there = select(Session.code).where(Session.visit_id == visit.id, Session.starts_at.in_(begins - {None}))
    rows |= rows_of(visit, "session", only=[*chosen, *session.scalars(there)])
    return rows, find_copies(plan_of(rows), chosen, target, zone)


def movable_rows(visit: Visit | VisitFacts, chosen: Chosen) -> Rows:
    """All places, and the chosen sessions; three statements."""
    return rows_of(visit, "venue") | rows_of(visit, "room") | rows_of(visit, "session", only=list(chosen))


def _after(visit: Visit | VisitFacts, rows: Rows, moves: Sequence[Move]) -> list[str]:
    """Codes of what may be pushed by these, and of all that is among the rows."""
    placed = [move.after for move in moves if move.after["starts"] and move.after["venue"]]
    codes = [key.code for key in rows if key.kind == "session"]
    if not placed:
        return codes
    venues = {rows[Key("venue", fields["venue"])].id for fields in placed}
    query = select(Session.code).where(Session.visit_id == visit.id, Session.venue_id.in_(venues))
    later = query.where(Session.starts_at >= min(fields["starts"] for fields in placed))
    return list(dict.fromkeys([*codes, *session.scalars(later)]))


def _check(found: Moves) -> None:
    """Raises NothingMoved."""
    if found.refused:
        raise NothingMoved(found.left_out)


def _written(visit: Visit, rows: Rows, found: Moves, act: Act) -> Moves:
    """Raises NothingMoved."""
    _check(found)
    with gathered():
        for move in found.moves:
            key = Key("session", move.code)
            write_place(rows, rows[key], move.after)
            record_change(visit.id, key, move.before, move.after, act=act)
    session.flush()
    return found


def write_place(rows: Rows, row: Any, fields: Fields) -> None:
    """Make the session's row lie where ``fields`` say; ``rows`` has the places."""
    venue, room = fields["venue"], fields["room"]
    row.starts_at, row.ends_at = fields["starts"], fields["ends"]
    row.venue_id = rows[Key("venue", venue)].id if venue else None
    row.room_id = rows[Key("venue", venue).within("room", room)].id if room else None


def _copied(visit: Visit, rows: Rows, moves: Sequence[Move], act: Act) -> list[Move]:
    """The moves with the codes of the new sessions, which are written with their slots."""
    plan = plan_of(rows)
    drawn = draw_codes(visit.id, "session", len(moves), Released(visit.id))
    things: dict[Key, Fields] = {}
    for new, move in zip(drawn, moves, strict=True):
        things[new] = move.after
        for key, fields in plan.parts_of(Key("session", move.code)):
            things[new.within(key.kind, key.code)] = {**fields, "status": SlotStatus.INVITED.value}
    write_new(visit, rows, things, act)
    with gathered():
        for key, fields in things.items():
            record_change(visit.id, key, {}, fields, act=act)
    return [Move(new.code, move.before, move.after) for new, move in zip(drawn, moves, strict=True)]
