"""What people type, in each of its forms; laws over all of them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.visits import typed, values
from eventapp.visits.values import Unfit

HOURS, MINUTES = st.integers(0, 23), st.integers(0, 59)
WITH_MINUTES = (
    *("{h}:{m:02}", "{h:02}:{m:02}", "{h}.{m:02}", "{h:02}.{m:02}", "{h}{m:02}", "{h:02}{m:02}", "kl. {h:02}.{m:02}"),
    *("{h}h{m:02}", "{h} h {m:02}", "{h} val. {m:02} min.", "{h} val. {m} min.", "{h}.{m:02} val.", "KL {h}:{m:02}"),
    *("{h}\u00a0val.\u00a0{m:02}\u00a0min.", " {h}val{m:02}min ", "at {h}:{m:02}", "{h:02}:{m:02}:00"),
)
WHOLE_HOURS = (
    *("{h}", "{h:02}", "{h}00", "{h:02}00", "{h}.00", "{h}:00", "{h}h", "{h} h", "{h} h.", "{h} val.", "{h} val"),
    *("kl. {h}", "kl {h}", "Kl. {h:02}", "kl.{h}", "{h:02} val.", "at {h}"),
)


def read(words: str) -> datetime:
    """As a form reads it, on a day without a clock change."""
    return values.wall_clock(date(2017, 4, 3), typed.clock(words), ZoneInfo("UTC"))


@given(HOURS, MINUTES, st.sampled_from(WITH_MINUTES))
def test_every_form_of_a_time_is_that_time(h: int, m: int, form: str) -> None:
    assert read(form.format(h=h, m=m)) == datetime(2017, 4, 3, h, m, tzinfo=UTC)


@given(HOURS, st.sampled_from(WHOLE_HOURS))
def test_every_form_of_a_whole_hour_is_that_hour(h: int, form: str) -> None:
    assert read(form.format(h=h)) == datetime(2017, 4, 3, h, tzinfo=UTC)


@given(st.integers(1, 12), MINUTES, st.sampled_from(["{h} {s}m", "{h} {s}.m.", "{h}:{m:02}{s}m", "{h}:{m:02} {s}.M."]))
def test_halves_of_the_day(h: int, m: int, form: str) -> None:
    for half, afternoon in (("a", 0), ("p", 12)):
        found = read(form.format(h=h, m=m, s=half))
        assert (found.hour, found.minute) == (h % 12 + afternoon, m if "m:" in form else 0)


@given(HOURS, MINUTES, st.sampled_from(["", ":30", " +02:00", ":30 -03:30"]))
def test_what_the_form_shows_is_read_as_it_stands(h: int, m: int, more: str) -> None:
    shown = f"{h:02}:{m:02}{more}"
    assert typed.clock(shown) == shown


@given(st.text(max_size=12))
def test_reading_twice_changes_nothing_more(words: str) -> None:
    for read_one in (typed.clock, typed.length, typed.day, typed.moment, typed.decimal):
        assert read_one(read_one(words)) == read_one(words)


@pytest.mark.parametrize(
    "words",
    [
        *("24", "24:00", "2400", "25:00", "9:60", "960", "99", "9:5", "9.5", "90000", "9-30", "9 30 30", "9,5", "-9"),
        *("nine", "val.", "kl.", "h30", "9x", "9:00 x", "13 pm", "0 am", "٩", "９", "9.00–10.00", "9 val. 5", "", ":"),
    ],
)
def test_what_is_no_time_stays_as_it_was_typed_and_is_refused(words: str) -> None:
    with pytest.raises(Unfit) as refused:
        read(words)
    assert refused.value.told == values.NO_TIME


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        *(("45", "45"), (" 45 min. ", "45"), ("45min", "45"), ("45 minučių", "45"), ("20 minutter", "20")),
        *(
            ("1 h", "60"),
            ("1h30", "90"),
            ("1 val. 30 min.", "90"),
            ("1,5 h", "90"),
            ("1.25 val.", "75"),
            ("2 t", "120"),
        ),
        *(
            ("1,33 h", "1,33 h"),
            ("an hour", "an hour"),
            ("-5", "-5"),
            ("4.5", "4.5"),
            ("", ""),
            ("h", "h"),
            ("1:30", "1:30"),
        ),
    ],
)
def test_a_length_in_minutes(words: str, minutes: str) -> None:
    assert typed.length(words) == minutes


@pytest.mark.parametrize(
    ("words", "day"),
    [
        *((form, "2017-04-03") for form in ("2017-04-03", "2017.04.03", "2017 4 3", "3.4.2017", "03. 04. 2017")),
        *(
            (words, words)
            for words in ("", "4/3/2017", "2017-04", "3.4.17", "2017-04.03", "2017-04-03 9", "2017-04-031")
        ),
        ("2017-13-03", "2017-13-03"),
    ],
)
def test_a_day(words: str, day: str) -> None:
    assert typed.day(words) == day


@pytest.mark.parametrize("day", ["2017-03-01", "2017.03.01", "1.3.2017"])
@pytest.mark.parametrize("apart", [" ", ", ", "T", "  "])
@pytest.mark.parametrize("clock", ["12:00", "12", "12 val.", "kl. 12.00", "12h"])
def test_a_day_with_a_time(day: str, apart: str, clock: str) -> None:
    assert typed.moment(f"{day}{apart}{clock}") == "2017-03-01 12:00"


@pytest.mark.parametrize("words", ["", "2017-03-01", "12:00", "soon", "2017-03-01x12:00"])
def test_what_is_no_day_with_a_time_stays_as_it_was_typed(words: str) -> None:
    assert typed.moment(words) == words


@pytest.mark.parametrize(
    ("words", "number"),
    [
        *(("59,9139", "59.9139"), ("59.9139", "59.9139"), ("−10,5", "-10.5"), ("+1,0", "+1.0"), ("40", "40")),
        *(("1,2,3", "1,2,3"), (",5", ",5"), ("5,", "5,"), ("a,b", "a,b"), ("", "")),
    ],
)
def test_a_decimal_comma_is_a_decimal_point(words: str, number: str) -> None:
    assert typed.decimal(words) == number


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        *(("2017 balandžio 3 d.", "2017-04-03"), ("2017 m. balandžio 3 d.", "2017-04-03"), ("2017/4/3", "2017-04-03")),
        *(("3. april 2017", "2017-04-03"), ("3 Apr. 2017", "2017-04-03"), ("gegužės 17 d.", "gegužės 17 d.")),
        *(("17 mai 2017", "2017-05-17"), ("2017 gruodžio 31", "2017-12-31"), ("3/4/2017", "3/4/2017")),
    ],
)
def test_a_day_with_its_month_in_words(words: str, read_as: str) -> None:
    assert typed.day(words) == read_as


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        *(("3.4.", "2017-04-03"), ("04.03", "2017-04-03"), ("balandžio 3 d.", "2017-04-03"), ("3 April", "2017-04-03")),
        *(("04-03", "2017-04-03"), ("31.12.", "31.12."), ("30.2.", "30.2."), ("04.05", "2017-04-05"), ("x", "x")),
        *(("2016-04-03", "2016-04-03"), ("04.04 9.30", "2017-04-04 9.30"), ("3/4/2017", "2017-04-03")),
    ],
)
def test_a_day_without_its_year_is_one_around_the_visit(words: str, read_as: str) -> None:
    assert typed.near(words, date(2017, 4, 3), date(2017, 4, 6)) == read_as


def test_what_may_be_either_of_two_days_stays() -> None:
    assert typed.near("04.05", date(2017, 4, 20), date(2017, 4, 21)) == "04.05"
    assert typed.near("2.1.", date(2017, 12, 30), date(2017, 12, 31)) == "2018-01-02"
