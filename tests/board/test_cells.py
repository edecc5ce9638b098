"""Positions as classes: the digits of a number add up to it, and the style sheet knows each of them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from eventapp.board.cells import classes
from eventapp.board.picture import Cell
from eventapp.core.paths import PACKAGE

number = st.integers(1, 999)


def test_a_position_is_told_by_its_digits() -> None:
    assert classes(Cell(123, 10, 2, 40)) == "at r100 r20 r3 s10 x2 w40"


@given(number, number, number, number)
def test_they_add_up_and_each_has_its_line(row: int, rows: int, column: int, columns: int) -> None:
    css = (PACKAGE / "static/board.css").read_text()
    names = classes(Cell(row, rows, column, columns)).split()[1:]
    for letter, expected in zip("rsxw", (row, rows, column, columns), strict=True):
        own = [name for name in names if name[0] == letter]
        said = [re.search(rf"\.{name} {{ --{letter}(\d): (\d+); }}", css) for name in own]
        assert sum(int(found[2]) for found in said if found) == expected
        assert len({found[1] for found in said if found}) == len(own)  # each digit is added, none replaces another
