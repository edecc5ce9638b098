"""Tables: the outputs compiled from a release."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.core.due import Due
from eventapp.core.personal import Sees, Term, personal


class OutputState(StrEnum):
    DUE = "due"
    READY = "ready"
    FAILED = "failed"


class Output(Due, Base):
    """One file of one release in one language. ``kind``: a format's name (publishing.formats).

    ``tries`` counts refusals by the press; after three it is FAILED, and ``error`` says why. ``base_url``: the address
    that stands in the file; "": not known (made before that was kept). ``made_by``: the program that has made it, or is
    to make it (core.program); "": an earlier one. While a file is made anew the old one serves.
    """

    __tablename__ = "output"
    __table_args__ = (UniqueConstraint("release_id", "kind", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[OutputState] = mapped_column(String(20), index=True)
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, info=personal(Term.PUBLIC, Sees.EVERYBODY))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    base_url: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime | None]
    made_by: Mapped[str] = mapped_column(String(64), default="", server_default="")
