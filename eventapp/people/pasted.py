"""Lines of a spreadsheet as people (pure): each read as the form reads one person, each mistake at its cell."""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from eventapp.core import mailboxes
from eventapp.core.errors import Refusal
from eventapp.core.headings import Column
from eventapp.core.text import LANGUAGES, Message, clean_line, fold, translate
from eventapp.registration import telephones
from eventapp.registration.consent import Consent
from eventapp.registration.labels import FIELD_NAMES
from eventapp.registration.rules import Diet, Entry
from eventapp.visitfiles.fieldwords import check_formula, tongue
from eventapp.visitfiles.names import MOST_COMPARED, NEW, Unknown
from eventapp.visits import values
from eventapp.visits.values import Unfit

Mistake = Unfit | Refusal
LONGEST: Final = {"given_name": 120, "family_name": 120, "organisation": 200, "position": 200}
MISSING: Final = Message("This is missing.")
ONE_NAME: Final = Message("Write given name and family name here.")
SURE: Final = Message("Letters of this address look like others. Please add this person by hand.")
COLUMNS: Final[Mapping[str, Column]] = {
    column.name: column
    for column in (
        Column("name", Message("Given name and family name")),
        *(Column(name, FIELD_NAMES[name]) for name in ("given_name", "family_name", "email", "phone")),
        *(Column(name, FIELD_NAMES[name]) for name in ("organisation", "position")),
        Column("language", FIELD_NAMES["language"]),
    )
}
"""Diet and needs are asked of each person, with a consent of their own."""


@dataclass(slots=True)
class Person:
    """What a line says of somebody. ``entry`` None: there is a mistake, or nothing is said."""

    number: int
    entry: Entry | None = None
    mistakes: dict[int, Mistake] = field(default_factory=dict)
    is_empty: bool = False


@dataclass
class Reading:
    """``senders``: {code: name} of the organisations whose people register. ``language``: of the desk, ``letters``: of
    whoever's line says none. ``answers``: what was said of organisations that are not known (``Unknown``)."""

    columns: Mapping[int, Column]
    senders: Mapping[str, str]
    language: str
    letters: str
    consent: Consent | None
    answers: Mapping[str, str] = field(default_factory=dict)
    unknown: dict[str, Unknown] = field(default_factory=dict)

    def read(self, number: int, row: Sequence[str]) -> Person:
        """The line of that number, from 0."""
        cells = {column.name: (at, row[at]) for at, column in self.columns.items() if row[at]}
        person = Person(number, is_empty=not cells)
        if person.is_empty:
            return person
        said = {name: self._said(person, name, cells) for name in ("position", "language", "email", "phone")}
        said["given_name"], said["family_name"] = self._names(person, cells)
        code, other = self._organisation(person, cells)
        if not person.mistakes:
            person.entry = self._entry(said, code, other)
        return person

    def _entry(self, said: Mapping[str, Any], code: str, other: str) -> Entry:
        typed: dict[str, Any] = {**said, "organisation": code, "other_organisation": other}
        return Entry(**typed, diet=Diet.NONE, diet_note="", needs="", consent=self.consent)

    def _said(self, person: Person, name: str, cells: Mapping[str, tuple[int, str]]) -> str:
        at, cell = cells.get(name, (self._column(name), ""))
        readers: dict[str, Callable[[str], str]] = {
            "email": self._email,
            "phone": lambda cell: telephones.parse(cell, self.language) if cell else "",
            "language": self._tongue,
            "position": lambda cell: _line("position", cell),
        }
        try:
            check_formula(cell)
            return readers[name](cell)
        except (Unfit, Refusal) as mistake:
            person.mistakes.setdefault(at, mistake)
            return ""

    def _column(self, *names: str) -> int:
        """Where a mistake is told of what no cell says: at the first of these columns there is; -1: at the line."""
        return next((at for at, column in self.columns.items() if column.name in names), -1)

    @staticmethod
    def _email(cell: str) -> str:
        if not cell:
            raise Unfit("expected an address", MISSING)
        address = mailboxes.parse(clean_line(cell))
        if mailboxes.look_alikes(address):
            raise Unfit("expected Latin letters", SURE)
        return address

    def _tongue(self, cell: str) -> str:
        found = tongue(cell) if cell else self.letters
        if found not in LANGUAGES:
            raise Unfit("expected lt, en or nb", values.NO_LANGUAGE)
        return found

    def _names(self, person: Person, cells: Mapping[str, tuple[int, str]]) -> tuple[str, str]:
        """Of two columns, or of one: the last word is the family name."""
        if "name" in cells:
            at, cell = cells["name"]
            cells = {"given_name": (at, cell.rpartition(" ")[0]), "family_name": (at, cell.rpartition(" ")[2]), **cells}
        given, family = (self._name(person, name, cells) for name in ("given_name", "family_name"))
        return given, family

    def _name(self, person: Person, name: str, cells: Mapping[str, tuple[int, str]]) -> str:
        at, cell = cells.get(name, (self._column(name, "name"), ""))
        try:
            check_formula(cell)
            said = _line(name, cell)
            if not said:
                raise Unfit("expected a name", ONE_NAME if "name" in cells else MISSING)
            return said
        except Unfit as unfit:
            person.mistakes.setdefault(at, unfit)
            return ""

    def _organisation(self, person: Person, cells: Mapping[str, tuple[int, str]]) -> tuple[str, str]:
        """(its code, "") of one whose people register; ("", its name) of another."""
        at, cell = cells.get("organisation", (self._column("organisation"), ""))
        try:
            check_formula(cell)
            words = _line("organisation", cell)
            if not words:
                raise Unfit("expected an organisation", MISSING)
        except Unfit as unfit:
            person.mistakes.setdefault(at, unfit)
            return "", ""
        known = {fold(each): code for code, name in self.senders.items() for each in (name, code)}
        if fold(words) in known:
            return known[fold(words)], ""
        answer = self._ask(words, person.number)
        return ("", words) if answer == NEW else (answer, "")

    def _ask(self, words: str, number: int) -> str:
        asked = Unknown("organisation", words)
        if asked.name not in self.unknown and len(self.unknown) < MOST_COMPARED:
            asked.near = tuple(self._near(words))
        unknown = self.unknown.setdefault(asked.name, asked)
        answer = self.answers.get(asked.name, NEW)
        unknown.answer = answer if answer in self.senders else NEW
        unknown.lines += [number] if number not in unknown.lines else []
        return unknown.answer

    def _near(self, words: str) -> Iterator[tuple[str, str]]:
        names = {fold(name): (code, name) for code, name in self.senders.items()}
        close = difflib.get_close_matches(fold(words)[:80], list(names), 5, 0.6)
        yield from (names[name] for name in close)


def _line(name: str, cell: str) -> str:
    return str(values.one_line(LONGEST[name])(" ".join(cell.split("\n"))))


def told(language: str, entry: Entry | None) -> list[str]:
    """What the line says of an organisation that is none of the visit's."""
    if entry is None or not entry.other_organisation:
        return []
    return [translate(language, Message("Another organisation: %(name)s"), name=entry.other_organisation)]


def looks_of(senders: Mapping[str, str]) -> dict[str, Callable[[str], bool]]:
    """{column: whether a cell looks as if it were of it}, where no heading says so."""
    names = {fold(each) for code, name in senders.items() for each in (name, code)}
    return {
        "email": lambda cell: "@" in cell,
        "phone": lambda cell: sum(map(str.isdigit, cell)) >= 7,
        "language": lambda cell: tongue(cell) in LANGUAGES,
        "organisation": lambda cell: fold(cell) in names,
    }
