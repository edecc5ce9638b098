"""Sessions placed: written, told to the history, refused; sent twice and by two."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from eventapp.core.db import session, transaction
from eventapp.planning.chosen import LeftOut
from eventapp.planning.errors import NothingMoved, PlaceGone
from eventapp.planning.moves import Moves, Target
from eventapp.planning.placing import copy_sessions, place_sessions, swap_sessions
from eventapp.programme.models import Session, SpeakerSlot, Venue
from eventapp.programme.snapshot import SlotStatus
from eventapp.undo.operations import undo_step
from eventapp.undo.steps import latest_steps
from eventapp.visits.history import history
from tests.factories import make_room, make_session, make_slot, make_speaker, make_venue, make_visit, publish
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


def test_those_after_it_are_pushed_in_the_same_step_and_what_stops_it_is_named(visit: int) -> None:
    venue = session.query(Venue).one().id
    lying = {"venue_id": venue, "room_id": None}
    for code, hours in (("c", 1), ("d", 2), ("e", 3)):
        starts = NINE + hours * HOUR
        make_session(visit, code, starts_at=starts, ends_at=starts + HOUR, locked=code == "e", **lying)
    make_session(visit, "elsewhere", starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR)
    found = place(visit, Target(date(2017, 4, 3), "09:00", ("town-hall", ""), push=True), a=NINE)
    assert ([move.code for move in found.moves], found.left_out) == (["a", "c", "d"], {"e": LeftOut.LOCKED})
    assert [f"{row(code).starts_at:%H:%M}" for code in ("a", "c", "d", "e", "elsewhere")] == [
        "07:00",
        "08:30",
        "09:30",
        "10:00",
        "08:00",
    ]


def test_two_swap_in_one_step(visit: int) -> None:
    later = NINE + 5 * HOUR
    make_session(visit, "c", starts_at=later, ends_at=later + HOUR, venue_id=session.query(Venue).one().id)
    with transaction():
        swap_sessions(visit, {"a": NINE, "c": later}, act=ACT)
    assert (span("a"), span("c")) == ((later, later + 1.5 * HOUR), (NINE, NINE + HOUR))
    assert (lies("a")[1], lies("c")[1]) == (True, False)
    with transaction():
        again = swap_sessions(visit, {"a": NINE, "c": later}, act=ACT)
    assert (again.moves, set(again.left_out.values())) == ((), {LeftOut.SO_ALREADY})
    assert (span("a")[0], span("c")[0]) == (later, NINE)


def test_two_at_one_time_swap_their_places_once(visit: int) -> None:
    make_session(visit, "c", venue_id=session.query(Venue).one().id)
    seen = {"a": ("", ""), "c": ("town-hall", "")}
    for _ in range(2):
        with transaction():
            swap_sessions(visit, {"a": NINE, "c": NINE}, act=ACT, seen=seen)
    assert (lies("a"), lies("c")) == ((NINE, True, False), (NINE, False, False))
    assert len(list(history(visit))) == 2


def test_two_at_one_time_swap_once_also_by_tickets_that_tell_no_place(visit: int) -> None:
    make_session(visit, "c", venue_id=session.query(Venue).one().id)
    for _ in range(2):
        with transaction():
            swap_sessions(visit, {"a": NINE, "c": NINE}, act=ACT)
    assert (lies("a"), lies("c")) == ((NINE, True, False), (NINE, False, False))
    assert len(list(history(visit))) == 2
    with transaction():
        undo_step(visit, latest_steps(visit, ACT.by).undo or 0, act=ACT)
    with transaction():
        swap_sessions(visit, {"a": NINE, "c": NINE}, act=ACT)  # taken back, it is asked for anew
    assert (lies("a"), lies("c")) == ((NINE, True, False), (NINE, False, False))


def test_a_place_that_a_colleague_has_given_it_stays(visit: int) -> None:
    seen = {"a": ("", "")}
    place(visit, Target(date(2017, 4, 3), "09:00", ("town-hall", "")), a=NINE)
    target = Target(date(2017, 4, 3), "09:00", ("town-hall", "hall"))
    with pytest.raises(NothingMoved) as refused, transaction():
        place_sessions(visit, {"a": NINE}, target, act=ACT, seen=seen)
    assert refused.value.left_out == {"a": LeftOut.MOVED}
    assert lies("a") == (NINE, True, False)


def test_a_copy_is_a_session_of_its_own_to_which_its_speakers_are_invited(visit: int) -> None:
    old = row("a").id
    make_slot(old, make_speaker(visit).id, status=SlotStatus.DECLINED, minutes=20)
    publish(visit)
    with transaction():
        found = copy_sessions(visit, {"a": NINE}, Target(TUESDAY, "14:30", ("town-hall", "hall")), act=ACT)
    code = found.moves[0].code
    copy = row(code)
    assert (span(code)[0], lies(code)[1:]) == (datetime(2017, 4, 4, 12, 30, tzinfo=UTC), (True, True))
    assert (copy.uid != row("a").uid, copy.uid.endswith("@visits.example.org"), copy.title) == (
        True,
        True,
        row("a").title,
    )
    slots = [
        (slot.session_id, slot.status, slot.minutes) for slot in session.query(SpeakerSlot).order_by(SpeakerSlot.id)
    ]
    assert slots == [(old, "declined", 20), (copy.id, "invited", 20)]
    assert [(entry.thing, entry.action) for entry in history(visit)][:2] == [
        (f"session.{code}.slot.kari", "added"),
        (f"session.{code}", "added"),
    ]
    with transaction():
        again = copy_sessions(visit, {"a": NINE}, Target(TUESDAY, "14:30", ("town-hall", "hall")), act=ACT)
    assert again.left_out == {"a": LeftOut.SO_ALREADY}
    with pytest.raises(NothingMoved), transaction():
        copy_sessions(visit, {"gone": NINE}, Target(TUESDAY, "14:30"), act=ACT)


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
