"""A visit's rows as a plan, and things of a plan written into the rows."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from itertools import count, groupby
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import aliased

from eventapp.core.db import execute, insert_rows, session
from eventapp.core.text import LANGUAGES
from eventapp.planning.plan import FACTS, FUNDER, TABLES, TOP, VISIT, Fields, Key, Plan
from eventapp.programme.models import Room, Session, Speaker, SpeakerSlot, Venue, Way
from eventapp.questions.models import StoredChoice, StoredQuestion
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Organisation, Visit
from eventapp.visits.values import Value

Rows = dict[Key, Any]
MODELS: Final[Mapping[str, Any]] = {
    "organisation": Organisation,
    "venue": Venue,
    "room": Room,
    "way": Way,
    "speaker": Speaker,
    "session": Session,
    "slot": SpeakerSlot,
    "question": StoredQuestion,
    "choice": StoredChoice,
}
PARENTS: Final[Mapping[str, Any]] = {"room": Venue, "way": Venue, "slot": Session, "choice": StoredQuestion}
REFERENCES: Final[Mapping[str, str]] = {"venue_id": "venue", "room_id": "room", "organisation_id": "organisation"}
"""{column: the kind of thing that it names}; the field has its code."""
LIVE: Final = ("visit", "registration", "funder", "organisation", "question", "choice")
"""What becomes public with the change itself; all else with the next release."""


def visit_rows(visit: Visit | VisitFacts) -> Rows:
    """All rows of the visit in its order; in a fixed number of statements."""
    rows: Rows = dict.fromkeys(FACTS, visit)
    for kind in MODELS:
        rows |= rows_of(visit, kind)
    return rows


def rows_around(visit: Visit | VisitFacts, *keys: Key) -> Rows:
    """What the pages of these things need: themselves, their parts, and what those may name; not their neighbours.

    A part comes with what it is a part of. In a number of statements that does not depend on that of the keys. What is
    not there has no row.
    """
    rows: Rows = dict.fromkeys(FACTS, visit) if any(key.is_single for key in keys) else {}
    for top in dict.fromkeys(key.top.kind for key in keys if not key.is_single):
        codes = {key.top.code for key in keys if key.top.kind == top}
        codes |= {key.code for key in keys if key.kind == "way"}  # which has two ends
        kinds = (top, *TABLES[top].inside)
        # whoever speaks somewhere may be chosen on the page of a slot alone; a visit has many more
        chosen = any(key.kind == "slot" for key in keys)
        for kind in (refers for each in kinds for refers in TABLES[each].refers):
            rows |= _speakers_in(visit, codes) if kind == "speaker" and not chosen else rows_of(visit, kind)
        for kind in kinds:
            rows |= rows_of(visit, kind, only=codes)
    return rows


def _speakers_in(visit: Visit | VisitFacts, codes: Collection[str]) -> Rows:
    """Who has a slot in those sessions."""
    speaking = select(SpeakerSlot.speaker_id).join(Session).where(Session.visit_id == visit.id, Session.code.in_(codes))
    found = session.scalars(select(Speaker).where(Speaker.id.in_(speaking)).order_by(Speaker.position, Speaker.code))
    return {Key("speaker", row.code): row for row in found}


def rows_of(visit: Visit | VisitFacts, kind: str, *, only: Collection[str] | None = None) -> Rows:
    """All rows of a kind, in their order; ``only``: those of these codes, or the parts of those of these codes."""
    model, parent = MODELS[kind], PARENTS.get(kind)
    inside = parent or model
    query = select(model, inside.code).where(inside.visit_id == visit.id)
    query = query.join(parent) if parent else query
    query = query.where(inside.code.in_(only)) if only is not None else query
    if kind == "way":
        return _ways(visit, only)
    if kind == "slot":
        return _slots(query.order_by(Session.position, Session.code, SpeakerSlot.position, SpeakerSlot.id))
    above_it = (parent.position, parent.code) if parent else ()  # two parts may stand at one place, each in its own
    found = session.execute(query.order_by(*above_it, model.position, model.code))
    above = next((each for each, item in MODELS.items() if item is parent), "")
    return {Key(kind, row.code, Key(above, code) if above else None): row for row, code in found}


def _slots(query: Select[Any]) -> Rows:
    found = session.execute(query.join(Speaker, Speaker.id == SpeakerSlot.speaker_id).add_columns(Speaker.code))
    return {Key("slot", speaker, Key("session", code)): slot for slot, code, speaker in found}


def _ways(visit: Visit | VisitFacts, only: Collection[str] | None) -> Rows:
    """``only``: those that begin or end at one of these venues."""
    end = aliased(Venue)
    query = select(Way, Venue.code, end.code).join(Venue, Way.venue_id == Venue.id).join(end, Way.to_id == end.id)
    query = query.where(Venue.visit_id == visit.id)
    query = query.where(or_(Venue.code.in_(only), end.code.in_(only))) if only is not None else query
    found = session.execute(query.order_by(Venue.position, Venue.code, Way.position, Way.id))
    return {Key("venue", start).within("way", code): row for row, start, code in found}


def plan_of(rows: Mapping[Key, Any]) -> Plan:
    """What the rows say, every field of them. What they name must be among them, else it is nothing."""
    codes = {(key.kind, row.id): key.code for key, row in rows.items()}
    return Plan({key: dict(_fields(key.kind, row, codes)) for key, row in rows.items()})


def _fields(kind: str, row: Any, codes: Mapping[tuple[str, int | None], str]) -> Iterable[tuple[str, Value]]:
    for name, field in TABLES[kind].fields.items():
        value = getattr(row, field.column or name)
        if field.local:
            yield from ((f"{name}.{language}", value.get(language, "")) for language in LANGUAGES)
        elif field.column in REFERENCES:
            yield name, codes.get((REFERENCES[field.column], value), "")
        else:
            yield name, tuple(value) if isinstance(value, list) else value


def note_edit(visit: Visit, now: datetime) -> None:
    """A live fact is changed: public pages are made anew, of this instant."""
    visit.edited_version, visit.edited_at = visit.version, now


def named_first(plan: Plan) -> list[Key]:
    """Its things in an order in which what others name, or are inside of, stands before them."""
    after_venues = TOP.index("venue") + 1
    kinds = [*TOP[:after_venues], "room", "way", *TOP[after_venues:], "slot", "choice"]
    return sorted(plan, key=lambda key: kinds.index(key.kind))


def write_plan(visit: Visit, rows: Rows, plan: Plan, new_uid: Callable[[], str], now: datetime) -> None:
    """Make the visit's rows say what the plan says; ``rows`` grows by those that are new. None is deleted."""
    if visit not in session or list(plan_of(_live(rows)).items()) != list(_live(plan).items()):
        note_edit(visit, now)
    positions: dict[object, count[int]] = {}
    for _, keys in groupby(named_first(plan), key=lambda key: key.kind):
        for key in keys:
            row = write_item(visit, rows, key, plan[key], new_uid)
            if not key.is_single:
                row.position = next(positions.setdefault(key.group, count(1)))
            if key not in rows or key == FUNDER:  # the visit's last fields
                session.add(row)
                rows[key] = row
        session.flush()


