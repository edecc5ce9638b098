"""Where something lies in the grid, as classes (pure): the security policy lets no style attribute through.

A number is a class for each of its digits, "r100 r20 r3" for row 123, and the style sheet adds them up; so it needs a
line for each digit, not for each row.
"""

from collections.abc import Iterator

from eventapp.board.picture import Cell


def classes(cell: Cell) -> str:
    """Its row and column (r, x), and how many of each (s, w)."""
    pairs = zip("rsxw", cell, strict=True)
    return " ".join(("at", *(name for letter, number in pairs for name in _digits(letter, number))))


def _digits(letter: str, number: int) -> Iterator[str]:
    for power in (100, 10, 1):
        digit = number // power % 10 if power < 100 else number // power
        if digit:
            yield f"{letter}{digit * power}"
