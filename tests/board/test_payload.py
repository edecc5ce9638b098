"""What the board's script is told of a day: little, whole, and safe inside the page."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask

from eventapp.board.payload import KEYS, WORDS, minute, payload
from eventapp.board.reading import Columns, read_board
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus
from eventapp.visits.queries import get_visit
from tests.factories import make_room, make_session, make_slot, make_speaker, make_venue, make_visit, text

DAY = date(2017, 4, 3)
NINE = datetime(2017, 4, 3, 7, 0, tzinfo=UTC)


def packed(language: str = "en", slug: str = "oslo") -> str:
    return payload(read_board(get_visit(slug), language), DAY, Columns.PLACES, 7, "token", 3)


def told(language: str = "en") -> dict[str, Any]:
    return dict(json.loads(packed(language)))


def test_minutes_are_counted_as_scripts_do() -> None:
    assert minute(datetime(1970, 1, 1, 1, 0, tzinfo=UTC)) == 60


def test_sessions_places_ways_and_people_of_the_day(app: Flask) -> None:
    visit = make_visit()
    hall = make_venue(visit.id)
    school = make_venue(visit.id, "school", position=2, name=text("School"), latitude=59.95)
    make_venue(visit.id, "nowhere", position=3, name=text("Nowhere"), latitude=None)
    room = make_room(hall.id)
    kari, ola = make_speaker(visit.id), make_speaker(visit.id, "ola", name="Ola")
    values = {"everybody": True, "locked": True, "places": 12, "kind": Kind.SITE_VISIT, "venue_id": hall.id}
    first = make_session(visit.id, "a", title=text("<b> & c"), room_id=room.id, **values)
    make_slot(first.id, kari.id)
    make_slot(first.id, ola.id, status=SlotStatus.DECLINED)
    make_session(visit.id, "b", starts_at=None, ends_at=None, status=SessionStatus.CANCELLED, venue_id=school.id)
    next_day = NINE + timedelta(days=1)
    make_session(visit.id, "tomorrow", starts_at=next_day, ends_at=next_day + timedelta(hours=1))
    found = told()
    starts = minute(NINE)
    assert found["sessions"] == {
        "a": {"t": "<b> & c", "s": starts, "e": starts + 90, "k": "site_visit", "p": "town-hall/hall", "w": ["kari"]}
        | {"n": 12, "a": True, "f": True, "u": True},
        "b": {"t": "Opening", "k": "meeting", "p": "school", "o": True},
    }
    assert found["people"] == {"kari": "Kari Nordmann", "ola": "Ola"}
    assert (found["venues"], found["ways"]) == (["town-hall", "school", "nowhere"], [[], [25], [None, None]])
    assert found["places"][:2] == [["town-hall", "Town hall"], ["town-hall/hall", "Town hall, Great hall"]]
    assert found["capacities"] == {"town-hall/hall": 40}
    assert (found["home"], found["seen"], found["csrf"], found["clock"]) == ("/organise/visits/oslo", 7, "token", ":")
    assert found["account"] == 3
    assert [day for day, _ in found["days"]] == [f"2017-04-0{number}" for number in (3, 4, 5, 6)]


def test_words_are_the_readers_and_nothing_ends_the_script(app: Flask) -> None:
    make_session(make_visit().id, title={"lt": "</script><!--"})
    assert "<" not in packed("lt")
    found = told("lt")
    assert found["words"].keys() == WORDS.keys()
    assert (found["words"]["taken"], found["clock"], len(found["keys"])) == ("užimta", ".", len(KEYS))


def test_a_full_day_is_less_than_thirty_kilobytes_as_sent(app: Flask) -> None:
    """400 sessions in 40 rooms of 10 buildings, 80 people."""
    visit = make_visit()
    rooms = []
    for number in range(10):
        place = {"name": text(f"Building number {number}"), "latitude": 59.9 + number / 50, "position": number}
        venue = make_venue(visit.id, f"venue-{number}", **place)
        rooms += [(venue.id, make_room(venue.id, f"room-{each}", name=text(f"Room {each}")).id) for each in range(4)]
    people = [make_speaker(visit.id, f"speaker-{n}", name=f"Person Number {n * 7919}").id for n in range(80)]
    for number in range(400):
        venue_id, room_id = rooms[number % 40]
        starts = NINE + timedelta(minutes=number // 40 * 60)
        title = {"lt": f"Savivaldybių nuotolinio mokymosi galimybės ir patirtis, {number * 7907 % 1000} dalis"}
        values = {"venue_id": venue_id, "room_id": room_id, "starts_at": starts, "ends_at": starts + timedelta(hours=1)}
        make_slot(make_session(visit.id, f"session-{number}", title=title, **values).id, people[number % 80])
    assert len(gzip.compress(packed("lt").encode())) < 30_000
