"""What pasted lines would make of a visit's draft (pure): each line new, changed, there already, or wrong.

Lines that say what is there already change nothing, so the same lines pasted again do nothing. What a line does not say
of a thing that is there stays.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from eventapp.core.errors import Refusal
from eventapp.core.headings import Column
from eventapp.core.text import Message
from eventapp.planning.plan import Plan
from eventapp.visitfiles.matching import Line, Matching, State
from eventapp.visitfiles.names import NEW, Names, Unknown
from eventapp.visitfiles.saying import About, Draw, Reader, Said
from eventapp.visits.values import plain

TAKEN: Final = (State.NEW, State.CHANGED)


@dataclass(frozen=True, slots=True)
class Sheet:
    """``columns``: by the number of the cell, from 0; ``heading``: the line of the headings, -1: none. ``left_out``:
    lines that are not taken; ``answers``: see ``Names``."""

    rows: Sequence[Sequence[str]]
    columns: Mapping[int, Column]
    heading: int = -1
    left_out: Collection[int] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """``plan``: the draft with all that is taken; ``unknown``: names that are not known, with what was answered.

    ``drawn``: {a code: the name for which it was drawn}; another code each time, of what is the same.
    """

    lines: tuple[Line, ...]
    plan: Plan
    unknown: tuple[Unknown, ...]
    drawn: Mapping[str, str]

    def of(self, *states: State) -> list[Line]:
        """The lines of which that becomes."""
        return [line for line in self.lines if line.state in states]

    @property
    def effects(self) -> set[str]:
        """What it would do beside new things of its own kind: what it changes, and how; what else is made."""
        made = {unknown.name for unknown in self.unknown if unknown.answer == NEW}
        return made | {
            json.dumps([line.key.parts, change.name, self._told(change.old), self._told(change.new)])
            for line in self.of(State.CHANGED)
            for change in line.changes
            if line.key
        }

    @property
    def digest(self) -> str:
        """Equal for what looks alike: 64 hexadecimal digits."""
        states = [(line.number, line.state) for line in self.lines]
        return hashlib.sha256(json.dumps([states, sorted(self.effects)]).encode()).hexdigest()

    def _told(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return [self.drawn.get(each, each) for each in value]
        return plain(self.drawn.get(value, value) if isinstance(value, str) else value)


class NothingTaken(Refusal):
    message = Message("There is nothing in these lines to be made or changed.")


class LinesAreWrong(Refusal):
    """``lines``: how many."""

    message = Message("Correct the marked cells, or leave their lines out. Lines: %(lines)s.")


class LooksOtherwise(Refusal):
    """Than it was shown: others have changed the draft, or what was corrected makes more than was seen."""

    message = Message("It would become otherwise than was shown. Please look once more, then send it.")
    status = 409


def propose(kind: str, sheet: Sheet, draft: Plan, about: About, draw: Draw) -> Proposal:
    """``draft``: all of it; ``draw``: gives a code that nothing has.

    A name about which nobody has said anything, and which is like that of what a session has already, means that: so
    lines about which somebody had to answer change nothing when they are pasted again.
    """
    found = _proposed(kind, sheet, draft, about, draw)
    meant = dict(_meant(found))
    unsaid = {name: code for name, code in meant.items() if name not in sheet.answers}
    if not unsaid:
        return found
    return _proposed(kind, replace(sheet, answers={**sheet.answers, **unsaid}), draft, about, draw)


def _meant(found: Proposal) -> Iterator[tuple[str, str]]:
    """(an unknown name, the code of what is like it and stands there already)."""
    near = {unknown.name: [code for code, _ in unknown.near] for unknown in found.unknown}
    for change in (change for line in found.of(State.CHANGED) for change in line.changes):
        old, new = (value if isinstance(value, tuple) else (value,) for value in (change.old, change.new))
        for name in (found.drawn[code] for code in new if code in found.drawn):
            yield from ((name, code) for code in near.get(name, ()) if code in old)


def _proposed(kind: str, sheet: Sheet, draft: Plan, about: About, draw: Draw) -> Proposal:
    names = Names(draft, sheet.answers, about.languages, draw)
    reader = Reader(kind, sheet.columns, about, names)
    lines = [_read(reader, number, row, sheet.heading) for number, row in enumerate(sheet.rows)]
    for line in lines:
        if line.number in sheet.left_out and line.state is not State.NOT_READ:
            line.state = State.LEFT_OUT
    Matching(kind, draft, about, draw, lines, sheet.columns).match()
    drawn = {key.code: name for name, (key, _) in names.made.items()}
    return Proposal(tuple(lines), _planned(draft, lines, names), tuple(_asked(lines, names)), drawn)


def _read(reader: Reader, number: int, row: Sequence[str], heading: int) -> Line:
    said = Said() if number <= heading else reader.read(number, row)
    if said.is_empty:
        return Line(number, said, State.NOT_READ)
    return Line(number, said, State.WRONG if said.mistakes else State.NEW)


def _asked(lines: Sequence[Line], names: Names) -> Iterator[Unknown]:
    """Unknown names of lines that are taken, or could be once they are corrected; first those that others are like."""
    wanted = {line.number for line in lines if line.state in (*TAKEN, State.SAME, State.WRONG)}
    found = (unknown for unknown in names.unknown.values() if wanted.intersection(unknown.lines))
    yield from sorted(found, key=lambda unknown: not unknown.near)


def _planned(draft: Plan, lines: Sequence[Line], names: Names) -> Plan:
    """New things stand behind those of their kind."""
    taken = [line for line in lines if line.state in TAKEN]
    plan = Plan(draft)
    for name in dict.fromkeys(name for line in taken for name in line.said.uses):
        key, fields = names.made[name]
        plan[key] = fields
    for line in taken:
        if line.key is not None:
            plan[line.key] = line.fields
            plan |= line.parts
    return plan
