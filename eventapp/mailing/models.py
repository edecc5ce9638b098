"""Tables: speakers who were asked, what they answered, and what they propose. They name things by their codes, so
whatever becomes of a row of the draft, it stays known who said what."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.core.personal import Sees, Term, personal
from eventapp.programme.snapshot import SlotStatus

MOST_WORDS = 600
"""Letters of what a speaker writes beside an answer."""


class AskedSpeaker(Base):
    """A speaker of a visit, by code, who has a link. ``generation`` of the link: raising it kills earlier ones.

    ``asked_at``: when they were last written to; ``answered_at``: when they last answered anything.
    """

    __tablename__ = "asked_speaker"
    __table_args__ = (UniqueConstraint("visit_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    code: Mapped[str] = mapped_column(String(40))
    generation: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class SlotAnswer(Base):
    """What a speaker last answered for their part of a session, by its code; CONFIRMED or DECLINED, with a word."""

    __tablename__ = "slot_answer"

    asked_id: Mapped[UUID] = mapped_column(ForeignKey("asked_speaker.id"), primary_key=True)
    session: Mapped[str] = mapped_column(String(40), primary_key=True)
    said: Mapped[SlotStatus] = mapped_column(String(20))
    word: Mapped[str] = mapped_column(String(MOST_WORDS), default="", info=personal(Term.HOST, Sees.ORGANISER))
    answered_at: Mapped[datetime]


class Proposal(Base):
    """How a speaker would have a field of their own read, by its name in a plan; an organiser takes or leaves it.

    ``was``: what stood there when it was written.
    """

    __tablename__ = "speaker_proposal"

    asked_id: Mapped[UUID] = mapped_column(ForeignKey("asked_speaker.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    was: Mapped[str] = mapped_column(Text, info=personal(Term.HOST, Sees.ORGANISER))
    text: Mapped[str] = mapped_column(Text, info=personal(Term.HOST, Sees.ORGANISER))
    proposed_at: Mapped[datetime]
