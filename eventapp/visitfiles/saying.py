"""What a line of a table says of one thing of a visit (pure): its cells read, each mistake at its cell."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from eventapp.core.errors import Refusal
from eventapp.core.headings import Column
from eventapp.core.text import Message
from eventapp.planning.plan import TABLES
from eventapp.visitfiles import timewords
from eventapp.visitfiles.fieldwords import check_formula, kind_of, read_field
from eventapp.visitfiles.names import Names
from eventapp.visitfiles.timewords import Span
from eventapp.visits.values import Unfit

Draw = Callable[[], str]
"""Gives a code that nothing in the visit has."""
MISSING: Final = Message("This is missing.")
_TIMES: Final = ("day", "time", "from", "to", "length")


@dataclass(frozen=True, slots=True)
class About:
    """The visit that is added to. ``days``: its own. ``language``: in which mistakes are told."""

    days: tuple[date, ...]
    zone: ZoneInfo
    languages: Sequence[str]
    language: str


@dataclass(slots=True)
class Said:
    """``fields``: as in a plan, only those that the line says. ``supposed``: what it leaves open, for a new thing.

    ``speakers``: codes; ``rooms``: names. ``uses``: names of the unknown things it needs (``Names.made``).
    ``mistakes``: {the number of a column, from 0; -1: the line as a whole}. ``day``: the one it is on.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    supposed: dict[str, Any] = field(default_factory=dict)
    speakers: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    mistakes: dict[int, Unfit | Refusal] = field(default_factory=dict)
    day: date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.fields or self.speakers or self.rooms or self.mistakes)


