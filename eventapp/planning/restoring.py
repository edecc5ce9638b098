"""Putting back what was removed from the draft: the same thing, by its code and UID, where it stood.

Everything of it is kept in the history (planning.history.record_removal).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import func, select

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.planning.errors import CodeInUse, ItemNotFound, PutBackFirst
from eventapp.planning.history import PlanAction, PlanKind, key_in, record_put_back
from eventapp.planning.plan import Fields, Key, Plan, flat_fields, initial_fields, way_between
from eventapp.planning.queries import Released
from eventapp.planning.rows import LIVE, Rows, last_position, make_room_at, note_edit, rows_around, write_item
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
    _check_free(released, key, was, rows)
    positions = {item["thing"]: item.get("position") for item in entry.was}
    lost = lost_references(was, rows)
    for each, fields in whole_of(was, lost).items():
        check_item(each, fields)
        _write(visit, rows, each, fields, positions.get(each.path), act)
    if key.kind in LIVE:
        note_edit(visit, act.now)
    record_put_back(visit.id, key, lost, act=act)
    return key, not lost


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


def _check_free(released: Released, key: Key, was: Plan, rows: Rows) -> None:
    """Raises CodeInUse, PutBackFirst."""
    check_around(was, rows)
    uid = was[key].get("uid")
    named = released.things.get(key) if uid else None
    if named and named.uid != uid:
        raise CodeInUse(code=key.code)
    if uid and session.scalar(select(func.count()).where(Session.uid == uid)):
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
