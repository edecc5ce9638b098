"""Files for spreadsheet programs, opened by one: no formula, no lost letter, telephone numbers as they were."""

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from eventapp.core.text import clean_line
from eventapp.exports.spreadsheet import Cell, Style, as_csv, as_xlsx, harmless
from eventapp.people import listing
from eventapp.registration.jobs import put_in_place
from tests.at_desk import DESK, statements
from tests.factories import make_organisation, make_visit
from tests.hostile import BAD, WORDS
from tests.registration.people import join

LIST = f"{DESK}/registrations"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
AS_TEXT = "--infilter=CSV:44,34,76,1,,0,true"  # a comma, a quote, UTF-8, from line 1, …, quoted cells are text
HEADS = [
    *("Family name", "Given name", "Organisation", "State", "E-mail", "Telephone", "Position"),
    *("Diet", "More about the diet", "What else we should know", "Language of our letters", "Registered"),
]
Opened = Callable[[bytes, str], list[list[str]]]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """What LibreOffice sees in a file: every cell, which has to be text, and no formula."""
    if shutil.which("soffice") is None:
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell("soffice is missing: apt-get install libreoffice-calc-nogui")

    def open_file(body: bytes, name: str) -> list[list[str]]:
        (tmp_path / name).write_bytes(body)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        reading = [AS_TEXT] if name.endswith(".csv") else []
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "fods",
            "--outdir",
            str(tmp_path / "out"),
            *reading,
        ]
        subprocess.run([*command, tmp_path / name], check=True, capture_output=True, timeout=120)
        (made,) = (tmp_path / "out").iterdir()
        return [cells for row in ET.parse(made).iter(f"{{{TABLE}}}table-row") if (cells := list(texts(row)))]  # noqa: S314 - LibreOffice's own

    return open_file


