"""Rows as a file for a spreadsheet program (pure): cells in, bytes out. Words are text, and stay text."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Final

Cell = str | int | Decimal
COMMA: Final = ","
SEMICOLON: Final = ";"
SEPARATORS: Final = (COMMA, SEMICOLON)
DECIMAL_COMMA: Final = ("lt", "nb")
"""Languages whose spreadsheet programs write 2,5, and so part cells by semicolons."""
CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel reads a CSV file as UTF-8 only if it begins so.
_BOM: Final = "\ufeff"
_PHONE: Final = re.compile(r"\+\d+")
_FORMULA: Final = re.compile(r"\s*[=+\-@\t\r]")


def harmless(cell: str) -> str:
    """A cell that no program takes for a formula (OWASP, CSV injection); telephone numbers stay as they are."""
    return cell if _PHONE.fullmatch(cell) or not _FORMULA.match(cell) else f"'{cell}"


@dataclass(frozen=True, slots=True)
class Style:
    """How a CSV file is written: what parts its cells, and what stands before the decimals of a number."""

    separator: str = COMMA
    point: str = "."

    @classmethod
    def of(cls, language: str, separator: str = "") -> "Style":
        """As programs in that language read it; ``separator``: the one that was chosen, "" for none. A comma that parts
        the cells stands in no number."""
        has_comma = language in DECIMAL_COMMA
        separator = separator if separator in SEPARATORS else SEMICOLON if has_comma else COMMA
        return cls(separator, "," if has_comma and separator != COMMA else ".")


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]], style: Style = Style()) -> bytes:
    """RFC 4180, with CRLF: all words in quotes, which a program can be told to take for text; numbers without."""
    lines = chain([heads], ([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows))
    text = "".join(f"{style.separator.join(_quoted(cell, style.point) for cell in line)}\r\n" for line in lines)
    return f"{_BOM}{text}".encode()


def _quoted(cell: Cell, point: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if isinstance(cell, str) else _said(cell, point)


def _said(cell: Cell, point: str) -> str:
    return f"{cell:f}".replace(".", point) if isinstance(cell, Decimal) else str(cell)


def as_xlsx(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], point: str = ".") -> bytes:
    """One sheet with its head kept in sight and a filter; every cell is text. ``name``: of the sheet, at most 31
    characters; ``point``: before the decimals of a number."""
    import xlsxwriter  # only for those who ask

    file = io.BytesIO()
    # a row is written away as soon as the next one begins
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", name)[:31])
        bold, plain = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, 22)
        last = 0
        for last, row in enumerate(chain([heads], rows)):
            for column, cell in enumerate(row):
                sheet.write_string(last, column, _said(cell, point), plain if last else bold)
        sheet.autofilter(0, 0, last, len(heads) - 1)
    return file.getvalue()
