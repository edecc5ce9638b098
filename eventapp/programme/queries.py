"""Reading the draft and the releases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import func, select

from eventapp.core.db import session
from eventapp.programme import snapshot
from eventapp.programme.models import Release, Room, Session, Speaker, SpeakerSlot, Venue
from eventapp.programme.snapshot import PublicProgramme
from eventapp.visits.models import Organisation, Visit
from eventapp.visits.queries import organisations

Row = TypeVar("Row", Venue, Speaker, Session)


def find_release(visit_id: int) -> Release | None:
    """The current release, None before the first."""
    return session.scalar(select(Release).where(Release.visit_id == visit_id).order_by(Release.number.desc()).limit(1))


def find_programme(visit_id: int) -> PublicProgramme | None:
    """The current release's programme."""
    release = find_release(visit_id)
    return snapshot.load(release.content) if release else None


def current_programmes() -> list[PublicProgramme]:
    """The current release of every visit that has one, in the order of their slugs; one statement."""
    latest = select(func.max(Release.id)).group_by(Release.visit_id)
    releases = session.scalars(select(Release).where(Release.id.in_(latest))).all()
    return sorted((snapshot.load(release.content) for release in releases), key=lambda programme: programme.slug)


def draft_programme(visit: Visit) -> PublicProgramme:
    """The draft as the public would see it: declined slots left out; the same few statements for any size."""
    venues = _of(Venue, visit.id)
    speakers = _of(Speaker, visit.id)
    sessions = _of(Session, visit.id)
    rooms = _by(
        session.scalars(
            select(Room).join(Venue).where(Venue.visit_id == visit.id).order_by(Room.position, Room.code)
        ).all(),
        "venue_id",
    )
    slots = _by(
        session.scalars(
            select(SpeakerSlot)
            .join(Session)
            .where(Session.visit_id == visit.id, SpeakerSlot.status != snapshot.SlotStatus.DECLINED)
            .order_by(SpeakerSlot.position, SpeakerSlot.id)
        ).all(),
        "session_id",
    )
    codes = {speaker.id: speaker.code for speaker in speakers}
    venue_codes = {venue.id: venue.code for venue in venues}
    room_codes = {room.id: room.code for of_venue in rooms.values() for room in of_venue}
    return PublicProgramme(
        slug=visit.slug,
        name=visit.name,
        city=visit.city,
        country=visit.country,
        summary=visit.summary,
        purpose=visit.purpose,
        project_name=visit.project_name,
        project_number=visit.project_number,
        website=visit.website,
        starts_on=visit.starts_on,
        ends_on=visit.ends_on,
        timezone=visit.timezone,
        languages=tuple(visit.languages),
        organisations=tuple(_public_organisation(item) for item in organisations(visit.id)),
        venues=tuple(_public_venue(venue, rooms[venue.id]) for venue in venues),
        speakers=tuple(_public_speaker(speaker) for speaker in speakers),
        sessions=snapshot.order_sessions(
            [
                snapshot.PublicSession(
                    code=item.code,
                    uid=item.uid,
                    kind=snapshot.Kind(item.kind),
                    title=item.title,
                    abstract=item.abstract,
                    starts_at=item.starts_at,
                    ends_at=item.ends_at,
                    status=snapshot.SessionStatus(item.status),
                    venue=venue_codes.get(item.venue_id or 0),
                    room=room_codes.get(item.room_id or 0),
                    slots=tuple(
                        snapshot.PublicSlot(codes[slot.speaker_id], slot.minutes, slot.topic) for slot in slots[item.id]
                    ),
                )
                for item in sessions
            ]
        ),
    )


def _of(model: type[Row], visit_id: int) -> Sequence[Row]:
    query = select(model).where(model.visit_id == visit_id).order_by(model.position, model.code)
    return session.scalars(query).all()


def _by(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, key)].append(row)
    return grouped


def _public_organisation(item: Organisation) -> snapshot.PublicOrganisation:
    return snapshot.PublicOrganisation(item.code, item.name, item.name_language, str(item.role), item.website)


def _public_venue(item: Venue, rooms: Iterable[Room]) -> snapshot.PublicVenue:
    return snapshot.PublicVenue(
        code=item.code,
        name=item.name,
        street=item.street,
        postal_code=item.postal_code,
        city=item.city,
        latitude=item.latitude,
        longitude=item.longitude,
        directions=item.directions,
        rooms=tuple(snapshot.PublicRoom(room.code, room.name, room.capacity) for room in rooms),
    )


def _public_speaker(item: Speaker) -> snapshot.PublicSpeaker:
    return snapshot.PublicSpeaker(
        code=item.code,
        name=item.name,
        role=item.role,
        affiliation=item.affiliation,
        biography=item.biography,
        website=item.website,
    )