@dataclass
class Reader:
    """Reads the lines of one kind, from above: a day that is not said is that of the line before."""

    kind: str
    columns: Mapping[int, Column]
    about: About
    names: Names
    day: date | None = None

    def read(self, line: int, row: Sequence[str]) -> Said:
        """What that line says."""
        said = Said()
        cells = {column.name: (number, row[number]) for number, column in self.columns.items() if row[number]}
        for name, (number, cell) in cells.items():
            if self._is_field(name):
                try:
                    said.fields[name] = read_field(self.kind, name, cell, self.about.language)
                except Unfit as unfit:
                    said.mistakes.setdefault(number, unfit)
        if self.kind == "session":
            self._time(said, cells)
            self._place(said, line, cells)
            self._suppose_kind(said)
        if "speakers" in cells:
            number, cell = cells["speakers"]
            try:
                check_formula(cell)
                said.speakers, used = self.names.speakers(cell, line)
                said.uses += used
            except Unfit as unfit:
                said.mistakes.setdefault(number, unfit)
        if "rooms" in cells:
            number, cell = cells["rooms"]
            try:
                said.rooms = list(_rooms(cell, self.about.language))
            except Unfit as unfit:
                said.mistakes.setdefault(number, unfit)
        if self.kind == "organisation":
            said.supposed = {"role": "partner", "name_language": self.about.languages[0]}
        self._need(said)
        return said

    def _is_field(self, name: str) -> bool:
        return name.partition(".")[0] in TABLES[self.kind].fields

    def _need(self, said: Said) -> None:
        """What a thing is called has to be said; the column is the first of it there is."""
        base = "title" if self.kind == "session" else "name"
        numbers = [number for number, column in self.columns.items() if column.base == base]
        named = any(name.partition(".")[0] == base for name in said.fields)
        if not said.is_empty and not named and not any(number in said.mistakes for number in numbers):
            said.mistakes[numbers[0] if numbers else -1] = Unfit("expected a name", MISSING)

    def _suppose_kind(self, said: Said) -> None:
        titles = [str(value) for name, value in said.fields.items() if name.startswith("title.")]
        kinds = dict.fromkeys(kind_of(title) for title in titles)
        said.supposed["kind"] = next((kind for kind in kinds if kind != "meeting"), "meeting")

    # ---- sessions

    def _time(self, said: Said, cells: Mapping[str, tuple[int, str]]) -> None:
        """Its beginning and end; all of it is said, or nothing, or it says that it is not known yet."""
        said_of_it = {name: cells[name] for name in _TIMES if name in cells}
        if any(timewords.is_later(cell) for _, cell in said_of_it.values()):
            said.fields |= {"starts": None, "ends": None}
            return
        before = len(said.mistakes)
        self._read_day(said, said_of_it)
        self._check_formulas(said, said_of_it)
        clocks = {name: item for name, item in said_of_it.items() if name != "day"}
        span, length = self._span(said, clocks), self._length(said, clocks)
        if len(said.mistakes) > before or not (clocks or said.fields):
            return
        said.day = self.day if clocks or "day" in said_of_it else None
        if said.day is None and not clocks:
            return
        at = next(iter(clocks.values()), said_of_it.get("day", (-1, "")))[0]
        try:
            if span is None:
                raise Unfit("expected a beginning", timewords.NO_BEGINNING)
            if said.day is None:
                raise Unfit("expected a day", timewords.NO_DAY_SAID)
            starts, ends = timewords.instants(said.day, span, length, self.about.zone)
            said.fields |= {"starts": starts, "ends": ends}
        except Unfit as unfit:
            said.mistakes.setdefault(at, unfit)

    def _read_day(self, said: Said, cells: Mapping[str, tuple[int, str]]) -> None:
        """Of its column, or of a beginning that has it, too, as cells of files do: 2017-04-03 09:00."""
        number, cell = cells.get("day", (-1, ""))
        for name in ("time", "from"):
            at, words = cells.get(name, (-1, ""))
            if not cell and (found := re.match(r"\d{4}-\d\d-\d\d(?=[ T])", words)):
                number, cell = at, found[0]
        if not cell:
            return
        try:
            self.day = timewords.read_day(cell, self.about.days)
        except Unfit as unfit:
            said.mistakes.setdefault(number, unfit)

    @staticmethod
    def _check_formulas(said: Said, cells: Mapping[str, tuple[int, str]]) -> None:
        for number, cell in cells.values():
            try:
                check_formula(cell)
            except Unfit as unfit:
                said.mistakes.setdefault(number, unfit)

    @staticmethod
    def _span(said: Said, cells: Mapping[str, tuple[int, str]]) -> Span | None:
        """Of one column with both, or of two."""
        span: Span | None = None
        for name in ("time", "from"):
            if name in cells:
                number, cell = cells[name]
                try:
                    span = span or timewords.read_span(cell)
                except Unfit as unfit:
                    said.mistakes.setdefault(number, unfit)
        if "to" in cells:
            number, cell = cells["to"]
            try:
                ends = timewords.read_clock(cell)
                span = Span(span.begins, span.ends or ends) if span else None
            except Unfit as unfit:
                said.mistakes.setdefault(number, unfit)
        return span

    @staticmethod
    def _length(said: Said, cells: Mapping[str, tuple[int, str]]) -> timedelta | None:
        if "length" not in cells:
            return None
        number, cell = cells["length"]
        try:
            return timewords.read_length(cell)
        except Unfit as unfit:
            said.mistakes.setdefault(number, unfit)
        return None

    def _place(self, said: Said, line: int, cells: Mapping[str, tuple[int, str]]) -> None:
        place, room = cells.get("place"), cells.get("room")
        if not (place or room):
            return
        number = (place or room or (-1, ""))[0]
        words = place[1] if place else ""
        if timewords.is_later(words):
            said.fields |= {"venue": "", "room": ""}
            return
        try:
            check_formula(words)
            found = self.names.place(words, room[1] if room else "", line)
            said.fields |= {"venue": found.venue, "room": found.room}
            said.uses += found.uses
        except Unfit as unfit:
            said.mistakes.setdefault(number, unfit)


def _rooms(cell: str, language: str) -> Iterator[str]:
    """Names of rooms, with ; or a line break between."""
    check_formula(cell)
    for words in cell.replace("\n", ";").split(";"):
        if words.strip():
            yield str(read_field("room", f"name.{language}", words.strip(), language))
