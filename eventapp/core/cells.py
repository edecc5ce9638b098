"""Lines of a spreadsheet as rows of cells (pure): bytes decoded, the separator found, quotes as in RFC 4180."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from eventapp.core.errors import Refusal
from eventapp.core.text import Message

Row = tuple[str, ...]
T = TypeVar("T")
TAB: Final = "\t"
SEPARATORS: Final = (TAB, ";", ",")
MOST_ROWS: Final = 500
MOST_LINES: Final = 2_000
"""With the empty ones among them, which are kept so that lines are numbered as the spreadsheet does."""
MOST_COLUMNS: Final = 40
MOST_CELL: Final = 12_000
"""Characters; the longest that a field takes are 10,000."""
# Bytes that are a letter of Lithuanian in Windows-1257, and no letter of Norwegian in Windows-1252: Ą ą Č č Ė ė Į į Š š
# Ū ū Ž ž. What is left, E6 and F8, is ę and ų there, æ and ø here.
_LITHUANIAN: Final = re.compile(rb"[\xc0\xe0\xc8\xe8\xcb\xeb\xc1\xe1\xd0\xf0\xdb\xfb\xde\xfe]")
_NORWEGIAN: Final = re.compile(rb"[\xe5\xe6\xf8\xc5\xc6\xd8]")
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# A first line by which some programs tell Excel what parts the cells.
_NAMED: Final = re.compile(r'"?sep=([;,])"?\n', re.IGNORECASE)


class NothingPasted(Refusal):
    message = Message("Paste some lines, or choose a file.")
    field = "lines"


class NotText(Refusal):
    message = Message("This is no text: copy the lines from the spreadsheet, or choose a file of XLSX, ODS or CSV.")
    field = "lines"


class TooManyRows(Refusal):
    message = Message("These are %(rows)s lines; at most %(most)s can be added at a time. Please do it in parts.")
    field = "lines"


class TooMuchText(Refusal):
    message = Message("These lines are too long together. Please add them in two parts.")
    field = "lines"


class TooManyColumns(Refusal):
    message = Message("Line %(line)s has %(columns)s columns; at most %(most)s can be read.")
    field = "lines"


class CellTooLong(Refusal):
    message = Message("In line %(line)s there is a cell of %(typed)s characters; it may have %(characters)s.")
    field = "lines"


def decode(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, else Windows-1257, or Windows-1252 if that is Norwegian.

    Raises NotText.
    """
    try:
        for mark, encoding in _MARKS:
            if content.startswith(mark):
                return content.decode(encoding)
        if b"\0" in content:
            raise NotText
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            norwegian = _NORWEGIAN.search(content) and not _LITHUANIAN.search(content)
            return content.decode("cp1252" if norwegian else "cp1257")
    except UnicodeDecodeError:
        raise NotText from None


def read_cells(text: str, separator: str = "") -> tuple[Row, ...]:
    """The rows, all of one length, as ``spread`` gives them. ``separator`` "": whichever fits best.

    Raises NothingPasted, NotText, TooManyRows, TooManyColumns, CellTooLong.
    """
    if "\0" in text:
        raise NotText
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    named = _NAMED.match(text) if separator != TAB else None
    if named:
        text, separator = text[named.end() :], separator or named[1]
    numbered = [(at, row) for at, row in enumerate(_rows(text, separator or find_separator(text))) if any(row)]
    if not numbered:
        raise NothingPasted
    if len(numbered) > MOST_ROWS:
        raise TooManyRows(rows=len(numbered), most=MOST_ROWS)
    for at, row in numbered:
        _check(at + 1, row)
    width = max(len(row) for _, row in numbered)
    return tuple((*row, *[""] * (width - len(row))) for row in spread(numbered))


def spread(numbered: Sequence[tuple[int, Sequence[T]]]) -> list[Sequence[T]]:
    """The rows at their numbers, from 0, with empty ones between; without those where there are more than MOST_LINES,
    and none behind the last."""
    last = numbered[-1][0] if numbered else -1
    if last >= MOST_LINES:
        return [row for _, row in numbered]
    found: list[Sequence[T]] = [()] * (last + 1)
    for at, row in numbered:
        found[at] = row
    return found


def _check(line: int, row: Row) -> None:
    if len(row) > MOST_COLUMNS:
        raise TooManyColumns(line=line, columns=len(row), most=MOST_COLUMNS)
    longest = max(map(len, row))
    if longest > MOST_CELL:
        raise CellTooLong(line=line, typed=longest, characters=MOST_CELL)


def find_separator(text: str) -> str:
    """A tab if there is any; else what gives most rows the same number of cells; "" if nothing parts them.

    Words have commas, too: a comma or semicolon has to part two rows of three alike.
    """
    lines = text.split("\n", 200)[:200]
    if any(TAB in line for line in lines):
        return TAB
    best, most = "", 0.0
    for separator in SEPARATORS[1:]:
        lengths = Counter(len(row) for row in _rows("\n".join(lines), separator) if any(row))
        width, number = max(lengths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        share = number / max(1, lengths.total())
        if width > 1 and share >= 2 / 3 and share * width > most:
            best, most = separator, share * width
    return best


def _rows(text: str, separator: str) -> Iterator[Row]:
    """By RFC 4180; quotes that are not closed, or close in the middle of a cell, are words."""
    cells: list[str] = []
    at, end = 0, len(text)
    stop = re.compile(f"[{separator}\n]" if separator else "\n")
    quoted = re.compile(rf'"((?:[^"]|"")*+)"(?=[{separator}\n]|\Z)')
    while at <= end:
        if found := quoted.match(text, at):
            cells.append(found[1].replace('""', '"'))
            at = found.end()
        else:
            stopped = stop.search(text, at)
            behind = stopped.start() if stopped else end
            cells.append(text[at:behind])
            at = behind
        if at >= end or text[at] == "\n":
            yield tuple(cell.strip(" \u00a0") for cell in cells)
            cells = []
        at += 1


def write_cells(rows: Iterable[Sequence[str]]) -> str:
    """Lines that ``read_cells`` reads as the same rows: tabs between, quotes where they are needed."""
    return "\n".join(TAB.join(map(_quoted, row)) or '""' for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search('[\t\n"]', cell) else cell
