"""Organisers edit the draft: every kind of thing, refusals at the field, nothing overwritten silently."""

import html
import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.core.text import LANGUAGES
from eventapp.programme.models import Session, SpeakerSlot
from eventapp.programme.snapshot import Kind, SessionStatus, SlotStatus
from eventapp.visits.history import history
from eventapp.visits.models import Visit
from tests.at_desk import DESK, fields_of, save
from tests.factories import (
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
)
from tests.registration.people import join, states

SESSION = {"title-lt": "Pradžia", "title-en": "Start", "title-nb": "Start", "kind": "meeting", "status": "confirmed"}
TIMES = {"day": "2017-04-03", "from": "09:00", "to": "10:30"}


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit(after_the_end=False).id


def at(hour: int, minute: int) -> datetime:
    return datetime(2017, 4, 3, hour, minute, tzinfo=UTC)


def test_a_session_is_added_with_two_slots_in_three_languages(visit: int, desk: FlaskClient) -> None:
    make_speaker(visit, "kari")
    make_speaker(visit, "ola", name="Ola Nordmann")
    answer = save(desk, "sessions/new", **SESSION, **TIMES, code="start")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{DESK}/sessions/start?done=1")
    for speaker in ("kari", "ola"):
        topics = {f"topic-{language}": f"Apie {language}" for language in LANGUAGES}
        added = save(desk, "sessions/start/slots/new", speaker=speaker, minutes="45", status="invited", **topics)
        assert added.status_code == 303
    row = session.scalars(select(Session)).one()
    assert (row.title, row.starts_at.hour, row.ends_at.minute) == (
        {"lt": "Pradžia", "en": "Start", "nb": "Start"},
        7,
        30,
    )
    assert [slot.topic for slot in session.scalars(select(SpeakerSlot))] == [{k: f"Apie {k}" for k in LANGUAGES}] * 2
    listed = desk.get(f"{DESK}/sessions").text
    assert "Kari Nordmann" in listed
    assert "09:00<span>–10:30</span>" in listed
    things = [(entry.action, entry.kind, entry.thing, str(entry.actor.kind)) for entry in history(visit)]
    assert things == [
        ("added", "slot", "session.start.slot.ola", "organiser"),
        ("added", "slot", "session.start.slot.kari", "organiser"),
        ("added", "session", "session.start", "organiser"),
    ]


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("speakers/new", {"name": "Ola", "role-lt": "patarėjas", "website": "https://example.org"}),
        ("venues/new", {"name-nb": "Rådhuset", "street": "Storgata 1", "latitude": "59.91", "longitude": "10.73"}),
        ("organisations/new", {"name": "Varėnos biblioteka", "name_language": "lt", "role": "partner", "places": "3"}),
        ("sessions/new", SESSION),
    ],
)
def test_everything_that_is_added_is_listed_and_opens_as_it_was_typed(
    visit: int, desk: FlaskClient, page: str, typed: dict[str, str]
) -> None:
    answer = save(desk, page, **typed)
    assert answer.status_code == 303
    shown = fields_of(desk.get(answer.headers["Location"]).text)
    assert {name: shown[name] for name in typed} == typed
    again = save(desk, answer.headers["Location"].split("oslo/")[1].split("?")[0])
    assert again.status_code == 303
    assert len(history(visit)) == 1  # saving the same once more is no change


def test_sessions_are_listed_by_what_they_lack(visit: int, desk: FlaskClient) -> None:
    venue = make_venue(visit).id
    opening = make_session(visit, venue_id=venue).id
    make_slot(opening, make_speaker(visit).id, status=SlotStatus.INVITED)
    make_session(visit, "later", starts_at=None, ends_at=None, venue_id=venue)
    make_session(visit, "talk")
    make_session(visit, "lunch", kind=Kind.MEAL)
    make_session(visit, "off", status=SessionStatus.CANCELLED, starts_at=None, ends_at=None)

    def listed(without: str) -> set[str]:
        page = desk.get(f"{DESK}/sessions?without={without}").text
        return set(re.findall(rf'href="{DESK}/sessions/([a-z]+)">', page)) - {"new"}

    assert listed("time") == {"later"}
    assert listed("venue") == {"talk"}
    assert listed("answer") == {"opening"}
    assert listed("") == listed("nonsense") == {"opening", "later", "talk", "lunch", "off"}
    assert len(re.findall("aria-current", desk.get(f"{DESK}/sessions?without=time").text)) == 3
    save(desk, "sessions/talk", place="town-hall")
    assert "nothing is missing here" in desk.get(f"{DESK}/sessions?without=venue").text


