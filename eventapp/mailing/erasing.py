"""What is kept of speakers who were asked is erased: of one who asks for it, of all when the visit's term is over."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.mailing.models import AskedSpeaker, Proposal, SlotAnswer
from eventapp.mailing.operations import about
from eventapp.notifications.operations import empty_mails_about
from eventapp.visits.models import HistoryEntry


def is_asked(visit_id: int, code: str) -> bool:
    """Whether anything of that speaker is kept here."""
    return session.scalar(select(AskedSpeaker.id).where(*_one(visit_id, code))) is not None


def forget_speaker(visit_id: int, code: str, *, act: Act) -> bool:
    """Their link, their answers and proposals, the letters to them; whether there was anything."""
    history = (HistoryEntry.visit_id == visit_id, HistoryEntry.thing == f"asked.{code}")
    session.execute(delete(HistoryEntry).where(*history))
    return _forget(session.scalars(select(AskedSpeaker).where(*_one(visit_id, code))).all(), act)


def forget_speakers(visit_id: int, *, act: Act) -> bool:
    """The same of all speakers of the visit; the history still says that somebody was asked."""
    return _forget(session.scalars(select(AskedSpeaker).where(AskedSpeaker.visit_id == visit_id)).all(), act)


def _forget(rows: Sequence[AskedSpeaker], act: Act) -> bool:
    for row in rows:
        empty_mails_about(about(row), now=act.now)
        session.execute(delete(SlotAnswer).where(SlotAnswer.asked_id == row.id))
        session.execute(delete(Proposal).where(Proposal.asked_id == row.id))
        session.delete(row)
    session.flush()
    return bool(rows)


def _one(visit_id: int, code: str) -> tuple[ColumnElement[bool], ...]:
    return AskedSpeaker.visit_id == visit_id, AskedSpeaker.code == code
