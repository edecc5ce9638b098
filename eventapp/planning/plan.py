"""A visit as a plan (pure): what there may be in it, and what a draft or a file says of it.

``TABLES`` has every kind of thing with its fields, once for files, forms, rows and the history. What is released is
described in programme.snapshot; here it gets what is never released, and its order in a form.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Optional

from eventapp.core.text import LANGUAGES, Message, say
from eventapp.planning import item_fields, visit_fields
from eventapp.programme import snapshot
from eventapp.questions import rules as questions
from eventapp.visits import values
from eventapp.visits.fields import Control, Field, fields_of
from eventapp.visits.values import Value

Fields = Mapping[str, Any]
"""Values by field; a text in several languages is a field for each, "title.lt"; "" and None: nothing."""


class Key(NamedTuple):
    """Names one thing of a visit. ``code`` "" for the visit's own facts; ``inside`` of what it is a part."""

    kind: str
    code: str = ""
    inside: Optional["Key"] = None

    @property
    def top(self) -> "Key":
        """What it belongs to, or itself."""
        return self.inside or self

    @property
    def group(self) -> tuple[str, Optional["Key"]]:
        """Equal for all that stand in one order: those of a kind, in one thing."""
        return self.kind, self.inside

    @property
    def parts(self) -> list[str]:
        """["venue", "town-hall", "room", "hall"]; ``Key.of`` reads it."""
        return [*(self.inside.parts if self.inside else []), self.kind, *([self.code] if self.code else [])]

    @property
    def path(self) -> str:
        """As files, reports and the history name it: "venue.town-hall.room.hall"."""
        return ".".join(self.parts)

    def leads_to(self, venue: "Key") -> bool:
        """Whether it is a way from or to that venue."""
        return self.kind == "way" and venue in (self.inside, Key("venue", self.code))

    @property
    def is_single(self) -> bool:
        """There is one of it in a visit, without a code."""
        return self.kind in SINGLE

    @classmethod
    def of(cls, parts: Sequence[str]) -> "Key":
        """What ``parts`` says."""
        inside = cls.of(parts[:-2]) if len(parts) > 2 else None
        return cls(parts[-2], parts[-1], inside) if len(parts) > 1 else cls(parts[0])

    def within(self, kind: str, code: str) -> "Key":
        """A part of it."""
        return Key(kind, code, self)


class Plan(dict[Key, Fields]):
    """Things with their fields: a whole visit in its own order, or a part of one; a file's has only what it says."""

    def of_kind(self, kind: str) -> Iterator[tuple[Key, Fields]]:
        """All of that kind, in their order."""
        return ((key, fields) for key, fields in self.items() if key.kind == kind)

    def parts_of(self, key: Key) -> Iterator[tuple[Key, Fields]]:
        """What is inside that thing."""
        return ((other, fields) for other, fields in self.items() if other.inside == key)

    def title_of(self, key: Key, language: str, order: Sequence[str]) -> str:
        """See ``title_of``; "" where the plan has no such thing."""
        return title_of(self.get(key, {}), language, order)


