"""The draft as the board shows it: its columns and days, in the reader's words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask

from eventapp.board.picture import EVERYONE
from eventapp.board.reading import Board, Columns, Tab, read_board
from eventapp.programme.conflicts import Severity
from eventapp.programme.snapshot import SlotStatus
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit
from tests.factories import (
    make_organisation,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    text,
)

DAY = date(2017, 4, 3)


def board(visit: Visit, language: str = "en") -> Board:
    return read_board(get_visit(visit.slug), language)


def columns(visit: Visit, by: Columns = Columns.PLACES) -> list[tuple[str, str, str]]:
    heads = board(visit).picture(DAY, by).heads
    return [(head.column.key, head.column.title, head.column.sub) for head in heads]


def test_places_are_rooms_and_venues_without_any_and_no_place_at_last(app: Flask) -> None:
    visit = make_visit()
    hall = make_venue(visit.id)
    make_room(hall.id)
    make_room(hall.id, "small", position=2, name=text("Small hall"), capacity=None)
    make_venue(visit.id, "school", position=2, name=text("School"))
    rooms = [("town-hall/hall", "Great hall", "Town hall · 40 seats"), ("town-hall/small", "Small hall", "Town hall")]
    assert columns(visit) == [*rooms, ("school", "School", ""), ("", "No place yet", "")]
    make_session(visit.id, venue_id=hall.id)  # in the building, in none of its rooms
    assert columns(visit)[0] == ("town-hall", "Town hall", "in no room")


def test_speakers_are_those_of_the_day_and_a_session_of_two_stands_twice(app: Flask) -> None:
    visit = make_visit()
    session, later = make_session(visit.id), make_session(visit.id, "later", **on(1))
    for number, (code, of, status) in enumerate(
        [
            ("kari", session, SlotStatus.INVITED),
            ("ola", session, SlotStatus.CONFIRMED),
            ("per", session, SlotStatus.DECLINED),
            ("siv", later, SlotStatus.CONFIRMED),
        ]
    ):
        make_slot(of.id, make_speaker(visit.id, code, position=number, name=code.title()).id, status=status)
    assert columns(visit, Columns.SPEAKERS) == [("kari", "Kari", ""), ("ola", "Ola", ""), ("", "Nobody speaks", "")]
    cards = board(visit).picture(DAY, Columns.SPEAKERS).cards
    assert [(card.column, card.again) for card in cards] == [("kari", False), ("ola", True)]


def test_hosts_are_organisations_with_a_venue_and_each_session_stands_with_its_venues(app: Flask) -> None:
    visit = make_visit()
    host = make_organisation(visit.id, "host", name="Oslo kommune")
    make_organisation(visit.id, "guest", position=2)
    venue = make_venue(visit.id, organisation_id=host.id)
    make_session(visit.id, "a", venue_id=venue.id)
    make_session(visit.id, "b")
    assert columns(visit, Columns.HOSTS) == [("host", "Oslo kommune", ""), ("", "No host", "")]
    cards = board(visit).picture(DAY, Columns.HOSTS).cards
    assert {card.entry.code: card.column for card in cards} == {"a": "host", "b": ""}


def on(days: int, hours: float = 1) -> dict[str, Any]:
    starts = datetime(2017, 4, 3, 7, 0, tzinfo=UTC) + timedelta(days=days)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=hours)}


def test_days_are_those_of_the_visit_and_of_sessions_with_their_clashes(app: Flask) -> None:
    visit = make_visit()
    speaker = make_speaker(visit.id)
    for code in ("a", "b"):
        make_slot(make_session(visit.id, code, **on(1)).id, speaker.id)
    make_session(visit.id, "outside", **on(9, hours=30))
    found = board(visit)
    assert found.tabs == [
        Tab(date(2017, 4, 3), 0),
        Tab(date(2017, 4, 4), 1),
        Tab(date(2017, 4, 5), 0),
        Tab(date(2017, 4, 6), 0),
        Tab(date(2017, 4, 12), 1),
        Tab(date(2017, 4, 13), 0),
    ]
    told = found.clashes()["a"]
    assert [(severity, clash.sentence, clash.sessions) for severity, clash in told] == [
        (Severity.CLASH, "Kari Nordmann speaks in two places at once.", (("b", "Opening"),))
    ]


def test_a_long_visit_has_the_days_with_sessions(app: Flask) -> None:
    visit = make_visit(ends_on=date(2017, 5, 20))
    assert len(board(visit).tabs) == 48  # until there is any
    make_session(visit.id, **on(20))
    assert [tab.day for tab in board(visit).tabs] == [date(2017, 4, 23)]


def test_without_a_time_it_is_beside_the_board_and_words_are_the_readers(app: Flask) -> None:
    visit = make_visit()
    venue = make_venue(visit.id)
    make_session(visit.id, starts_at=None, ends_at=None, venue_id=venue.id, room_id=make_room(venue.id).id)
    found = board(visit, "lt")
    told = [(each.title, found.place(each)) for each in found.untimed]
    assert told == [("Opening (lt)", "Town hall (lt), Great hall (lt)")]
    picture = found.picture(DAY, Columns.PLACES)
    assert picture.cards == []
    assert EVERYONE not in [head.column.key for head in picture.heads]
