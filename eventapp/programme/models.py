"""Tables: the draft of a programme (venues, speakers, sessions, slots) and its releases."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.core.text import LocalizedText
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus


class Venue(Base):
    """A building. Degrees of latitude and longitude are WGS 84."""

    __tablename__ = "venue"
    __table_args__ = (UniqueConstraint("visit_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[LocalizedText]
    street: Mapped[str] = mapped_column(String(200), default="")
    postal_code: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    directions: Mapped[LocalizedText]


class Room(Base):
    """A room in a venue; ``capacity`` counts people, None: not known."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("venue_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[LocalizedText]
    capacity: Mapped[int | None]


class Speaker(Base):
    """A person who speaks. A name is not translated."""

    __tablename__ = "speaker"
    __table_args__ = (UniqueConstraint("visit_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[LocalizedText]
    affiliation: Mapped[LocalizedText]
    biography: Mapped[LocalizedText]
    website: Mapped[str] = mapped_column(String(300), default="")


class Session(Base):
    """An item of the programme. Without ``starts_at`` its time is to be announced; both times are set or neither."""

    __tablename__ = "session"
    __table_args__ = (UniqueConstraint("visit_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    position: Mapped[int]
    kind: Mapped[Kind] = mapped_column(String(20))
    title: Mapped[LocalizedText]
    abstract: Mapped[LocalizedText]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    status: Mapped[SessionStatus] = mapped_column(String(20))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))


class SpeakerSlot(Base):
    """One speaker's part of a session; ``minutes`` None: not agreed."""

    __tablename__ = "speaker_slot"
    __table_args__ = (UniqueConstraint("session_id", "speaker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), index=True)
    position: Mapped[int]
    minutes: Mapped[int | None]
    topic: Mapped[LocalizedText]
    status: Mapped[SlotStatus] = mapped_column(String(20))


class Release(Base):
    """A numbered version of the programme, frozen: ``content`` is snapshot.dump of a PublicProgramme.

    Never changed, but for ``redacted_at``: the instant a person was erased from it.
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("visit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    number: Mapped[int]
    released_at: Mapped[datetime]
    note: Mapped[LocalizedText]
    content: Mapped[dict[str, Any]]
    redacted_at: Mapped[datetime | None]
