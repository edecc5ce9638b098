"""Days and hours as people write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core import dates
from eventapp.visitfiles import timewords
from eventapp.visitfiles.timewords import (
    Span,
    WhichDay,
    instants,
    is_later,
    read_clock,
    read_day,
    read_length,
    read_span,
)
from eventapp.visits.values import NEVER_SHOWN, Unfit

OSLO = ZoneInfo("Europe/Oslo")
VISIT = tuple(date(2017, 4, day) for day in range(3, 7))
FORTNIGHT = tuple(date(2017, 4, 1) + timedelta(days=n) for n in range(14))


@pytest.mark.parametrize(
    "words",
    [
        *("2017-04-03", "2017.04.03", "2017 04 03", "2017/04/03", "3.4.2017", "03.04.2017", "3. 4. 2017", "03/04/2017"),
        *("4/3/2017", "04/03/17", "04-03", "04 03", "3.4.", "03.04", "3/4", "4/3", "42828", "2017-04-03 00:00:00"),
        *("2017 m. balandžio 3 d.", "balandžio 3 d.", "balandžio 3", "Balandis 3", "3 d.", "3", "3."),
        *(
            "3 April 2017",
            "April 3",
            "April 3rd, 2017",
            "3rd of April",
            "Apr 3",
            "3. april",
            "3. april 2017",
            "3. apr.",
        ),
        *("pirmadienis", "Pirmadienį", "PIRMADIENIS", "pr", "Monday", "Mon", "mandag", "man."),
        *("Pirmadienis, balandžio 3 d.", "Monday 3 April", "mandag 3. april", "pr 04-03", "Monday (2017-04-03)"),
        *("1 diena", "Day 1", "dag 1", "1. dag", "1-oji diena"),
    ],
)
def test_a_day_is_found_among_those_of_the_visit(words: str) -> None:
    assert read_day(words, VISIT) == date(2017, 4, 3)


@given(st.sampled_from(VISIT), st.sampled_from(["lt", "en", "nb"]))
def test_days_as_our_pages_write_them_are_read(day: date, language: str) -> None:
    for written in (dates.long_date, dates.day_and_month, dates.day_heading, dates.weekday):
        assert read_day(written(language, day), VISIT) == day


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("04/05/2017", (date(2017, 5, 4), date(2017, 4, 5))),
        ("05/04", (date(2017, 4, 5), date(2017, 5, 4))),
    ],
)
def test_what_may_be_two_days_of_the_visit_is_asked(words: str, days: tuple[date, ...]) -> None:
    with pytest.raises(WhichDay) as which:
        read_day(words, [date(2017, 4, 1) + timedelta(days=n) for n in range(40)])
    assert set(which.value.days) == set(days)


def test_a_day_of_the_week_that_comes_twice_is_asked() -> None:
    with pytest.raises(WhichDay) as which:
        read_day("Monday", FORTNIGHT)
    assert which.value.days == (date(2017, 4, 3), date(2017, 4, 10))


def test_a_day_of_the_week_that_is_another_date_is_asked() -> None:
    with pytest.raises(WhichDay) as which:
        read_day("Tuesday, 3 April", VISIT)
    assert which.value.told == timewords.OTHER_WEEKDAY
    assert which.value.days == (date(2017, 4, 3), date(2017, 4, 4))


@pytest.mark.parametrize("words", ["2018-04-03", "9 d.", "Sunday", "3 May", "31.12.", "12345"])
def test_another_day_than_the_visits_is_told(words: str) -> None:
    with pytest.raises(Unfit) as unfit:
        read_day(words, VISIT)
    assert unfit.value.told == timewords.OTHER_DAY


@pytest.mark.parametrize("words", ["soon", "9:00", "32.13.", "2017-02-30", "day 0", "1 2 3 April", "99999999999999"])
def test_what_is_no_day_is_told(words: str) -> None:
    with pytest.raises(Unfit) as unfit:
        read_day(words, VISIT)
    assert unfit.value.told == timewords.NO_DAY


@pytest.mark.parametrize(
    "words",
    [
        *("9–10.30", "9:00-10:30", "09:00 – 10:30", "9.00—10.30", "0900-1030", "9 val. – 10 val. 30 min."),
        *(
            "nuo 9 iki 10.30",
            "from 9 to 10:30",
            "kl. 9 til 10.30",
            "kl. 9–10.30",
            "9 am - 10:30 am",
            "9:00:00-10:30:00",
        ),
        "nuo 9.00 iki 10.30 val.",
    ],
)
def test_hours_are_read(words: str) -> None:
    assert read_span(words) == Span("09:00", "10:30")


@pytest.mark.parametrize("words", ["9", "9:00", "9.00 val.", "kl. 9", "9-", "09:00:00", "1899-12-31 09:00:00"])
def test_a_beginning_alone_is_read(words: str) -> None:
    assert read_span(words) == Span("09:00", None)


@pytest.mark.parametrize("words", ["-", "morning", "9-10-11", "25", "9:75", "–10", "24:30", "9;10"])
def test_what_are_no_hours_is_told(words: str) -> None:
    with pytest.raises(Unfit) as unfit:
        read_span(words)
    assert unfit.value.told == timewords.NO_HOURS


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_clock_of_a_file_is_read(hour: int, minute: int) -> None:
    assert read_clock(f"{hour:02}:{minute:02}:00") == read_clock(f"{hour:02}.{minute:02}") == f"{hour:02}:{minute:02}"


def test_lengths_are_read() -> None:
    lengths = {"45": 45, "45 min": 45, "1 val. 30 min.": 90, "1,5 h": 90, "1:30": 90, "01:30:00": 90}
    assert {words: read_length(words) for words in lengths} == {
        words: timedelta(minutes=minutes) for words, minutes in lengths.items()
    }
    for words in ("long", "0", "99999"):
        with pytest.raises(Unfit) as unfit:
            read_length(words)
        assert unfit.value.told == timewords.NO_LENGTH


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2017, 4, day, hour, minute, tzinfo=UTC)


def test_instants_are_those_of_the_visits_clocks() -> None:
    day = VISIT[0]
    assert instants(day, Span("09:00", "10:30"), None, OSLO) == (at(3, 7), at(3, 8, 30))
    assert instants(day, Span("09:00", None), timedelta(minutes=45), OSLO) == (at(3, 7), at(3, 7, 45))
    assert instants(day, Span("22:00", "01:00"), None, OSLO) == (at(3, 20), at(3, 23))
    assert instants(day, Span("22:00", "24:00"), None, OSLO) == (at(3, 20), at(3, 22))


@pytest.mark.parametrize(
    ("span", "told"),
    [(Span("10:00", "09:30"), timewords.ENDS_BEFORE), (Span("10:00", None), timewords.NO_END)],
)
def test_hours_that_cannot_be_are_told(span: Span, told: str) -> None:
    with pytest.raises(Unfit) as unfit:
        instants(VISIT[0], span, None, OSLO)
    assert unfit.value.told == told


def test_an_hour_that_clocks_never_show_is_told() -> None:
    with pytest.raises(Unfit) as unfit:
        instants(date(2017, 3, 26), Span("02:30", "04:00"), None, OSLO)
    assert unfit.value.told == NEVER_SHOWN


def test_words_for_what_is_not_known_yet() -> None:
    assert all(map(is_later, ("TBA", "to be announced", "bus pranešta", "kunngjøres senere", "?")))
    assert not is_later("Monday")
