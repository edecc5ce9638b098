"""The board's page: a day, all days, what stands beside it, who may see it, what it costs."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import transaction
from eventapp.core.static import static, static_names
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.programme.snapshot import Kind, SessionStatus
from tests.at_desk import DESK, fields_of, opened, statements, words
from tests.factories import (
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    text,
)
from tests.planning.test_operations import ACT


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit().id


def hours(start: float, end: float, day: int = 3) -> dict[str, Any]:
    """By Oslo's clocks in April."""
    midnight = datetime(2017, 4, day, tzinfo=UTC) - timedelta(hours=2)
    return {"starts_at": midnight + timedelta(hours=start), "ends_at": midnight + timedelta(hours=end)}


def test_a_day_shows_its_sessions_with_all_that_is_known_of_them(visit: int, desk: FlaskClient) -> None:
    hall = make_venue(visit)
    school = make_venue(visit, "school", position=2, name=text("School"), latitude=59.95)
    kari = make_speaker(visit)
    first = make_session(
        visit, "a", title=text("First"), venue_id=hall.id, room_id=make_room(hall.id).id, **hours(9, 10)
    )
    second = make_session(
        visit, "b", title=text("Second"), kind=Kind.DISCUSSION, venue_id=school.id, **hours(10.25, 11)
    )
    for each in (first, second):
        make_slot(each.id, kari.id)
    page = words(opened(desk, "board?day=2017-04-03"))
    assert "Monday 3 April" in page
    assert "Board Time zone: Oslo (Norway)" in page
    assert "09:00 –10:00 First Meeting provisional Kari Nordmann Town hall, Great hall" in page
    assert "needs 25 min, has 15 from Town hall: Kari Nordmann" in page
    assert "10:15 –11:00 Second Discussion" in page
    assert "Kari Nordmann: the way from Town hall to School takes 25 min, and there are only 15 min. First" in page
    assert "1 clash" in page
    assert "15 min free" in page
    assert f'href="{DESK}/sessions/a/move?back=/organise/visits/oslo/board%3Fday%3D2017-04-03"' in opened(
        desk, "board?day=2017-04-03"
    )


def test_what_a_move_has_told_stands_above_it_and_in_no_link(visit: int, desk: FlaskClient) -> None:
    make_session(visit, "a")
    page = opened(desk, "board?day=2017-04-03&changed=2&cancelled=1")
    assert "2 sessions changed, 1 left out: cancelled." in words(page)
    assert "changed=" not in page.split("<main", 1)[1]


def test_days_columns_and_hours_are_links_that_keep_each_other(visit: int, desk: FlaskClient) -> None:
    make_session(visit, **hours(9, 10))
    page = opened(desk, "board?day=2017-04-04&columns=speakers&hours=all")
    for query in ("day=2017-04-03&amp;columns=speakers&amp;hours=all", "day=2017-04-04&amp;hours=all", "day=all"):
        assert f'href="{DESK}/board?{query}' in page
    assert "Fold empty hours" in page
    assert "Nothing is planned for this day." in page


def test_without_a_day_it_is_the_first_and_whatever_is_no_day_of_it_is_not_shown(visit: int, desk: FlaskClient) -> None:
    for query in ("", "?day=yesterday", "?day=2030-01-01", "?columns=colours"):
        assert "Monday 3 April" in words(opened(desk, f"board{query}"))


def test_all_days_have_titles_alone(visit: int, desk: FlaskClient) -> None:
    make_session(visit, "a", title=text("First"), **hours(9, 10))
    make_session(visit, "b", title=text("Second"), **hours(9, 10, day=5))
    page = words(opened(desk, "board?day=all"))
    assert page.index("Monday 3 April") < page.index("First") < page.index("Wednesday 5 April") < page.index("Second")
    assert "09:00" not in page


def test_beside_it_is_what_has_no_time_and_what_was_removed(visit: int, desk: FlaskClient) -> None:
    make_session(visit, "a", title=text("Sometime"), starts_at=None, ends_at=None)
    make_session(visit, "b", title=text("Dropped"))
    with transaction():
        remove_item(visit, Key("session", "b"), act=ACT)
    page = opened(desk, "board")
    assert "Without a time Sometime" in words(page)
    assert 'aria-label="Put back: Dropped"' in page
    assert f'href="{DESK}/removed"' in page


@pytest.mark.parametrize(
    ("starts", "length", "day", "told"),
    [
        (hours(23, 24)["starts_at"], 120, "2017-04-03", "23:00 –01:00 (next day)"),
        (hours(23, 24)["starts_at"], 120, "2017-04-04", "23:00 –01:00 (next day) since 3 April"),
        (hours(20, 21)["starts_at"], 1800, "2017-04-04", "20:00 –02:00 (5 April) since 3 April"),
        (hours(9, 10)["starts_at"], 5, "2017-04-03", "09:00 –09:05"),
    ],
)
def test_over_midnight_thirty_hours_and_five_minutes(
    visit: int, desk: FlaskClient, starts: datetime, length: int, day: str, told: str
) -> None:
    make_session(visit, starts_at=starts, ends_at=starts + timedelta(minutes=length))
    assert told in words(opened(desk, f"board?day={day}"))