def title_of(fields: Fields, language: str, order: Sequence[str]) -> str:
    """A thing's name, title or topic, in that language where there is one; ``order`` of the visit's languages."""
    for name in ("name", "title", "topic"):
        if isinstance(fields.get(name), str):
            return str(fields[name])
        texts = {each: str(fields[f"{name}.{each}"]) for each in LANGUAGES if fields.get(f"{name}.{each}")}
        if texts:
            return say(texts, language, order)
    return ""


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of thing. ``word``: what one is called; ``many``: what all are; ``new``: what the form of a new one is.

    ``page``: its part of the desk's addresses.

    ``inside``: the kinds that it may contain. ``own``: keys of the file with a meaning of their own, which
    visitfiles.reading knows. ``form``: its form's fields in their order; what is not named comes after them.
    ``asked``: fields of the form alone, which it makes into others. ``refers``: kinds that its fields name by code.
    ``formed`` False: it has no form of its own, and all of the visit's stand on one page.
    ``copied`` False: a visit as in another begins without any, since they are people, or what people do.
    ``sections``: (heading, fields) of what a form asks further down, folded.
    """

    page: str
    word: Message
    many: Message
    new: Message
    fields: Mapping[str, Field]
    inside: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    asked: Mapping[str, Field] = field(default_factory=dict)
    refers: tuple[str, ...] = ()
    formed: bool = True
    copied: bool = True
    sections: tuple[tuple[Message, tuple[str, ...]], ...] = ()

    def form_fields(self) -> dict[str, Field]:
        """What a form asks, in its order."""
        apart = (Control.HIDDEN, Control.ZONE)  # a zone that changes moves hours: it has a page of its own
        shown = {name: item for name, item in self.fields.items() if item.control not in apart}
        shown |= self.asked
        folded = [name for _, names in self.sections for name in names]
        others = [name for name in shown if name not in (*self.form, *folded)]
        return {name: shown[name] for name in (*self.form, *others, *folded)}


CODE: Final = Field(
    label=Message("Code (in addresses)"),
    help=Message("Empty: one is made. It stands in addresses and is fixed after the first release."),
    check=values.reference,
)
_PLACE: Final = ("name", "street", "postal_code", "city", "latitude", "longitude")
_SECTIONS: Final = (
    (Message("Meeting point and way there"), ("meeting_point", "meeting_minutes", "transfer")),
    (Message("Who attends"), ("everybody", "optional", "places")),
    (Message("Language, joining from afar"), ("spoken", "interpretation", "join_link")),
    (Message("For organisers only"), ("locked", "organisers_note")),
)

_FACTS: Final = Message("Facts")
_JOINING: Final = Message("Registration")
TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "visit": Table(
            "facts", _FACTS, _FACTS, _FACTS, visit_fields.VISIT, own=("slug", "dumped_from", "removed_sessions")
        ),
        "registration": Table("registration", _JOINING, _JOINING, _JOINING, visit_fields.REGISTRATION),
        "funder": Table("funder", Message("Funder"), Message("Funder"), Message("Funder"), visit_fields.FUNDER),
        "organisation": Table(
            "organisations",
            Message("Organisation"),
            Message("Organisations"),
            Message("New organisation"),
            {**fields_of(snapshot.PublicOrganisation), "places": visit_fields.PLACES},
            own=("code",),
        ),
        "venue": Table(
            "venues",
            Message("Place"),
            Message("Venues"),
            Message("New place"),
            item_fields.VENUE,
            inside=("room", "way"),
            own=("code",),
            form=(*_PLACE, "hours", "host", "contact_name", "contact_phone", "contact_email", "contact_public"),
            refers=("organisation",),
        ),
        "room": Table(
            "rooms",
            Message("Room"),
            Message("Rooms"),
            Message("New room"),
            fields_of(snapshot.PublicRoom),
            own=("code",),
        ),
        "way": Table(
            "ways",
            Message("Way"),
            Message("Ways"),
            Message("New way"),
            fields_of(snapshot.PublicWay),
            own=("to",),
            asked={"to": Field(label=Message("Way to"), control=Control.REFERENCE)},
            formed=False,
        ),
        "speaker": Table(
            "speakers",
            Message("Speaker"),
            Message("Speakers"),
            Message("New speaker"),
            item_fields.SPEAKER,
            own=("code",),
            copied=False,
        ),
        "session": Table(
            "sessions",
            Message("Session"),
            Message("Sessions"),
            Message("New session"),
            item_fields.SESSION,
            inside=("slot",),
            own=("code", "day", "from", "to", "to_day"),
            form=("title", "kind", "status", "place", "day", "from", "to", "to_day", "abstract"),
            asked=item_fields.TIMES,
            refers=("venue", "room"),
            sections=_SECTIONS,
        ),
        "slot": Table(
            "slots",
            Message("Speaker slot"),
            Message("Speakers"),
            Message("New speaker slot"),
            {
                **fields_of(snapshot.PublicSlot),
                "status": Field(
                    label=Message("Status"),
                    check=values.one_of(snapshot.SlotStatus),
                    control=Control.CHOICE,
                    choices=snapshot.SLOT_NAMES,
                    initial=snapshot.SlotStatus.INVITED.value,
                    required=True,
                ),
            },
            own=("speaker",),
            form=("speaker", "topic", "minutes", "status"),
            asked={"speaker": Field(label=Message("Speaker"), control=Control.REFERENCE)},
            refers=("speaker",),
            copied=False,
        ),
        "question": Table(
            "questions",
            Message("Question"),
            Message("Questions"),
            Message("New question"),
            fields_of(questions.Question),
            inside=("choice",),
            own=("code",),
            refers=("question", "choice"),
        ),
        "choice": Table(
            "choices",
            Message("Choice"),
            Message("Choices"),
            Message("New choice"),
            fields_of(questions.Choice),
            own=("code",),
        ),
    }
)
TIMED: Final = ("starts", "ends")
TOP: Final = ("visit", "registration", "funder", "organisation", "venue", "speaker", "session", "question")
SINGLE: Final = ("visit", "registration", "funder")
VISIT, REGISTRATION, FUNDER = FACTS = (Key("visit"), Key("registration"), Key("funder"))
"""``FACTS``: what stands in the visit's own row."""
# What a difference between two releases names otherwise than a field.
_ALSO: Final[Mapping[str, Message]] = {
    "rooms": Message("Rooms"),
    "ways": Message("Way"),
    "time": Message("Time"),
    "slots": Message("Speakers"),
    "meeting": Message("Meeting point and time"),
    "speakers": Message("Order of the speakers"),
    "venues": Message("Order of the venues"),
    "starts_on": Message("First day"),
    "ends_on": Message("Last day"),
}


