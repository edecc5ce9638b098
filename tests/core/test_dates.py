"""Dates and times as people write them in each language: each form word for word."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventapp.core.dates import (
    clock_time,
    date_and_time,
    date_of,
    date_range,
    day_and_month,
    day_heading,
    length,
    long_date,
    short_weekday,
    weekday,
)

APRIL_3, APRIL_6 = date(2017, 4, 3), date(2017, 4, 6)
MAY_2, NEXT_YEAR = date(2017, 5, 2), date(2018, 1, 1)
MOMENT = datetime(2017, 3, 20, 13, 5, tzinfo=UTC)


def plain(words: str) -> str:
    """With ~ for the blank at which no line ends."""
    return words.replace("\u00a0", "~")


@pytest.mark.parametrize(
    ("language", "day", "long", "short", "heading"),
    [
        ("lt", "pirmadienis", "2017~m. balandžio 3~d.", "balandžio 3~d.", "Pirmadienis, balandžio 3~d."),
        ("en", "Monday", "3 April 2017", "3 April", "Monday 3 April"),
        ("nb", "mandag", "3.~april 2017", "3.~april", "Mandag 3.~april"),
    ],
)
def test_a_day(language: str, day: str, long: str, short: str, heading: str) -> None:
    found = (weekday, long_date, day_and_month, day_heading)
    assert [plain(words(language, APRIL_3)) for words in found] == [day, long, short, heading]


@pytest.mark.parametrize(("language", "words"), [("lt", "pr kt"), ("en", "Mon Thu"), ("nb", "man. tor.")])
def test_a_day_of_the_week_where_there_is_little_room(language: str, words: str) -> None:
    assert " ".join(short_weekday(language, day) for day in (APRIL_3, APRIL_6)) == words


@pytest.mark.parametrize(
    ("language", "last", "words"),
    [
        ("lt", APRIL_3, "2017~m. balandžio 3~d."),
        ("lt", APRIL_6, "2017~m. balandžio 3–6~d."),
        ("lt", MAY_2, "2017~m. balandžio 3~d. – gegužės 2~d."),
        ("lt", NEXT_YEAR, "2017~m. balandžio 3~d. – 2018~m. sausio 1~d."),
        ("en", APRIL_3, "3 April 2017"),
        ("en", APRIL_6, "3–6 April 2017"),
        ("en", MAY_2, "3 April – 2 May 2017"),
        ("en", NEXT_YEAR, "3 April 2017 – 1 January 2018"),
        ("nb", APRIL_3, "3.~april 2017"),
        ("nb", APRIL_6, "3.–6.~april 2017"),
        ("nb", MAY_2, "3.~april – 2.~mai 2017"),
        ("nb", NEXT_YEAR, "3.~april 2017 – 1.~januar 2018"),
    ],
)
def test_from_a_day_to_another(language: str, last: date, words: str) -> None:
    assert plain(date_range(language, APRIL_3, last)) == words


def test_a_year_later_on_the_same_day_is_another_year() -> None:
    assert date_range("en", APRIL_3, date(2018, 4, 6)) == "3 April 2017 – 6 April 2018"


@pytest.mark.parametrize(
    ("language", "clock", "words"),
    [
        ("lt", "14.05", "2017~m. kovo 20~d. 14.05~val."),
        ("en", "14:05", "20 March 2017 at 14:05"),
        ("nb", "14.05", "20.~mars 2017 kl.~14.05"),
    ],
)
def test_an_instant_is_told_by_the_clock_of_its_zone(language: str, clock: str, words: str) -> None:
    assert clock_time(language, datetime(2017, 3, 20, 14, 5, tzinfo=UTC)) == clock
    assert plain(date_and_time(language, MOMENT, "Europe/Oslo")) == words


@pytest.mark.parametrize(
    ("language", "clock", "whole"),
    [
        ("lt", "02.30 ({})", "2017~m. spalio 29~d. 02.30~val. ({})"),
        ("en", "02:30 ({})", "29 October 2017 at 02:30 ({})"),
        ("nb", "02.30 ({})", "29.~oktober 2017 kl.~02.30 ({})"),
    ],
)
def test_of_a_time_that_comes_twice_it_is_told_which(language: str, clock: str, whole: str) -> None:
    which = {"lt": "pirmą kartą|antrą kartą", "en": "first time|second time", "nb": "første gang|andre gang"}[language]
    for hour, words in enumerate(which.split("|")):
        instant = datetime(2017, 10, 29, hour, 30, tzinfo=UTC)
        assert clock_time(language, instant.astimezone(ZoneInfo("Europe/Oslo"))) == clock.format(words)
        assert plain(date_and_time(language, instant, "Europe/Oslo")) == whole.format(words)
    later = datetime(2017, 10, 29, 2, 0, tzinfo=UTC).astimezone(ZoneInfo("Europe/Oslo"))
    assert "(" not in clock_time(language, later)


def test_the_day_of_an_instant_is_the_zone_s() -> None:
    late = datetime(2017, 3, 20, 23, 30, tzinfo=UTC)
    days = {zone: date_of("en", late, zone) for zone in ("UTC", "Europe/Oslo", "America/New_York")}
    assert days == {"UTC": "20 March 2017", "Europe/Oslo": "21 March 2017", "America/New_York": "20 March 2017"}


@pytest.mark.parametrize(
    ("language", "minutes", "words"),
    [
        ("en", 45, "45 min"),
        ("en", 120, "2 h"),
        ("lt", 90, "1 val. 30 min."),
        ("nb", 26 * 60 + 5, "26 t 5 min"),
    ],
)
def test_a_length_is_told_in_hours_and_minutes(language: str, minutes: int, words: str) -> None:
    start = datetime(2017, 4, 3, 9, tzinfo=UTC)
    assert length(language, start, start + timedelta(minutes=minutes)).replace("\xa0", " ") == words


def test_a_length_counts_the_minutes_that_pass_when_clocks_change() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    start, end = (datetime(2017, 3, 26, hour, tzinfo=oslo) for hour in (1, 4))
    assert length("en", start.astimezone(UTC), end.astimezone(UTC)).startswith("2")
