"""An earlier release as a draft again (pure)."""

from collections.abc import Set
from dataclasses import replace

from eventapp.programme.snapshot import (
    PublicProgramme,
    PublicSession,
    PublicVenue,
    PublicWay,
    as_shown_now,
    order_sessions,
)


def as_draft(release: PublicProgramme, now: PublicProgramme) -> PublicProgramme:
    """The sessions, speakers and places of that release, with the visit's facts and organisations as they are ``now``.

    So are the ways between those places; where nothing is said of one now, it is as it was then. What a release adds to
    a session (sequence, dates, when it was before) is not there; nor are tombstones.
    """
    hosts = {organisation.code for organisation in now.organisations}
    sessions = [_as_typed(session) for session in release.sessions if not session.removed]
    return replace(
        now,
        venues=tuple(_hosted(venue, hosts) for venue in release.venues),
        speakers=release.speakers,
        sessions=order_sessions(sessions),
        ways=_ways(release, now),
    )


def still_public(draft: PublicProgramme, now: PublicProgramme, declined: Set[tuple[str, str]]) -> PublicProgramme:
    """``draft``, made of a release, without whom and what is not public ``now``: speakers who were removed, contacts.

    ``declined``: (session, speaker) by code, of slots that were declined since.
    """
    shown = as_shown_now(draft, now)
    return replace(shown, sessions=tuple(_without(session, declined) for session in shown.sessions))


def _without(session: PublicSession, declined: Set[tuple[str, str]]) -> PublicSession:
    slots = tuple(slot for slot in session.slots if (session.code, slot.speaker) not in declined)
    return replace(session, slots=slots)


def _ways(release: PublicProgramme, now: PublicProgramme) -> tuple[PublicWay, ...]:
    there = {venue.code for venue in release.venues}
    given: dict[frozenset[str], PublicWay] = {}
    for way in (*now.ways, *release.ways):
        given.setdefault(frozenset((way.start, way.end)), way)
    return tuple(way for ends, way in given.items() if ends <= there)


def _as_typed(session: PublicSession) -> PublicSession:
    return replace(
        session, sequence=0, changed_at=None, moved_from=None, last_starts_at=None, last_ends_at=None, removed=False
    )


def _hosted(venue: PublicVenue, hosts: set[str]) -> PublicVenue:
    return venue if venue.host in hosts else replace(venue, host=None)
