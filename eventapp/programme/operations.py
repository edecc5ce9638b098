"""What changes the draft, and the freezing of it into a release."""

from datetime import datetime

from sqlalchemy import delete, select

from eventapp.core.db import session
from eventapp.core.text import LocalizedText
from eventapp.programme import snapshot
from eventapp.programme.draft import draft_programme
from eventapp.programme.errors import SessionNotFound
from eventapp.programme.models import Release, Session, SpeakerSlot
from eventapp.programme.queries import find_programme
from eventapp.programme.snapshot import PublicProgramme
from eventapp.programme.succession import next_programme
from eventapp.visits.operations import hold_facts


def release_programme(
    visit_id: int, *, note: LocalizedText, now: datetime, draft: PublicProgramme | None = None
) -> Release:
    """Freeze the draft, or another one (programme.earlier), as the visit's next release. Raises VisitNotFound."""
    visit = hold_facts(visit_id)
    before = find_programme(visit_id)
    number = before.number + 1 if before else 1
    programme = next_programme(draft or draft_programme(visit), before, number=number, note=note, now=now)
    release = Release(
        visit_id=visit_id,
        number=number,
        released_at=programme.released_at,
        note=note,
        content=snapshot.dump(programme),
        redacted_at=None,
    )
    session.add(release)
    session.flush()
    return release


def remove_session(visit_id: int, code: str) -> None:
    """Take a session out of the draft; once released it stays public as a cancelled tombstone.

    Raises SessionNotFound.
    """
    hold_facts(visit_id)
    found = session.scalar(select(Session).where(Session.visit_id == visit_id, Session.code == code))
    if found is None:
        raise SessionNotFound
    session.execute(delete(SpeakerSlot).where(SpeakerSlot.session_id == found.id))
    session.delete(found)
    session.flush()
