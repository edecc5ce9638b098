"""Table: conflicts of a draft that are meant to be so."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.acts import Actor
from eventapp.core.db import Base
from eventapp.visits.models import ActorText


class IntendedClash(Base):
    """That a conflict is meant, and why. ``key``, ``state``: which one, and as it was then (programme.intended).

    Neither names anybody: a participant whose seats clash may be erased. ``said_by`` stays when an organiser is gone.
    """

    __tablename__ = "intended_clash"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(300))
    said_by: Mapped[Actor] = mapped_column(ActorText)
    said_at: Mapped[datetime]
