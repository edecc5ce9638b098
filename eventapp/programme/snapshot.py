"""A release is a value (pure): what the public sees of a programme, frozen, comparable, stored as JSON.

Every output is a function of a PublicProgramme. The JSON carries ``format``; later readers read earlier formats.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from eventapp.core.text import LocalizedText, Message
from eventapp.programme import hours, ways
from eventapp.visits import values
from eventapp.visits.fields import (
    Control,
    Width,
    choice,
    degrees,
    described,
    flag,
    length,
    local_line,
    long_text,
    several_spoken,
    spoken_in,
    title,
    web_address,
)

FORMAT: Final = 1
UPGRADES: Final[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""{a format: what makes the next one of its JSON}, for each before FORMAT. A field that is new and has a default needs
neither; one that is renamed, or means something else, needs both, and a stored release of before in the tests.
"""

CONTACT: Final = ("contact_name", "contact_phone", "contact_email")
"""Whom to ask: of a venue and of the visit."""

Value = TypeVar("Value")


class Kind(StrEnum):
    MEETING = "meeting"
    PRESENTATION = "presentation"
    DISCUSSION = "discussion"
    SITE_VISIT = "site_visit"
    TRAVEL = "travel"
    MEAL = "meal"
    SOCIAL = "social"
    FREE = "free"


class SessionStatus(StrEnum):
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class SlotStatus(StrEnum):
    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


# What each may be, in words. Roles are visits.models.Role, which a pure file does not know.
KIND_NAMES: Final[Mapping[Kind, Message]] = {
    Kind.MEETING: Message("Meeting"),
    Kind.PRESENTATION: Message("Presentation"),
    Kind.DISCUSSION: Message("Discussion"),
    Kind.SITE_VISIT: Message("Site visit"),
    Kind.TRAVEL: Message("Travel"),
    Kind.MEAL: Message("Meal"),
    Kind.SOCIAL: Message("Social event"),
    Kind.FREE: Message("Free time"),
}
STATUS_NAMES: Final[Mapping[SessionStatus, Message]] = {
    SessionStatus.PROVISIONAL: Message("provisional"),
    SessionStatus.CONFIRMED: Message("confirmed"),
    SessionStatus.CANCELLED: Message("cancelled"),
}
SLOT_NAMES: Final[Mapping[SlotStatus, Message]] = {
    SlotStatus.INVITED: Message("invited"),
    SlotStatus.CONFIRMED: Message("confirmed"),
    SlotStatus.DECLINED: Message("declined"),
}
ROLE_NAMES: Final[Mapping[str, Message]] = {
    "executor": Message("Project promoter"),
    "partner": Message("Partner"),
    "host": Message("Host"),
}


@dataclass(frozen=True, slots=True)
class PublicOrganisation:
    code: str
    name: str = described(
        label=Message("Name of the organisation"), check=values.one_line(), width=Width.DOUBLE, required=True
    )
    name_language: str = described(
        label=Message("Language of the name"),
        help=Message("Tells screen readers how to pronounce the name."),
        check=values.language_tag,
        required=True,
    )
    role: str = choice(Message("Role"), ROLE_NAMES, required=True)
    website: str = web_address()


@dataclass(frozen=True, slots=True)
class PublicRoom:
    code: str
    name: LocalizedText = title(Message("Name of the room"))
    capacity: int | None = described(
        label=Message("Seats"), check=values.whole(1, 100_000), control=Control.NUMBER, initial=None
    )


@dataclass(frozen=True, slots=True)
class PublicVenue:
    """``latitude``, ``longitude``: degrees, WGS 84. ``hours`` as programme.hours keeps them. ``host``: the code of the
    organisation whose house it is. The contact is empty here unless the organisers say that it is public."""

    code: str
    name: LocalizedText = title(Message("Name of the place"))
    street: str = described(label=Message("Street"), check=values.one_line(), width=Width.DOUBLE)
    postal_code: str = described(label=Message("Postal code"), check=values.one_line(20), length=20)
    city: str = described(label=Message("City"), check=values.one_line(100), length=100)
    latitude: float | None = degrees(Message("Latitude"), 90, Message("In degrees, as in 59.9139."))
    longitude: float | None = degrees(Message("Longitude"), 180, Message("In degrees, as in 10.7522."))
    directions: LocalizedText = long_text(Message("How to get there"))
    rooms: tuple[PublicRoom, ...] = ()
    hours: str = described(
        label=Message("Opening hours"),
        help=hours.HELP,
        check=hours.check,
        control=Control.HOURS,
        width=Width.WHOLE,
        length=hours.LENGTH,
    )
    contact_name: str = described(
        label=Message("Contact on the day: name"), check=values.one_line(120), length=120, copied=False
    )
    contact_phone: str = described(
        label=Message("Contact on the day: telephone"),
        help=Message("With the country code, as in +370 612 34567."),
        check=values.telephone,
        length=40,
        copied=False,
    )
    contact_email: str = described(
        label=Message("Contact on the day: e-mail"), check=values.mailbox, length=254, copied=False
    )
    host: str | None = None


