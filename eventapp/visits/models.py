"""Tables: visits and the organisations that take part."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.core.text import LocalizedText


class Role(StrEnum):
    """What an organisation is to the visit."""

    EXECUTOR = "executor"
    PARTNER = "partner"
    HOST = "host"


class Visit(Base):
    """A few days in one time zone, with a programme. Its facts are live: a change shows at once."""

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    # Counts the operations on the visit: hold_visit raises it. It locks and orders the queue.
    version: Mapped[int] = mapped_column(default=0)
    # The version in which the draft or the facts were last edited: registrations leave public pages as they are.
    edited_version: Mapped[int] = mapped_column(default=0)
    name: Mapped[LocalizedText]
    city: Mapped[LocalizedText]
    country: Mapped[LocalizedText]
    summary: Mapped[LocalizedText]
    purpose: Mapped[LocalizedText]
    project_name: Mapped[LocalizedText]
    project_number: Mapped[str] = mapped_column(String(80), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    timezone: Mapped[str] = mapped_column(String(60))
    languages: Mapped[list[str]]
    calendar_uid: Mapped[str] = mapped_column(String(120))
    places: Mapped[int | None]
    queue: Mapped[bool] = mapped_column(default=True)
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    keep_days: Mapped[int] = mapped_column(default=365)


class HeldVisit(NamedTuple):
    """The facts of a Visit for an operation that holds it and leaves it as it is; values as there."""

    id: int
    version: int
    name: LocalizedText
    city: LocalizedText
    country: LocalizedText
    starts_on: date
    ends_on: date
    timezone: str
    languages: list[str]
    places: int | None
    queue: bool
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    keep_days: int


class HistoryEntry(Base):
    """Who did what, and when. ``actor``: "organiser:3", "participant", "command" or "worker".

    ``action``: as in visits.history. ``thing``: what it was done to, e.g. "session.opening", "registration.<id>".
    ``changes``: [{"field": …, "old": …, "new": …}]; of a person's data only that it changed, without old and new.
    """

    __tablename__ = "history_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(40))
    thing: Mapped[str] = mapped_column(String(130), index=True)
    changes: Mapped[list[dict[str, Any]]]


class Organisation(Base):
    """Executor, partner or host. A proper name is not translated; ``name_language`` tells screen readers how to say it.

    ``places``: None: only the visit's limit counts; 0: none.
    """

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("visit_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    name_language: Mapped[str] = mapped_column(String(2))
    role: Mapped[Role] = mapped_column(String(20))
    website: Mapped[str] = mapped_column(String(300), default="")
    places: Mapped[int | None]
