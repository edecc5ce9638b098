"""When the sessions of an earlier visit are in a new one, in zones and nights that are traps."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventapp.planning.likeness import Days

OLD = {"first_day": date(2017, 4, 3), "last_day": date(2017, 4, 6), "timezone": "Europe/Oslo"}
HOUR = timedelta(hours=1)


def days(**new: object) -> Days:
    return Days.of(OLD, OLD | new)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of April 2017, on Oslo's clocks, two hours ahead of UTC."""
    return datetime(2017, 4, day, hour, minute, tzinfo=UTC) - 2 * HOUR


def test_the_same_visit_has_the_same_times() -> None:
    assert days().times(at(4, 9), at(4, 10)) == {"starts": at(4, 9), "ends": at(4, 10)}


def test_the_clock_stays_when_the_offset_is_another() -> None:
    winter = days(first_day=date(2018, 1, 8), last_day=date(2018, 1, 11))
    assert winter.times(at(3, 9), at(3, 10))["starts"] == datetime(2018, 1, 8, 8, tzinfo=UTC)


@pytest.mark.parametrize(("day", "kept"), [(2, True), (4, True), (5, False), (6, False), (7, True)])
def test_a_shorter_visit_has_no_time_for_what_was_on_a_later_day(day: int, kept: bool) -> None:
    """What was before the visit or after it stays so far from its beginning."""
    times = days(last_day=date(2017, 4, 4)).times(at(day, 9), at(day, 10))
    assert times == ({"starts": at(day, 9), "ends": at(day, 10)} if kept else {"starts": None, "ends": None})


def test_what_would_be_in_the_hour_that_clocks_skip_is_an_hour_later_and_no_shorter() -> None:
    night = days(first_day=date(2018, 3, 25), last_day=date(2018, 3, 28))
    assert night.times(at(3, 2, 30), at(3, 3, 15)) == {
        "starts": datetime(2018, 3, 25, 1, 30, tzinfo=UTC),
        "ends": datetime(2018, 3, 25, 2, 15, tzinfo=UTC),
    }
