"""Tables: the outputs compiled from a release."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base


class OutputState(StrEnum):
    DUE = "due"
    READY = "ready"
    FAILED = "failed"


class Output(Base):
    """One file of one release in one language. ``kind`` is "ics" (made with the release) or "pdf" (by the worker).

    A row is due while ``state`` is DUE; whoever makes it holds the lease until ``leased_until``.
    ``tries`` counts refusals by the press; after three it is FAILED, and ``error`` says why.
    """

    __tablename__ = "output"
    __table_args__ = (UniqueConstraint("release_id", "kind", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[OutputState] = mapped_column(String(20), index=True)
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")


class LoadedFile(Base):
    """The visit as it was after its file was last loaded, so that edits made since can be told from the file's.

    ``content``: {"things": [[key, {field: value}], …]} in the visit's order, as visit_changes.plain gives them.
    """

    __tablename__ = "loaded_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), unique=True)
    content: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime]
