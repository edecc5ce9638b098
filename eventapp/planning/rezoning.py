"""The time zone of a visit corrected (pure): its clock times stay, or its instants do, and either way hours move."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from eventapp.core import dates
from eventapp.core.text import translate
from eventapp.planning.plan import REGISTRATION, Fields, Key, Plan, label_of
from eventapp.visits import values
from eventapp.visits.values import Unfit
from eventapp.visits.zones import utc_offset


@dataclass(frozen=True, slots=True)
class Correction:
    """``keeps_instants``: what was typed was meant as instants; else as clock times of the place."""

    old: ZoneInfo
    new: ZoneInfo
    keeps_instants: bool = False

    @property
    def changes(self) -> bool:
        return self.old.key != self.new.key


@dataclass(frozen=True, slots=True)
class Move:
    """One field that means another hour afterwards: as clocks of the old zone show it, and as those of the new one."""

    key: Key
    name: str
    was: datetime
    becomes: datetime


def corrected(plan: Plan, correction: Correction) -> Plan:
    """The plan with its instants as they are afterwards. Raises Unfit (``unfit_hours`` has all of them)."""
    if correction.keeps_instants or not correction.changes:
        return plan
    return Plan({key: _corrected(fields, correction) for key, fields in plan.items()})


def _corrected(fields: Fields, correction: Correction) -> Fields:
    moved = {
        name: _same_clock(value, correction) if isinstance(value, datetime) else value for name, value in fields.items()
    }
    return moved if moved != fields else fields


def _same_clock(instant: datetime, correction: Correction) -> datetime:
    """When clocks of the new zone show what those of the old one show then; of an hour that comes twice in both, the
    same one of the two."""
    local = instant.astimezone(correction.old)
    shown = local.replace(tzinfo=None)
    both = [values.instants_showing(shown.replace(fold=0), zone) for zone in (correction.old, correction.new)]
    if [len(each) for each in both] == [2, 2]:
        return both[1][local.fold]
    return values.wall_clock(local.date(), f"{local:%H:%M:%S}", correction.new)


def unfit_hours(plan: Plan, correction: Correction) -> Iterator[tuple[Key, str, Unfit]]:
    """What clocks of the new zone never show, or show twice, each with why."""
    for key, fields in plan.items():
        for name, value in fields.items():
            try:
                corrected(Plan({key: {name: value}}), correction)
            except Unfit as unfit:
                yield key, name, unfit


def moves(before: Plan, after: Plan, correction: Correction) -> tuple[Move, ...]:
    """What changes its instant or what clocks show, in order of time."""
    hours = [
        Move(key, name, value.astimezone(correction.old), then.astimezone(correction.new))
        for key, fields in before.items()
        for name, value in fields.items()
        if isinstance(value, datetime) and isinstance(then := after.get(key, {}).get(name), datetime)
    ]
    found = (move for move in hours if correction.changes and _moves(move))
    return tuple(sorted(found, key=lambda move: (move.was.astimezone(UTC), move.key.path, move.name)))


def _moves(move: Move) -> bool:
    was, becomes = move.was, move.becomes
    return was.astimezone(UTC) != becomes.astimezone(UTC) or was.replace(tzinfo=None) != becomes.replace(tzinfo=None)


def digest(found: Iterable[Move]) -> str:
    """What somebody has seen who agreed to these."""
    words = "\n".join(f"{move.key.path} {move.name} {move.was} {move.becomes}" for move in found)
    return hashlib.sha256(words.encode()).hexdigest()


def in_words(found: Iterable[Move], plan: Plan, language: str, order: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(what, before, afterwards), a session's beginning and end in one; ``plan`` has its title."""
    ordered = sorted(found, key=lambda move: move.key.path)
    groups = [list(group) for _, group in groupby(ordered, key=lambda move: (move.key, _apart(move)))]
    for group in sorted(groups, key=lambda group: group[0].was.astimezone(UTC)):
        key, name = group[0].key, group[0].name
        title = translate(language, label_of(key.kind, name)) if key == REGISTRATION else ""
        title = title or plan.title_of(key, language, order) or key.code
        yield title, _span(language, [move.was for move in group]), _span(language, [move.becomes for move in group])


def _apart(move: Move) -> str:
    return move.name if move.key == REGISTRATION else ""


def _span(language: str, instants: Sequence[datetime]) -> str:
    """3 April 2017 at 09:00–10:30 (UTC+2)."""
    first, zone = instants[0], str(getattr(instants[0].tzinfo, "key", "UTC"))
    until = dates.DASH + dates.clock_time(language, instants[-1]) if len(instants) > 1 else ""
    day = dates.day_heading(language, first.date())
    return f"{day}, {dates.clock_time(language, first)}{until} ({utc_offset(first, zone)})"
