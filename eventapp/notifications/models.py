"""Tables: the outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.core.due import DueAt
from eventapp.core.personal import Sees, Term, personal


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    ERASED = "erased"


class Mail(DueAt, Base):
    """A letter to one person. It leaves after the transaction that wrote it.

    ``message_id`` is fixed when the row is written: a repeat after a crash carries the same one.
    ``content``: what the letter says; letters.py makes text and HTML of it. ``attachments`` names what is added when
    sending, e.g. {"kind": "visit.ics", "visit": 1}. ``about`` says what the letter is about, for whoever may see it
    (e.g. "visit:1"). ``visit_id``: whose organisers may read it; a plain number to this room; None: nobody (a sign-in
    link). ``tries``: how often it was given to a server; sent after none: an organiser handed it over.
    ``emptied_at``: subject, content and address were removed. ERASED: emptied before it was sent.
    """

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_by_visit", "visit_id", "created_at", "id"),
        Index("ix_mail_by_state", "visit_id", "state", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    message_id: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(String(40), index=True)
    visit_id: Mapped[int | None]
    to_address: Mapped[str] = mapped_column(String(254), info=personal(Term.LETTER, Sees.ORGANISER))
    to_name: Mapped[str] = mapped_column(String(260), info=personal(Term.LETTER, Sees.ORGANISER))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(info=personal(Term.LETTER, Sees.ORGANISER))
    content: Mapped[dict[str, Any]] = mapped_column(info=personal(Term.LETTER, Sees.ORGANISER))
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(info=personal(Term.LETTER, Sees.ORGANISER))
    state: Mapped[MailState] = mapped_column(String(20), index=True)
    error: Mapped[str] = mapped_column(default="", info=personal(Term.LETTER, Sees.ORGANISER))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
