"""Tables: what was loaded last from a visit's file."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.core.personal import Sees, Term, personal


class LoadedFile(Base):
    """The visit as it was after its file was last loaded, so that edits made since can be told from the file's.

    ``content``: {"things": [[key, {field: value}], …]} in the visit's order, as planning.values.plain gives them.
    """

    __tablename__ = "loaded_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(info=personal(Term.HOST, Sees.NOBODY))
    loaded_at: Mapped[datetime]