def write_item(visit: Visit, rows: Rows, key: Key, fields: Fields, new_uid: Callable[[], str]) -> Any:
    """Make its row say that; gives the row, which of a new thing nobody has added yet, nor has it a position.

    ``rows`` has what it is a part of and what it names.
    """
    row = rows.get(key) or _new_row(visit, rows, key)
    before = _as_calendars_show(row) if key == VISIT and row.calendar_uid else None
    for name, field in TABLES[key.kind].fields.items():
        value: Any = fields.get(name)
        if field.local:
            texts = {language: fields.get(f"{name}.{language}") for language in LANGUAGES}
            value = {language: words for language, words in texts.items() if words}
        elif field.column == "room_id":
            value = rows[Key("venue", str(fields["venue"])).within("room", value)].id if value else None
        elif field.column in REFERENCES:
            value = rows[Key(REFERENCES[field.column], value)].id if value else None
        setattr(row, field.column or name, list(value) if isinstance(value, tuple) else value)
    if key.kind == "session" and not row.uid:
        row.uid = new_uid()
    if key == VISIT and not row.calendar_uid:
        row.calendar_uid = new_uid()
    if before and _as_calendars_show(row) != before:
        row.calendar_sequence += 1
    return row


def insert_items(visit: Visit, items: Rows) -> None:
    """Write new rows of things of one kind, made by ``write_item``, in two statements however many they are. They know
    their ids then, unless they are parts; the session knows none of them."""
    insert_rows(list(items.values()))
    codes = [key.code for key in items if not key.inside]
    if codes:
        model = MODELS[next(iter(items)).kind]
        found = execute(select(model.code, model.id).where(model.visit_id == visit.id, model.code.in_(codes)))
        ids = {row.code: row.id for row in found}
        for key, row in items.items():
            row.id = ids[key.code]


def _as_calendars_show(visit: Visit) -> tuple[object, ...]:
    """What raises SEQUENCE of the visit's own entry: its days and its place (RFC 5545 3.8.7.4)."""
    return visit.starts_on, visit.ends_on, visit.city, visit.country


def last_position(visit: Visit, rows: Rows, key: Key) -> int:
    """Of those that stand in one order with it; 0: there is none."""
    model = MODELS[key.kind]
    within = _owner(model, key) == (rows[key.inside].id if key.inside else visit.id)
    return session.scalar(select(func.max(model.position)).where(within)) or 0


def make_room_at(visit: Visit, rows: Rows, key: Key, position: int) -> None:
    """Let whatever stands there, in one order with it, and all behind that stand one further on."""
    model = MODELS[key.kind]
    like = _owner(model, key) == (rows[key.inside].id if key.inside else visit.id)
    if session.scalar(select(func.count()).where(like, model.position == position)):
        session.execute(update(model).where(like, model.position >= position).values(position=model.position + 1))


def positions_in(rows: Rows) -> dict[Key, int]:
    """Where each stands among its like."""
    return {key: row.position for key, row in rows.items() if not key.is_single}


def _owner(model: Any, key: Key) -> Any:
    """The column that names what it is a part of."""
    return getattr(model, f"{key.inside.kind}_id" if key.inside else "visit_id")


def _live(things: Mapping[Key, Any]) -> Any:
    return type(things)({key: thing for key, thing in things.items() if key.kind in LIVE})  # type: ignore[call-arg]


def _new_row(visit: Visit, rows: Rows, key: Key) -> Any:
    model = MODELS[key.kind]
    row = model()
    setattr(row, _owner(model, key).key, rows[key.inside].id if key.inside else visit.id)
    if key.kind == "slot":
        row.speaker_id = rows[Key("speaker", key.code)].id
    elif key.kind == "way":
        row.to_id = rows[Key("venue", key.code)].id
    else:
        row.code = key.code
    return row
