"""The draft as conflicts are found in it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from eventapp.core.db import db
from eventapp.programme.conflicts import ConflictKind, Planned, Span
from eventapp.programme.scheduled import Scheduled, read_schedule
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus
from eventapp.programme.ways import Position
from eventapp.visits.queries import get_visit
from tests.factories import make_room, make_session, make_slot, make_speaker, make_venue, make_visit, text

STARTS, ENDS = datetime(2017, 4, 3, 7, tzinfo=UTC), datetime(2017, 4, 3, 8, 30, tzinfo=UTC)


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit().id


def scheduled(visit: int) -> Scheduled:
    return read_schedule(get_visit("oslo"))


def test_what_is_read(visit: int) -> None:
    hall = make_venue(visit)
    make_venue(visit, "barn", latitude=None, longitude=None)
    room = make_room(hall.id)
    opening = make_session(visit, venue_id=hall.id, room_id=room.id, everybody=True, places=45)
    off = make_session(visit, "off", kind=Kind.DISCUSSION, status=SessionStatus.CANCELLED)
    make_session(visit, "later", starts_at=None, ends_at=None)
    kari, ola, per = (make_speaker(visit, code, name=code) for code in ("kari", "ola", "per"))
    make_slot(opening.id, kari.id, minutes=30)
    make_slot(opening.id, ola.id, minutes=None, status=SlotStatus.INVITED)
    make_slot(opening.id, per.id, minutes=60, status=SlotStatus.DECLINED)
    make_slot(off.id, kari.id)
    found = scheduled(visit)
    known = {each.code: each for each in found.schedule.sessions}
    assert sorted(known["opening"].people) == ["kari", "ola"]
    assert known == {
        "opening": Planned(
            "opening",
            Span(STARTS, ENDS),
            venue="town-hall",
            room="hall",
            people=known["opening"].people,
            slot_minutes=30,
            seats=45,
            everybody=True,
        ),
        "off": Planned("off", Span(STARTS, ENDS), Kind.DISCUSSION, people=("kari",), slot_minutes=45, cancelled=True),
    }
    assert (found.schedule.days, found.schedule.timezone) == ((date(2017, 4, 3), date(2017, 4, 6)), "Europe/Oslo")
    assert found.schedule.ways.positions == {"town-hall": Position(59.91, 10.73)}
    assert found.schedule.capacities == {("town-hall", "hall"): 40}
    assert found.places == {"opening": ("town-hall", "hall")}
    assert found.names["room", "town-hall/hall"] == text("Great hall")
    assert found.names["speaker", "kari"] == {"": "kari"}
    assert ("speaker", "per") not in found.names


def test_another_visit_s_sessions_are_in_nobody_s_way(visit: int) -> None:
    kari = make_speaker(visit)
    for code in ("opening", "other"):
        make_slot(make_session(visit, code).id, kari.id)
    other = make_visit(slug="bergen").id
    make_slot(make_session(other, "third").id, make_speaker(other).id)
    assert [(each.kind, each.sessions) for each in scheduled(visit).conflicts()] == [
        (ConflictKind.SPEAKER_TWICE, ("opening", "other"))
    ]


def test_as_many_statements_for_any_size(visit: int) -> None:
    seen = []

    def count(*arguments: object) -> None:
        seen.append(arguments[2])

    facts = get_visit("oslo")
    hall = make_venue(visit)
    for number in range(9):
        made = make_session(visit, f"s{number}", venue_id=hall.id, starts_at=STARTS + timedelta(hours=number))
        make_slot(made.id, make_speaker(visit, f"p{number}").id)
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert len(read_schedule(facts).schedule.sessions) == 9
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert len(seen) == 5


def test_a_venue_s_hours_are_those_of_the_visit_s_days_and_of_its_sessions(visit: int) -> None:
    hall = make_venue(visit, hours="Mo-Tu 9-12; 2017-04-05 10-12")
    make_venue(visit, "barn")
    make_session(visit, venue_id=hall.id)
    make_session(
        visit, "late", venue_id=hall.id, starts_at=STARTS + timedelta(days=7), ends_at=ENDS + timedelta(days=7)
    )
    make_session(visit, "on", venue_id=hall.id, starts_at=STARTS + timedelta(days=1), ends_at=ENDS + timedelta(days=1))
    make_session(visit, "off", venue_id=hall.id, starts_at=STARTS + timedelta(days=3), ends_at=ENDS + timedelta(days=3))
    found = scheduled(visit)
    assert list(found.schedule.hours) == ["town-hall"]
    assert [span.starts.day for span in found.schedule.hours["town-hall"]] == [3, 4, 5, 10]
    closed = [each.sessions for each in found.conflicts() if each.kind is ConflictKind.VENUE_CLOSED]
    assert closed == [("off",)]


def test_a_speaker_is_there_when_they_say_so_and_else_always(visit: int) -> None:
    kari = make_speaker(visit, available="2017-04-03 10:00-12:00; 2017-04-04 off")
    ola = make_speaker(visit, "ola")
    for number, code in enumerate(("early", "later", "tuesday", "wednesday")):
        starts = STARTS + (timedelta(days=number - 1) if number > 1 else timedelta(hours=number))
        made = make_session(visit, code, starts_at=starts, ends_at=starts + timedelta(hours=1))
        make_slot(made.id, kari.id)
        make_slot(made.id, ola.id)
    found = scheduled(visit)
    assert list(found.schedule.available) == ["kari"]
    away = [(*each.sessions, each.who) for each in found.conflicts() if each.kind is ConflictKind.NOT_AVAILABLE]
    assert away == [("early", "kari"), ("tuesday", "kari")]


def test_what_is_agreed_with_a_host_is_read(visit: int) -> None:
    make_session(visit, locked=True)
    assert [each.locked for each in scheduled(visit).schedule.sessions] == [True]
