"""Tables: one row a person at a visit."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.registration.rules import Diet, Status

# Sorted by code point in every database: the key is folded, and an index then serves a comparison, too.
BINARY_TEXT = String(600).with_variant(String(600, collation="C"), "postgresql")


class Registration(Base):
    """One person at one visit. Only CONFIRMED holds a place.

    ``email_key``: the address casefolded, unique in the visit. ``turn`` orders the queue: the visit's version
    when the person last joined, so it is unique in the visit. ``generation`` of the secret link: raising it
    kills earlier links. ``organisation_id`` None: "other", named in ``other_organisation``. ``phone``: E.164.
    ``search_key``: see registration.rules; lists are searched and sorted by it.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("visit_id", "email_key"),
        Index("ix_registration_by_name", "visit_id", "search_key", "id"),
        Index("ix_registration_by_status", "visit_id", "status", "search_key", "id"),
        # the status at its end: whoever has another one is passed over without a look at the row
        Index("ix_registration_by_organisation", "visit_id", "organisation_id", "search_key", "id", "status"),
        Index("ix_registration_by_turn", "visit_id", "status", "turn"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    other_organisation: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[Status] = mapped_column(String(20))
    turn: Mapped[int]
    given_name: Mapped[str] = mapped_column(String(120))
    family_name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    pending_email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(20), default="")
    position: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(2))
    diet: Mapped[Diet] = mapped_column(String(20))
    diet_note: Mapped[str] = mapped_column(default="")
    needs: Mapped[str] = mapped_column(default="")
    consent_at: Mapped[datetime]
    created_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(default=1)
    search_key: Mapped[str] = mapped_column(BINARY_TEXT)


class SearchWord(Base):
    """One of the words of a registration's ``search_key``, so that a search need not read everybody's.

    SQLite keeps the rows in the primary key itself: they are nothing else. Not a foreign key: that would need an index
    of its own, and whoever changes the search_key changes the words with it.
    """

    __tablename__ = "registration_word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    visit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(BINARY_TEXT, primary_key=True)
    registration_id: Mapped[UUID] = mapped_column(primary_key=True)
