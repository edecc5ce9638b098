"""Pasted lines as a page shows them (pure): what becomes of each, its cells, each mistake at its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale

from eventapp.core import dates
from eventapp.core.errors import Refusal
from eventapp.core.headings import Column
from eventapp.core.text import LANGUAGE_NAMES, Message, translate
from eventapp.planning.plan import TABLES, Plan, field_of, label_of
from eventapp.programme.snapshot import KIND_NAMES
from eventapp.registration.errors import WhichCountry
from eventapp.visitfiles.matching import STATE_NAMES, Change, Line, State
from eventapp.visitfiles.proposals import Proposal, Sheet
from eventapp.visitfiles.timewords import WhichDay
from eventapp.visits.values import Unfit

LONGEST_SHOWN: Final = 90
"""Characters of a cell that the table shows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``name``: of its field, where it has to be corrected, "" where it is only shown. ``choices``: (value, words) of
    what it may mean."""

    words: str
    label: str = ""
    name: str = ""
    error: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A line. ``number``: from 0. ``told``: what it would be, or what would change. ``error``: of the line as a whole.
    ``is_read``: it may be left out."""

    number: int
    state: str
    state_words: str
    told: tuple[str, ...]
    cells: tuple[Cell, ...]
    error: str = ""
    is_left_out: bool = False
    is_read: bool = True


def heads(columns: Mapping[str, Column], language: str) -> dict[str, str]:
    """{name: what the column is called}, to be chosen from."""
    found = {}
    for name, column in columns.items():
        label = translate(language, column.label)
        found[name] = f"{label} ({LANGUAGE_NAMES[column.language]})" if column.language else label
    return found


def cells_of(
    row: Sequence[str],
    number: int,
    sheet: Sheet,
    mistakes: Mapping[int, Unfit | Refusal],
    language: str,
) -> tuple[Cell, ...]:
    """Of one row; a cell with a mistake is a field."""
    found = []
    for at, words in enumerate(row):
        column, unfit = sheet.columns.get(at), mistakes.get(at)
        label = translate(language, column.label) if column else ""
        if unfit is None:
            found.append(Cell(_short(words), label))
            continue
        choices = tuple(_choices(unfit, language))
        found.append(Cell(words, label, f"cell-{number}-{at}", unfit.text(language), choices))
    return tuple(found)


def _choices(mistake: Unfit | Refusal, language: str) -> Iterator[tuple[str, str]]:
    """What was written may mean one of these."""
    if isinstance(mistake, WhichDay):
        yield from ((day.isoformat(), _day(language, day)) for day in mistake.days)
    elif isinstance(mistake, WhichCountry):
        countries = Locale.parse(language).territories
        yield from ((number, f"{countries[country]}: {number}") for country, number in mistake.readings.items())


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1].rstrip() + "…"


def _day(language: str, day: date) -> str:
    return f"{dates.weekday(language, day)}, {dates.long_date(language, day)}"


@dataclass(frozen=True, slots=True)
class Teller:
    """Says in the reader's language what lines would become; ``order`` of the visit's languages."""

    kind: str
    language: str
    order: Sequence[str]
    zone: ZoneInfo

    def lines(self, sheet: Sheet, proposal: Proposal) -> list[Shown]:
        """All of them, in their order."""
        return [self._line(sheet, line, proposal.plan) for line in proposal.lines]

    def _line(self, sheet: Sheet, line: Line, plan: Plan) -> Shown:
        own = line.said.mistakes.get(-1)
        return Shown(
            line.number,
            line.state.replace(" ", "-"),
            translate(self.language, STATE_NAMES[line.state]),
            tuple(self._told(line, plan)),
            cells_of(sheet.rows[line.number], line.number, sheet, line.said.mistakes, self.language),
            own.text(self.language) if own else "",
            line.state is State.LEFT_OUT,
            line.state is not State.NOT_READ,
        )

    def _told(self, line: Line, plan: Plan) -> list[str]:
        if line.state is State.TWICE:
            return [translate(self.language, Message("as line %(number)s"), number=line.twin + 1)]
        if line.state is State.CHANGED:
            return [self._change(change, plan) for change in self._joined(line.changes)]
        if line.state is State.NEW and self.kind == "session":
            return [self._hours(line.fields["starts"], line.fields["ends"]), self._say(KIND_NAMES[line.fields["kind"]])]
        return []

    @staticmethod
    def _joined(changes: Sequence[Change]) -> list[Change]:
        """Beginning and end are told together, so are venue and room."""
        found = {change.name: change for change in changes}
        for first, second in (("starts", "ends"), ("venue", "room")):
            if first in found:
                found.pop(second, None)
        return list(found.values())

    def _change(self, change: Change, plan: Plan) -> str:
        if change.name in ("slots", "rooms"):
            label = TABLES["session" if change.name == "slots" else "room"].many
            label = Message("Speakers") if change.name == "slots" else label
        else:
            label = label_of(self.kind, change.name.partition(".")[0])
        _, _, of_language = change.name.partition(".")
        language = f" ({LANGUAGE_NAMES[of_language]})" if of_language else ""
        old, new = (_short(self._value(change.name, value, plan)) or dates.DASH for value in (change.old, change.new))
        return f"{self._say(label)}{language}: {old} → {new}"

    def _value(self, name: str, value: Any, plan: Plan) -> str:
        if isinstance(value, datetime):
            return dates.date_and_time(self.language, value, self.zone.key)
        if isinstance(value, tuple):
            return ", ".join(self._title("speaker", each, plan) if name == "slots" else each for each in value)
        if isinstance(value, bool):
            return self._say(Message("yes") if value else Message("no"))
        if name in ("venue", "room"):
            return self._title(name, value, plan)
        field = field_of(self.kind, name.partition(".")[0])
        choices = field.choices if field else {}
        return self._say(choices[value]) if value in choices else "" if value is None else str(value)

    def _title(self, kind: str, code: str, plan: Plan) -> str:
        """Of a room's code the first: the entry stands beside its venue's."""
        keys = (key for key, _ in plan.of_kind(kind) if key.code == code)
        return next((plan.title_of(key, self.language, self.order) for key in keys), code)

    def _hours(self, starts: datetime | None, ends: datetime | None) -> str:
        if not starts or not ends:
            return self._say(Message("Time to be announced"))
        first, last = starts.astimezone(self.zone), ends.astimezone(self.zone)
        day = dates.day_heading(self.language, first.date())
        later = dates.later_day(self.language, last, first)
        clocks = dates.DASH.join(dates.clock_time(self.language, local) for local in (first, last))
        return f"{day}, {clocks}" + (f" ({later})" if later else "")

    def _say(self, words: Message) -> str:
        return translate(self.language, words)
