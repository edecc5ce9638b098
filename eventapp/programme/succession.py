"""From one release to the next (pure): what changed gets its sequence and date, what is gone stays as cancelled."""

from dataclasses import replace
from datetime import datetime

from eventapp.core.text import LocalizedText
from eventapp.programme.snapshot import (
    PublicProgramme,
    PublicSession,
    SessionStatus,
    only_who_speaks,
    order_sessions,
    with_slots_of,
)


def next_programme(
    draft: PublicProgramme, before: PublicProgramme | None, *, number: int, note: LocalizedText, now: datetime
) -> PublicProgramme:
    """The release that follows ``before``: untouched sessions keep sequence and date, changed ones get theirs.

    A session of ``before`` that the draft no longer has stays as a cancelled tombstone. Nobody is named who does not
    speak (``only_who_speaks``). ``now``: aware UTC, cut to seconds (iCalendar has no smaller unit).
    """
    now, draft = now.replace(microsecond=0), only_who_speaks(draft)
    earlier = {session.code: session for session in before.sessions} if before else {}
    there, speakers = {session.code for session in draft.sessions}, {speaker.code for speaker in draft.speakers}
    tombstones = (_tombstone(session) for code, session in earlier.items() if code not in there)
    gone = with_slots_of(tombstones, speakers)
    sessions = [_dated(session, earlier.get(session.code), draft, before, now) for session in (*draft.sessions, *gone)]
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
    session = replace(session, moved_from=_moved_from(session, earlier))
    moved = _when_where_whether(session, draft) != _when_where_whether(earlier, before)
    session = replace(session, sequence=earlier.sequence + moved, changed_at=earlier.changed_at)
    same = session == earlier and _calendar_fields(session, draft) == _calendar_fields(earlier, before)
    return session if same and not moved else replace(session, changed_at=now)


def _moved_from(session: PublicSession, earlier: PublicSession) -> datetime | None:
    """A session that has lost its time meanwhile has moved from the latest one that was released."""
    if session.starts_at and earlier.last_starts_at not in (None, session.starts_at):
        return earlier.last_starts_at
    return earlier.moved_from


def _when_where_whether(session: PublicSession, programme: PublicProgramme) -> tuple[object, ...]:
    """What raises SEQUENCE: start, end, place, status (RFC 5545 3.8.7.4; calendar.md, rule 6); where and when people
    gather counts as time and place."""
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
        session.meeting_point,
        session.meeting_minutes,
    )


def _calendar_fields(session: PublicSession, programme: PublicProgramme) -> tuple[object, ...]:
    """What else a calendar entry is written from: who speaks, how to get there, zone, address, order of languages."""
    venue = programme.venue(session.venue)
    speaking = {slot.speaker for slot in session.slots}
    people = [(item.name, item.role, item.affiliation) for item in programme.speakers if item.code in speaking]
    return (*people, venue and venue.directions, programme.timezone, programme.slug, programme.languages)


def _tombstone(session: PublicSession) -> PublicSession:
    return replace(session, removed=True, status=SessionStatus.CANCELLED)
