"""What sessions of the draft still lack: a time, a place, an answer of those who are to speak."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from sqlalchemy import func, select

from eventapp.core.db import session
from eventapp.programme.labels import QUIET_KINDS
from eventapp.programme.models import Session, SpeakerSlot
from eventapp.programme.snapshot import SessionStatus, SlotStatus


@dataclass(frozen=True, slots=True)
class Missing:
    """Codes of sessions. ``answer``: how many of a session's slots are invited only."""

    time: Set[str]
    venue: Set[str]
    answer: Mapping[str, int]


def find_missing(visit_id: int) -> Missing:
    """Of all sessions that are not cancelled; a meal, a way or free time needs no place."""
    mine = (Session.visit_id == visit_id, Session.status != SessionStatus.CANCELLED)
    columns = (Session.code, Session.kind, Session.starts_at, Session.venue_id)
    rows = session.execute(select(*columns).where(*mine)).all()
    invited = select(Session.code, func.count().label("number")).join(SpeakerSlot, SpeakerSlot.session_id == Session.id)
    answers = session.execute(invited.where(*mine, SpeakerSlot.status == SlotStatus.INVITED).group_by(Session.code))
    return Missing(
        time={row.code for row in rows if row.starts_at is None},
        venue={row.code for row in rows if row.venue_id is None and row.kind not in QUIET_KINDS},
        answer={row.code: row.number for row in answers},
    )
