"""Rows as a file for a spreadsheet program (pure): words in, bytes out. Every cell is text, and stays text."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel reads a CSV file as UTF-8 only if it begins so.
_BOM: Final = "\ufeff"
_PHONE: Final = re.compile(r"\+\d+")
_FORMULA: Final = re.compile(r"\s*[=+\-@\t\r]")


def harmless(cell: str) -> str:
    """A cell that no program takes for a formula (OWASP, CSV injection); telephone numbers stay as they are."""
    return cell if _PHONE.fullmatch(cell) or not _FORMULA.match(cell) else f"'{cell}"


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180: commas, CRLF; every cell in quotes, which a program can be told to take for text."""
    text = io.StringIO(newline="")
    text.write(_BOM)
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def as_xlsx(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet with its head kept in sight and a filter; ``name``: of the sheet, at most 31 characters."""
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
                sheet.write_string(last, column, cell, plain if last else bold)
        sheet.autofilter(0, 0, last, len(heads) - 1)
    return file.getvalue()