@pytest.mark.parametrize(
    ("starts", "told"),
    [
        (datetime(2017, 3, 26, 0, 30, tzinfo=UTC), "01:30 –03:30"),  # one hour later: two o'clock never comes
        (datetime(2017, 10, 29, 0, 30, tzinfo=UTC), "02:30 (first time) –02:30 (second time)"),
    ],
)
def test_a_night_in_which_clocks_change(app: Flask, desk: FlaskClient, starts: datetime, told: str) -> None:
    day = starts.date()
    visit = make_visit(starts_on=day, ends_on=day)
    make_session(visit.id, starts_at=starts, ends_at=starts + timedelta(hours=1))
    assert told in words(opened(desk, f"board?day={day}&hours=all"))


def test_strangers_sign_in_and_there_is_no_board_of_no_visit(
    visit: int, client: FlaskClient, desk: FlaskClient
) -> None:
    assert client.get(f"{DESK}/board").headers["Location"].startswith("/sign-in")
    assert desk.get("/organise/visits/none/board").status_code == 404


def test_what_colleagues_change_is_told_and_whoever_has_seen_it_gets_nothing(visit: int, desk: FlaskClient) -> None:
    make_session(visit, "a", title=text("First"))
    assert desk.get(f"{DESK}/board/changes?since=0").json == {"last": 0, "changes": []}
    with transaction():
        remove_item(visit, Key("session", "a"), act=ACT)
    answer = desk.get(f"{DESK}/board/changes?since=0")
    assert answer.json is not None
    assert [(each["title"], each["code"], each["own"]) for each in answer.json["changes"]] == [("First", "a", True)]
    etag = answer.headers["ETag"]
    assert desk.get(f"{DESK}/board/changes?since=0", headers={"If-None-Match": etag}).status_code == 304
    assert desk.get(f"{DESK}/board/changes?since={answer.json['last']}").json == {**answer.json, "changes": []}
    for odd in ("", "x", "-1", "9" * 30):
        assert desk.get(f"{DESK}/board/changes?since={odd}").status_code == 200


def test_of_changes_strangers_learn_nothing(visit: int, client: FlaskClient) -> None:
    assert client.get(f"{DESK}/board/changes").headers["Location"].startswith("/sign-in")


def large_day(visit: int, sessions: int, rooms: int) -> None:
    """All on one day, in many rooms, with a speaker each for ten."""
    venue = make_venue(visit)
    room_ids = [make_room(venue.id, f"r{number}", position=number).id for number in range(rooms)]
    speakers = [make_speaker(visit, f"p{number}", position=number).id for number in range(sessions // 10 + 1)]
    for number in range(sessions):
        start = 8 + number // rooms
        values: dict[str, Any] = {"position": number, "venue_id": venue.id, "room_id": room_ids[number % rooms]}
        row = make_session(visit, f"s{number}", status=SessionStatus.CONFIRMED, **values, **hours(start, start + 0.75))
        if number % 10 == 0:
            make_slot(row.id, speakers[number // 10])


@pytest.mark.parametrize("query", ["day=2017-04-03", "day=2017-04-03&columns=speakers", "day=all"])
def test_as_many_statements_for_a_large_day_as_for_a_small_one(visit: int, desk: FlaskClient, query: str) -> None:
    large_day(visit, 2, 2)
    counted = statements(desk, f"{DESK}/board?{query}")
    other = make_visit(slug="large", ends_on=date(2017, 4, 4)).id
    large_day(other, 80, 40)
    assert statements(desk, f"/organise/visits/large/board?{query}") == counted


def test_all_days_offer_the_last_step_back_and_lead_back_to_themselves(visit: int, desk: FlaskClient) -> None:
    make_session(visit, "a", title=text("Opening"), **hours(9, 10))
    typed = {"start": "11", "keep": "length", "sure": "1"}
    moved = desk.post(f"{DESK}/sessions/a/move", data=fields_of(opened(desk, "sessions/a/move")) | typed)
    assert moved.status_code == 303, words(moved.text)
    page = opened(desk, "board?day=all")
    assert "Undo: Opening: changed" in words(page)
    assert 'name="back" value="/organise/visits/oslo/board?day=all"' in page


def test_all_scripts_are_named_on_the_page_so_that_none_waits_for_another(visit: int, desk: FlaskClient) -> None:
    page = opened(desk, "board")
    named = set(re.findall(r'<link rel="modulepreload" href="([^"]+)">', page))
    assert named == {static(name) for name in static_names() if name.startswith("board/")}
    ends = re.findall(r'<link rel="expect" href="#([^"]+)"', page)
    assert [page.count(f'id="{name}"') for name in ends] == [1]
