"""Tables: numbers that were handed over to somebody who cooks."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import JSON_VALUE, Base


class HandedOver(Base):
    """``numbers``: {meal: {diet: people}} as they were then, no names; ``to_whom``: a kitchen, in organisers' words."""

    __tablename__ = "handed_over"
    __table_args__ = (Index("ix_handed_over_by_visit", "visit_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    to_whom: Mapped[str] = mapped_column(String(120), default="")
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON_VALUE)
    handed_at: Mapped[datetime]