def way_between(plan: Mapping[Key, Any], start: str, end: str) -> Key | None:
    """The way between these two venues, by code, whichever of them it is written with."""
    both = (Key("venue", start).within("way", end), Key("venue", end).within("way", start))
    return next((key for key in both if key in plan), None)


def page_of(key: Key) -> tuple[str, ...]:
    """The parts of the desk's address at which the thing is edited; without a code, of all of its kind."""
    if not TABLES[key.kind].formed:
        return (TABLES[key.kind].page,)
    if key.is_single:
        return ("facts",) if key == VISIT else ("facts", TABLES[key.kind].page)
    return (*(page_of(key.inside) if key.inside else ()), TABLES[key.kind].page, *([key.code] if key.code else []))


def field_of(kind: str, name: str) -> Field | None:
    """The field of that name; None: there is none any more. The visit's facts once had those of registration, too."""
    tables = [TABLES[each] for each in (kind, *(SINGLE if kind in SINGLE else ())) if each in TABLES]
    return next((found for table in tables if (found := table.fields.get(name) or table.asked.get(name))), None)


def label_of(kind: str, name: str) -> Message:
    """What a field of that kind of thing is called; ``name`` without a language. Raises KeyError."""
    found = field_of(kind, name)
    return found.label if found else _ALSO[name]


def flat_fields(kind: str) -> Iterator[tuple[str, Field]]:
    """Each field of a table by its flat name; a local one once for each language."""
    for name, item in TABLES[kind].fields.items():
        yield from ((flat, item) for flat in item.flat_names(name))


def initial_fields(kind: str) -> dict[str, Value]:
    """What a new thing has before anybody says anything."""
    return {name: item.initial for name, item in flat_fields(kind)}


def file_keys(kind: str) -> tuple[str, ...]:
    """What may stand in that table of a file."""
    table = TABLES[kind]
    return (*table.own, *(name for name in table.fields if name not in TIMED), *table.inside)
