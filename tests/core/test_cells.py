"""Lines become rows: separators, quotes, encodings, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core import cells
from eventapp.core.cells import (
    CellTooLong,
    NothingPasted,
    NotText,
    TooManyColumns,
    TooManyRows,
    decode,
    find_separator,
    read_cells,
    write_cells,
)

LITHUANIAN = "Pavadinimas;Vieta\nĄžuolų šventė „Čiurlionis“;Įžanginė salė – ūkis\n"
NORWEGIAN = "Tittel;Sted\nÅpning på rådhuset;Bjørvika, Tøyen, Lærerhøgskolen\n"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\nc\td", (("a", "b"), ("c", "d"))),
        ("a;b\r\nc;d\r\n", (("a", "b"), ("c", "d"))),
        ("a,b\nc,d", (("a", "b"), ("c", "d"))),
        ("a;1,5\nb;2,5", (("a", "1,5"), ("b", "2,5"))),
        ("Welcome, coffee\nTour\nLunch", (("Welcome, coffee",), ("Tour",), ("Lunch",))),
        ("a, b\tc\nd\te", (("a, b", "c"), ("d", "e"))),
        ("\ufeffa\tb\n\n\n \t \nc\n\n", (("a", "b"), *[("", "")] * 3, ("c", ""))),  # numbered as they stand there
        ('a\t"two\nlines, ""quoted"""\nb\tc', (("a", 'two\nlines, "quoted"'), ("b", "c"))),
        ('"Kava" su svečiais\tx\n"b"\ty', (('"Kava" su svečiais', "x"), ("b", "y"))),
        ('"not closed\tx\ny\tz', (('"not closed', "x"), ("y", "z"))),
        ("a\rb", (("a",), ("b",))),
        (" a \u00a0\t b", (("a", "b"),)),
    ],
)
def test_lines_become_rows_of_one_length(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert read_cells(text) == rows


def test_a_separator_that_is_chosen_counts() -> None:
    assert read_cells("a, b; c", ",") == (("a", "b; c"),)


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_may_name_the_separator(first: str) -> None:
    """Some programs write one for Excel; with it even a single line of one word with commas is read as it is meant."""
    assert read_cells(f'{first}\r\nName;Note\r\nOna;"a; b, c"\r\n') == (("Name", "Note"), ("Ona", "a; b, c"))


@pytest.mark.parametrize(("text", "found"), [("a\tb;c", "\t"), ("a;b\nc;d,e", ";"), ("a\nb", ""), ("", "")])
def test_the_separator_is_found(text: str, found: str) -> None:
    assert find_separator(text) == found


_cell = st.text(st.characters(exclude_characters="\r\0\ufeff", exclude_categories=["Cs"]), max_size=12).map(
    lambda text: text.strip(" \u00a0")
)


@given(st.lists(st.lists(_cell, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_is_written_reads_as_it_was(rows: list[list[str]]) -> None:
    said = [number for number, row in enumerate(rows) if any(row)]
    if not said:
        return
    width = max(len(rows[number]) for number in said)
    kept = [(row if any(row) else []) for row in rows[: said[-1] + 1]]
    assert read_cells(write_cells(kept), "\t") == tuple((*row, *[""] * (width - len(row))) for row in kept)


def test_lines_far_apart_come_without_what_is_between() -> None:
    assert len(read_cells("a" + "\n" * 1999 + "b")) == 2000
    assert read_cells("a" + "\n" * 2000 + "b") == (("a",), ("b",))


@pytest.mark.parametrize("text", [LITHUANIAN, NORWEGIAN])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_in_each_of_its_forms(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).removeprefix("\ufeff") == text


def test_old_encodings_are_told_apart_by_their_letters() -> None:
    assert decode(LITHUANIAN.encode("cp1257")) == LITHUANIAN
    assert decode("ąčęėįšųūž ĄČĘĖĮŠŲŪŽ".encode("cp1257")) == "ąčęėįšųūž ĄČĘĖĮŠŲŪŽ"
    assert decode(NORWEGIAN.encode("cp1252")) == NORWEGIAN


@pytest.mark.parametrize("content", [b"a\0b", b"\xff\xfea", b"PK\x03\x04\0\0"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(NotText):
        decode(content)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff"])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(NothingPasted):
        read_cells(text)


def test_more_than_can_be_looked_at_is_refused_with_the_number() -> None:
    with pytest.raises(TooManyRows) as many:
        read_cells("a\tb\n" * 10_000)
    assert "10000" in many.value.text("en")
    with pytest.raises(CellTooLong) as long:
        read_cells("a\n" + "x" * 200_000)
    assert "In line 2" in long.value.text("en")
    with pytest.raises(TooManyColumns):
        read_cells("\t" * cells.MOST_COLUMNS + "a")
    with pytest.raises(NotText):
        read_cells("a\0b")