@dataclass(frozen=True, slots=True)
class PublicWay:
    """How long it takes between two venues, by their codes, in both directions; as given, never as estimated."""

    start: str
    end: str
    minutes: int = length(Message("Minutes on the way"), 0, ways.LONGEST, required=True)
    waiting: int = length(Message("Minutes of waiting"), 0, ways.LONGEST, initial=0)
    by: str = choice(Message("By what"), ways.BY_NAMES, length=20)


@dataclass(frozen=True, slots=True)
class PublicSpeaker:
    code: str
    name: str = described(label=Message("Name"), check=values.one_line(), width=Width.DOUBLE, required=True)
    role: LocalizedText = local_line(Message("Position"))
    affiliation: LocalizedText = local_line(Message("Organisation"))
    biography: LocalizedText = long_text(Message("About the person"))
    website: str = web_address()


@dataclass(frozen=True, slots=True)
class PublicSlot:
    """``speaker`` is a speaker's code. Declined slots are not public and never here."""

    speaker: str
    minutes: int | None = length(Message("Minutes"), 1, 1440)
    topic: LocalizedText = described(label=Message("Topic"), check=values.one_line(500), local=True)


@dataclass(frozen=True, slots=True)
class PublicSession:
    """One session as released.

    ``starts_at``/``ends_at``: aware UTC; None: to be announced. ``last_starts_at``/``last_ends_at``: the latest
    released time, kept when the session loses its time, so that calendars can cancel it there. ``meeting_minutes``:
    before ``starts_at``. ``spoken``, the language it is in, and ``interpretation``: codes (visits.spoken).
    ``sequence`` and ``changed_at`` as in calendar.md, rules 5 and 6. ``moved_from``: when it was to start before its
    latest move, None if it has never moved. ``removed``: gone from the draft, kept as a tombstone (its status is then
    cancelled).
    """

    code: str
    uid: str = described(
        label=Message("Calendar"), check=values.uid, control=Control.HIDDEN, length=120, told=False, copied=False
    )
    kind: Kind = choice(Message("Kind"), KIND_NAMES, required=True)
    title: LocalizedText = title(Message("Title"))
    abstract: LocalizedText = long_text(Message("About it"))
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    status: SessionStatus = choice(
        Message("Status"), STATUS_NAMES, initial=SessionStatus.PROVISIONAL.value, required=True, copied=False
    )
    optional: bool = flag(Message("Nobody has to attend"), Message("In calendars it leaves people free."))
    everybody: bool = flag(
        Message("Everybody attends"), Message("Whatever else is at that time is named among the clashes.")
    )
    meeting_point: LocalizedText = local_line(Message("Meeting point"), Message("Where people gather before it."))
    meeting_minutes: int | None = length(
        Message("Minutes before the beginning"),
        0,
        720,
        help=Message("When people gather, as in 20. Pages show it by the clock, and it moves with the session."),
    )
    transfer: LocalizedText = long_text(
        Message("Way there"), Message("How people come from the meeting point to the place, and back."), limit=1_000
    )
    spoken: str = spoken_in()
    interpretation: tuple[str, ...] = several_spoken(Message("Interpreted into"))
    venue: str | None = None
    room: str | None = None
    slots: tuple[PublicSlot, ...] = ()
    removed: bool = False
    last_starts_at: datetime | None = None
    last_ends_at: datetime | None = None
    sequence: int = 0
    changed_at: datetime | None = None
    moved_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublicProgramme:
    """A whole release, or (number 0, ``released_at`` None) a draft about to become one.

    A release names nobody but who speaks (``only_who_speaks``). Sessions are ordered: by start, then draft order; those
    without a time last. The visit's facts are those of the moment of release (paper keeps them; pages show the live
    ones).
    """

    slug: str
    name: LocalizedText
    city: LocalizedText
    country: LocalizedText
    summary: LocalizedText
    purpose: LocalizedText
    project_name: LocalizedText
    project_number: str
    website: str
    starts_on: date
    ends_on: date
    timezone: str
    languages: tuple[str, ...]
    organisations: tuple[PublicOrganisation, ...]
    venues: tuple[PublicVenue, ...]
    speakers: tuple[PublicSpeaker, ...]
    sessions: tuple[PublicSession, ...]
    number: int = 0
    note: LocalizedText | None = None
    released_at: datetime | None = None
    short_name: LocalizedText = field(default_factory=dict)
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    practical: LocalizedText = field(default_factory=dict)
    ways: tuple[PublicWay, ...] = ()

    def session(self, code: str) -> PublicSession | None:
        return next((session for session in self.sessions if session.code == code), None)

    def speaker(self, code: str) -> PublicSpeaker | None:
        return next((speaker for speaker in self.speakers if speaker.code == code), None)

    def venue(self, code: str | None) -> PublicVenue | None:
        return next((venue for venue in self.venues if venue.code == code), None)

    def room(self, session: PublicSession) -> PublicRoom | None:
        venue = self.venue(session.venue)
        return next((room for room in venue.rooms if room.code == session.room), None) if venue else None

    def sessions_of(self, speaker: str) -> Iterator[PublicSession]:
        """The sessions in which that speaker has a slot, in programme order."""
        return (session for session in self.sessions if any(slot.speaker == speaker for slot in session.slots))


