"""Codes that are drawn."""

import re

from eventapp.visitfiles.codes import draw_code


def test_no_code_is_drawn_twice() -> None:
    taken: set[str] = set()
    drawn = [draw_code(taken) for _ in range(500)]
    assert set(drawn) == taken
    assert len(taken) == 500
    assert all(re.fullmatch("[a-z]{5}", code) for code in drawn)
