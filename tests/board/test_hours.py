"""A day as rows: which hours are drawn or folded, where lines stand, also in the nights in which clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.board.hours import Ruler, days_of, ruler, whole_day
from eventapp.programme.conflicts import Span

OSLO = ZoneInfo("Europe/Oslo")
DAY = date(2017, 4, 4)


def at(clock: str, day: date = DAY) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OSLO).astimezone(UTC)


def span(start: str, end: str) -> Span:
    return Span(at(start), at(end))


def shown(found: Ruler) -> list[str]:
    """Each stretch by the clock, folded ones in brackets."""
    words = [f"{each.span.starts.astimezone(OSLO):%H}-{each.span.ends.astimezone(OSLO):%H}" for each in found.stretches]
    return [f"({word})" if each.folded else word for word, each in zip(words, found.stretches, strict=True)]


def test_hours_in_which_nothing_is_are_one_line_but_one_hour_alone_stays() -> None:
    found = ruler(DAY, OSLO, [span("09:00", "10:30"), span("12:00", "13:00"), span("16:00", "16:05")])
    assert shown(found) == ["(00-08)", "08-11", "11-12", "12-13", "(13-16)", "16-18", "(18-00)"]
    assert found.rows_of(span("09:00", "10:30")) == (14, 32)
    assert found.rows_of(span("16:00", "16:05")) == (63, 64)
    assert found.rows == 87


def test_lines_stand_at_hours_and_at_quarters_in_use() -> None:
    found = ruler(DAY, OSLO, [span("09:15", "10:40")])
    lines = [(line.row, f"{line.at:%H:%M}", line.is_hour) for line in found.lines]
    assert lines == [
        (1, "00:00", True),
        (2, "08:00", True),
        (14, "09:00", True),
        (17, "09:15", False),
        (26, "10:00", True),
        (38, "11:00", True),
        (50, "12:00", True),
    ]


def test_whoever_asks_sees_every_hour() -> None:
    assert shown(ruler(DAY, OSLO, [span("09:00", "10:00")], whole=True)) == ["00-00"]


def test_a_day_with_nothing_has_the_hours_of_an_office() -> None:
    assert shown(ruler(DAY, OSLO, [])) == ["(00-08)", "08-17", "(17-00)"]


def test_thirty_hours_are_cut_at_midnight_and_keep_open_only_where_they_begin_and_end() -> None:
    long = Span(at("20:00"), at("20:00") + timedelta(hours=30))
    assert shown(ruler(DAY, OSLO, [long])) == ["(00-19)", "19-22", "(22-00)"]
    middle = ruler(DAY + timedelta(days=1), OSLO, [long])
    assert shown(middle) == ["(00-00)"]
    assert middle.rows_of(long) == (1, 2)
    assert shown(ruler(DAY + timedelta(days=2), OSLO, [long])) == ["00-03", "(03-00)"]
    assert list(days_of(long, OSLO)) == [DAY + timedelta(days=number) for number in range(3)]


def test_what_ends_at_midnight_is_on_one_day() -> None:
    assert list(days_of(Span(at("22:00"), whole_day(DAY, OSLO).ends), OSLO)) == [DAY]


@pytest.mark.parametrize(
    ("day", "hours", "clocks"),
    [(date(2017, 3, 26), 23, ["00", "01", "03", "04"]), (date(2017, 10, 29), 25, ["00", "01", "02", "02", "03"])],
)
def test_the_nights_in_which_clocks_change_have_their_hours(day: date, hours: int, clocks: list[str]) -> None:
    found = ruler(day, OSLO, [], whole=True)
    assert found.rows == hours * 12
    assert [f"{line.at:%H}" for line in found.lines][: len(clocks)] == clocks


def test_an_hour_that_comes_twice_has_rows_of_its_own_each_time() -> None:
    day = date(2017, 10, 29)
    first, second = (datetime(2017, 10, 29, hour, tzinfo=UTC) for hour in (0, 1))  # 02:00 in summer, in winter
    found = ruler(day, OSLO, [], whole=True)
    assert found.rows_of(Span(first, second)) == (25, 37)
    assert found.rows_of(Span(second, second + timedelta(minutes=30))) == (37, 43)


minutes = st.integers(0, 24 * 60 - 1)


@given(st.lists(st.tuples(minutes, st.integers(1, 600)), max_size=8), st.booleans())
def test_later_is_never_higher_and_nothing_lies_outside(pairs: list[tuple[int, int]], whole: bool) -> None:
    midnight = whole_day(DAY, OSLO).starts
    spans = [Span(midnight + timedelta(minutes=a), midnight + timedelta(minutes=a + b)) for a, b in pairs]
    found = ruler(DAY, OSLO, spans, whole=whole)
    rows = sorted((each, found.rows_of(each)) for each in spans)
    for (first, (top, after)), (second, (below, _)) in pairwise(rows):
        assert top <= below
        if first.ends <= second.starts and (second.starts - first.starts) % timedelta(minutes=5) == timedelta():
            assert top < below or after == top + 1
    assert all(1 <= top < after <= found.rows + 1 for _, (top, after) in rows)
