"""Open clashes counted by the day on which they begin, and by session."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from eventapp.planning.clash_counts import clashes_by_session, count_by_day
from eventapp.programme.conflicts import Conflict, ConflictKind, Span
from eventapp.visits.queries import visit_of
from tests.factories import make_session, make_slot, make_speaker, make_visit
from tests.planning.test_several import HOUR, NINE

OSLO = ZoneInfo("Europe/Oslo")


def conflict(hours: int) -> Conflict:
    starts = NINE + timedelta(hours=hours)
    return Conflict(ConflictKind.SPEAKER_TWICE, ("a", "b"), Span(starts, starts + HOUR), "kari")


def test_days_are_those_of_the_visit_s_clocks_in_their_order() -> None:
    found = count_by_day([conflict(15), conflict(0), conflict(1)], OSLO)  # nine in the morning and fifteen hours on
    assert list(found.items()) == [(date(2017, 4, 3), 2), (date(2017, 4, 4), 1)]


def test_a_session_is_in_as_many_as_there_are_of_it(app: Flask) -> None:
    visit = make_visit().id
    kari = make_speaker(visit)
    for code in "abc":
        make_slot(make_session(visit, code).id, kari.id)
    make_session(visit, "d")
    assert clashes_by_session(visit_of(visit)) == {"a": 2, "b": 2, "c": 2}
