"""A release is a value (pure): what the public sees of a programme, frozen, comparable, stored as JSON.

Every output is a function of a PublicProgramme. The JSON carries ``format``; later readers read earlier formats.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from eventapp.core.text import LocalizedText

FORMAT = 1


class Kind(StrEnum):
    MEETING = "meeting"
    PRESENTATION = "presentation"
    DISCUSSION = "discussion"
    SITE_VISIT = "site_visit"
    TRAVEL = "travel"
    MEAL = "meal"
    SOCIAL = "social"
    FREE = "free"


class SessionStatus(StrEnum):
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class SlotStatus(StrEnum):
    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class PublicOrganisation:
    code: str
    name: str
    name_language: str
    role: str
    website: str


@dataclass(frozen=True, slots=True)
class PublicRoom:
    code: str
    name: LocalizedText
    capacity: int | None


@dataclass(frozen=True, slots=True)
class PublicVenue:
    """``latitude``, ``longitude``: degrees, WGS 84."""

    code: str
    name: LocalizedText
    street: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None
    directions: LocalizedText
    rooms: tuple[PublicRoom, ...]


@dataclass(frozen=True, slots=True)
class PublicSpeaker:
    code: str
    name: str
    role: LocalizedText
    affiliation: LocalizedText
    biography: LocalizedText
    website: str


@dataclass(frozen=True, slots=True)
class PublicSlot:
    """``speaker`` is a speaker's code. Declined slots are not public and never here."""

    speaker: str
    minutes: int | None
    topic: LocalizedText


@dataclass(frozen=True, slots=True)
class PublicSession:
    """One session as released.

    ``starts_at``/``ends_at``: aware UTC; None: to be announced. ``last_starts_at``/``last_ends_at``: the latest
    released time, kept when the session loses its time, so that calendars can cancel it there. ``sequence`` and
    ``changed_at`` as in calendar.md, rules 5 and 6. ``removed``: gone from the draft, kept as a tombstone
    (its status is then cancelled).
    """

    code: str
    uid: str
    kind: Kind
    title: LocalizedText
    abstract: LocalizedText
    starts_at: datetime | None
    ends_at: datetime | None
    status: SessionStatus
    venue: str | None
    room: str | None
    slots: tuple[PublicSlot, ...]
    removed: bool = False
    last_starts_at: datetime | None = None
    last_ends_at: datetime | None = None
    sequence: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublicProgramme:
    """A whole release, or (number 0, ``released_at`` None) a draft about to become one.

    Sessions are ordered: by start, then draft order; those without a time last. The visit's facts are those
    of the moment of release (paper keeps them; pages show the live ones).
    """

    slug: str
    name: LocalizedText
    city: LocalizedText
    country: LocalizedText
    summary: LocalizedText
    purpose: LocalizedText
    project_name: LocalizedText
    project_number: str
    website: str
    starts_on: date
    ends_on: date
    timezone: str
    languages: tuple[str, ...]
    organisations: tuple[PublicOrganisation, ...]
    venues: tuple[PublicVenue, ...]
    speakers: tuple[PublicSpeaker, ...]
    sessions: tuple[PublicSession, ...]
    number: int = 0
    note: LocalizedText | None = None
    released_at: datetime | None = None

    def session(self, code: str) -> PublicSession | None:
        return next((session for session in self.sessions if session.code == code), None)

    def speaker(self, code: str) -> PublicSpeaker | None:
        return next((speaker for speaker in self.speakers if speaker.code == code), None)

    def venue(self, code: str | None) -> PublicVenue | None:
        return next((venue for venue in self.venues if venue.code == code), None)

    def room(self, session: PublicSession) -> PublicRoom | None:
        venue = self.venue(session.venue)
        return next((room for room in venue.rooms if room.code == session.room), None) if venue else None

    def sessions_of(self, speaker: str) -> Iterator[PublicSession]:
        """The sessions in which that speaker has a slot, in programme order."""
        return (session for session in self.sessions if any(slot.speaker == speaker for slot in session.slots))


def order_sessions(sessions: list[PublicSession]) -> tuple[PublicSession, ...]:
    """By start, then as given; those without a time last."""
    timed = [session for session in sessions if session.starts_at]
    timed.sort(key=lambda session: (session.starts_at, session.ends_at))
    return (*timed, *(session for session in sessions if not session.starts_at))


