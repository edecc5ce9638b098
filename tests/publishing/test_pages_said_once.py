"""What pages say once: what is true of all, times, days; and what a speaker's and a place's page say of a session."""

import re
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.clock import utc_now
from eventapp.programme.snapshot import SessionStatus
from tests.factories import make_room, make_session, make_slot, make_speaker, make_venue, make_visit, publish, text

COMING = utc_now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=20)
PROVISIONAL, CONFIRMED = SessionStatus.PROVISIONAL, SessionStatus.CONFIRMED


def coming_visit(**values: Any) -> int:
    days = {"starts_on": COMING.date(), "ends_on": COMING.date() + timedelta(days=3)}
    return make_visit(timezone="UTC", **{**days, **values}).id


def add(visit_id: int, code: str, hour: int = 0, **values: Any) -> int:
    times = {"starts_at": COMING + timedelta(hours=hour), "ends_at": COMING + timedelta(hours=hour + 1)}
    return make_session(visit_id, code, title=text(code.capitalize()), **{**times, **values}).id


def words(client: FlaskClient, path: str) -> str:
    body = client.get(f"/en/oslo/{path}").text.split("<main")[1].split("</main>")[0]
    return " ".join(re.sub("<[^>]*>", " ", body).split())


def test_where_all_is_provisional_it_is_said_once(app: Flask, client: FlaskClient) -> None:
    visit = coming_visit()
    for hour in range(3):
        add(visit, f"s{hour}", hour)
    publish(visit)
    page = words(client, "programme")
    assert "All times are provisional : they are not agreed yet and may change." in page
    assert (page.count("provisional"), page.count("be announced")) == (1, 1)
    assert "The places will be announced." in page
    assert "All times are still provisional." in words(client, "")


def test_of_most_only_the_exceptions_are_marked(app: Flask, client: FlaskClient) -> None:
    visit = coming_visit()
    hall = make_venue(visit).id
    add(visit, "agreed", status=CONFIRMED, venue_id=hall)
    for hour in range(1, 4):
        add(visit, f"s{hour}", hour)
    publish(visit)
    page = words(client, "programme")
    assert "All times but those marked confirmed are provisional" in page
    assert "Meeting confirmed Agreed Town hall" in page
    assert (page.count("provisional"), page.count("be announced")) == (1, 1)
    assert "Where no place is named, it will be announced." in page


def test_of_a_few_each_is_marked(app: Flask, client: FlaskClient) -> None:
    visit = coming_visit()
    hall = make_venue(visit).id
    for hour in range(3):
        add(visit, f"s{hour}", hour, status=CONFIRMED, venue_id=hall)
    add(visit, "open", 4)
    publish(visit)
    page = words(client, "programme")
    assert "Times marked provisional are not agreed yet" in page
    assert "Meeting provisional Open Place to be announced" in page
    assert "confirmed" not in page


def test_a_day_says_from_when_to_when(app: Flask, client: FlaskClient) -> None:
    visit = coming_visit()
    add(visit, "first")
    add(visit, "last", 6)
    publish(visit)
    assert re.search(r"09:00 – 16:00 09:00 to 10:00", words(client, "programme"))


def test_a_speaker_s_page_says_topic_minutes_from_and_to(app: Flask, client: FlaskClient) -> None:
    visit = coming_visit()
    kari, ola = make_speaker(visit).id, make_speaker(visit, "ola", name="Ola").id
    for code, hour in (("talk", 0), ("debate", 30)):
        item = add(visit, code, hour)
        make_slot(item, kari, minutes=20, topic=text(f"About {code}"))
        make_slot(item, ola, minutes=None, topic={}, position=2)
    publish(visit)
    page = words(client, "speakers/kari")
    assert "09:00 to 10:00 Meeting provisional Talk About talk · 20 minutes Ola , An association" in page
    assert "15:00 to 16:00 Meeting provisional Debate About debate · 20 minutes" in page
    assert page.count("Kari Nordmann") == 1
    assert "minute" not in words(client, "speakers/ola")


def test_a_place_s_page_goes_by_day_and_names_rooms_alone(app: Flask, client: FlaskClient) -> None:
    visit = coming_visit()
    venue = make_venue(visit).id
    room = make_room(venue).id
    add(visit, "first", venue_id=venue, room_id=room)
    add(visit, "second", 30, venue_id=venue)
    publish(visit)
    body = client.get("/en/oslo/venues/town-hall").text
    days = re.findall(r'<h2 id="([0-9-]+)">', body)
    assert days == [str(COMING.date()), str(COMING.date() + timedelta(days=1))]
    page = words(client, "venues/town-hall")
    assert "First Great hall" in page
    assert page.count("Town hall") == 1


def test_many_sessions_and_speakers_are_folded_by_day(app: Flask, client: FlaskClient) -> None:
    visit = coming_visit()
    for number in range(25):
        item = add(visit, f"s{number}", number)
        make_slot(item, make_speaker(visit, f"p{number}").id)
        if number == 23:
            publish(visit)
            assert "<details" not in client.get("/en/oslo/").text
    publish(visit)
    app.extensions["eventapp.page_caches"].clear()
    body = client.get("/en/oslo/").text
    assert body.count('<details class="fold">') == 3
    assert [f">S{number}</li>" in body for number in range(25)] == [True] * 25
    assert re.search(r"<summary>25 speakers</summary>", body)


def test_speakers_without_a_session_are_not_listed(app: Flask, client: FlaskClient) -> None:
    visit = coming_visit()
    make_slot(add(visit, "talk"), make_speaker(visit).id)
    make_speaker(visit, "idle", name="Idle Speaker")
    publish(visit)
    page = words(client, "")
    assert ("Kari Nordmann" in page, "Idle Speaker" in page) == (True, False)
