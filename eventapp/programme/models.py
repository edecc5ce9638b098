"""Tables: the draft of a programme (venues, speakers, sessions, slots) and its releases.

Here stand the columns that hold a thing in its place. Those of its description (programme.snapshot) are added to them:
one more field is one line there, and a migration.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, get_args, get_type_hints

from sqlalchemy import Float, ForeignKey, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import JSON_VALUE, Base
from eventapp.core.personal import Mark, Sees, Term, marked, personal
from eventapp.core.text import LocalizedText
from eventapp.programme import hours, snapshot
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus
from eventapp.visits.fields import fields_of


class Described(Base):
    """With more columns than stand here: those of its public value. ``personal_fields``: which of them are marked."""

    __abstract__ = True
    personal_fields: ClassVar[Mapping[str, Mark]] = {}

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...


class Venue(Described):
    """A building. Degrees of latitude and longitude are WGS 84. ``organisation_id``: whose house it is.

    Whom to ask there on the day is for organisers alone unless ``contact_public``.
    """

    __tablename__ = "venue"
    __table_args__ = (UniqueConstraint("visit_id", "code"),)
    personal_fields = dict.fromkeys(("contact_name", "contact_phone", "contact_email"), Mark(Term.HOST, Sees.ORGANISER))

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    contact_public: Mapped[bool] = mapped_column(default=False, server_default=false())


class Room(Described):
    """A room in a venue; ``capacity`` counts people, None: not known."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("venue_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]


class Way(Described):
    """How long it takes from a venue to another one, and back; of two venues there is one row, from either of them."""

    __tablename__ = "way"
    __table_args__ = (UniqueConstraint("venue_id", "to_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    position: Mapped[int]
    minutes: Mapped[int]


class Speaker(Described):
    """A person who speaks. A name is not translated.

    Never released: ``available``, as programme.availability keeps it; ``email`` (as core.mailboxes keeps it, "": none
    is known), and in which language they are written to, "": in the visit's first.
    """

    __tablename__ = "speaker"
    __table_args__ = (UniqueConstraint("visit_id", "code"),)
    personal_fields = dict.fromkeys(
        ("name", "role", "affiliation", "biography", "website"), Mark(Term.PUBLIC, Sees.EVERYBODY)
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    available: Mapped[str] = mapped_column(
        String(hours.LENGTH), default="", server_default="", info=personal(Term.HOST, Sees.ORGANISER)
    )
    email: Mapped[str] = mapped_column(
        String(254), default="", server_default="", info=personal(Term.HOST, Sees.ORGANISER)
    )
    letters_in: Mapped[str] = mapped_column(String(2), default="", server_default="")


class Session(Described):
    """An item of the programme. Without ``starts_at`` its time is to be announced; both times are set or neither.

    Never released: ``places``, for how many people it is (None: for all who come), and ``join_link``, by which those
    far away take part (both live), ``locked``, ``organisers_note``.
    """

    __tablename__ = "session"
    __table_args__ = (UniqueConstraint("visit_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    position: Mapped[int]
    kind: Mapped[Kind] = mapped_column(String(20))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    status: Mapped[SessionStatus] = mapped_column(String(20))
    optional: Mapped[bool] = mapped_column(default=False, server_default=false())
    everybody: Mapped[bool] = mapped_column(default=False, server_default=false())
    places: Mapped[int | None]
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    interpretation: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    join_link: Mapped[str] = mapped_column(String(1_000), default="", server_default="")
    organisers_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))


class SpeakerSlot(Described):
    """One speaker's part of a session; ``minutes`` None: not agreed."""

    __tablename__ = "speaker_slot"
    __table_args__ = (UniqueConstraint("session_id", "speaker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), index=True)
    position: Mapped[int]
    minutes: Mapped[int | None]
    status: Mapped[SlotStatus] = mapped_column(String(20))


_TYPES: dict[Any, Any] = {int: Integer(), float: Float()}


def _add_columns(model: type[Described], public: type[Any]) -> None:
    """Give the model a column for each field that ``public``, a dataclass, describes and the model has not."""
    hints = get_type_hints(public)
    for name, field in fields_of(public).items():
        column = field.column or name
        if column in model.__table__.c:
            continue
        kinds = set(get_args(hints[name])) or {hints[name]}
        kind = next(iter(kinds - {type(None)}))
        plain = String(field.length) if kind is str else _TYPES.get(kind)
        default: Any = None if field.initial is None or field.required else field.initial
        typed = JSON_VALUE if field.local else plain
        default = dict if field.local else default
        info = marked(model.personal_fields.get(column))
        setattr(model, column, mapped_column(column, typed, nullable=type(None) in kinds, default=default, info=info))


for model, public in (
    (Venue, snapshot.PublicVenue),
    (Room, snapshot.PublicRoom),
    (Way, snapshot.PublicWay),
    (Speaker, snapshot.PublicSpeaker),
    (Session, snapshot.PublicSession),
    (SpeakerSlot, snapshot.PublicSlot),
):
    _add_columns(model, public)


class Release(Base):
    """A numbered version of the programme, frozen: ``content`` is snapshot.dump of a PublicProgramme.

    Never changed, with one exception: ``redacted_at``, when a person was erased from it last (publishing.erasing).
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("visit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    number: Mapped[int]
    released_at: Mapped[datetime]
    note: Mapped[LocalizedText]
    content: Mapped[dict[str, Any]] = mapped_column(info=personal(Term.PUBLIC, Sees.EVERYBODY))
    redacted_at: Mapped[datetime | None]
