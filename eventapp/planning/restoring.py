"""Putting back what was removed from the draft: the same thing, by its code and UID, where it stood.

Everything of it is kept in the history (planning.history.record_removal).
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import select

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.planning.errors import CodeInUse, ItemNotFound, PutBackFirst
from eventapp.planning.history import PlanAction, PlanKind, key_in, record_put_back
from eventapp.planning.plan import Fields, Key, Plan, flat_fields, initial_fields, way_between
from eventapp.planning.queries import Released
from eventapp.planning.rows import (
    LIVE,
    Rows,
    insert_items,
    last_position,
    make_room_at,
    note_edit,
    rows_around,
    write_item,
)
from eventapp.planning.rules import check_item
from eventapp.programme.models import Session
from eventapp.registration.operations import fill_places
from eventapp.visits.fields import Control
from eventapp.visits.history import Ends, latest_of
from eventapp.visits.models import HistoryEntry, Visit
from eventapp.visits.operations import hold_visit
from eventapp.visits.values import Value

ENDS: Final[Ends] = dict.fromkeys(PlanKind, (PlanAction.REMOVED, PlanAction.PUT_BACK))
"""What is asked of the history: the last time that a thing was removed, unless it was put back since."""


def put_back(visit_id: int, entry_id: int, *, act: Act) -> tuple[Key, bool]:
    """Make what that entry of the history says was removed be there again, with all that was inside it then.

    What it named and is not there any more stays empty; a slot whose speaker is gone stays away. Gives its key, and
    whether it is whole. Nothing becomes public but an organisation. Raises ItemNotFound (it was put back or removed
    again since), CodeInUse, PutBackFirst (it is a part of something that is removed, too), and what saving it raises.
    """
    visit = hold_visit(visit_id)
    entry = removal(visit_id, entry_id)
    key, whole = restore(visit, entry, Released(visit_id), act)
    if key.kind in LIVE:
        fill_places(visit_id, act=act)
    return key, whole


def restore(visit: Visit, entry: HistoryEntry, released: Released, act: Act) -> tuple[Key, bool]:
    """The same, of a removal that nothing has followed; nobody is promoted yet. Raises CodeInUse, PutBackFirst."""
    was = plan_in(entry)
    key = next(iter(was))
    rows = rows_around(visit, *was)
    uids = _uids([was])
    used = set(session.scalars(select(Session.uid).where(Session.uid.in_(uids)))) if uids else set()
    _check_free(released, key, was, rows, used)
    positions = _positions(entry)
    lost = lost_references(was, rows)
    for each, fields in whole_of(was, lost).items():
        check_item(each, fields)
        _write(visit, rows, each, fields, positions.get(each), act)
    if key.kind in LIVE:
        note_edit(visit, act.now)
    record_put_back(visit.id, key, lost, act=act)
    return key, not lost


def restore_sessions(visit: Visit, entries: Iterable[HistoryEntry], released: Released, act: Act) -> None:
    """The same of many, of sessions and slots, in statements that do not grow with them, as long as nothing has come to
    stand where they stood. Raises CodeInUse, PutBackFirst."""
    kept = [(entry, plan_in(entry)) for entry in entries]
    rows = rows_around(visit, *(key for _, was in kept for key in was))
    used = set(session.scalars(select(Session.uid).where(Session.uid.in_(_uids(was for _, was in kept)))))
    there: dict[Key, Any] = dict(rows)
    things, positions = dict[Key, Fields](), dict[Key, int | None]()
    for entry, was in kept:
        key = next(iter(was))
        _check_free(released, key, was, there, used)
        lost = lost_references(was, there)
        whole = whole_of(was, lost)
        for each, fields in whole.items():
            check_item(each, fields)
        things |= whole
        there |= whole
        used |= _uids([was])
        positions |= _positions(entry)
        record_put_back(visit.id, key, lost, act=act)
    _write_sessions(visit, rows, things, positions, act)


def removal(visit_id: int, entry_id: int) -> HistoryEntry:
    """The entry of what is removed and kept. Raises ItemNotFound."""
    entry = latest_of(visit_id, ENDS, entry_id)
    if entry is None or entry.action != PlanAction.REMOVED or not plan_in(entry):
        raise ItemNotFound
    return entry


def plan_in(entry: HistoryEntry) -> Plan:
    """What was removed, first the thing itself, as a plan of this version; empty: nothing of it is kept."""
    found = ((key_in(item["thing"]), item["fields"]) for item in entry.was)
    plan = Plan({key: dict(read_kept(key.kind, fields)) for key, fields in found if key})
    return plan if entry.thing in {key.path for key in plan} else Plan()


def lost_references(was: Plan, there: Mapping[Key, Any]) -> list[tuple[Key, str, Key]]:
    """(thing, its field, what that named) of each reference to what is not there any more. A room is named only where
    its venue is."""
    both = {**there, **was}  # of its own ways a venue is one end
    return [(key, name, named) for key, fields in was.items() for name, named in _named(key, fields, both)]


def check_around(was: Plan, there: Mapping[Key, Any]) -> None:
    """Whether it can be put back, as far as what is around it tells. Raises CodeInUse, PutBackFirst."""
    key = next(iter(was))
    if key in there or (key.kind == "way" and way_between(there, key.top.code, key.code)):
        raise CodeInUse(code=key.code)
    is_away = key.inside is not None and key.inside not in there
    if is_away or (key.kind in ("slot", "way") and lost_references(was, there)):
        raise PutBackFirst


def whole_of(was: Plan, lost: list[tuple[Key, str, Key]]) -> Plan:
    """What of it can be there again."""
    gone: dict[Key, list[str]] = {}
    for key, name, _ in lost:
        gone.setdefault(key, []).append(name)
    return Plan(
        {
            key: {**fields, **dict.fromkeys(_emptied(gone.get(key, [])), "")}
            for key, fields in was.items()
            if not {"speaker", "to"}.intersection(gone.get(key, []))
        }
    )


def _emptied(names: list[str]) -> list[str]:
    return [*names, "room"] if "venue" in names else names


def _named(key: Key, fields: Fields, there: Mapping[Key, Any]) -> Iterator[tuple[str, Key]]:
    if key.kind == "slot" and (speaker := Key("speaker", key.code)) not in there:
        yield "speaker", speaker
    if key.kind == "way":
        ends = (key.inside or key, Key("venue", key.code))
        yield from (("to", end) for end in ends if end not in there)
    if fields.get("host") and (host := Key("organisation", fields["host"])) not in there:
        yield "host", host
    above = str(fields.get("only_if") or "").partition("=")[0]
    if above and (question := Key("question", above)) not in there:
        yield "only_if", question
    if key.kind == "session" and fields["venue"]:
        venue = Key("venue", fields["venue"])
        if venue not in there:
            yield "venue", venue
        elif fields["room"] and (room := venue.within("room", fields["room"])) not in there:
            yield "room", room


def read_kept(kind: str, kept: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """Each field that there is now, of values as the history keeps them: as it was, or as in a new thing."""
    initial = initial_fields(kind)
    for name, field in flat_fields(kind):
        value = kept.get(name, initial[name])
        if value and field.control is Control.HIDDEN and field.check is None:
            value = datetime.fromisoformat(value)
        elif value and field.control is Control.DAY:
            value = date.fromisoformat(value)
        yield name, tuple(value) if isinstance(value, list) else value


def _uids(kept: Iterable[Plan]) -> set[str]:
    """Of what is removed, where it has one."""
    return {str(fields["uid"]) for was in kept for fields in was.values() if fields.get("uid")}


def _positions(entry: HistoryEntry) -> dict[Key, int | None]:
    """Where each of what it removed stood among its like; None: it is not kept."""
    found = ((key_in(item["thing"]), item.get("position")) for item in entry.was)
    return {key: position for key, position in found if key}


def _check_free(released: Released, key: Key, was: Plan, rows: Mapping[Key, Any], used: Container[str]) -> None:
    """``used``: UIDs. Raises CodeInUse, PutBackFirst."""
    check_around(was, rows)
    uid = was[key].get("uid")
    named = released.things.get(key) if uid else None
    if named and named.uid != uid:
        raise CodeInUse(code=key.code)
    if uid and uid in used:
        raise CodeInUse(code=key.code)


def _write(visit: Visit, rows: Rows, key: Key, fields: Fields, position: int | None, act: Act) -> None:
    row = write_item(visit, rows, key, fields, lambda: act.links.uid(uuid4()))
    if position is None:
        row.position = last_position(visit, rows, key) + 1
    else:
        make_room_at(visit, rows, key, position)
        row.position = position
    session.add(row)
    session.flush()
    rows[key] = row


def _write_sessions(
    visit: Visit, rows: Rows, things: Mapping[Key, Fields], positions: Mapping[Key, int | None], act: Act
) -> None:
    """Sessions first, then slots. Where nothing stands at its place, the row is written with the others."""
    for kind in ("session", "slot"):
        taken, new = _taken(visit, rows, kind), Rows()
        for key, fields in ((key, fields) for key, fields in things.items() if key.kind == kind):
            position = positions.get(key)
            if position is None or (key.group, position) in taken:
                insert_items(visit, new)
                _write(visit, rows, key, fields, position, act)
                taken, new = _taken(visit, rows, kind), Rows()
                continue
            row = rows[key] = new[key] = write_item(visit, rows, key, fields, lambda: act.links.uid(uuid4()))
            row.position = position
            taken.add((key.group, position))
        insert_items(visit, new)


def _taken(visit: Visit, rows: Rows, kind: str) -> set[tuple[object, int]]:
    """(group, position) at which a session of the visit, or a slot among the rows, stands."""
    if kind == "slot":
        return {(key.group, row.position) for key, row in rows.items() if key.kind == kind}
    there = select(Session.position).where(Session.visit_id == visit.id)
    return {(Key(kind).group, position) for position in session.scalars(there)}
