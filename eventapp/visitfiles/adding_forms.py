"""The two forms with which many are added: the lines, and the table of what they would become.

What was pasted travels in the second one as text, with every correction; so nothing is kept that nobody has confirmed.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any, Final
from urllib.parse import quote_plus

from wtforms import FileField, HiddenField, SelectField, TextAreaField

from eventapp.core.cells import TAB, NothingPasted, Row, TooMuchText, read_cells, write_cells
from eventapp.core.forms import Form
from eventapp.core.headings import Column, in_order, top_of
from eventapp.core.text import Message, translate, without_directions
from eventapp.core.workbook import read_file
from eventapp.visitfiles.columns import find_headings
from eventapp.visitfiles.guessing import Look, guess
from eventapp.visitfiles.names import Unknown
from eventapp.visitfiles.proposals import Sheet

MOST_SENT: Final = 190_000
"""Bytes of the lines as a form sends them; with corrections they have to fit into one."""
SEPARATOR_NAMES: Final[Mapping[str, Message]] = {
    "": Message("found by itself"),
    TAB: Message("a tab"),
    ";": Message("a semicolon"),
    ",": Message("a comma"),
}
ANSWER: Final = "answer:"
MOST_ASKED: Final = 100
"""Names that are not known; the others are new without a question, so that all of it fits into a form."""


def _as_pasted(said: str | None) -> str:
    return without_directions(said or "")


class LinesForm(Form):
    """What is pasted, or a file: ``core.uploads`` gives it."""

    lines = TextAreaField(Message("Lines"), default="", filters=[_as_pasted])
    file = FileField(Message("Or a file"))
    separator = SelectField(Message("Between the columns stands"), default="", validate_choice=False)

    def __init__(self, language: str, **values: Any) -> None:
        super().__init__(language, **values)
        self.separator.choices = [(sign, translate(language, words)) for sign, words in SEPARATOR_NAMES.items()]

    def to_rows(self, file: IO[bytes] | None) -> tuple[Row, ...]:
        """``file``: None without one. Raises what ``read_cells`` and ``read_file`` do, TooMuchText."""
        separator = self.separator.data if self.separator.data in SEPARATOR_NAMES else ""
        return fitting(read_file(file, separator) if file else read_cells(self.lines.data or "", separator))


class TableForm(Form):
    """``lines``: the rows as they were shown, ``seen``: how they were read then, and what would have become of them."""

    lines = HiddenField(default="", filters=[_as_pasted])
    heading = SelectField(Message("Row with the headings"), validate_choice=False)
    seen = HiddenField(default="")


def fitting(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Them, if a form can send them back. Raises TooMuchText."""
    if len(quote_plus(write_cells(rows))) > MOST_SENT:
        raise TooMuchText
    return rows


@dataclass(frozen=True, slots=True)
class Given:
    """What a form sent beside its own fields: by name, and all of a name."""

    one: Callable[[str, str], str]
    all: Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sent:
    """``shown``: as the page had it; ``digest``: what it said; "" where that cannot be read."""

    sheet: Sheet
    shown: Sheet
    digest: str


def first_sheet(kind: str, rows: Sequence[Row], columns: Mapping[str, Column], looks: Mapping[str, Look]) -> Sheet:
    """The columns as they are recognised: by headings, or by what stands in them."""
    heading, names = find_headings(kind, rows, columns)
    if heading < 0:
        names = guess(kind, rows, columns, looks)
    return Sheet(rows, _by_number(names, columns), heading)


def read_table(form: TableForm, given: Given, columns: Mapping[str, Column]) -> Sent:
    """The lines with all corrections. Raises NothingPasted, and what ``read_cells`` does, TooMuchText."""
    rows = read_cells((form.lines.data or "").removeprefix("\n"), TAB)
    shown, digest = _read_seen(form.seen.data or "", rows, columns)
    names = [given.one(f"column-{number}", "") for number in range(len(rows[0]))]
    answers = {name: answer for name in shown.answers if (answer := given.one(f"{ANSWER}{name}", shown.answers[name]))}
    corrected = _corrected(rows, given)
    if not any(map(any, corrected)):
        raise NothingPasted
    sheet = Sheet(
        rows=fitting(tuple(corrected)),
        columns=_by_number(list(in_order(columns, names)), columns),
        heading=_number(form.heading.data, -1, len(rows)),
        left_out=[number for sent in given.all("out") if (number := _number(sent, -1, len(rows))) >= 0],
        answers=answers,
    )
    return Sent(sheet, shown, digest)


def _corrected(rows: Sequence[Row], given: Given) -> list[Row]:
    found = []
    for number, row in enumerate(rows):
        cells = (given.one(f"cell-{number}-{at}", words) for at, words in enumerate(row))
        found.append(tuple(cell.replace("\r\n", "\n").replace("\0", "").strip() for cell in cells))
    return found


def write_table(form: TableForm, sheet: Sheet, digest: str, asked: Sequence[Unknown]) -> None:
    """Let the form send that sheet back. ``asked``: the questions on the page."""
    form.lines.data = write_cells(sheet.rows)
    form.heading.data = str(sheet.heading)
    form.heading.choices = [("-1", translate(form.language, Message("no line")))] + [
        (str(number), translate(form.language, Message("line %(number)s"), number=number + 1))
        for number in top_of(sheet.rows)
    ]
    said = {
        "columns": [column.name if (column := sheet.columns.get(at)) else "" for at in range(len(sheet.rows[0]))],
        "heading": sheet.heading,
        "out": sorted(sheet.left_out),
        "answers": {unknown.name: unknown.answer for unknown in asked},
        "digest": digest,
    }
    form.seen.data = json.dumps(said, ensure_ascii=False)


def columns_left_out(sheet: Sheet) -> list[tuple[int, str]]:
    """(its number, from 1, its heading) of each column that says something and is not read."""
    below = [row for number, row in enumerate(sheet.rows) if number > sheet.heading]
    heads = sheet.rows[sheet.heading] if sheet.heading >= 0 else [""] * len(sheet.rows[0])
    return [
        (at + 1, words) for at, words in enumerate(heads) if at not in sheet.columns and any(row[at] for row in below)
    ]


def _read_seen(words: str, rows: Sequence[Row], columns: Mapping[str, Column]) -> tuple[Sheet, str]:
    """What cannot be read was never shown: an empty sheet, and no digest."""
    try:
        said = json.loads(words)
        names = [str(name) for name in said["columns"]]
        sheet = Sheet(
            rows,
            _by_number(list(in_order(columns, names)), columns),
            int(said["heading"]),
            [int(number) for number in said["out"]],
            {str(name): str(answer) for name, answer in said["answers"].items()},
        )
        return sheet, str(said["digest"])
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return replace(Sheet(rows, {}), answers={}), ""


def _by_number(names: Sequence[str], columns: Mapping[str, Column]) -> dict[int, Column]:
    return {number: columns[name] for number, name in enumerate(names) if name in columns}


def _number(sent: Any, least: int, most: int) -> int:
    """Of what a form sent; ``least`` where that is none."""
    words = str(sent)
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 and int(words) < most else least