def texts(row: ET.Element) -> list[str]:
    found = []
    for cell in row.iter(f"{{{TABLE}}}table-cell"):
        assert f"{{{TABLE}}}formula" not in cell.attrib, ET.tostring(cell)
        words = "\n".join("".join(part.itertext()) for part in cell)
        assert not words or cell.attrib[f"{{{OFFICE}}}value-type"] == "string", ET.tostring(cell)
        found += [words] * min(int(cell.attrib.get(f"{{{TABLE}}}number-columns-repeated", "1")), len(HEADS))
    return found[: len(HEADS)] if any(found) else []


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_organisation(visit)
    join(visit, "a@example.org", organisation="birzai", other_organisation="", position="=cmd()|' /C calc'!A0")
    hostile = {"family_name": "@SUM(1+1)", "given_name": "-2+3", "position": "+1+cmd()", "needs": "ąčęėįšųūž\næøå ÆØÅ"}
    join(visit, "b@example.org", other_organisation="Brønnøysund „kommune“, „x“", phone="+4740612345", **hostile)
    put_in_place()
    return visit


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_spreadsheet_program_finds_text_and_nothing_else(
    visit: int, desk: FlaskClient, opened: Opened, ending: str
) -> None:
    answer = desk.get(f"{LIST}.{ending}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="oslo-registrations.{ending}"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    mark = "'" if ending == "csv" else ""
    heads, second, first = opened(answer.data, f"file.{ending}")
    assert heads == HEADS
    assert first == [
        *("Ąžuolaitė", "Žydrūnė", "Biržų rajono savivaldybė", "confirmed", "a@example.org", "+37061234567"),
        *(f"{mark}=cmd()|' /C calc'!A0", "No special diet", "", "", "Lietuvių", "2017-03-01 13:00"),
    ]
    assert second == [
        *(f"{mark}@SUM(1+1)", f"{mark}-2+3", "Brønnøysund „kommune“, „x“", "confirmed", "b@example.org", "+4740612345"),
        *(f"{mark}+1+cmd()", "No special diet", "", "ąčęėįšųūž\næøå ÆØÅ", "Lietuvių", "2017-03-01 13:00"),
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_words_that_break_other_programs_stay_text(app: Flask, desk: FlaskClient, opened: Opened, ending: str) -> None:
    """As they are kept: without what cannot be printed, in one line and composed."""
    visit = make_visit().id
    typed = [word for word in map(clean_line, (*WORDS, *BAD)) if 0 < len(word) <= 200]
    for number, word in enumerate(typed):
        join(visit, f"p{number:02}@example.org", family_name=f"N{number:02}", position=word)
    put_in_place()
    _, *rows = opened(desk.get(f"{LIST}.{ending}").data, f"file.{ending}")
    position = HEADS.index("Position")
    written = [harmless(word) if ending == "csv" else word for word in typed]
    assert [row[position] for row in rows] == written


@pytest.mark.parametrize(("query", "rows"), [("?organisation=birzai", 1), ("?status=cancelled", 0), ("", 2)])
def test_files_have_the_chosen_people(visit: int, desk: FlaskClient, query: str, rows: int) -> None:
    read = list(csv.reader(io.StringIO(desk.get(f"{LIST}.csv{query}").text)))
    assert len(read) == rows + 1
    assert desk.get(f"{LIST}.xlsx{query}").data.startswith(b"PK")


def test_more_people_than_are_read_at_once(visit: int, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "AT_ONCE", 2)
    for number in range(5):
        join(visit, f"{number}@example.org")
    assert len(list(csv.reader(io.StringIO(desk.get(f"{LIST}.csv").text)))) == 8
    assert desk.get(f"{LIST}.xlsx").data.startswith(b"PK")


def test_a_longer_list_costs_as_many_statements(visit: int, desk: FlaskClient) -> None:
    before = [statements(desk, f"{LIST}.{ending}") for ending in ("csv", "xlsx")]
    for number in range(5):
        join(visit, f"{number}@example.org")
    assert [statements(desk, f"{LIST}.{ending}") for ending in ("csv", "xlsx")] == before


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    rows = [[cell.replace("\0", "").replace("\r", "") for cell in row] for row in rows]
    encodable = [[cell.encode("utf-8", "ignore").decode() for cell in row] for row in rows]
    text = as_csv(["a", "b"], encodable).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["a", "b"],
        *([harmless(cell) for cell in row] for row in encodable),
    ]


@given(st.text(), st.sampled_from("=+-@\t\r"))
def test_nothing_that_begins_like_a_formula_does_so_any_more(text: str, sign: str) -> None:
    cell = harmless(sign + text)
    assert cell.startswith("'") or cell[1:].isdigit()


NUMBERS: list[list[Cell]] = [["=1", Decimal("-2.5"), 3], ["-2", "", Decimal("1200.25")]]


def test_numbers_are_numbers_in_csv_also_below_zero_and_text_in_a_workbook_as_all_else() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx("A", ["a", "b", "c"], NUMBERS, ",")))
    assert book.get_sheet_by_index(0).to_python() == [["a", "b", "c"], ["=1", "-2,5", "3"], ["-2", "", "1200,25"]]
    assert as_csv(["a", "b", "c"], NUMBERS).decode() == ('\ufeff"a","b","c"\r\n"\'=1",-2.5,3\r\n"\'-2","",1200.25\r\n')


@pytest.mark.parametrize(
    ("language", "chosen", "line"),
    [
        *[("lt", "", '"a";2,5'), ("nb", "", '"a";2,5'), ("en", "", '"a",2.5')],
        *[("lt", ",", '"a",2.5'), ("en", ";", '"a";2.5'), ("nb", "|", '"a";2,5')],
    ],
)
def test_cells_are_parted_as_programs_in_that_language_read_them(language: str, chosen: str, line: str) -> None:
    body = as_csv(["x", "y"], [["a", Decimal("2.5")]], Style.of(language, chosen))
    assert body.decode("utf-8-sig").split("\r\n")[1] == line


def test_an_organiser_gets_the_file_of_their_language_and_the_other_one(visit: int, desk: FlaskClient) -> None:
    page = desk.get(f"{LIST}?l=lt").text
    assert f'href="{LIST}.csv?separator=%2C"' in page
    assert desk.get(f"{LIST}.csv").text.startswith('\ufeff"Pavardė";"Vardas";')
    assert desk.get(f"{LIST}.csv?separator=%2C").text.startswith('\ufeff"Pavardė","Vardas",')
    assert f'href="{LIST}.csv?separator=%3B"' in desk.get(f"{LIST}?l=en").text