def next_programme(
    draft: PublicProgramme, before: PublicProgramme | None, *, number: int, note: LocalizedText, now: datetime
) -> PublicProgramme:
    """The release that follows ``before``: untouched sessions keep sequence and date, changed ones get theirs.

    A session of ``before`` that the draft no longer has stays as a cancelled tombstone. ``now``: aware UTC,
    cut to seconds (iCalendar has no smaller unit).
    """
    now = now.replace(microsecond=0)
    earlier = {session.code: session for session in before.sessions} if before else {}
    sessions = [_dated(session, earlier.pop(session.code, None), draft, before, now) for session in draft.sessions]
    sessions += [_dated(_tombstone(session), session, draft, before, now) for session in earlier.values()]
    speakers = {slot.speaker for session in sessions for slot in session.slots} - {s.code for s in draft.speakers}
    for session in sessions if speakers else ():
        kept = tuple(slot for slot in session.slots if slot.speaker not in speakers)
        sessions[sessions.index(session)] = replace(session, slots=kept)
    return replace(draft, sessions=order_sessions(sessions), number=number, note=note, released_at=now)


def _dated(
    session: PublicSession,
    earlier: PublicSession | None,
    draft: PublicProgramme,
    before: PublicProgramme | None,
    now: datetime,
) -> PublicSession:
    if session.starts_at:
        session = replace(session, last_starts_at=session.starts_at, last_ends_at=session.ends_at)
    if earlier is None or before is None:
        return replace(session, sequence=0, changed_at=now)
    if not session.starts_at:
        session = replace(session, last_starts_at=earlier.last_starts_at, last_ends_at=earlier.last_ends_at)
    moved = _when_where_whether(session, draft) != _when_where_whether(earlier, before)
    session = replace(session, sequence=earlier.sequence + moved, changed_at=earlier.changed_at)
    same = session == earlier and _shown(session, draft) == _shown(earlier, before)
    return session if same and not moved else replace(session, changed_at=now)


def _when_where_whether(session: PublicSession, programme: PublicProgramme) -> tuple[object, ...]:
    """What raises SEQUENCE: start, end, place, status (RFC 5545 3.8.7.4; calendar.md, rule 6)."""
    venue, room = programme.venue(session.venue), programme.room(session)
    place = venue and (venue.name, venue.street, venue.postal_code, venue.city, venue.latitude, venue.longitude)
    return (
        session.starts_at,
        session.ends_at,
        session.status,
        session.venue,
        session.room,
        place,
        room and room.name,
    )


def _shown(session: PublicSession, programme: PublicProgramme) -> tuple[object, ...]:
    """What else a calendar entry is written from: who speaks, how to get there, zone, address, order of languages."""
    venue = programme.venue(session.venue)
    speaking = {slot.speaker for slot in session.slots}
    people = [(item.name, item.role, item.affiliation) for item in programme.speakers if item.code in speaking]
    return (*people, venue and venue.directions, programme.timezone, programme.slug, programme.languages)


def _tombstone(session: PublicSession) -> PublicSession:
    return replace(session, removed=True, status=SessionStatus.CANCELLED)


def dump(programme: PublicProgramme) -> dict[str, Any]:
    """As plain JSON values; ``load`` gives the same programme back."""
    return {"format": FORMAT, **_plain(programme)}


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return str(value) if isinstance(value, StrEnum) else value


def load(content: Mapping[str, Any]) -> PublicProgramme:
    """Read what ``dump`` wrote. Raises ValueError for a format that is newer than this program."""
    if content["format"] > FORMAT:
        raise ValueError(f"a release of format {content['format']}, newer than this program")
    values = {key: value for key, value in content.items() if key != "format"}
    return PublicProgramme(
        **values
        | {
            "starts_on": date.fromisoformat(values["starts_on"]),
            "ends_on": date.fromisoformat(values["ends_on"]),
            "released_at": _instant(values["released_at"]),
            "languages": tuple(values["languages"]),
            "organisations": tuple(PublicOrganisation(**item) for item in values["organisations"]),
            "venues": tuple(
                PublicVenue(**item | {"rooms": tuple(PublicRoom(**room) for room in item["rooms"])})
                for item in values["venues"]
            ),
            "speakers": tuple(PublicSpeaker(**item) for item in values["speakers"]),
            "sessions": tuple(_load_session(item) for item in values["sessions"]),
        }
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _load_session(item: dict[str, Any]) -> PublicSession:
    instants = ("starts_at", "ends_at", "last_starts_at", "last_ends_at", "changed_at")
    return PublicSession(
        **item
        | {name: _instant(item[name]) for name in instants}
        | {
            "kind": Kind(item["kind"]),
            "status": SessionStatus(item["status"]),
            "slots": tuple(PublicSlot(**slot) for slot in item["slots"]),
        }
    )