def test_a_room_and_a_session_in_it(visit: int, desk: FlaskClient) -> None:
    make_venue(visit)
    assert (
        save(desk, "venues/town-hall/rooms/new", code="hall", capacity="40", **{"name-en": "Hall"}).status_code == 303
    )
    assert save(desk, "sessions/new", **SESSION, place="town-hall/hall").status_code == 303
    row = session.scalars(select(Session)).one()
    assert (row.venue_id is not None, row.room_id is not None) == (True, True)


def test_facts_are_public_at_once_and_more_places_let_people_in(
    visit: int, desk: FlaskClient, client: FlaskClient
) -> None:
    save(desk, "facts/registration", places="0", after_the_end="y")
    join(visit)
    assert states() == {"zydrune@example.org": "waitlisted"}
    assert save(desk, "facts", **{"name-en": "A visit to Oslo"}).status_code == 303
    assert save(desk, "facts/registration", places="1", opens="2017-03-01 12:00").status_code == 303
    assert states() == {"zydrune@example.org": "confirmed"}
    assert "A visit to Oslo" in client.get("/en/oslo/").text
    opens = session.get_one(Visit, visit).registration_opens_at
    assert opens is not None
    assert opens.isoformat() == "2017-03-01T11:00:00+00:00"


@pytest.mark.parametrize(
    ("page", "typed", "field", "words"),
    [
        ("sessions/new", {"title-en": ""}, "title-lt", "at least one language"),
        ("sessions/new", {"title-en": "x" * 201}, "title-en", "at most 200 characters; these are 201"),
        ("sessions/new", {"title-en": "a\x07b"}, "title-en", "cannot be printed"),
        ("sessions/new", {**TIMES, "to": ""}, "to", "belong together"),
        ("sessions/new", {**TIMES, "to": "08:00"}, "to", "not after the beginning"),
        ("sessions/new", {**TIMES, "from": "25:00"}, "from", "Please write a time"),
        ("sessions/new", {**TIMES, "day": "2017-13-03"}, "day", "There is no such day"),
        ("sessions/new", {**TIMES, "day": "2017-03-26", "from": "02:30"}, "from", "Clocks never show 02:30"),
        ("sessions/new", {**TIMES, "day": "2017-10-29", "from": "02:30"}, "from", "02:30 +02:00 or 02:30 +01:00"),
        ("sessions/new", {**TIMES, "day": "2017-10-29", "from": "02:30 +05:00"}, "from", "02:30 +02:00 / 02:30 +01:00"),
        ("sessions/new", {**TIMES, "day": "2017-04-03", "from": "09:00 +05:00"}, "from", "Please write 09:00 +02:00."),
        ("sessions/new", {"code": "Ä"}, "code", "small letters"),
        ("sessions/new", {"code": "opening"}, "code", "taken"),
        ("sessions/new", {"kind": "party"}, "kind", "Not a valid choice"),
        ("speakers/new", {"name": ""}, "name", "Please fill this in."),
        ("speakers/new", {"name": "x", "website": "javascript:alert(1)"}, "website", "begins with http"),
        ("venues/new", {"name-en": "x", "latitude": "59.9"}, "latitude", "belong together"),
        ("sessions/new", {"title-en": "x", "everybody": "y", "optional": "y"}, "everybody", "nobody has to"),
        ("sessions/new", {"title-en": "x", "join_link": "http://example.org"}, "join_link", "begins with https://"),
        ("sessions/new", {"title-en": "x", "join_link": "here"}, "join_link", "web address begins"),
        ("sessions/new", {"title-en": "x", "meeting_minutes": "13 h"}, "meeting_minutes", "from 0 to 720"),
        ("venues/new", {"name-en": "x", "latitude": "599", "longitude": "1"}, "latitude", "degrees from -90 to 90"),
        ("organisations/new", {"name": "x", "name_language": "lt", "places": "many"}, "places", "whole number from 0"),
        ("facts", {"last_day": "2017-04-01"}, "last_day", "not after the beginning"),
        *(
            ("facts/registration", {name: typed}, name, words)
            for name in ("opens", "closes", "queue_until")
            for typed, words in (
                ("2017.03.01", "Please add the time, as in 2017-03-01 12:00."),
                ("tomorrow 12", "Write the day and the time like this: 2017-03-01 12:00."),
                ("2017-02-30 12:00", "There is no such day."),
                ("2027-01-01", "Please add the time, as in 2017-03-01 12:00."),
                ("9999-01-01 12:00", "Write the day and the time like this: 2017-03-01 12:00."),
                ("2017-03-01 25:00", "Write the day and the time like this: 2017-03-01 12:00."),
            )
        ),
        (
            "organisations/new",
            {"name": "x", "name_language": "Lithuanian"},
            "name_language",
            "two letters, for example",
        ),
        ("facts/registration", {"opens": "2017-03-02 12:00", "closes": "2017-03-01 12:00"}, "closes", "not after"),
        ("facts/registration", {"closes": "2017-04-07 00:01"}, "closes", "after the visit’s last day"),
        ("facts/registration", {"opens": "2017-04-08 12:00"}, "opens", "after the visit’s last day"),
        ("facts/registration", {"queue_until": "2017-04-08 12:00"}, "queue_until", "after the visit’s last day"),
        ("facts/registration", {"keep_days": "0"}, "keep_days", "whole number from 1"),
        ("facts/funder", {"audit_until": "2030-01-01", "audit_reason": "x"}, "audit_until", "whose last day is known"),
        (
            "facts/funder",
            {"evidence_until": "2030-01-01", "audit_until": "2030-01-01", "audit_reason": "x"},
            "audit_until",
            "only to a later day",
        ),
        (
            "facts/funder",
            {"evidence_until": "2022-12-31", "audit_until": "2030-01-01"},
            "audit_reason",
            "write down both, or neither",
        ),
        ("facts/funder", {"audit_reason": "x"}, "audit_reason", "write down both, or neither"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_typed_is_lost(
    visit: int, desk: FlaskClient, page: str, typed: dict[str, str], field: str, words: str
) -> None:
    make_session(visit)
    typed = {"kind": "meeting", "status": "confirmed", "title-en": "Start", **typed} if "sessions" in page else typed
    answer = save(desk, page, **typed)
    assert answer.status_code == 422, answer.text
    error = re.search(rf'id="{field}-error">([^<]*)<', answer.text)
    assert error, answer.text[answer.text.index("<main") :]
    assert words in html.unescape(error[1])
    shown = fields_of(answer.text)
    assert {name: shown[name] for name, value in typed.items() if name != "kind"} == {
        name: value for name, value in typed.items() if name != "kind"
    }
    assert not history(visit)


def test_the_last_day_cannot_come_before_the_end_of_registration_unless_that_is_meant(
    visit: int, desk: FlaskClient
) -> None:
    assert (
        save(desk, "facts/registration", closes="2017-04-06 12:00", queue_until="2017-04-07 00:00").status_code == 303
    )
    answer = save(desk, "facts", last_day="2017-04-05")
    assert answer.status_code == 422
    assert "after the visit’s last day" in re.search(r'id="last_day-error">([^<]*)<', answer.text)[1]  # type: ignore[index]
    assert fields_of(answer.text)["last_day"] == "2017-04-05"
    assert save(desk, "facts/registration", after_the_end="y").status_code == 303
    assert save(desk, "facts", last_day="2017-04-05").status_code == 303
    kept = session.get_one(Visit, visit)
    assert (kept.after_the_end, f"{kept.queue_until:%d %H:%M}", kept.ends_on.day) == (True, "06 22:00", 5)
    page = html.unescape(desk.get(f"{DESK}/facts/registration").text)
    assert 'aria-describedby="after_the_end-help"' in page
    assert "the waiting list never stops" in page
    told = html.unescape(re.sub("<[^>]*>", " ", desk.get(f"{DESK}/history").text))
    assert re.search(r"Registration stays open after the visit’s last day\s*:?\s*no\s*→\s*yes", told), told
    assert re.search(r"The waiting list moves until.*7 April 2017 at 00:00", told), told


def test_the_hour_that_comes_twice_can_be_told(visit: int, desk: FlaskClient) -> None:
    times = {"day": "2017-10-29", "from": "02:30 +01:00", "to": "04:00"}
    answer = save(desk, "sessions/new", **SESSION, **times)
    assert answer.status_code == 303
    shown = fields_of(desk.get(answer.headers["Location"]).text)
    assert {name: shown[name] for name in times} == times


def test_a_session_over_midnight(visit: int, desk: FlaskClient) -> None:
    times = {"day": "2017-04-03", "from": "22:00", "to": "02:00", "to_day": "2017-04-04"}
    answer = save(desk, "sessions/new", **SESSION, **times)
    shown = fields_of(desk.get(answer.headers["Location"]).text)
    assert {name: shown[name] for name in times} == times


def test_a_field_that_is_not_sent_is_an_empty_one(visit: int, desk: FlaskClient) -> None:
    token = fields_of(desk.get(f"{DESK}/sessions/new").text)["csrf_token"]
    sent = desk.post(f"{DESK}/sessions/new", data={**SESSION, "place": "", "csrf_token": token})
    assert sent.status_code == 303
    assert len(session.scalars(select(Session)).all()) == 1


def test_an_organisation_is_not_called_as_the_form_calls_all_others(visit: int, desk: FlaskClient) -> None:
    answer = save(desk, "organisations/new", name="x", name_language="lt", role="partner", code="other")
    assert (answer.status_code, "This code is taken" in answer.text) == (422, True)


def test_a_form_without_its_token_is_shown_again_filled(visit: int, desk: FlaskClient) -> None:
    answer = desk.post(f"{DESK}/sessions/new", data={**SESSION, **TIMES})
    assert answer.status_code == 400
    assert fields_of(answer.text)["title-lt"] == "Pradžia"


@pytest.mark.parametrize("page", ["sessions/none", "sessions/none/slots/new", "speakers/none", "venues/none/rooms/x"])
def test_what_is_not_there_is_404(visit: int, desk: FlaskClient, page: str) -> None:
    assert desk.get(f"{DESK}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["sessions/opening", "sessions/new", "facts"])
def test_who_asks_for_the_head_of_a_page_alone_sends_no_form(visit: int, desk: FlaskClient, page: str) -> None:
    make_session(visit)
    assert desk.head(f"{DESK}/{page}").status_code == 200


def test_nothing_of_an_edit_is_public_before_the_release(
    visit: int, app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    make_session(visit)
    publish(visit)
    save(desk, "sessions/opening", **{"title-en": "Secret marker"})
    for path in ("/en/oslo/", "/en/oslo/programme", "/en/oslo/sessions/opening", "/en/oslo/programme.ics"):
        assert "Secret marker" not in client.get(path).text
    publish(visit)
    app.extensions["eventapp.page_caches"].clear()
    assert "Secret marker" in client.get("/en/oslo/sessions/opening").text


def test_an_end_that_clocks_never_show_is_told_at_the_end(desk: FlaskClient) -> None:
    visit = make_visit(ends_on=date(2017, 4, 6), starts_on=date(2017, 3, 25)).id
    make_session(visit, code="night")
    answer = save(desk, "sessions/night", day="2017-03-26", **{"from": "01:30", "to": "02:30"})
    assert answer.status_code == 422
    words = "Clocks never show 02:30 on that day"
    assert re.search(rf'id="to-error">{words}', answer.text)
    assert 'id="from-error"' not in answer.text


def test_sessions_of_a_day_are_listed_by_time_whatever_their_position(visit: int, desk: FlaskClient) -> None:
    make_session(visit, "late", position=1, starts_at=at(13, 0), ends_at=at(14, 0))
    make_session(visit, "early", position=2, starts_at=at(7, 0), ends_at=at(8, 0))
    listed = re.findall(rf'href="{DESK}/sessions/([a-z]+)">', desk.get(f"{DESK}/sessions").text)
    assert [code for code in listed if code != "new"] == ["early", "late"]
