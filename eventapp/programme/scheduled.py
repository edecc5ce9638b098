"""The draft as conflicts are found in it: what has a time, who speaks, where it lies; read by columns, not as rows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Executable, Row, select

from eventapp.core.db import execute
from eventapp.core.text import LocalizedText
from eventapp.programme.conflicts import Conflict, Planned, Schedule, Span, find_conflicts
from eventapp.programme.models import Room, Session, Speaker, SpeakerSlot, Venue
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus
from eventapp.programme.ways import Position, Ways
from eventapp.visits.facts import VisitFacts


@dataclass(frozen=True, slots=True)
class Scheduled:
    """``places``: {session's code: (venue's code, room's or None)}. ``names``: {(kind, code): what it is called}; a
    room's code is "venue/room"."""

    schedule: Schedule
    places: Mapping[str, tuple[str, str | None]]
    names: Mapping[tuple[str, str], LocalizedText]

    def conflicts(self) -> tuple[Conflict, ...]:
        return find_conflicts(self.schedule)


def read_schedule(visit: VisitFacts) -> Scheduled:
    """Four statements for any size. Sessions without a time are in nobody's way, and not there."""
    sessions, slots, venues, rooms = (execute(query(visit.id)).all() for query in _QUERIES)
    speaking: dict[str, list[Any]] = defaultdict(list)
    for slot in slots:
        speaking[slot.session].append(slot)
    capacities = {(room.venue, room.code): room.capacity for room in rooms}
    positions = {
        venue.code: Position(venue.latitude, venue.longitude)
        for venue in venues
        if venue.latitude is not None and venue.longitude is not None
    }
    return Scheduled(
        Schedule(
            tuple(_planned(each, speaking[each.code]) for each in sessions),
            (visit.starts_on, visit.ends_on),
            visit.timezone,
            Ways(positions),
            capacities,
        ),
        {each.code: (each.venue, each.room) for each in sessions if each.venue},
        {
            **{("session", each.code): each.title for each in sessions},
            **{("venue", venue.code): venue.name for venue in venues},
            **{("room", f"{room.venue}/{room.code}"): room.name for room in rooms},
            **{("speaker", slot.code): {"": slot.name} for slot in slots},
        },
    )


def _planned(row: Row[Any], slots: list[Any]) -> Planned:
    return Planned(
        row.code,
        Span(row.starts_at, row.ends_at),
        Kind(row.kind),
        row.venue,
        row.room,
        people=tuple(slot.code for slot in slots),
        slot_minutes=sum(slot.minutes or 0 for slot in slots),
        seats=row.places,
        everybody=row.everybody,
        cancelled=row.status == SessionStatus.CANCELLED,
    )


def _sessions(visit_id: int) -> Executable:
    columns = (Session.code, _SESSION.title, Session.kind, Session.status, Session.starts_at, Session.ends_at)
    query = select(*columns, Session.places, Session.everybody, Venue.code.label("venue"), Room.code.label("room"))
    query = query.outerjoin(Venue, Session.venue_id == Venue.id).outerjoin(Room, Session.room_id == Room.id)
    return query.where(Session.visit_id == visit_id, Session.starts_at.is_not(None))


def _slots(visit_id: int) -> Executable:
    query = select(Session.code.label("session"), Speaker.code, _SPEAKER.name, SpeakerSlot.minutes)
    query = query.join(SpeakerSlot, SpeakerSlot.session_id == Session.id)
    query = query.join(Speaker, SpeakerSlot.speaker_id == Speaker.id)
    return query.where(Session.visit_id == visit_id, SpeakerSlot.status != SlotStatus.DECLINED)


def _venues(visit_id: int) -> Executable:
    return select(Venue.code, _VENUE.name, _VENUE.latitude, _VENUE.longitude).where(Venue.visit_id == visit_id)


def _rooms(visit_id: int) -> Executable:
    query = select(Venue.code.label("venue"), Room.code, _ROOM.name, _ROOM.capacity)
    return query.join(Venue, Room.venue_id == Venue.id).where(Venue.visit_id == visit_id)


# Columns of descriptions are added to the models, which do not name them.
_SESSION, _SPEAKER, _VENUE, _ROOM = (model.__table__.c for model in (Session, Speaker, Venue, Room))
_QUERIES: Final = (_sessions, _slots, _venues, _rooms)
