"""Chosen sessions: the clock on the wall, and words for each reason to leave one out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from eventapp.planning.chosen import NEVER, REASONS, LeftOut, earliest, is_in_years, later, lies_so

OSLO = ZoneInfo("Europe/Oslo")


@given(st.integers(-3000, 3000), st.integers(0, 400_000))
def test_the_clock_shows_so_many_minutes_later(minutes: int, start: int) -> None:
    instant = datetime(2027, 3, 1, tzinfo=UTC) + timedelta(minutes=start)
    found, shown = later(instant, minutes, OSLO), instant.astimezone(OSLO).replace(tzinfo=None, fold=0)
    if found is not None:
        assert found.astimezone(OSLO).replace(tzinfo=None, fold=0) == shown + timedelta(minutes=minutes)
    assert later(instant, 0, OSLO) == instant


def test_no_clock_shows_a_year_that_no_visit_has() -> None:
    eve = datetime(2199, 12, 31, 22, 30, tzinfo=UTC)
    assert (later(eve, 29, OSLO), later(eve, 30, OSLO)) == (eve + timedelta(minutes=29), None)
    assert [is_in_years(each, OSLO) for each in (eve, eve + timedelta(minutes=30))] == [True, False]


def test_the_earliest_is_one_that_can_be_read() -> None:
    nine = datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert earliest([None, NEVER, nine + timedelta(hours=1), nine]) == nine
    assert earliest([None, NEVER]) is None


def test_what_was_seen_is_a_time_and_a_place_where_that_is_known() -> None:
    nine = datetime(2027, 3, 1, 9, tzinfo=UTC)
    fields = {"starts": nine, "venue": "hall", "room": ""}
    places = (None, ("hall", ""), ("hall", "attic"), ("", ""))
    assert [lies_so(fields, nine, place) for place in places] == [True, True, False, False]
    assert not lies_so(fields, None, ("hall", ""))


def test_each_reason_has_words() -> None:
    assert set(REASONS) == set(LeftOut)
