"""Files of spreadsheet programs: what stands in them, and what they may not do."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import xlsxwriter

from eventapp.core import workbook
from eventapp.core.cells import CellTooLong, NothingPasted, NotText, Row, TooManyColumns, TooManyRows, TooMuchText
from eventapp.core.press import Limits
from eventapp.core.workbook import FileNotRead


def read_file(content: bytes, separator: str = "") -> tuple[Row, ...]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return workbook.read_file(file, separator)


HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


def xlsx(write: Callable[[Any, Any], object]) -> bytes:
    """A file with what that writes into its first sheet."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    write(book, book.add_worksheet())
    book.close()
    return file.getvalue()


def of_rows(*rows: list[Any]) -> bytes:
    def write(book: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return xlsx(write)


def with_sheet(parts: Iterator[bytes]) -> bytes:
    """A file whose sheet is that XML, however long."""
    made, plain = io.BytesIO(), zipfile.ZipFile(io.BytesIO(of_rows(["a"])))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for each in plain.infolist():
            if "sheet1" not in each.filename:
                packed.writestr(each, plain.read(each))
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for part in parts:
                sheet.write(part)
    return made.getvalue()


def ods(cells: str) -> bytes:
    made = io.BytesIO()
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        packed.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
        packed.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="a">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return made.getvalue()


def test_days_hours_and_numbers_are_read_as_people_write_them() -> None:
    def write(book: Any, sheet: Any) -> None:
        formats = {name: book.add_format({"num_format": name}) for name in ("yyyy-mm-dd", "hh:mm", "[hh]:mm")}
        sheet.write_row(0, 0, ["Diena", "Pradžia", "Trukmė", "Vietos", "Pavadinimas", "Visi"])
        sheet.write_datetime(1, 0, date(2017, 4, 3), formats["yyyy-mm-dd"])
        sheet.write_datetime(1, 1, time(9, 30), formats["hh:mm"])
        sheet.write_datetime(1, 2, timedelta(minutes=45), formats["[hh]:mm"])
        sheet.write_number(1, 3, 40)
        sheet.write_string(1, 4, "Ąžuolų\nšventė")
        sheet.write_boolean(1, 5, True)
        sheet.write_number(3, 0, 42829.375, formats["yyyy-mm-dd"])  # nine o'clock of the next day
        sheet.write_number(3, 3, 1.5)

    assert read_file(xlsx(write)) == (
        ("Diena", "Pradžia", "Trukmė", "Vietos", "Pavadinimas", "Visi"),
        ("2017-04-03", "09:30", "0:45", "40", "Ąžuolų\nšventė", "yes"),
        ("",) * 6,
        ("2017-04-04 09:00", "", "", "1.5", "", ""),
    )


def test_an_ods_is_read() -> None:
    row = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'
        for words in ("Åpning", "Oslo")
    )
    assert read_file(ods(f"<table:table-row>{row}</table:table-row>")) == (("Åpning", "Oslo"),)


def test_a_csv_is_read_in_its_encoding() -> None:
    assert read_file("Ąžuolas;Šiauliai\nb;c".encode("cp1257")) == (("Ąžuolas", "Šiauliai"), ("b", "c"))
    assert read_file(b"a,b;c", ",") == (("a", "b;c"),)


def test_the_first_sheet_that_is_shown_and_has_anything_counts() -> None:
    def write(book: Any, sheet: Any) -> None:
        hidden = book.add_worksheet()
        hidden.write(0, 0, "hidden")
        hidden.hide()
        book.add_worksheet().write(0, 0, "shown")

    assert read_file(xlsx(write)) == (("shown",),)


def test_what_is_no_workbook_is_refused() -> None:
    whole = of_rows(["a"])
    for content in (whole[:200], b"PK\x03\x04" + b"x" * 500, ods("<table:table-row>")):
        with pytest.raises(FileNotRead):
            read_file(content)
    with pytest.raises(NotText):
        read_file(b"\xd0\xcf\x11\xe0\0\0")
    with pytest.raises(NothingPasted):
        read_file(xlsx(lambda *_: None))


def test_a_large_sheet_is_refused_with_its_number() -> None:
    with pytest.raises(TooManyRows) as many:
        read_file(of_rows(*[["a"]] * 600))
    assert "600" in many.value.text("en")
    with pytest.raises(TooManyColumns):
        read_file(of_rows(["a"] * 60))
    with pytest.raises(CellTooLong):
        read_file(of_rows(["x" * 20_000]))


def test_more_text_than_a_form_takes_is_told_without_being_read() -> None:
    with pytest.raises(TooMuchText):
        read_file(of_rows(*[["x" * 9_000] * 4] * 30))
    assert len(workbook.unpack(io.BytesIO(of_rows(*[["ž" * 9_000] * 4] * 30)))) < 100
    assert len(workbook.unpack(io.BytesIO(of_rows(*[["x" * 9_000]] * 600)))) < 100
    assert len(read_file(of_rows(*[["x" * 9_000] * 4] * 27))) == 27


def test_a_file_that_unpacks_to_more_than_there_is_memory_for_ends_in_the_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corners = HEAD + b'<row r="1"><c r="A1"><v>1</v></c></row>'
    corners += b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + TAIL
    with pytest.raises(FileNotRead):
        read_file(with_sheet(iter([corners])))

    def long() -> Iterator[bytes]:
        yield HEAD + b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
        yield from (b"x" * 1_000_000 for _ in range(60))
        yield b"</t></is></c></row>" + TAIL

    monkeypatch.setattr(workbook, "LIMITS", Limits(cpu_seconds=1, memory_bytes=128 * 1024**2, wall_seconds=3))
    with pytest.raises(FileNotRead):
        read_file(with_sheet(long()))
