"""The draft as the public would see it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from eventapp.core.db import session
from eventapp.programme import snapshot
from eventapp.programme.models import Room, Session, Speaker, SpeakerSlot, Venue, Way
from eventapp.programme.snapshot import PublicProgramme, PublicSession
from eventapp.visits.facts import VisitFacts
from eventapp.visits.fields import fields_of
from eventapp.visits.queries import organisations

Row = TypeVar("Row", Venue, Speaker, Session)
Public = TypeVar("Public")


def draft_programme(visit: VisitFacts) -> PublicProgramme:
    """A programme without a number: declined slots are left out; the same few statements for any size."""
    venues, rooms, members = _of(Venue, visit.id), _rooms(visit.id), organisations(visit.id)
    hosts = {item.id: item.code for item in members}
    return PublicProgramme(
        slug=visit.slug,
        name=visit.name,
        short_name=visit.short_name,
        city=visit.city,
        country=visit.country,
        summary=visit.summary,
        purpose=visit.purpose,
        practical=visit.practical,
        project_name=visit.project_name,
        project_number=visit.project_number,
        website=visit.website,
        contact_name=visit.contact_name,
        contact_email=visit.contact_email,
        contact_phone=visit.contact_phone,
        starts_on=visit.starts_on,
        ends_on=visit.ends_on,
        timezone=visit.timezone,
        languages=tuple(visit.languages),
        organisations=tuple(_public(snapshot.PublicOrganisation, item, role=str(item.role)) for item in members),
        venues=tuple(_public_venue(venue, rooms[venue.id], hosts) for venue in venues),
        speakers=tuple(_public(snapshot.PublicSpeaker, speaker) for speaker in _of(Speaker, visit.id)),
        ways=_ways(venues),
        sessions=snapshot.order_sessions(_sessions(visit.id, venues, rooms)),
    )


def declined_slots(visit_id: int) -> set[tuple[str, str]]:
    """(session, speaker) by code, of each slot that was declined."""
    query = (
        select(Session.code, Speaker.code)
        .join(SpeakerSlot, SpeakerSlot.session_id == Session.id)
        .join(Speaker, SpeakerSlot.speaker_id == Speaker.id)
        .where(Session.visit_id == visit_id, SpeakerSlot.status == snapshot.SlotStatus.DECLINED)
    )
    return {(of, speaker) for of, speaker in session.execute(query)}


def _sessions(visit_id: int, venues: Sequence[Venue], rooms: Mapping[int, list[Room]]) -> list[PublicSession]:
    slots = _slots(visit_id)
    venue_codes = {venue.id: venue.code for venue in venues}
    room_codes = {room.id: room.code for of_venue in rooms.values() for room in of_venue}
    return [
        _public(
            PublicSession,
            item,
            kind=snapshot.Kind(item.kind),
            status=snapshot.SessionStatus(item.status),
            interpretation=tuple(item.interpretation),
            starts_at=item.starts_at,
            ends_at=item.ends_at,
            venue=venue_codes.get(item.venue_id or 0),
            room=room_codes.get(item.room_id or 0),
            slots=tuple(slots[item.id]),
        )
        for item in _of(Session, visit_id)
    ]


def _ways(venues: Sequence[Venue]) -> tuple[snapshot.PublicWay, ...]:
    codes = {venue.id: venue.code for venue in venues}
    query = select(Way).join(Venue, Way.venue_id == Venue.id).where(Venue.id.in_(codes))
    found = session.scalars(query.order_by(Venue.position, Venue.code, Way.position, Way.id))
    return tuple(_public(snapshot.PublicWay, way, start=codes[way.venue_id], end=codes[way.to_id]) for way in found)


def _rooms(visit_id: int) -> dict[int, list[Room]]:
    query = select(Room).join(Venue).where(Venue.visit_id == visit_id).order_by(Room.position, Room.code)
    return _grouped((room.venue_id, room) for room in session.scalars(query))


def _slots(visit_id: int) -> dict[int, list[snapshot.PublicSlot]]:
    query = (
        select(SpeakerSlot, Speaker.code)
        .join(Session, SpeakerSlot.session_id == Session.id)
        .join(Speaker, SpeakerSlot.speaker_id == Speaker.id)
        .where(Session.visit_id == visit_id, SpeakerSlot.status != snapshot.SlotStatus.DECLINED)
        .order_by(SpeakerSlot.position, SpeakerSlot.id)
    )
    rows = session.execute(query)
    return _grouped((slot.session_id, _public(snapshot.PublicSlot, slot, speaker=code)) for slot, code in rows)


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for key, item in pairs:
        grouped[key].append(item)
    return grouped


def _of(model: type[Row], visit_id: int) -> Sequence[Row]:
    query = select(model).where(model.visit_id == visit_id).order_by(model.position, model.code)
    return session.scalars(query).all()


def _public(of: Callable[..., Public], row: Any, /, **more: Any) -> Public:
    """What its description says of the row, and its code."""
    names = {name: field.column or name for name, field in fields_of(of).items()}  # type: ignore[arg-type]
    said = {name: getattr(row, column) for name, column in names.items()}
    coded = {"code": row.code} if hasattr(row, "code") else {}
    return of(**{**coded, **said, **more})


def _public_venue(item: Venue, rooms: Iterable[Room], hosts: Mapping[int, str]) -> snapshot.PublicVenue:
    """Whom to ask there only where the organisers say that everybody may."""
    hidden = {} if item.contact_public else dict.fromkeys(("contact_name", "contact_phone", "contact_email"), "")
    made = tuple(_public(snapshot.PublicRoom, room) for room in rooms)
    return _public(snapshot.PublicVenue, item, rooms=made, host=hosts.get(item.organisation_id or 0), **hidden)
