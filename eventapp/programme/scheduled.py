"""The draft as conflicts are found in it: what has a time, who speaks, where it lies; read by columns, not as rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, Row, or_, select
from sqlalchemy.orm import aliased

from eventapp.core.db import execute
from eventapp.core.text import LocalizedText, say
from eventapp.programme.conflicts import Conflict, Planned, Schedule, Span, find_conflicts
from eventapp.programme.hours import read
from eventapp.programme.models import Room, Session, Speaker, SpeakerSlot, Venue, Way
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus
from eventapp.programme.ways import Position, Ways
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Scheduled:
    """``places``: {session's code: (venue's code, room's or None)}. ``names``: {(kind, code): what it is called}; a
    room's code is "venue/room"."""

    schedule: Schedule
    places: Mapping[str, tuple[str, str | None]]
    names: Mapping[tuple[str, str], LocalizedText]

    def conflicts(self) -> tuple[Conflict, ...]:
        return find_conflicts(self.schedule)

    def name(self, kind: str, code: str, language: str, order: Sequence[str]) -> str:
        """What it is called in that language; ``order`` of the visit's languages. "": there is no such thing."""
        text = self.names.get((kind, code), {})
        return text.get("", "") or say(text, language, order)


class Lying(NamedTuple):
    """Where a session lies, or would; ``span`` None: it has no time."""

    span: Span | None
    venue: str | None
    room: str | None


def read_schedule(visit: Visit | VisitFacts, as_if: Mapping[str, Lying] = MappingProxyType({})) -> Scheduled:
    """Five statements for any size. Sessions without a time are in nobody's way, and not there.

    ``as_if``: sessions by their codes that are read as if they lay there.
    """
    found = execute(_sessions(visit.id, list(as_if))).all()
    slots, venues, rooms, ways = (execute(query(visit.id)).all() for query in (_slots, _venues, _rooms, _ways))
    speaking: dict[str, list[Any]] = defaultdict(list)
    for slot in slots:
        speaking[slot.session].append(slot)
    capacities = {(room.venue, room.code): room.capacity for room in rooms}
    lying = {each.code: as_if.get(each.code) or _lying(each) for each in found}
    timed = [(each, at, at.span) for each in found if (at := lying[each.code]).span]
    spans = [span for _, _, span in timed]
    positions = {
        venue.code: Position(venue.latitude, venue.longitude)
        for venue in venues
        if venue.latitude is not None and venue.longitude is not None
    }
    return Scheduled(
        Schedule(
            tuple(_planned(each, at, span, speaking[each.code]) for each, at, span in timed),
            (visit.starts_on, visit.ends_on),
            visit.timezone,
            Ways(positions, {(way.start, way.end): way.minutes + way.waiting for way in ways}),
            capacities,
            {venue.code: _open(visit, spans, venue.hours) for venue in venues if venue.hours},
            {slot.code: _open(visit, spans, slot.available) for slot in slots if slot.available},
            margin=visit.way_margin,
        ),
        {each.code: (at.venue, at.room) for each, at, _ in timed if at.venue},
        {
            **{("session", each.code): each.title for each, _, _ in timed},
            **{("venue", venue.code): venue.name for venue in venues},
            **{("room", f"{room.venue}/{room.code}"): room.name for room in rooms},
            **{("speaker", slot.code): {"": slot.name} for slot in slots},
        },
    )


def _open(visit: Visit | VisitFacts, spans: Collection[Span], kept: str) -> tuple[Span, ...]:
    """When it is open, or somebody can come, on the visit's days and on those of its sessions."""
    zone = ZoneInfo(visit.timezone)
    days = {each.astimezone(zone).date() for span in spans for each in span}
    first, last = min({visit.starts_on, *days}), max({visit.ends_on, *days})
    return tuple(Span(*each) for each in read(kept).spans(first, last, zone))


def _lying(row: Row[Any]) -> Lying:
    return Lying(Span(row.starts_at, row.ends_at) if row.starts_at else None, row.venue, row.room)


def _planned(row: Row[Any], at: Lying, span: Span, slots: list[Any]) -> Planned:
    return Planned(
        row.code,
        span,
        Kind(row.kind),
        at.venue,
        at.room,
        people=tuple(slot.code for slot in slots),
        slot_minutes=sum(slot.minutes or 0 for slot in slots),
        seats=row.places,
        everybody=row.everybody,
        cancelled=row.status == SessionStatus.CANCELLED,
        locked=row.locked,
        optional=row.optional,
    )


def _sessions(visit_id: int, also: Collection[str]) -> Executable:
    columns = (
        Session.code,
        _SESSION.title,
        _SESSION.optional,
        Session.kind,
        Session.status,
        Session.starts_at,
        Session.ends_at,
    )
    more = (Session.places, Session.everybody, Session.locked)
    query = select(*columns, *more, Venue.code.label("venue"), Room.code.label("room"))
    query = query.outerjoin(Venue, Session.venue_id == Venue.id).outerjoin(Room, Session.room_id == Room.id)
    return query.where(Session.visit_id == visit_id, or_(Session.starts_at.is_not(None), Session.code.in_(also)))


def _slots(visit_id: int) -> Executable:
    query = select(Session.code.label("session"), Speaker.code, _SPEAKER.name, Speaker.available, SpeakerSlot.minutes)
    query = query.join(SpeakerSlot, SpeakerSlot.session_id == Session.id)
    query = query.join(Speaker, SpeakerSlot.speaker_id == Speaker.id)
    return query.where(Session.visit_id == visit_id, SpeakerSlot.status != SlotStatus.DECLINED)


def _venues(visit_id: int) -> Executable:
    columns = (Venue.code, _VENUE.name, _VENUE.latitude, _VENUE.longitude, _VENUE.hours)
    return select(*columns).where(Venue.visit_id == visit_id)


def _rooms(visit_id: int) -> Executable:
    query = select(Venue.code.label("venue"), Room.code, _ROOM.name, _ROOM.capacity)
    return query.join(Venue, Room.venue_id == Venue.id).where(Venue.visit_id == visit_id)


def _ways(visit_id: int) -> Executable:
    end = aliased(Venue)
    query = select(Venue.code.label("start"), end.code.label("end"), _WAY.minutes, _WAY.waiting)
    query = query.select_from(Way).join(Venue, Way.venue_id == Venue.id).join(end, Way.to_id == end.id)
    return query.where(Venue.visit_id == visit_id)


# Columns of descriptions are added to the models, which do not name them.
_SESSION, _SPEAKER, _VENUE, _ROOM, _WAY = (model.__table__.c for model in (Session, Speaker, Venue, Room, Way))
