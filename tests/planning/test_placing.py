"""Sessions placed: written, told to the history, refused; sent twice and by two."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from eventapp.core.db import session, transaction
from eventapp.planning.chosen import LeftOut
from eventapp.planning.errors import NothingMoved, PlaceGone
from eventapp.planning.moves import Moves, Target
from eventapp.planning.placing import place_sessions
from eventapp.programme.models import Session
from eventapp.visits.history import history
from tests.factories import make_room, make_session, make_venue, make_visit
from tests.planning.test_operations import ACT
from tests.planning.test_several import NINE, row, span

TUESDAY = date(2017, 4, 4)
HOUR = timedelta(hours=1)


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_room(make_venue(visit).id)
    for code in ("a", "b"):
        make_session(visit, code)
    return visit


def place(visit: int, target: Target, **chosen: datetime | None) -> Moves:
    with transaction():
        return place_sessions(visit, chosen, target, act=ACT)


def lies(code: str) -> tuple[datetime | None, bool, bool]:
    found: Session = row(code)
    return found.starts_at, found.venue_id is not None, found.room_id is not None


def test_it_is_written_with_a_line_of_the_history_for_each(visit: int) -> None:
    found = place(visit, Target(TUESDAY, "14:30", ("town-hall", "hall")), a=NINE, b=NINE)
    at = datetime(2017, 4, 4, 12, 30, tzinfo=UTC)
    assert [move.code for move in found.moves] == ["a", "b"]
    assert [span(code) for code in "ab"] == [(at, at + 1.5 * HOUR)] * 2
    assert lies("a") == (at, True, True)
    entries = {entry.thing: [change["field"] for change in entry.changes] for entry in history(visit)}
    assert entries == {f"session.{code}": ["starts", "ends", "venue", "room"] for code in "ab"}
    place(visit, Target(None, place=("", "")), a=at)
    assert lies("a") == (None, False, False)


def test_sent_twice_it_moves_once_and_says_that_it_is_so(visit: int) -> None:
    target = Target(TUESDAY, "14:30")
    assert place(visit, target, a=NINE).moves
    assert place(visit, target, a=NINE) == Moves((), {"a": LeftOut.SO_ALREADY})
    assert len(list(history(visit))) == 1


def test_what_a_colleague_has_moved_stays_where_they_put_it(visit: int) -> None:
    place(visit, Target(TUESDAY, "14:30"), a=NINE)
    with pytest.raises(NothingMoved) as refused:
        place(visit, Target(TUESDAY, "16:00"), a=NINE)
    assert refused.value.left_out == {"a": LeftOut.MOVED}
    found = place(visit, Target(TUESDAY, "16:00"), a=NINE, b=NINE, gone=NINE)
    assert found.left_out == {"a": LeftOut.MOVED, "gone": LeftOut.GONE}
    assert [f"{row(code).starts_at:%H:%M}" for code in "ab"] == ["12:30", "14:00"]


def test_refused_nothing_is_written(visit: int) -> None:
    for place_ in (("gone", ""), ("town-hall", "gone")):
        with pytest.raises(PlaceGone):
            place(visit, Target(TUESDAY, "14:30", place_), a=NINE, b=NINE)
    other = make_visit(slug="bergen").id
    make_venue(other, "library")
    with pytest.raises(PlaceGone):
        place(visit, Target(TUESDAY, "14:30", ("library", "")), a=NINE)
    assert session.query(Session).filter_by(starts_at=NINE).count() == 2
    assert not list(history(visit))
