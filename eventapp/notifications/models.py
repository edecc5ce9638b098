"""Tables: the outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Mail(Base):
    """A letter to one person. It leaves after the transaction that wrote it.

    ``message_id`` is fixed when the row is written: a repeat after a crash carries the same one. A row is due
    when it is waiting and ``due_at`` has come; whoever sends it holds the lease until ``leased_until``.
    ``attachments`` names what is added when sending, e.g. {"kind": "visit.ics", "visit": 1}. ``about`` says
    what the letter is about, for whoever may see it (e.g. "visit:1"). ``emptied_at``: subject, bodies and
    address were removed.
    """

    __tablename__ = "mail"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    about: Mapped[str] = mapped_column(String(40), index=True)
    to_address: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(260))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    attachments: Mapped[list[dict[str, Any]]]
    state: Mapped[MailState] = mapped_column(String(20), index=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
