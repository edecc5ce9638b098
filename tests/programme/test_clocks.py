"""Nights of a clock change, told at the day and at what goes on meanwhile; on pages and on paper."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.text import LANGUAGES
from eventapp.exports.booklet import booklet
from eventapp.programme.clocks import clock_changes, clocks_meanwhile, clocks_of_day
from eventapp.programme.timetable import Sitting
from tests.factories import make_session, make_visit, public_programme, public_session, publish

OSLO = ZoneInfo("Europe/Oslo")
SATURDAY, SUNDAY = date(2017, 3, 25), date(2017, 3, 26)
AUTUMN = date(2017, 10, 29)
FORWARD = {
    "lt": "Naktį į šią dieną laikrodžiai persukami pirmyn: iš 02.00 į 03.00 val.",
    "en": "In the night to this day clocks go forward from 02:00 to 03:00.",
    "nb": "Natt til denne dagen stilles klokka fram fra 02.00 til 03.00.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_night_to_a_day(language: str) -> None:
    assert clocks_of_day(language, SUNDAY, "Europe/Oslo", [SATURDAY, SUNDAY]) == FORWARD[language]
    assert clocks_of_day(language, SATURDAY, "Europe/Oslo", [SATURDAY, SUNDAY]) == ""


@pytest.mark.parametrize(
    ("day", "zone", "words"),
    [
        (SATURDAY, "Europe/Oslo", "In the night after this day clocks go forward from 02:00 to 03:00."),
        (
            AUTUMN,
            "Europe/Oslo",
            "In the night to this day clocks go back from 03:00 to 02:00: the time from 02:00 to 03:00 comes twice.",
        ),
        (
            AUTUMN - timedelta(days=1),
            "Europe/Vilnius",
            "In the night after this day clocks go back from 04:00 to 03:00",
        ),
        (date(2017, 4, 2), "Australia/Lord_Howe", "clocks go back from 02:00 to 01:30"),
        (date(2017, 3, 31), "Asia/Amman", "clocks go forward from 00:00 to 01:00"),
        (date(2017, 3, 27), "Europe/Oslo", ""),
        (date(2017, 3, 24), "Europe/Oslo", ""),
        (SUNDAY, "UTC", ""),
    ],
)
def test_it_is_told_once_at_the_day_that_is_shown(day: date, zone: str, words: str) -> None:
    told = clocks_of_day("en", day, zone, [day])
    assert words in told
    assert bool(told) is bool(words)


@pytest.mark.parametrize(
    ("starts", "hours", "words"),
    [
        (datetime(2017, 3, 25, 22, tzinfo=UTC), 5, "Meanwhile clocks go forward from 02:00 to 03:00."),
        (datetime(2017, 10, 28, 22, tzinfo=UTC), 5, "Meanwhile clocks go back from 03:00 to 02:00."),
        (datetime(2017, 3, 25, 22, tzinfo=UTC), 3, ""),
        (datetime(2017, 3, 26, 1, tzinfo=UTC), 3, ""),
        (datetime(2017, 4, 3, 7, tzinfo=UTC), 2, ""),
    ],
)
def test_what_goes_on_meanwhile_says_so(starts: datetime, hours: int, words: str) -> None:
    ends = starts + timedelta(hours=hours)
    sitting = Sitting(public_session(), starts.astimezone(OSLO), ends.astimezone(OSLO))
    assert clocks_meanwhile("en", sitting) == words


@given(st.integers(1_400_000_000, 1_900_000_000), st.integers(1, 40))
def test_a_change_is_found_wherever_the_search_begins(second: int, days: int) -> None:
    """Against every hour of the time asked about, one by one."""
    start = datetime.fromtimestamp(second, UTC)
    end = start + timedelta(days=days)
    hours = [start.replace(minute=0, second=0) + timedelta(hours=n) for n in range(days * 24 + 2)]
    offsets = [hour.astimezone(OSLO).utcoffset() for hour in hours]
    naive = [hour for before, here, hour in zip(offsets, offsets[1:], hours[1:], strict=False) if before != here]
    assert [change.at for change in clock_changes(start, end, OSLO)] == [at for at in naive if start < at < end]


NIGHT = {"starts_at": datetime(2017, 3, 25, 22, tzinfo=UTC), "ends_at": datetime(2017, 3, 26, 3, tzinfo=UTC)}
MORNING = {"starts_at": datetime(2017, 3, 26, 8, tzinfo=UTC), "ends_at": datetime(2017, 3, 26, 9, tzinfo=UTC)}


def test_pages_tell_it_at_the_day_and_the_session(app: Flask, client: FlaskClient) -> None:
    visit = make_visit(starts_on=SATURDAY, ends_on=SUNDAY).id
    make_session(visit, "train", **NIGHT)
    make_session(visit, "walk", **MORNING)
    publish(visit)
    page = client.get("/en/oslo/programme").text
    days = re.split('<section class="day"', page)[1:]
    assert [FORWARD["en"] in day for day in days] == [False, True]
    assert ["Meanwhile clocks go forward from 02:00 to 03:00." in day for day in days] == [True, False]
    assert "Meanwhile clocks go forward" in client.get("/en/oslo/sessions/train").text
    assert FORWARD["en"] in client.get("/en/oslo/sessions/walk").text


def test_paper_tells_it_too() -> None:
    sessions = public_session("train", **NIGHT), public_session("walk", **MORNING)
    programme = public_programme(*sessions, starts_on=SATURDAY, ends_on=SUNDAY)
    paper = booklet(programme, "nb", "https://visits.example.org")
    assert FORWARD["nb"] in paper
    assert "I mellomtiden stilles klokka fram fra 02.00 til 03.00." in paper


def test_the_hour_that_comes_twice_is_told_apart_on_pages(app: Flask, client: FlaskClient) -> None:
    visit = make_visit(starts_on=AUTUMN, ends_on=AUTUMN).id
    first = datetime(2017, 10, 29, 0, 30, tzinfo=UTC)
    make_session(visit, "train", starts_at=first, ends_at=first + timedelta(hours=1))
    publish(visit)
    page = client.get("/lt/oslo/programme").text
    assert "02.30 (pirmą kartą)</time>" in page
    assert "02.30 (antrą kartą)</time>" in page
