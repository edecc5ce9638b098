"""Which thing of the draft a pasted line is, and what it would make of it (pure).

A line is the thing that is called so; a session also begins then, and of several the one that is at the same place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from eventapp.core.errors import Refusal
from eventapp.core.headings import Column
from eventapp.core.text import Message, fold
from eventapp.planning.errors import LineMovesLocked
from eventapp.planning.plan import Fields, Key, Plan, initial_fields
from eventapp.planning.rules import check_item, moved_though_locked
from eventapp.visitfiles.saying import About, Draw, Said
from eventapp.visits.values import plain

SAID_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "starts": ("from", "time", "day", "to", "length"),
    "ends": ("to", "length", "time", "from", "day"),
    "venue": ("place", "room"),
    "room": ("room", "place"),
    "everybody": ("everybody", "optional"),
    "latitude": ("latitude", "longitude"),
}
"""{field that is refused: the columns that may say it}"""


class State(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    TWICE = "twice"
    WRONG = "wrong"
    LEFT_OUT = "left out"
    NOT_READ = "not read"


STATE_NAMES: Final[Mapping[State, Message]] = {
    State.NEW: Message("new"),
    State.CHANGED: Message("will change"),
    State.SAME: Message("already there"),
    State.TWICE: Message("stands here twice"),
    State.WRONG: Message("to be corrected"),
    State.LEFT_OUT: Message("left out"),
    State.NOT_READ: Message("not read"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """``name``: as a plan calls the field; of parts, "slots" (codes of speakers) or "rooms" (names)."""

    name: str
    old: Any
    new: Any


@dataclass(slots=True)
class Line:
    """``number``: of its row, from 0. ``key``: what it is, or would be; ``fields``: all that it would have; ``parts``:
    what is new inside it. ``twin``: of a line that stands here twice the number of the first; else -1."""

    number: int
    said: Said
    state: State = State.NEW
    key: Key | None = None
    fields: Fields = field(default_factory=dict)
    parts: dict[Key, Fields] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    twin: int = -1


@dataclass
class Matching:
    """Decides about all ``lines`` together: each thing of the draft is one line at most."""

    kind: str
    draft: Plan
    about: About
    draw: Draw
    lines: list[Line]
    columns: Mapping[int, Column]
    used: dict[Key, int] = field(default_factory=dict)
    made: dict[Any, int] = field(default_factory=dict)

    def match(self) -> None:
        """Those that fit exactly come first, so that none takes another's place."""
        self._titled: dict[str, list[Key]] = {}
        for key, fields in self.draft.of_kind(self.kind):
            for title in _titles(fields):
                self._titled.setdefault(title, []).append(key)
        undecided = [line for line in self.lines if line.state is State.NEW]
        for line in list(undecided):
            exact = [key for key in self._candidates(line.said) if self._is_there_exactly(line.said, self.draft[key])]
            if exact:
                self._take(line, exact)
                undecided.remove(line)
        for line in undecided:
            free = [key for key in self._candidates(line.said) if key not in self.used]
            if free:
                self._take(line, free)
            else:
                self._make(line)

    def _candidates(self, said: Said) -> list[Key]:
        """What is called so; of sessions those of that hour, else one without an hour, if there is no other."""
        called = list(dict.fromkeys(key for title in _titles(said.fields) for key in self._titled.get(title, ())))
        starts: datetime | None = said.fields.get("starts")
        if self.kind != "session":
            return called
        if starts is None:
            return called if len(called) == 1 else [key for key in called if self._at_its_place(said, self.draft[key])]
        untimed = [key for key in called if self.draft[key]["starts"] is None]
        return [key for key in called if self.draft[key]["starts"] == starts] or (untimed if len(untimed) == 1 else [])

    def _is_there_exactly(self, said: Said, fields: Fields) -> bool:
        if self.kind != "session":
            return True
        return said.fields.get("starts", fields["starts"]) == fields["starts"] and self._at_its_place(said, fields)

    @staticmethod
    def _at_its_place(said: Said, fields: Fields) -> bool:
        return all(said.fields.get(name, fields[name]) == fields[name] for name in ("venue", "room"))

    def _take(self, line: Line, keys: list[Key]) -> None:
        """It is the first of these that no other line is."""
        key = next((key for key in keys if key not in self.used), None)
        if key is None:
            line.state, line.twin = State.TWICE, self.used[keys[0]]
            return
        self.used[key] = line.number
        old, line.key = self.draft[key], key
        line.fields = {**old, **line.said.fields}
        line.parts, parts = self._parts(key, line.said)
        changes = [
            Change(name, old[name], value)
            for name, value in line.said.fields.items()
            if name in old and plain(old[name]) != plain(value)
        ]
        line.changes = (*changes, *parts)
        line.state = State.CHANGED if line.changes else State.SAME
        self._check(line)

    def _make(self, line: Line) -> None:
        said = line.said
        identity = frozenset(_titles(said.fields)), *(said.fields.get(name) for name in ("starts", "venue", "room"))
        if identity in self.made:
            line.state, line.twin = State.TWICE, self.made[identity]
            return
        self.made[identity] = line.number
        line.key = Key(self.kind, self.draw())
        line.fields = {**initial_fields(self.kind), **said.supposed, **said.fields}
        line.parts, _ = self._parts(line.key, said)
        self._check(line)

    def _check(self, line: Line) -> None:
        """What nobody could save is a mistake at its cell; at the line, if no column says it."""
        if line.key is None or line.state is State.SAME:
            return
        try:
            check_item(line.key, line.fields)
            if moved := moved_though_locked(self.draft.get(line.key, {}), line.fields):
                raise LineMovesLocked(moved)
        except Refusal as refusal:
            refused = refusal.field or ""
            names = SAID_IN.get(refused, (refused,))
            places = {column.name: number for number, column in self.columns.items()}
            line.said.mistakes[next((places[name] for name in names if name in places), -1)] = refusal
            line.state = State.WRONG

    def _parts(self, key: Key, said: Said) -> tuple[dict[Key, Fields], list[Change]]:
        """(what is new inside it, told as changes)."""
        slots = [other.code for other, _ in self.draft.parts_of(key) if other.kind == "slot"]
        speaking = [code for code in said.speakers if code not in slots]
        found: dict[Key, Fields] = {key.within("slot", code): initial_fields("slot") for code in speaking}
        inside = [fields for other, fields in self.draft.parts_of(key) if other.kind == "room"]
        rooms = {title for fields in inside for title in _titles(fields)}
        names = [name for name in said.rooms if fold(name) not in rooms]
        for name in names:
            room = {**initial_fields("room"), f"name.{self.about.languages[0]}": name}
            found[key.within("room", self.draw())] = room
        changes = [Change("slots", tuple(slots), (*slots, *speaking))] if speaking else []
        return found, changes + ([Change("rooms", (), tuple(names))] if names else [])


def _titles(fields: Fields) -> Iterator[str]:
    """What it is called, folded, in each language."""
    for name, value in fields.items():
        if name.partition(".")[0] in ("title", "name") and value:
            yield fold(str(value))
