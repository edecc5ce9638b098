"""The tables and keys of a visit's file (pure): the one description that reading, writing and loading share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from eventapp.core.text import LANGUAGES, say
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus
from eventapp.publishing import visit_values as values
from eventapp.publishing.visit_values import Check, Value

Key = tuple[str, ...]
"""What a table of the file describes: ("visit",), ("session", "opening"), ("venue", "town-hall", "room", "hall")."""

Fields = Mapping[str, Any]
"""Values by field; a text in several languages is a field for each, "title.lt"; "" and None: nothing."""

Plan = Mapping[Key, Fields]
"""A whole visit, in the visit's own order; a file's plan holds only what the file says."""


@dataclass(frozen=True, slots=True)
class Field:
    """One key. ``check`` None: an instant, which visit_file reads in the visit's zone. ``column``: its name in the
    models, where that differs. ``initial``: of a new thing that has no word on it. ``required``: a new thing cannot do
    without, and it cannot be emptied. ``local``: one text for each language.
    """

    check: Check | None
    column: str = ""
    initial: Value = ""
    required: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``inside``: the tables a thing of this kind may contain. ``own``: keys with a meaning of their own, and no field
    each: visit_file reads them.
    """

    fields: Mapping[str, Field]
    inside: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


ROLES: Final = ("executor", "partner", "host")


def _local(check: Check, *, required: bool = False) -> Field:
    return Field(check, required=required, local=True)


_NAME = _local(values.one_line(), required=True)
_PLACES = Field(values.whole(0, 100_000), initial=None)
_CAPACITY = Field(values.whole(1, 100_000), initial=None)
_WEBSITE = Field(values.web_address)
_DEGREES = {
    "latitude": Field(values.degrees(90), initial=None),
    "longitude": Field(values.degrees(180), initial=None),
}

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "visit": Table(
            {
                "name": _NAME,
                "city": _local(values.one_line()),
                "country": _local(values.one_line()),
                "summary": _local(values.one_line(values.SUMMARY)),
                "purpose": _local(values.several_lines()),
                "project_name": _local(values.one_line(300)),
                "project_number": Field(values.one_line(80)),
                "website": _WEBSITE,
                "first_day": Field(values.day, "starts_on", required=True),
                "last_day": Field(values.day, "ends_on", required=True),
                "timezone": Field(values.zone, required=True),
                "languages": Field(values.languages, initial=LANGUAGES),
                "calendar_uid": Field(values.uid),
            },
            own=("slug", "removed_sessions"),
        ),
        "registration": Table(
            {
                "places": _PLACES,
                "queue": Field(values.flag, initial=True),
                "opens": Field(None, "registration_opens_at", initial=None),
                "closes": Field(None, "registration_closes_at", initial=None),
                "keep_days": Field(values.whole(1, 3650), initial=365, required=True),
            },
        ),
        "organisation": Table(
            {
                "name": Field(values.one_line(), required=True),
                "name_language": Field(values.language_tag, required=True),
                "role": Field(values.one_of(ROLES), required=True),
                "website": _WEBSITE,
                "places": _PLACES,
            },
            own=("code",),
        ),
        "venue": Table(
            {
                "name": _NAME,
                "street": Field(values.one_line()),
                "postal_code": Field(values.one_line(20)),
                "city": Field(values.one_line(100)),
                **_DEGREES,
                "directions": _local(values.several_lines()),
            },
            inside=("room",),
            own=("code",),
        ),
        "room": Table({"name": _NAME, "capacity": _CAPACITY}, own=("code",)),
        "speaker": Table(
            {
                "name": Field(values.one_line(), required=True),
                "role": _local(values.one_line()),
                "affiliation": _local(values.one_line()),
                "biography": _local(values.several_lines()),
                "website": _WEBSITE,
            },
            own=("code",),
        ),
        "session": Table(
            {
                "uid": Field(values.uid),
                "kind": Field(values.one_of(Kind), required=True),
                "title": _NAME,
                "abstract": _local(values.several_lines()),
                "status": Field(values.one_of(SessionStatus), initial=SessionStatus.PROVISIONAL.value, required=True),
                "starts": Field(None, "starts_at", initial=None),
                "ends": Field(None, "ends_at", initial=None),
                "venue": Field(values.reference, "venue_id"),
                "room": Field(values.reference, "room_id"),
            },
            inside=("slot",),
            own=("code", "day", "from", "to", "to_day"),
        ),
        "slot": Table(
            {
                "minutes": Field(values.whole(1, 1440), initial=None),
                "topic": _local(values.one_line(500)),
                "status": Field(values.one_of(SlotStatus), initial=SlotStatus.INVITED.value, required=True),
            },
            own=("speaker",),
        ),
    }
)
TIMED: Final = ("starts", "ends")
TOP: Final = ("visit", "registration", "organisation", "venue", "speaker", "session")
SINGLE: Final = ("visit", "registration")


def kind_of(key: Key) -> str:
    """The table a key belongs to: "room" for ("venue", "town-hall", "room", "hall")."""
    return key[-2] if len(key) > 1 else key[0]


def called(said: Fields, language: str, order: Sequence[str]) -> str:
    """A thing's name, title or topic, in that language where there is one; ``order`` of the visit's languages."""
    for name in ("name", "title", "topic"):
        if isinstance(said.get(name), str):
            return str(said[name])
        texts = {each: str(said[f"{name}.{each}"]) for each in LANGUAGES if said.get(f"{name}.{each}")}
        if texts:
            return say(texts, language, order)
    return ""


def flat_fields(kind: str) -> Iterator[tuple[str, Field]]:
    """Each field of a table by its flat name; a local one once for each language."""
    for name, field in TABLES[kind].fields.items():
        if field.local:
            yield from ((f"{name}.{language}", field) for language in LANGUAGES)
        else:
            yield name, field


def initial_fields(kind: str) -> dict[str, Value]:
    """What a new thing has before the file says anything."""
    return {name: field.initial for name, field in flat_fields(kind)}


def file_keys(kind: str) -> tuple[str, ...]:
    """What may stand in that table of a file."""
    table = TABLES[kind]
    return (*table.own, *(name for name in table.fields if name not in TIMED), *table.inside)
