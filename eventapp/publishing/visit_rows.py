"""A visit's rows as a plan, and a plan written into the rows."""

from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import Any, Final

from sqlalchemy import select

from eventapp.core.db import session
from eventapp.core.text import LANGUAGES
from eventapp.programme.models import Room, Session, Speaker, SpeakerSlot, Venue
from eventapp.publishing.visit_format import TABLES, TOP, Key, Plan, kind_of
from eventapp.publishing.visit_values import Value
from eventapp.visits.models import Organisation, Visit
from eventapp.visits.queries import organisations

Rows = dict[Key, Any]
MODELS: Final[Mapping[str, type]] = {
    "organisation": Organisation,
    "venue": Venue,
    "room": Room,
    "speaker": Speaker,
    "session": Session,
    "slot": SpeakerSlot,
}
PARENTS: Final = {"room": "venue_id", "slot": "session_id"}


def visit_rows(visit: Visit) -> Rows:
    """All rows of the visit in its order; in a fixed number of statements."""
    venues = session.scalars(select(Venue).where(Venue.visit_id == visit.id).order_by(Venue.position, Venue.code)).all()
    speakers = session.scalars(
        select(Speaker).where(Speaker.visit_id == visit.id).order_by(Speaker.position, Speaker.code)
    ).all()
    sessions = session.scalars(
        select(Session).where(Session.visit_id == visit.id).order_by(Session.position, Session.code)
    ).all()
    rooms = session.execute(
        select(Venue.code, Room).join(Room).where(Venue.visit_id == visit.id).order_by(Room.position, Room.code)
    ).all()
    slots = session.execute(
        select(Session.code, Speaker.code, SpeakerSlot)
        .join(SpeakerSlot, SpeakerSlot.session_id == Session.id)
        .join(Speaker, Speaker.id == SpeakerSlot.speaker_id)
        .where(Session.visit_id == visit.id)
        .order_by(SpeakerSlot.position, SpeakerSlot.id)
    ).all()
    rows: Rows = {("visit",): visit, ("registration",): visit}
    rows |= _coded("organisation", organisations(visit.id)) | _coded("venue", venues)
    rows |= {("venue", venue, "room", room.code): room for venue, room in rooms}
    rows |= _coded("speaker", speakers) | _coded("session", sessions)
    rows |= {("session", code, "slot", speaker): slot for code, speaker, slot in slots}
    return rows


def _coded(kind: str, found: Iterable[Any]) -> Rows:
    return {(kind, row.code): row for row in found}


def plan_of(rows: Rows) -> Plan:
    """What the rows say, every field of it."""
    codes = {("venue", row.id): key[-1] for key, row in rows.items() if kind_of(key) == "venue"}
    codes |= {("room", row.id): key[-1] for key, row in rows.items() if kind_of(key) == "room"}
    return {key: dict(_fields(kind_of(key), row, codes)) for key, row in rows.items()}


def _fields(kind: str, row: Any, codes: Mapping[tuple[str, int | None], str]) -> Iterable[tuple[str, Value]]:
    for name, field in TABLES[kind].fields.items():
        value = getattr(row, field.column or name)
        if field.local:
            yield from ((f"{name}.{language}", value.get(language, "")) for language in LANGUAGES)
        elif field.column in ("venue_id", "room_id"):
            yield name, codes.get((name, value), "")
        else:
            yield name, tuple(value) if isinstance(value, list) else value


def write_plan(visit: Visit, rows: Rows, plan: Plan, new_uid: Callable[[], str]) -> None:
    """Make the visit's rows say what the plan says; ``rows`` grows by those that are new. None is deleted."""
    visit.edited_version = visit.version
    positions: dict[Key, count[int]] = {}
    kinds = [*TOP[:4], "room", *TOP[4:], "slot"]  # what others point at, first
    for key in sorted(plan, key=lambda key: kinds.index(kind_of(key))):
        row = rows.get(key) or _new_row(visit, rows, key)
        if len(key) > 1:
            row.position = next(positions.setdefault(key[:-1], count(1)))
        _fill(row, kind_of(key), plan[key], rows)
        if kind_of(key) == "session" and not row.uid:
            row.uid = new_uid()
        if key == ("visit",) and not row.calendar_uid:
            row.calendar_uid = new_uid()
        if key not in rows or kind_of(key) == "registration":  # the visit's last fields
            session.add(row)
            session.flush()
            rows[key] = row
    session.flush()


def _new_row(visit: Visit, rows: Rows, key: Key) -> Any:
    kind = kind_of(key)
    row = MODELS[kind]()
    if kind in PARENTS:
        setattr(row, PARENTS[kind], rows[key[:2]].id)
    else:
        row.visit_id = visit.id
    if kind == "slot":
        row.speaker_id = rows["speaker", key[-1]].id
    else:
        row.code = key[-1]
    return row


def _fill(row: Any, kind: str, said: Mapping[str, Value], rows: Rows) -> None:
    for name, field in TABLES[kind].fields.items():
        value: Any = said.get(name)
        if field.local:
            texts = {language: said.get(f"{name}.{language}") for language in LANGUAGES}
            value = {language: words for language, words in texts.items() if words}
        elif field.column == "venue_id":
            value = rows["venue", value].id if value else None
        elif field.column == "room_id":
            value = rows["venue", str(said["venue"]), "room", value].id if value else None
        setattr(row, field.column or name, list(value) if isinstance(value, tuple) else value)
