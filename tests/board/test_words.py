"""Ways in words, in each language."""

from datetime import UTC, datetime

import pytest

from eventapp.board.stretches import Journey
from eventapp.board.words import length_of_way, who_goes
from eventapp.programme.conflicts import EVERYBODY


def way(needs: int, has: int, far: float | None) -> Journey:
    return Journey("a", "b", datetime(2017, 4, 3, tzinfo=UTC), needs, has, far, ())


@pytest.mark.parametrize(
    ("language", "told", "short", "late"),
    [
        ("en", "28 min, 4.1 km", "28 min", "needs 28 min, has 5"),
        ("lt", "28 min., 4,1 km", "28 min.", "reikia 28 min., yra 5"),
        ("nb", "28 min, 4,1 km", "28 min", "trenger 28 min, har bare 5"),
    ],
)
def test_a_way_is_told_with_its_length_and_one_that_is_too_long_by_what_is_missing(
    language: str, told: str, short: str, late: str
) -> None:
    assert length_of_way(language, way(28, 28, 4.12)).replace("\xa0", " ") == told
    assert length_of_way(language, way(28, 40, None)).replace("\xa0", " ") == short
    assert length_of_way(language, way(28, 5, 4.12)) == late


def test_who_goes_is_named() -> None:
    assert who_goes("en", ("kari", "ola"), str.title) == "Kari, Ola"
    assert who_goes("lt", (EVERYBODY,), str.title) == "Visi"
