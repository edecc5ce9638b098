"""Hours in a zone of one's own beside the visit's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from eventapp.board.own_zone import clocks_agree, own_hours

OSLO = ZoneInfo("Europe/Oslo")


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2017, 4, day, hour, minute, tzinfo=OSLO)


@pytest.mark.parametrize(
    ("language", "zone", "said"),
    [
        ("lt", "Europe/Vilnius", "15.30–16.15"),
        ("en", "Europe/Vilnius", "15:30–16:15"),
        ("nb", "Europe/Rome", ""),
        ("nb", "", ""),
        ("en", "Asia/Tokyo", "21:30–22:15"),
        ("en", "Pacific/Auckland", "00:30–01:15 (Tue)"),
        ("lt", "Pacific/Auckland", "00.30–01.15 (an)"),
    ],
)
def test_hours_are_told_where_they_are_others_and_the_day_where_it_is_another(
    language: str, zone: str, said: str
) -> None:
    assert own_hours(language, at(14, 30), at(15, 15), zone) == said


def test_an_instant_has_no_end() -> None:
    assert own_hours("nb", at(8), None, "Europe/Vilnius") == "09.00"


@pytest.mark.parametrize(("zone", "agree"), [("Europe/Rome", True), ("Europe/Vilnius", False)])
def test_two_zones_may_have_the_same_clocks(zone: str, agree: bool) -> None:
    assert clocks_agree(date(2017, 4, 3), "Europe/Oslo", zone) is agree
