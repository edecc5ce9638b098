"""Table: variants of a day that organisers try out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.acts import Actor
from eventapp.core.db import Base
from eventapp.visits.models import ActorText

NAME_LENGTH = 80


class Variant(Base):
    """A day as it could be, beside the draft; nothing public reads it.

    ``steps``: what was done in it, in that order, each as board.trying stores it. ``adopted_at``:
    when it last became the draft's day.
    """

    __tablename__ = "variant"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    held_on: Mapped[date]
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    made_by: Mapped[Actor] = mapped_column(ActorText)
    made_at: Mapped[datetime]
    adopted_at: Mapped[datetime | None]
    steps: Mapped[list[dict[str, Any]]]
