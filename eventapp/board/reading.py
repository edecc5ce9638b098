"""The draft as the board shows it: its sessions, the columns there may be, days with their clashes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.board.hours import days_of
from eventapp.board.picture import EVERYONE, Column, Entry, Layout, Part, Picture, draw
from eventapp.board.stretches import journeys
from eventapp.core.text import Message, translate, translate_plural
from eventapp.planning.clashes import Clash, Teller
from eventapp.planning.intending import judged
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.planning.reading import plan_of_kinds
from eventapp.programme.conflicts import Conflict, Severity, Span
from eventapp.programme.scheduled import Scheduled, read_schedule
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus
from eventapp.visits.facts import VisitFacts

MOST_DAYS: Final = 14
"""A visit that is longer shows the days that have sessions."""


class Columns(StrEnum):
    """What the columns of the board stand for."""

    PLACES = "places"
    SPEAKERS = "speakers"
    HOSTS = "hosts"


COLUMN_NAMES: Final[Mapping[Columns, Message]] = {
    Columns.PLACES: Message("Places"),
    Columns.SPEAKERS: Message("Speakers"),
    Columns.HOSTS: Message("Hosts"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A day and how many clashes begin on it."""

    day: date
    clashes: int


@dataclass(frozen=True)
class Board:
    """The draft of a visit in the words of one reader."""

    visit: VisitFacts
    language: str
    plan: Plan
    scheduled: Scheduled

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.visit.timezone)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Those that nobody has said are meant."""
        return judged(self.visit.id, self.scheduled).open

    @cached_property
    def entries(self) -> list[Entry]:
        """All sessions in the visit's order."""
        parts = defaultdict(list)
        for key, fields in self.plan.of_kind("slot"):
            parts[key.top.code].append(self._part(key.code, fields))
        return [self._entry(key, fields, parts[key.code]) for key, fields in self.plan.of_kind("session")]

    @property
    def untimed(self) -> list[Entry]:
        return [each for each in self.entries if not each.span]

    @cached_property
    def tabs(self) -> list[Tab]:
        """Days with sessions, and all of the visit's unless they are many."""
        days = {day for each in self.entries if each.span for day in days_of(each.span, self.zone)}
        first, last = self.visit.starts_on, self.visit.ends_on
        if (last - first).days < MOST_DAYS or not days:
            days |= {first + timedelta(days=number) for number in range((last - first).days + 1)}
        counts: dict[date, int] = defaultdict(int)
        for conflict in self.conflicts:
            counts[conflict.span.starts.astimezone(self.zone).date()] += 1
        return [Tab(day, counts[day]) for day in sorted(days)]

    def on(self, day: date) -> list[Entry]:
        """What goes on on that day, by time."""
        timed = [(each.span, each) for each in self.entries if each.span and day in days_of(each.span, self.zone)]
        return [each for _, each in sorted(timed, key=lambda pair: pair[0])]

    def picture(self, day: date, columns: Columns, *, whole: bool = False) -> Picture:
        """``whole``: no hours are folded."""
        entries = self.on(day)
        ways = journeys(self.scheduled.schedule, self.zone)
        return draw(entries, day, self.zone, self._layout(columns, entries, whole=whole), ways)

    def clashes(self) -> dict[str, list[tuple[Severity, Clash]]]:
        """{session's code: what it is in, the worst first}"""
        teller = Teller(self.language, self.visit.languages, self.scheduled)
        found: dict[str, list[tuple[Severity, Clash]]] = defaultdict(list)
        for conflict in self.conflicts:
            for code in conflict.sessions:
                found[code].append((conflict.severity, teller.clash(conflict, but=code)))
        return found

    def name(self, kind: str, code: str) -> str:
        """Of a speaker or a venue, or a room as "venue/room"; "" for no code."""
        venue, _, room = code.partition("/")
        key = Key("venue", venue).within("room", room) if kind == "room" else Key(kind, code)
        return self.plan.title_of(key, self.language, self.visit.languages)

    def place(self, entry: Entry) -> str:
        """The building, and the room in it."""
        rooms = [self.name("room", entry.place)] if entry.room else []
        return ", ".join(filter(None, [self.name("venue", entry.venue or ""), *rooms]))

    def _part(self, speaker: str, fields: Fields) -> Part:
        return Part(speaker, self.name("speaker", speaker), fields["minutes"], SlotStatus(fields["status"]))

    def _entry(self, key: Key, fields: Fields, parts: Sequence[Part]) -> Entry:
        return Entry(
            key.code,
            self.plan.title_of(key, self.language, self.visit.languages) or key.code,
            Kind(fields["kind"]),
            SessionStatus(fields["status"]),
            Span(fields["starts"], fields["ends"]) if fields["starts"] else None,
            fields["venue"],
            fields["room"],
            tuple(parts),
            everybody=bool(fields.get("everybody")),
            seats=fields.get("places"),
            fixed=bool(fields.get("locked")),
        )

    def _layout(self, columns: Columns, entries: Sequence[Entry], *, whole: bool) -> Layout:
        everyone = Column(EVERYONE, translate(self.language, "For everyone"))
        if columns is Columns.SPEAKERS:
            return Layout(list(self._speakers(entries)), _speaking, everyone, whole)
        if columns is Columns.HOSTS:
            return Layout(list(self._hosts()), lambda entry: [self._host(entry)], everyone, whole)
        return Layout(list(self._places(entries)), lambda entry: [entry.place], everyone, whole)

    def _host(self, entry: Entry) -> str:
        """The code of the organisation in whose building it is, or ""."""
        return str(self.plan.get(Key("venue", entry.venue or ""), {}).get("host") or "")

    def _hosts(self) -> Iterator[Column]:
        """Organisations that have a venue, in the visit's order, and none."""
        hosts = {fields["host"] for _, fields in self.plan.of_kind("venue")}
        for key, fields in self.plan.of_kind("organisation"):
            if key.code in hosts:
                yield Column(key.code, str(fields["name"]))
        yield Column("", translate(self.language, "No host"))

    def _speakers(self, entries: Iterable[Entry]) -> Iterator[Column]:
        """Who speaks on that day, in the visit's order, and nobody."""
        speaking = {code for each in entries for code in _speaking(each)}
        for key, fields in self.plan.of_kind("speaker"):
            if key.code in speaking:
                yield Column(key.code, str(fields["name"]))
        yield Column("", translate(self.language, "Nobody speaks"))

    def _places(self, entries: Iterable[Entry]) -> Iterator[Column]:
        """Each room; a venue itself where it has none, or something is in none of them; at last no place."""
        used = {each.place for each in entries}
        rooms = defaultdict(list)
        for key, fields in self.plan.of_kind("room"):
            rooms[key.top.code].append((key, fields))
        for key, _ in self.plan.of_kind("venue"):
            name = self.name("venue", key.code)
            if key.code in used or not rooms[key.code]:
                yield Column(key.code, name, translate(self.language, "in no room") if rooms[key.code] else "")
            for room, fields in rooms[key.code]:
                path, capacity = f"{key.code}/{room.code}", fields["capacity"]
                yield Column(path, self.name("room", path), self._under(name, capacity), capacity)
        yield Column("", translate(self.language, "No place yet"))

    def _under(self, venue: str, capacity: int | None) -> str:
        if capacity is None:
            return venue
        return f"{venue} · {translate_plural(self.language, '%(num)s seat', '%(num)s seats', capacity)}"


def _speaking(entry: Entry) -> list[str]:
    return [part.code for part in entry.parts if part.status is not SlotStatus.DECLINED] or [""]


def read_board(visit: VisitFacts, language: str) -> Board:
    """In a number of statements that does not depend on the size of the visit."""
    return Board(visit, language, plan_of_kinds(visit, "session", "venue"), read_schedule(visit))
