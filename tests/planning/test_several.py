"""Several sessions in one step: moved by minutes, confirmed; what cannot be is left out, with the reason."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from eventapp.core.db import session, transaction
from eventapp.core.outcomes import Outcome
from eventapp.planning.chosen import LeftOut
from eventapp.planning.several import confirm_sessions, lock_sessions, shift_sessions
from eventapp.programme.models import Session
from eventapp.programme.queries import find_programme
from eventapp.programme.snapshot import SessionStatus
from eventapp.visits.history import history
from tests.factories import make_session, make_venue, make_visit, publish
from tests.planning.test_operations import ACT

NINE = datetime(2017, 4, 3, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit().id


def shift(visit: int, minutes: int, *codes: str, was: datetime | None = NINE) -> Outcome[LeftOut]:
    with transaction():
        return shift_sessions(visit, dict.fromkeys(codes, was), minutes, act=ACT)


def confirm(visit: int, *codes: str) -> Outcome[LeftOut]:
    with transaction():
        return confirm_sessions(visit, dict.fromkeys(codes, NINE), act=ACT)


def row(code: str) -> Session:
    session.expire_all()
    return session.query(Session).filter_by(code=code).one()


def span(code: str) -> tuple[datetime | None, datetime | None]:
    return row(code).starts_at, row(code).ends_at


def test_they_move_together_and_keep_their_length_and_place(visit: int) -> None:
    hall = make_venue(visit).id
    for code in ("a", "b", "other"):
        make_session(visit, code, venue_id=hall)
    assert shift(visit, 30, "a", "b") == Outcome(("a", "b"), {})
    half = timedelta(minutes=30)
    assert [span(code) for code in ("a", "b")] == [(NINE + half, NINE + 2 * HOUR)] * 2
    assert span("other") == (NINE, NINE + 1.5 * HOUR)
    assert {row(code).venue_id for code in ("a", "b")} == {hall}
    assert shift(visit, -45, "a", was=NINE + half) == Outcome(("a",), {})
    assert span("a") == (NINE - timedelta(minutes=15), NINE + timedelta(minutes=75))


def test_each_is_a_line_of_the_history(visit: int) -> None:
    for code in ("a", "b"):
        make_session(visit, code)
    shift(visit, 30, "a", "b")
    entries = [(entry.thing, [change["field"] for change in entry.changes]) for entry in history(visit)]
    assert sorted(entries) == [("session.a", ["starts", "ends"]), ("session.b", ["starts", "ends"])]


def test_what_was_moved_meanwhile_is_left_out_so_sending_twice_moves_once(visit: int) -> None:
    make_session(visit, "a")
    assert shift(visit, 30, "a").done == ("a",)
    assert shift(visit, 30, "a") == Outcome((), {LeftOut.MOVED: ("a",)})
    assert row("a").starts_at == NINE + HOUR / 2


def test_what_is_gone_or_has_no_time_is_left_out(visit: int) -> None:
    make_session(visit, "a")
    make_session(visit, "later", starts_at=None, ends_at=None)
    other = make_visit(slug="bergen").id
    make_session(other, "theirs")
    assert shift(visit, 30, "a", "gone", "theirs") == Outcome(("a",), {LeftOut.GONE: ("gone", "theirs")})
    assert shift(visit, 30, "later", was=None) == Outcome((), {LeftOut.WITHOUT_TIME: ("later",)})
    assert row("theirs").starts_at == NINE


def test_by_nothing_nothing_moves(visit: int) -> None:
    make_session(visit, "a")
    assert shift(visit, 0, "a") == Outcome((), {LeftOut.SO_ALREADY: ("a",)})
    assert not list(history(visit))


def test_an_hour_that_clocks_skip_is_none(visit: int) -> None:
    evening = datetime(2017, 3, 26, 0, 30, tzinfo=UTC)  # 1.30 in Oslo; at 2.00 clocks go to 3.00
    make_session(visit, "night", starts_at=evening, ends_at=evening + HOUR)
    assert shift(visit, 60, "night", was=evening) == Outcome((), {LeftOut.NO_SUCH_HOUR: ("night",)})
    assert shift(visit, 120, "night", was=evening).done == ("night",)
    assert span("night") == (evening + HOUR, evening + 2 * HOUR)  # 3.30, an hour later than 1.30


def test_what_is_locked_stays_until_it_is_unlocked(visit: int) -> None:
    make_session(visit, "a")

    def lock(locked: bool) -> Outcome[LeftOut]:
        with transaction():
            return lock_sessions(visit, {"a": NINE, "gone": NINE}, locked=locked, act=ACT)

    assert lock(True) == Outcome(("a",), {LeftOut.GONE: ("gone",)})
    assert lock(True) == Outcome((), {LeftOut.SO_ALREADY: ("a",), LeftOut.GONE: ("gone",)})
    assert shift(visit, 30, "a") == Outcome((), {LeftOut.LOCKED: ("a",)})
    assert confirm(visit, "a").done == ("a",)
    assert lock(False).done == ("a",)
    assert shift(visit, 30, "a").done == ("a",)


def test_confirmed_are_those_that_can_be(visit: int) -> None:
    make_session(visit, "a")
    make_session(visit, "b", status=SessionStatus.CONFIRMED)
    make_session(visit, "c", status=SessionStatus.CANCELLED)
    assert confirm(visit, "a", "b", "c") == Outcome(("a",), {LeftOut.SO_ALREADY: ("b",), LeftOut.CANCELLED: ("c",)})
    assert [row(code).status for code in "abc"] == ["confirmed", "confirmed", "cancelled"]


def test_readers_see_it_with_the_next_release_and_calendars_are_told(visit: int) -> None:
    make_session(visit, "a")
    publish(visit)
    shift(visit, 30, "a")
    before = find_programme(visit)
    assert before is not None
    assert before.sessions[0].starts_at == NINE
    publish(visit)
    after = find_programme(visit)
    assert after is not None
    assert (after.sessions[0].starts_at, after.sessions[0].sequence) == (NINE + HOUR / 2, 1)
