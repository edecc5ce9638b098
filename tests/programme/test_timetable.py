"""Days and rows: every session once, what begins together side by side, in the order of the clock."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.programme.snapshot import PublicSession, SessionStatus
from eventapp.programme.timetable import MANY, Sitting, arrange_rows, find_sitting, make_timetable
from tests.factories import public_programme, public_session

OSLO = "Europe/Oslo"
MIDNIGHT = datetime(2017, 4, 3, tzinfo=UTC)


def session(code: str, start: float, hours: float, status: SessionStatus = SessionStatus.CONFIRMED) -> PublicSession:
    """A session that starts so many hours after MIDNIGHT (UTC)."""
    starts = MIDNIGHT + timedelta(hours=start)
    return public_session(code, starts_at=starts, ends_at=starts + timedelta(hours=hours), status=status)


def sittings_of(*sessions: PublicSession) -> list[Sitting]:
    return [sitting for item in sessions if (sitting := find_sitting(item, OSLO))]


def rows(*sessions: PublicSession) -> list[list[str]]:
    return [_codes(row.sittings) for row in arrange_rows(sittings_of(*sessions))]


def still_on(*sessions: PublicSession) -> list[list[str]]:
    """What each row says to be going on."""
    return [_codes(row.still_on) for row in arrange_rows(sittings_of(*sessions))]


def test_sessions_at_the_same_time_share_a_row_and_one_time() -> None:
    timetable = make_timetable(public_programme(session("a", 9, 1), session("b", 9, 1), session("c", 10, 1)))
    assert [(len(row.sittings), row.share_end) for row in timetable.days[0].rows] == [(2, True), (1, True)]


def test_what_begins_together_and_ends_apart_shares_a_row_the_shortest_first() -> None:
    (row,) = arrange_rows(sittings_of(session("long", 9, 2), session("short", 9, 1)))
    assert (_codes(row.sittings), row.share_end) == (["short", "long"], False)


def test_what_lasts_over_many_stands_alone_before_what_begins_with_it() -> None:
    talks = [session(f"talk-{hour}", hour, 0.75) for hour in (9, 10, 11, 12)]
    desk = session("desk", 9, 4)
    assert rows(*talks, desk) == [["desk"], ["talk-9"], ["talk-10"], ["talk-11"], ["talk-12"]]
    found = arrange_rows(sittings_of(*talks, desk))
    assert [row.lasts_over_many for row in found] == [True, False, False, False, False]
    assert still_on(*talks, desk) == [[], [], [], [], []]


def test_one_less_is_not_many() -> None:
    talks = [session(f"talk-{hour}", hour, 0.75) for hour in (9, 10, 11)]
    assert rows(*talks, session("desk", 9, 3)) == [["talk-9", "desk"], ["talk-10"], ["talk-11"]]


def test_what_merely_overlaps_has_a_row_of_its_own_that_says_so() -> None:
    overlapping = session("a", 9, 1.5), session("b", 10, 1), session("c", 10.5, 1), session("d", 11.5, 1)
    assert rows(*overlapping) == [["a"], ["b"], ["c"], ["d"]]
    assert still_on(*overlapping) == [[], ["a"], ["b"], []]


def test_a_cancelled_session_stands_alone_in_the_order_of_time_and_takes_nobody_s_time() -> None:
    replaced = session("gone", 9, 2, SessionStatus.CANCELLED)
    assert rows(session("a", 9, 1), replaced, session("b", 9.5, 1)) == [["a"], ["gone"], ["b"]]
    assert still_on(session("a", 9, 1), replaced, session("b", 9.5, 1)) == [[], [], ["a"]]
    early = session("early", 8, 9, SessionStatus.CANCELLED)
    assert rows(early, *(session(f"talk-{hour}", hour, 1) for hour in (9, 10, 11, 12)))[0] == ["early"]
    assert not arrange_rows(sittings_of(early, *(session(f"t{hour}", hour, 1) for hour in (9, 10, 11))))[
        0
    ].lasts_over_many


def test_what_goes_on_past_midnight_is_said_in_the_next_day() -> None:
    programme = public_programme(session("party", 20, 4), session("bus", 23, 0.5))  # 22:00 to 02:00, and 01:00
    rows_of_next_day = make_timetable(programme).days[1].rows
    assert [_codes(row.still_on) for row in rows_of_next_day] == [["party"]]


def test_a_session_over_midnight_belongs_to_the_day_it_starts_and_says_so() -> None:
    programme = public_programme(session("late", 20, 3), session("early", 22.5, 1))  # 22:00 and 00:30 in Oslo
    days = make_timetable(programme).days
    assert [(day.day, [item.code for item in day.sessions]) for day in days] == [
        (date(2017, 4, 3), ["late"]),
        (date(2017, 4, 4), ["early"]),
    ]
    assert [day.rows[0].sittings[0].ends_another_day for day in days] == [True, False]


def test_days_outside_the_visit_are_there_and_told_apart() -> None:
    programme = public_programme(session("before", -12, 1), session("in", 9, 1), session("after", 100, 1))
    days = make_timetable(programme).days
    assert [(day.day, day.place) for day in days] == [
        (date(2017, 4, 2), "before"),
        (date(2017, 4, 3), "during"),
        (date(2017, 4, 7), "after"),
    ]


def test_the_visit_s_last_day_is_one_of_its_own_and_the_day_after_is_not() -> None:
    # 23:59 on 6 April and 00:00 on 7 April in Oslo; the visit ends on the 6th
    last, after = 3 * 24 + 22 - 1 / 60, 3 * 24 + 22
    days = make_timetable(public_programme(session("last", last, 1), session("after", after, 1))).days
    assert [(day.day, day.place) for day in days] == [(date(2017, 4, 6), "during"), (date(2017, 4, 7), "after")]


def span(*sessions: PublicSession) -> str:
    """Of the first day, as clocks of Oslo show it."""
    found = make_timetable(public_programme(*sessions)).days[0].span
    return f"{found[0]:%H:%M}-{found[1]:%H:%M}" if found else ""


def test_a_day_goes_from_the_first_beginning_to_the_last_end_of_what_takes_place() -> None:
    off = session("off", 5, 12, SessionStatus.CANCELLED)
    assert span(session("a", 7.5, 5), session("b", 8, 1), session("c", 10, 1), off) == "09:30-14:30"
    assert span(off) == ""


def test_what_ends_on_another_day_ends_a_day_only_where_nothing_else_does() -> None:
    assert span(session("a", 7, 1), session("party", 20, 4)) == "09:00-10:00"
    assert span(session("party", 20, 4)) == "22:00-02:00"


def test_a_time_without_an_end_or_a_beginning_is_to_be_announced() -> None:
    for missing in ({"ends_at": None}, {"starts_at": None}):
        assert find_sitting(public_session("a", **missing), OSLO) is None


def test_the_hour_that_comes_twice_keeps_its_order() -> None:
    first = public_session("first", starts_at=datetime(2017, 10, 29, 0, 50, tzinfo=UTC), ends_at=None)
    second = public_session("second", starts_at=datetime(2017, 10, 29, 1, 10, tzinfo=UTC), ends_at=None)
    twice = [_with_length(item, minutes=10) for item in (second, first)]  # 02:50 and 02:10 on the wall
    assert rows(*twice) == [["first"], ["second"]]


def _with_length(item: PublicSession, *, minutes: int) -> PublicSession:
    assert item.starts_at is not None
    return public_session(item.code, starts_at=item.starts_at, ends_at=item.starts_at + timedelta(minutes=minutes))


SESSIONS = st.lists(
    st.tuples(
        st.integers(0, 400) | st.integers(0, 30), st.integers(1, 40), st.sampled_from(SessionStatus), st.booleans()
    ),
    max_size=14,
)


def made(values: list[tuple[int, int, SessionStatus, bool]]) -> list[PublicSession]:
    """Quarters of an hour from MIDNIGHT; the last value: whether its time is announced."""
    found = [session(f"s{n}", start / 4, length / 4, status) for n, (start, length, status, _) in enumerate(values)]
    return [
        item if timed else public_session(item.code, starts_at=None, ends_at=None, status=item.status)
        for item, (*_, timed) in zip(found, values, strict=True)
    ]


@given(SESSIONS)
def test_every_session_appears_exactly_once_in_the_order_of_the_clock(
    values: list[tuple[int, int, SessionStatus, bool]],
) -> None:
    programme = public_programme(*made(values))
    timetable = make_timetable(programme)
    shown = [item for day in timetable.days for item in day.sessions]
    assert sorted(item.code for item in (*shown, *timetable.unscheduled)) == sorted(s.code for s in programme.sessions)
    assert all(earlier.day < later.day for earlier, later in pairwise(timetable.days))
    for day in timetable.days:
        starts = [row.sittings[0].starts for row in day.rows]
        assert starts == sorted(starts)
        assert all(sitting.starts.date() == day.day for row in day.rows for sitting in row.sittings)


@given(SESSIONS)
def test_a_row_holds_what_begins_at_one_moment(values: list[tuple[int, int, SessionStatus, bool]]) -> None:
    sittings = sittings_of(*made(values))
    live = [item for item in sittings if _live(item)]
    found = arrange_rows(sittings)
    assert [row.starts for row in found] == sorted(row.starts for row in found)
    assert all(len({sitting.starts for sitting in row.sittings}) == 1 for row in found)
    alone = [item for item in sittings if not _live(item) or _lasts_over_many(item, live)]
    together = {item.starts: {other.session.code for other in live if other.starts == item.starts} for item in live}
    expected = [{item.session.code} for item in alone]
    expected += [codes for begun in together.values() if (codes := begun - {item.session.code for item in alone})]
    assert sorted(map(sorted, expected)) == sorted(sorted(_codes(row.sittings)) for row in found)
    marked = {code for row in found if row.lasts_over_many for code in _codes(row.sittings)}
    assert marked == {item.session.code for item in live if _lasts_over_many(item, live)}


@given(SESSIONS)
def test_a_row_says_all_that_is_still_on_and_nothing_else(values: list[tuple[int, int, SessionStatus, bool]]) -> None:
    sittings = sittings_of(*made(values))
    live = [item for item in sittings if _live(item)]
    for row in arrange_rows(sittings):
        others = [item for item in live if item.starts < row.starts < item.ends and not _lasts_over_many(item, live)]
        expected = {item.session.code for item in others} if _live(row.sittings[0]) else set()
        assert (set(_codes(row.still_on)), len(row.still_on)) == (expected, len(expected))


@given(SESSIONS, st.randoms(use_true_random=False))
def test_rows_do_not_ask_who_came_first(values: list[tuple[int, int, SessionStatus, bool]], random: Random) -> None:
    sittings = sittings_of(*made(values))
    mixed = list(sittings)
    random.shuffle(mixed)
    once, again = (
        sorted((row.starts, row.lasts_over_many, sorted(_codes(row.sittings))) for row in arrange_rows(given_so))
        for given_so in (sittings, mixed)
    )
    assert once == again


DAY: list[Callable[[int], tuple[float, float]]] = [
    lambda number: (number / 4, 1),  # each runs into the next ones
    lambda number: (number / 4, 10_000),  # each lasts over all that follow
    lambda number: (0, 1 + number),  # all begin together
    lambda number: (number // 16, 1.5),  # sixteen side by side, and into the next sixteen
]


@pytest.mark.parametrize("shape", DAY)
def test_four_times_the_sessions_cost_little_more_than_four_times_as_much(
    shape: Callable[[int], tuple[float, float]],
) -> None:
    few, many = (
        steps(arrange_rows, sittings_of(*(session(f"s{number}", *shape(number)) for number in range(count))))
        for count in (250, 1000)
    )
    assert many < 4.5 * few


def steps(work: Callable[[Any], object], given: object) -> int:
    """How many lines of the program are run through, each time counted."""
    lines = 0

    def count(frame: FrameType, event: str, argument: object) -> Callable[..., Any]:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work(given)
    finally:
        sys.settrace(before)
    return lines


def _codes(sittings: tuple[Sitting, ...]) -> list[str]:
    return [sitting.session.code for sitting in sittings]


def _live(sitting: Sitting) -> bool:
    return sitting.session.status is not SessionStatus.CANCELLED


def _lasts_over_many(sitting: Sitting, live: list[Sitting]) -> bool:
    return len({other.starts for other in live if sitting.starts < other.starts < sitting.ends}) >= MANY


def test_people_gather_so_long_before_by_the_clock_of_the_visit() -> None:
    starts = datetime(2017, 3, 26, 1, 10, tzinfo=UTC)  # 03:10, ten minutes after clocks are put forward
    session = public_session(starts_at=starts, ends_at=starts + timedelta(hours=1), meeting_minutes=20)
    (sitting,) = sittings_of(session)
    assert sitting.gathers
    assert f"{sitting.gathers:%H:%M %z}" == "01:50 +0100"
    midnight = replace(session, starts_at=datetime(2017, 4, 3, 22, 5, tzinfo=UTC))
    assert [f"{each.gathers:%d %H:%M}" for each in sittings_of(midnight)] == ["03 23:45"]
    unsaid = replace(session, meeting_minutes=None)
    off = replace(session, status=SessionStatus.CANCELLED)
    assert [each.gathers for each in sittings_of(unsaid, off)] == [None, None]
    assert [each.gathers == each.starts for each in sittings_of(replace(session, meeting_minutes=0))] == [True]
