"""Sessions that a person far away can join, with their links: for whoever has a place, and for nobody else."""

from dataclasses import dataclass
from datetime import datetime

from eventapp.core.text import LocalizedText
from eventapp.programme.queries import find_programme, join_links
from eventapp.programme.snapshot import SessionStatus
from eventapp.programme.timetable import Sitting, find_sitting
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status


@dataclass(frozen=True, slots=True)
class Joinable:
    """A session of the release in force, at its time (None: to be announced)."""

    code: str
    title: LocalizedText
    sitting: Sitting | None
    link: str


def joinable(registration: Registration, *, now: datetime) -> list[Joinable]:
    """Those that take place and are not over, as they were released; the link as it is now.

    One statement where there is nothing to join; a release is read only for those who see something of it.
    """
    links = join_links(registration.visit_id) if registration.status == Status.CONFIRMED else {}
    programme = find_programme(registration.visit_id) if links else None
    if programme is None:
        return []
    return [
        Joinable(session.code, session.title, find_sitting(session, programme.timezone), links[session.code])
        for session in programme.sessions
        if session.code in links
        and session.status is not SessionStatus.CANCELLED
        and (session.ends_at is None or now < session.ends_at)
    ]
