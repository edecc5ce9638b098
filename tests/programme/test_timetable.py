"""Days and rows: every session once, overlaps side by side, in the order of the clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from eventapp.programme.snapshot import PublicSession, SessionStatus
from eventapp.programme.timetable import Row, Sitting, arrange_rows, find_sitting, make_timetable
from tests.factories import public_programme, public_session

OSLO = "Europe/Oslo"
MIDNIGHT = datetime(2017, 4, 3, tzinfo=UTC)


def session(code: str, start: float, hours: float, status: SessionStatus = SessionStatus.CONFIRMED) -> PublicSession:
    """A session that starts so many hours after MIDNIGHT (UTC)."""
    starts = MIDNIGHT + timedelta(hours=start)
    return public_session(code, starts_at=starts, ends_at=starts + timedelta(hours=hours), status=status)


def rows(*sessions: PublicSession) -> list[list[str]]:
    sittings = [sitting for item in sessions if (sitting := find_sitting(item, OSLO))]
    return [[sitting.session.code for sitting in row.sittings] for row in arrange_rows(sittings)]


def test_sessions_at_the_same_time_share_a_row_and_one_time() -> None:
    timetable = make_timetable(public_programme(session("a", 9, 1), session("b", 9, 1), session("c", 10, 1)))
    assert [(len(row.sittings), row.share_time) for row in timetable.days[0].rows] == [(2, True), (1, True)]


def test_a_long_session_holds_together_what_runs_beside_it() -> None:
    assert rows(session("long", 9, 6), session("b", 9.5, 1), session("c", 12, 1), session("after", 15, 1)) == [
        ["long", "b", "c"],
        ["after"],
    ]


def test_a_cancelled_session_stands_alone_beside_what_replaced_it() -> None:
    replaced = session("gone", 9, 2, SessionStatus.CANCELLED)
    assert rows(session("a", 9, 1), replaced, session("b", 9.5, 1)) == [["a", "b"], ["gone"]]


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


def test_a_day_counts_what_takes_place() -> None:
    cancelled, provisional = SessionStatus.CANCELLED, SessionStatus.PROVISIONAL
    programme = public_programme(session("a", 9, 1), session("b", 10, 1, cancelled), session("c", 9, 1, provisional))
    assert make_timetable(programme).days[0].planned == 2


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
    st.tuples(st.integers(0, 400), st.integers(1, 40), st.sampled_from(SessionStatus), st.booleans()), max_size=14
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


@given(SESSIONS, st.randoms(use_true_random=False))
def test_overlap_does_not_ask_who_came_first(
    values: list[tuple[int, int, SessionStatus, bool]], random: Random
) -> None:
    sittings = [sitting for item in made(values) if (sitting := find_sitting(item, OSLO))]
    mixed = list(sittings)
    random.shuffle(mixed)
    assert {_codes(row) for row in arrange_rows(sittings)} == {_codes(row) for row in arrange_rows(mixed)}
    together = {item.session.code: _codes(row) for row in arrange_rows(sittings) for item in row.sittings}
    for one in sittings:
        for other in sittings:
            if _live(one) and _live(other) and one.starts < other.ends and other.starts < one.ends:
                assert together[one.session.code] == together[other.session.code]


def _codes(row: Row) -> frozenset[str]:
    return frozenset(sitting.session.code for sitting in row.sittings)


def _live(sitting: Sitting) -> bool:
    return sitting.session.status is not SessionStatus.CANCELLED
