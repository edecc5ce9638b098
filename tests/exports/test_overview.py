"""The overview on one sheet: the largest type that fits, down to a floor, and then titles that end honestly."""

from datetime import UTC, datetime, timedelta

import pytest

from eventapp.exports.overview import TYPES, Sheet, lay_out
from eventapp.programme.snapshot import PublicProgramme
from eventapp.programme.timetable import make_timetable
from tests.factories import public_programme, public_session

FIRST = datetime(2017, 4, 3, 6, tzinfo=UTC)


def programme_of(number: int, letters: int) -> PublicProgramme:
    """So many sessions on five days, with titles of so many letters."""
    title = dict.fromkeys(("lt", "en", "nb"), ("Words of five " * 20)[:letters].strip())
    return public_programme(
        *(
            public_session(f"s{n}", title=title, starts_at=start, ends_at=start + timedelta(hours=1))
            for n in range(number)
            for start in (FIRST + timedelta(days=n % 5, minutes=10 * (n // 5)),)
        )
    )


def sheet_of(number: int, letters: int) -> Sheet:
    programme = programme_of(number, letters)
    return lay_out(programme, make_timetable(programme), "en")


@pytest.mark.parametrize(
    ("number", "letters", "style", "cut"),
    [
        (0, 0, "large", False),
        (16, 60, "large", False),
        (30, 60, "middle", False),
        (65, 36, "small", False),
        (65, 44, "smaller", False),
        (65, 90, "least", True),
        (75, 90, "least", True),
        (100, 90, "least", True),
        (400, 90, "smaller", False),  # more than a sheet: it goes on, whole, in a type that can be read
    ],
)
def test_the_more_there_is_the_smaller_the_type(number: int, letters: int, style: str, cut: bool) -> None:
    found = sheet_of(number, letters)
    assert (found.style, found.cut) == (style, cut)


def test_no_type_is_under_seven_points() -> None:
    assert min(each.size for each in TYPES) == 7
    assert sorted(TYPES, key=lambda each: -each.size) == list(TYPES)


def test_a_title_is_cut_at_a_word_and_says_so() -> None:
    session = public_session(title={"en": "Open youth centres and outreach work in the streets", "lt": "Trumpai"})
    assert Sheet("least", 22, cut=True).title(session) == {"en": "Open youth centres …", "lt": "Trumpai"}
    assert Sheet("least", 24, cut=False).title(session) == session.title
    assert (Sheet("least", 22, cut=True).cuts([session]), Sheet("least", 60, cut=True).cuts([session])) == (True, False)
    unbroken = public_session(title={"en": "x" * 80})
    assert Sheet("least", 24, cut=True).title(unbroken) == unbroken.title  # it is broken, not lost
