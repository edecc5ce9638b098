"""Editing a visit's draft, a thing at a time: what a file may say, an organiser may say in the browser.

An operation reads the thing, its parts and what it names, and writes the rows that it changes; however large the visit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, or_, select

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.errors import ChangedMeanwhile, NothingToSave
from eventapp.planning.asked import asked, compare, settle
from eventapp.planning.codes import draw_code
from eventapp.planning.conditions import check_answers_stay, check_condition, dependants
from eventapp.planning.errors import (
    AfterTheEnd,
    CodeTaken,
    ItemNotFound,
    LockedHere,
    StillUsed,
    VisitTooLong,
)
from eventapp.planning.history import record_change, record_removal
from eventapp.planning.plan import REGISTRATION, VISIT, Fields, Key, Plan, initial_fields
from eventapp.planning.queries import Released
from eventapp.planning.rows import (
    LIVE,
    Rows,
    insert_items,
    last_position,
    note_edit,
    plan_of,
    positions_in,
    rows_around,
    write_item,
)
from eventapp.planning.rules import LONGEST, after_the_end, check_item, is_too_long, moved_though_locked
from eventapp.programme.models import Session, SpeakerSlot, Venue
from eventapp.programme.operations import remove_session
from eventapp.registration.models import Registration
from eventapp.registration.operations import fill_places
from eventapp.registration.rules import OTHER
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit

ANOTHER: Final = Key("organisation", OTHER)
"""What the registration form calls an organisation that is not listed."""


@dataclass(frozen=True, slots=True)
class Edit:
    """``key``: what is edited; its code "" for a new thing that asks for one. ``fields``: as in a plan; what is not
    among them stays.

    ``shown``: what the organiser saw of it (planning.asked); what is not named there nobody else has changed. None for
    a new thing.
    """

    key: Key
    fields: Fields
    shown: Mapping[str, Any] | None


def save_item(visit_id: int, edit: Edit, *, act: Act) -> Key:
    """Write one thing into the draft; gives its key. Nothing becomes public but the visit's facts and organisations.

    What others have changed since it was shown stays. Raised limits promote who waits, and so does a later end of the
    queue. Raises ChangedMeanwhile, NothingToSave, CodeTaken, ItemNotFound, NameMissing, ValueMissing,
    EndsBeforeItBegins, AfterTheEnd, PositionIsHalf, ForEverybodyAndNobody, LockedHere, VisitTooLong, HangsOnNothing,
    HangsOnItself, AnswersNeeded, Unfit.
    """
    visit = hold_visit(visit_id)
    rows = rows_around(visit, edit.key)
    draft = plan_of(rows)
    edit = _placed(edit, draft, visit_id)
    old = draft.get(edit.key, {})
    new = _merged(edit, old, ZoneInfo(visit.timezone))
    check_item(edit.key, new)
    if moved_though_locked(old, new):
        raise LockedHere
    if edit.key == VISIT and is_too_long(new) and not is_too_long(old):
        raise VisitTooLong("last_day", days=LONGEST)
    _check_references(edit.key, new, draft)
    check_window(edit.key, Plan({**draft, edit.key: new}))
    write_thing(visit, rows, edit.key, new, act)
    if edit.key.kind in LIVE:
        fill_places(visit_id, act=act)
    record_change(visit_id, edit.key, old, new, act=act)
    return edit.key


def remove_item(visit_id: int, key: Key, *, act: Act) -> None:
    """Take a thing out of the draft. A session that was released stays public, cancelled.

    Raises ItemNotFound, StillUsed.
    """
    visit = hold_visit(visit_id)
    rows = rows_around(visit, key)
    if key not in rows or key.is_single:
        raise ItemNotFound
    take_away(visit, rows, key, act)
    if key.kind in LIVE:
        fill_places(visit_id, act=act)  # nobody waits for a choice that is there no more


def take_away(visit: Visit, rows: Rows, key: Key, act: Act) -> None:
    """Remove it, with a line of the history by which it can be put back. ``rows``: around it. Raises StillUsed."""
    before, positions = plan_of(rows), positions_in(rows)
    if key.kind == "session":
        remove_session(visit.id, key.code)
    else:
        _check_unused(key, rows, before)
        for each in rows:
            if each.leads_to(key) or (each.kind == "choice" and each.inside == key):
                session.delete(rows[each])
        session.flush()
        session.delete(rows[key])
        if key.kind in LIVE:
            note_edit(visit, act.now)
        session.flush()
    record_removal(visit.id, key, before, positions, act=act)


def delete_sessions(rows: Rows) -> None:
    """Take these sessions, with all their slots, and these slots of others out of the draft, in two statements."""
    sessions = [row.id for key, row in rows.items() if key.kind == "session"]
    slots = [row.id for key, row in rows.items() if key.kind == "slot"]
    inside = or_(SpeakerSlot.id.in_(slots), SpeakerSlot.session_id.in_(sessions))
    session.execute(delete(SpeakerSlot).where(inside))
    session.execute(delete(Session).where(Session.id.in_(sessions)))


def write_thing(visit: Visit, rows: Rows, key: Key, fields: Fields, act: Act) -> None:
    """Make its row say that; a new one stands behind its like. ``rows`` has what is around it, and grows by it."""
    is_new = key not in rows
    row = write_item(visit, rows, key, fields, lambda: act.links.uid(uuid4()))
    if is_new:
        row.position = last_position(visit, rows, key) + 1
        session.add(row)
        rows[key] = row
    if key.kind in LIVE and session.is_modified(row):
        note_edit(visit, act.now)
    if is_new:
        session.flush()  # what is inside it has to know its id


def write_new(visit: Visit, rows: Rows, things: Mapping[Key, Fields], act: Act) -> None:
    """The same of many new ones, of a kind and its parts, in statements that do not grow with them. ``rows`` grows by
    rows that the session does not know."""
    for is_part in (False, True):
        new, last = Rows(), dict[object, int]()
        for key, fields in things.items():
            if (key.inside is not None) is not is_part:
                continue
            if key.group not in last:
                last[key.group] = 0 if key.inside in things else last_position(visit, rows, key)
            last[key.group] += 1
            row = new[key] = write_item(visit, rows, key, fields, lambda: act.links.uid(uuid4()))
            row.position = last[key.group]
        insert_items(visit, new)
        rows |= new


def _placed(edit: Edit, draft: Plan, visit_id: int) -> Edit:
    """With the code of a new thing drawn or checked, and its parents there."""
    if edit.key.inside and edit.key.inside not in draft:
        raise ItemNotFound
    if edit.shown is not None:
        if edit.key not in draft:
            raise ItemNotFound
        return edit
    released = Released(visit_id)
    if edit.key.code:
        if edit.key == ANOTHER or edit.key in draft or edit.key in released.things:
            raise CodeTaken
        return edit
    return replace(edit, key=draw_code(visit_id, edit.key, released, draft))


def _merged(edit: Edit, now: Fields, zone: ZoneInfo) -> Fields:
    """All fields it is to have."""
    if edit.shown is None:
        return {**initial_fields(edit.key.kind), **edit.fields}
    kind = edit.key.kind
    merged = compare(kind, now, edit.fields, {**asked(kind, now, zone), **edit.shown}, zone)
    if merged.disputed:
        raise ChangedMeanwhile(merged.disputed)
    new = settle(kind, now, edit.fields, merged, zone)
    if new == now:
        raise NothingToSave
    return new


def _check_references(key: Key, fields: Fields, draft: Plan) -> None:
    """What the form has offered may have been removed meanwhile."""
    check_condition(key, fields, draft, kept=draft.get(key, {}).get("only_if", ""))
    check_answers_stay(key, fields, draft)
    named = [Key("speaker", key.code)] if key.kind == "slot" else []
    named += [Key("organisation", fields["host"])] if fields.get("host") else []
    if venue := fields.get("venue"):
        named.append(Key("venue", venue))
        named += [Key("venue", venue).within("room", fields["room"])] if fields.get("room") else []
    if any(key not in draft for key in named):
        raise ItemNotFound


def check_window(key: Key, plan: Plan) -> None:
    """Told at the field that the organiser sees: a date of registration, or the last day. Raises AfterTheEnd."""
    late = after_the_end(plan) if key in (VISIT, REGISTRATION) else ()
    if late:
        raise AfterTheEnd(late[0] if key == REGISTRATION else "last_day")


def _check_unused(key: Key, rows: Rows, draft: Plan) -> None:
    identity = rows[key].id
    uses = [other for other in rows if other.inside == key and other.kind not in ("way", "choice")]  # which go with it
    uses += dependants(draft, key)
    columns = {"speaker": SpeakerSlot.speaker_id, "venue": Session.venue_id, "room": Session.room_id}
    if column := columns.get(key.kind):
        query = select(Session.code).where(column == identity).order_by(Session.position, Session.code).distinct()
        query = query.join(SpeakerSlot) if key.kind == "speaker" else query
        uses += [Key("session", code) for code in session.scalars(query.add_columns(Session.position))]
    houses = select(Venue.code).where(Venue.organisation_id == identity).order_by(Venue.position, Venue.code)
    uses += [Key("venue", code) for code in session.scalars(houses)] if key.kind == "organisation" else []
    of_it = select(func.count()).where(Registration.organisation_id == identity)
    people = (session.scalar(of_it) or 0) if key.kind == "organisation" else 0
    if uses or people:
        raise StillUsed(uses, people)
