"""An earlier release as a draft again (pure)."""

from dataclasses import replace

from eventapp.programme.snapshot import PublicProgramme, PublicSession, PublicVenue, order_sessions


def as_draft(release: PublicProgramme, now: PublicProgramme) -> PublicProgramme:
    """The sessions, speakers and places of that release, with the visit's facts and organisations as they are ``now``.

    What a release adds to a session (sequence, dates, when it was before) is not there; nor are tombstones.
    """
    hosts = {organisation.code for organisation in now.organisations}
    sessions = [_as_typed(session) for session in release.sessions if not session.removed]
    return replace(
        now,
        venues=tuple(_hosted(venue, hosts) for venue in release.venues),
        speakers=release.speakers,
        sessions=order_sessions(sessions),
    )


def _as_typed(session: PublicSession) -> PublicSession:
    return replace(
        session, sequence=0, changed_at=None, moved_from=None, last_starts_at=None, last_ends_at=None, removed=False
    )


def _hosted(venue: PublicVenue, hosts: set[str]) -> PublicVenue:
    return venue if venue.host in hosts else replace(venue, host=None)
