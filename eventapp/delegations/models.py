"""Tables: a group of people whom somebody has registered together, and who is in it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.core.personal import Sees, Term, personal
from eventapp.registration.rules import Status


class Delegation(Base):
    """Whoever leads it need not take part. ``leader_id``: the registration they have made for themselves, None: none.

    ``organisation_id`` None: "other", named in ``other_organisation``. ``email``: see core.mailboxes. ``generation`` of
    the leader's link: raising it kills earlier ones. ``sent_key``: of the form that made it, so that it makes one.
    ``consent_id``: the words with which the leader spoke for all. ``emptied_at``: when what it says of the leader was
    erased; the link opens nothing from then on.
    """

    __tablename__ = "delegation"
    __table_args__ = (UniqueConstraint("visit_id", "sent_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    other_organisation: Mapped[str] = mapped_column(String(200), default="", info=personal(Term.CONTACT, Sees.READER))
    given_name: Mapped[str] = mapped_column(String(120), default="", info=personal(Term.CONTACT, Sees.ORGANISER))
    family_name: Mapped[str] = mapped_column(String(120), default="", info=personal(Term.CONTACT, Sees.ORGANISER))
    email: Mapped[str] = mapped_column(String(254), default="", info=personal(Term.CONTACT, Sees.ORGANISER))
    phone: Mapped[str] = mapped_column(String(20), default="", info=personal(Term.CONTACT, Sees.ORGANISER))
    language: Mapped[str] = mapped_column(String(2))
    leader_id: Mapped[UUID | None] = mapped_column(index=True)
    generation: Mapped[int] = mapped_column(default=1)
    sent_key: Mapped[str] = mapped_column(String(32))
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent_text.id"))
    keep_days: Mapped[int]
    created_at: Mapped[datetime]
    emptied_at: Mapped[datetime | None]


class Member(Base):
    """Somebody of a group. ``registration_id``: theirs, which the group has made; where ``made`` is false it was there
    before, and the leader is told nothing of it and can change nothing in it: what stands here is what was typed, and
    what a newcomer would have got (``status``, ``turn``).

    ``is_reached``: letters to them go to the leader, who answers for them; ``answered_at``: when they did. ``left_at``:
    taken out by the leader. ``replaced_by``: the registration that took place and turn.
    """

    __tablename__ = "delegation_member"
    __table_args__ = (Index("ix_delegation_member_by_delegation", "delegation_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    delegation_id: Mapped[UUID] = mapped_column(ForeignKey("delegation.id"))
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id"), index=True)
    position: Mapped[int]
    made: Mapped[bool]
    is_reached: Mapped[bool] = mapped_column(default=False, server_default=false())
    given_name: Mapped[str] = mapped_column(String(120), default="", info=personal(Term.CONTACT, Sees.ORGANISER))
    family_name: Mapped[str] = mapped_column(String(120), default="", info=personal(Term.CONTACT, Sees.ORGANISER))
    status: Mapped[Status] = mapped_column(String(20), info=personal(Term.CONTACT, Sees.ORGANISER))
    turn: Mapped[int]
    answered_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    replaced_by: Mapped[UUID | None] = mapped_column(index=True)
