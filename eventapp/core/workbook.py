"""Rows of a spreadsheet's file: XLSX and ODS in a child process with limits of its own, CSV here.

A file of a few kilobytes may unpack to gigabytes: whatever it does, it does it there, and ends there.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final

from eventapp.core.cells import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    TooManyRows,
    TooMuchText,
    decode,
    read_cells,
    spread,
    write_cells,
)
from eventapp.core.errors import NotPrinted, Refusal
from eventapp.core.press import Limits, PressStopped, read_apart
from eventapp.core.text import Message

ZIPPED: Final = b"PK\x03\x04"
LIMITS: Final = Limits(cpu_seconds=4, memory_bytes=384 * 1024**2, wall_seconds=6)
"""A file of 500 lines takes 0.2 seconds and 30 MB."""
MOST_TEXT: Final = 1_000_000
"""Characters of all cells; a form takes fewer, and whoever answers reads no more."""
MOST_LINES_BYTES: Final = 4 * MOST_TEXT
"""Of a file that is no workbook."""


class FileNotRead(Refusal):
    message = Message(
        "This file cannot be read: perhaps it is damaged, has a password, or unpacks to far more than it says. Copy the"
        " lines in the spreadsheet and paste them."
    )
    field = "file"


def read_file(file: IO[bytes], separator: str = "") -> tuple[Row, ...]:
    """The rows of its first sheet with anything in it; of what is not zipped, of its lines. ``file``: one that the
    system knows, at its beginning.

    Raises FileNotRead, TooManyRows, TooMuchText, and what ``read_cells`` and ``decode`` do.
    """
    beginning = file.read(len(ZIPPED))
    if beginning != ZIPPED:
        return read_cells(decode(_lines(beginning, file)), separator)
    try:
        found = json.loads(read_apart(unpack, file, LIMITS))
    except (NotPrinted, PressStopped):
        raise FileNotRead from None
    if found["rows"] > MOST_ROWS:
        raise TooManyRows(rows=found["rows"], most=MOST_ROWS)
    if found["cells"] is None:
        raise TooMuchText
    return read_cells(write_cells(found["cells"]), "\t")


def _lines(beginning: bytes, file: IO[bytes]) -> bytes:
    """All of it. Raises TooMuchText."""
    content = beginning + file.read(MOST_LINES_BYTES)
    if len(content) > MOST_LINES_BYTES:
        raise TooMuchText
    return content


def unpack(file: IO[bytes]) -> bytes:
    """In the child, as JSON: {"rows": how many say something, "cells": all of them, null: they are more than
    MOST_TEXT}. Raises NotPrinted."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    numbered: list[tuple[int, list[Any]]] = []
    try:
        book = CalamineWorkbook.from_filelike(file)
        for about in book.sheets_metadata:
            sheet = book.get_sheet_by_name(about.name) if about.visible is SheetVisibleEnum.Visible else None
            lines = enumerate(sheet.iter_rows()) if sheet else ()
            numbered = [(at, row) for at, row in lines if any(cell not in ("", None) for cell in row)]
            if numbered:
                break
    except (CalamineError, ValueError, OSError) as error:
        raise NotPrinted(f"no workbook: {type(error).__name__}") from None
    cells = _cells(spread(numbered)) if len(numbered) <= MOST_ROWS else []
    return json.dumps({"rows": len(numbered), "cells": cells}, ensure_ascii=False).encode()


def _cells(rows: Sequence[Sequence[Any]]) -> list[list[str]] | None:
    cells, characters = list[list[str]](), 0
    for row in rows:
        cells.append([_words(cell)[: MOST_CELL + 1] for cell in row[: MOST_COLUMNS + 1]])
        characters += sum(map(len, cells[-1]))
        if characters > MOST_TEXT:
            return None
    return cells


def _words(value: Any) -> str:
    """As somebody would type it: days as 2017-04-03, hours as 09:00, whole numbers without a point."""
    for kind, words in _KINDS:
        if isinstance(value, kind):
            return words(value)
    return str(value).replace("\r\n", "\n").replace("\0", "")


def _moment(value: datetime) -> str:
    return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"


def _length(value: timedelta) -> str:
    minutes = round(value.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


_KINDS: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (bool, lambda value: "yes" if value else "no"),
    (datetime, _moment),
    (date, lambda value: f"{value:%Y-%m-%d}"),
    (time, lambda value: f"{value:%H:%M}"),
    (timedelta, _length),
    (float, lambda value: str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)),
)
