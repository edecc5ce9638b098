"""Tables: what organisers have searched for, and who is not the same person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.core.personal import Sees, Term, personal

MOST_SEARCHED = 100


class Search(Base):
    """Words that an account looks for among a visit's people. ``key`` stands in addresses: random, it says nothing.

    The words are names: the account's own, and no row any more after searches.LIFE.
    """

    __tablename__ = "search"

    key: Mapped[str] = mapped_column(String(11), primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    words: Mapped[str] = mapped_column(String(MOST_SEARCHED), info=personal(Term.BRIEF, Sees.OWN))
    created_at: Mapped[datetime] = mapped_column(index=True)


class Apart(Base):
    """Two registrations that may look like one person's and are not: an organiser said so. ``one_id`` and
    ``other_id``: as registration.doubles.pair orders them."""

    __tablename__ = "apart"

    one_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id"), primary_key=True, index=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