def only_who_speaks(programme: PublicProgramme) -> PublicProgramme:
    """Without those who have no slot (a declined one is none) in a session that is not cancelled: they are not public.

    A cancelled session keeps the names of those who speak elsewhere.
    """
    taking_place = (session for session in programme.sessions if session.status is not SessionStatus.CANCELLED)
    return _only(programme, {slot.speaker for session in taking_place for slot in session.slots})


def as_shown_now(earlier: PublicProgramme, current: PublicProgramme) -> PublicProgramme:
    """An earlier release without what is not public any more, that is in the current one: speakers and contacts."""
    shown = _only(earlier, {speaker.code for speaker in current.speakers})
    venues = tuple(replace(venue, **_withdrawn(venue, current.venue(venue.code))) for venue in earlier.venues)
    return replace(shown, venues=venues, **_withdrawn(earlier, current))


def _withdrawn(earlier: PublicProgramme | PublicVenue, current: PublicProgramme | PublicVenue | None) -> dict[str, Any]:
    """What there is of a contact, empty where the current one does not say the same."""
    return {name: "" for name in CONTACT if getattr(earlier, name) != getattr(current, name, "")}


def _only(programme: PublicProgramme, codes: Set[str]) -> PublicProgramme:
    speakers = tuple(speaker for speaker in programme.speakers if speaker.code in codes)
    sessions = with_slots_of(programme.sessions, {speaker.code for speaker in speakers})
    return replace(programme, speakers=speakers, sessions=tuple(sessions))


def with_slots_of(sessions: Iterable[PublicSession], speakers: Set[str]) -> Iterator[PublicSession]:
    """Them without the slots of anybody but those, by code."""
    for session in sessions:
        kept = tuple(slot for slot in session.slots if slot.speaker in speakers)
        yield replace(session, slots=kept) if len(kept) < len(session.slots) else session


def order_sessions(sessions: list[PublicSession]) -> tuple[PublicSession, ...]:
    """By start, then as given; those without a time last."""
    timed = [session for session in sessions if session.starts_at]
    timed.sort(key=lambda session: (session.starts_at, session.ends_at))
    return (*timed, *(session for session in sessions if not session.starts_at))


def dump(programme: PublicProgramme) -> dict[str, Any]:
    """As plain JSON values; ``load`` gives the same programme back."""
    return {"format": FORMAT, **_plain(programme)}


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return str(value) if isinstance(value, StrEnum) else value


def load(content: Mapping[str, Any]) -> PublicProgramme:
    """Read what ``dump`` wrote, in this version or an earlier one, which kept speakers who are not public.

    What has come since has its default, what this program does not know is passed over. Raises ValueError for a format
    that is newer than this program.
    """
    if content["format"] > FORMAT:
        raise ValueError(f"a release of format {content['format']}, newer than this program")
    stored = dict(content)
    for earlier in range(content["format"], FORMAT):
        stored = UPGRADES[earlier](stored)
    made = {
        "starts_on": date.fromisoformat(stored["starts_on"]),
        "ends_on": date.fromisoformat(stored["ends_on"]),
        "released_at": _instant(stored.get("released_at")),
        "languages": tuple(stored["languages"]),
        "organisations": tuple(_made(PublicOrganisation, item) for item in stored["organisations"]),
        "venues": tuple(_load_venue(item) for item in stored["venues"]),
        "speakers": tuple(_made(PublicSpeaker, item) for item in stored["speakers"]),
        "sessions": tuple(_load_session(item) for item in stored["sessions"]),
        "ways": tuple(_made(PublicWay, item) for item in stored.get("ways", ())),
    }
    return only_who_speaks(_made(PublicProgramme, stored | made))


def _made(kind: Callable[..., Value], stored: Mapping[str, Any]) -> Value:
    """One of that dataclass, of what is stored of it."""
    return kind(**{field.name: stored[field.name] for field in fields(kind) if field.name in stored})  # type: ignore[arg-type]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _load_venue(item: dict[str, Any]) -> PublicVenue:
    return _made(PublicVenue, item | {"rooms": tuple(_made(PublicRoom, room) for room in item["rooms"])})


def _load_session(item: dict[str, Any]) -> PublicSession:
    instants = ("starts_at", "ends_at", "last_starts_at", "last_ends_at", "changed_at", "moved_from")
    made = {
        "kind": Kind(item["kind"]),
        "status": SessionStatus(item["status"]),
        "slots": tuple(_made(PublicSlot, slot) for slot in item["slots"]),
        "interpretation": tuple(item.get("interpretation", ())),
    }
    return _made(PublicSession, item | {name: _instant(item.get(name)) for name in instants} | made)
