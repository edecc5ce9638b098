"""All that is kept of one person, for themselves: as a file that programs read, and in words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from eventapp.core import dates, keepers
from eventapp.core.keepers import Keeper, Person
from eventapp.core.text import translate
from eventapp.visits.facts import VisitFacts

FORMAT: Final = 1
MEDIA_TYPE: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Section:
    """What one room keeps: (label, value) of each of its rows, in words."""

    title: str
    rows: list[list[tuple[str, str]]]


def document(person: Person, visit: VisitFacts) -> bytes:
    """JSON (RFC 8259): {"format", "visit", "data": {keeper: [{column: value}]}}; instants in ISO 8601.

    The columns are those of the database; a later version may add some, none changes what it means.
    """
    said = {
        "format": FORMAT,
        "visit": {"slug": visit.slug, "name": dict(visit.name), "starts_on": visit.starts_on, "ends_on": visit.ends_on},
        "data": {each.name: each.export(person) for each in keepers.keepers()},
    }
    return json.dumps(said, ensure_ascii=False, indent=2, default=_plain).encode()


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def sections(person: Person, visit: VisitFacts, language: str) -> list[Section]:
    """The same in words, without what is empty; the registration first."""
    found = [
        Section(translate(language, each.title), list(_rows(each, person, visit, language)))
        for each in sorted(keepers.keepers(), key=lambda each: (not each.root, each.name))
    ]
    return [section for section in found if section.rows]


def _rows(each: Keeper, person: Person, visit: VisitFacts, language: str) -> Iterator[list[tuple[str, str]]]:
    for record in each.export(person):
        words = {name: _shown(each, language, visit, name, value) for name, value in record.items()}
        yield [(translate(language, each.label(name)), said) for name, said in words.items() if said]


def _shown(each: Keeper, language: str, visit: VisitFacts, name: str, value: Any) -> str:
    if isinstance(value, datetime):
        return dates.date_and_time(language, value, visit.timezone)
    return each.shown(language, name, value)
