"""Tables: visits and the organisations that take part."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, ForeignKey, String, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.acts import Actor
from eventapp.core.db import Base
from eventapp.core.personal import Sees, Term, personal
from eventapp.core.text import LocalizedText


class Role(StrEnum):
    """What an organisation is to the visit."""

    EXECUTOR = "executor"
    PARTNER = "partner"
    HOST = "host"


class Right(StrEnum):
    """What an account may in a visit. READER: sees no diet, needs, telephone, letters, and writes nothing."""

    ORGANISER = "organiser"
    READER = "reader"


class Visit(Base):
    """A few days in one time zone, with a programme. Its facts are live: a change shows at once.

    What ``registration_open``, ``registration_closes_at``, ``queue_until`` and ``after_the_end`` mean together:
    visits.rules. Not ``visible``: nobody but organisers, and who has a secret link, knows of it.
    """

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    # Counts the operations on the visit: hold_visit raises it. It locks and orders the queue.
    version: Mapped[int] = mapped_column(default=0)
    # The version in which a live fact was last edited, and when; a draft or a registration leaves public pages as they
    # are.
    edited_version: Mapped[int] = mapped_column(default=0)
    edited_at: Mapped[datetime]
    name: Mapped[LocalizedText]
    short_name: Mapped[LocalizedText] = mapped_column(server_default="{}")
    city: Mapped[LocalizedText]
    country: Mapped[LocalizedText]
    summary: Mapped[LocalizedText]
    purpose: Mapped[LocalizedText]
    practical: Mapped[LocalizedText] = mapped_column(server_default="{}")
    project_name: Mapped[LocalizedText]
    project_number: Mapped[str] = mapped_column(String(80), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    # Whom to ask: public, and where answers to letters go. The address as core.mailboxes keeps it.
    contact_name: Mapped[str] = mapped_column(
        String(120), default="", server_default="", info=personal(Term.PUBLIC, Sees.EVERYBODY)
    )
    contact_email: Mapped[str] = mapped_column(
        String(254), default="", server_default="", info=personal(Term.PUBLIC, Sees.EVERYBODY)
    )
    contact_phone: Mapped[str] = mapped_column(
        String(40), default="", server_default="", info=personal(Term.PUBLIC, Sees.EVERYBODY)
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    timezone: Mapped[str] = mapped_column(String(60))
    # Minutes added to every way between venues, where clashes are looked for.
    way_margin: Mapped[int] = mapped_column(default=0, server_default="0")
    languages: Mapped[list[str]]
    # The visit as one entry of a calendar; the sequence is raised when its days or its place change.
    calendar_uid: Mapped[str] = mapped_column(String(120), unique=True, index=True)
    calendar_sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    visible: Mapped[bool] = mapped_column(default=False)
    places: Mapped[int | None]
    queue: Mapped[bool] = mapped_column(default=True)
    registration_open: Mapped[bool] = mapped_column(default=False)
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    queue_until: Mapped[datetime | None]
    after_the_end: Mapped[bool] = mapped_column(default=False)
    keep_days: Mapped[int] = mapped_column(default=365)
    # Whose registration an organiser decides on first (registration.rules.Moderated); for how many hours a place that
    # has become free waits for a yes, None: it is the person's at once.
    moderated: Mapped[str] = mapped_column(String(20), default="nobody", server_default="nobody")
    accept_hours: Mapped[int | None]
    # Who funds it, and until when (the last day, or so many years after a payment of which nobody knows the day) proof
    # of who had a place is kept. Neither: not longer than all else.
    funder_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    evidence_ends_on: Mapped[date | None]
    evidence_years: Mapped[int | None]
    # For an audit proof is kept longer, until that last day.
    audit_ends_on: Mapped[date | None]
    audit_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    # When contacts and availability of hosts and speakers were erased by their term; None: not yet.
    hosts_erased_at: Mapped[datetime | None]


class Membership(Base):
    """Which account may do what in which visit; without a row it does not know that there is one."""

    __tablename__ = "membership"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False, index=True)
    role: Mapped[Right] = mapped_column(String(20))


class ActorText(TypeDecorator[Actor]):
    """An actor as it is written. What names nobody raises ValueError when it is read."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Actor | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Actor | None:
        return None if value is None else Actor.of(value)


class HistoryEntry(Base):
    """Who did what to what, and when.

    ``kind`` and ``action``: a Kind and an Action of the room that tells it (visits.telling); without a kind: an earlier
    program wrote it. ``thing``: what it was done to, with what that is inside of, e.g. "session.opening.slot.kari",
    "registration.<id>". ``changes``: [{"field": …, "old": …, "new": …}]; of a person's data only that it changed,
    without old and new. ``was``: of what was removed, that thing and all that was inside it, as it was in the draft:
    [{"thing": …, "fields": {name: value}}]; of a registration nothing. ``step``: the same number in all that was
    written by one operation, and no other in the visit has it; None: nobody takes it back. ``undoes``, ``redoes``: the
    step that this one takes back, or the taking back that it takes back.
    """

    __tablename__ = "history_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[Actor] = mapped_column(ActorText)
    kind: Mapped[str] = mapped_column(String(20), server_default="")
    action: Mapped[str] = mapped_column(String(40))
    thing: Mapped[str] = mapped_column(String(130), index=True)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(info=personal(Term.HOST, Sees.READER))
    was: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]", info=personal(Term.HOST, Sees.ORGANISER))
    step: Mapped[int | None]
    undoes: Mapped[int | None]
    redoes: Mapped[int | None]


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
