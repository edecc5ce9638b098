"""A session moved without dragging, and by the board's script: the same address, the same rows."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from eventapp.core.db import session
from eventapp.programme.models import Session
from eventapp.programme.snapshot import SessionStatus
from tests.at_desk import DESK, opened, statements, words
from tests.factories import make_room, make_session, make_venue, make_visit, text
from tests.pages import PageForm, encoded, read_page
from tests.planning.test_several import HOUR, NINE

AT = NINE.isoformat()
HALL = "Town hall, Great hall"
JSON = {"Accept": "application/json"}


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    venue = make_venue(visit).id
    lies = {"venue_id": venue, "room_id": make_room(venue).id}
    make_session(visit, "opening", title=text("Opening"), **lies)
    make_session(visit, "schools", title=text("Schools"), starts_at=None, ends_at=None)
    make_session(visit, "off", title=text("Off"), status=SessionStatus.CANCELLED)
    return visit


def move(desk: FlaskClient, code: str = "opening", **typed: str) -> Any:
    """As a browser sends the form once that is typed."""
    form = next(each for each in read_page(opened(desk, f"sessions/{code}/move")).forms if "/move" in each.action)
    return desk.post(f"{DESK}/sessions/{code}/move", data=dict(form.filled()) | typed)


def do_it(desk: FlaskClient, page: str) -> Any:
    """The button of the page that says what will happen."""
    form = next(each for each in read_page(page).forms if each.action.endswith("/move"))
    return desk.post(form.action, data=encoded(form.filled()), content_type="application/x-www-form-urlencoded")


def ask(desk: FlaskClient, code: str = "opening", *, at: str = AT, **said: str) -> Any:
    """As the board's script does."""
    token = read_page(opened(desk, f"sessions/{code}/move")).forms[-1].value("csrf_token")
    data = {"csrf_token": token, "session": f"{code}@{at}", **said}
    return desk.post(f"{DESK}/sessions/{code}/move", data=data, headers=JSON)


def lies(code: str = "opening") -> str:
    session.expire_all()
    row = session.query(Session).filter_by(code=code).one()
    return f"{row.starts_at:%d %H:%M}–{row.ends_at:%H:%M}" if row.starts_at and row.ends_at else ""


@pytest.mark.parametrize(("said", "told"), [({}, True), ({"everybody": True}, False), ({"optional": True}, False)])
def test_what_goes_on_at_the_same_time_is_told_where_nothing_says_who_attends_which(
    visit: int, desk: FlaskClient, said: dict[str, bool], told: bool
) -> None:
    """For everybody it is a clash, and told as one."""
    make_session(visit, "talk", title=text("Talk"), starts_at=NINE + 4 * HOUR, ends_at=NINE + 5 * HOUR, **said)
    page = opened(desk, "sessions/opening/move")
    form = next(each for each in read_page(page).forms if each.action.endswith("/move"))
    sent = encoded(form.filled({"start": "13:00"}))
    shown = words(desk.post(form.action, data=sent, content_type="application/x-www-form-urlencoded").text)
    assert ("At the same time: Talk . Nothing says who attends which." in shown) is told
    assert ("No new clash of places, speakers or ways." in shown) is ("everybody" not in said)


def test_the_form_shows_where_it_lies_and_what_is_free(visit: int, desk: FlaskClient) -> None:
    page = opened(desk, "sessions/opening/move")
    form = next(each for each in read_page(page).forms if each.action.endswith("/move"))
    assert dict(form.filled()) | {"csrf_token": ""} == {
        "csrf_token": "",
        "session": f"opening@{AT}@town-hall/hall",
        "back": "",
        "day": "2017-04-03",
        "start": "09:00",
        "end": "",
        "keep": "length",
        "place": "=",
    }
    assert f"Opening Monday 3 April, 09:00–10:30, {HALL}" in words(page)
    assert "Great hall – free – 40 seats" in words(page)


def test_a_place_says_by_whom_it_is_taken(visit: int, desk: FlaskClient) -> None:
    venue = session.query(Session).filter_by(code="opening").one()
    make_session(visit, "lunch", title=text("Lunch"), venue_id=venue.venue_id, room_id=venue.room_id)
    assert "Great hall – taken by Lunch – 40 seats" in words(opened(desk, "sessions/opening/move"))
    assert "Great hall – 40 seats" in words(opened(desk, "sessions/schools/move"))


def test_what_will_happen_is_said_then_done(visit: int, desk: FlaskClient) -> None:
    answer = move(desk, day="2017-04-09", start="kl. 14.30", place="town-hall")
    assert (answer.status_code, lies()) == (200, "03 07:00–08:30")
    said = words(answer.text)
    assert f"Opening Monday 3 April, 09:00–10:30, {HALL} → Sunday 9 April, 14:30–16:00, Town hall" in said
    assert "New clashes It is on no day of the visit." in said
    done = do_it(desk, answer.text)
    assert (done.status_code, done.headers["Location"]) == (303, f"{DESK}/sessions?changed=1")
    assert lies() == "09 12:30–14:00"
    assert "1 session changed." in words(opened(desk, "sessions?changed=1"))


@pytest.mark.parametrize(("code", "ends"), [("opening", "03 10:00–11:30"), ("schools", "03 10:00–11:00")])
def test_what_would_come_of_it_says_how_to_move_without(visit: int, desk: FlaskClient, code: str, ends: str) -> None:
    taken = session.query(Session).filter_by(code="opening").one()
    place = {"venue_id": taken.venue_id, "room_id": taken.room_id}
    later = NINE + timedelta(minutes=90)
    make_session(visit, "long", title=text("Long"), starts_at=later, ends_at=later + timedelta(minutes=90), **place)
    answer = move(desk, code, day="2017-04-03", start="9:30", place="town-hall/hall")
    assert "Without these clashes" in words(answer.text)
    shift = next(form for form in read_page(answer.text).forms[2:] if form.value("start") == "12:00")
    seen = f"opening@{AT}@town-hall/hall" if code == "opening" else "schools@"
    assert (shift.value("session"), shift.value("sure")) == (seen, "1")
    done = desk.post(shift.action, data=encoded(shift.filled()), content_type="application/x-www-form-urlencoded")
    assert (done.status_code, lies(code)) == (303, ends)
    row = session.query(Session).filter_by(code=code).one()
    assert row.room_id == place["room_id"]


@pytest.mark.parametrize(
    ("start", "end", "lying"),
    [
        ("9", "", "03 07:00–08:30"),
        ("0930", "", "03 07:30–09:00"),
        ("9 val. 30", "10.15", "03 07:30–08:15"),
        ("9h30", "+45", "03 07:30–08:15"),
        ("9:30", "+ 1 h 30 min", "03 07:30–09:00"),
    ],
)
def test_times_are_typed_as_people_write_them(visit: int, desk: FlaskClient, start: str, end: str, lying: str) -> None:
    answer = move(desk, start=start, end=end)
    if answer.status_code == 200:
        do_it(desk, answer.text)
    assert lies() == lying


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"start": "soon"}, "start", "Please write a time, for example 09:00."),
        ({"start": ""}, "start", "Day, beginning and end belong together."),
        ({"day": "2017-03-26", "start": "2.30"}, "start", "Clocks never show 02:30 on that day"),
        ({"day": "yesterday"}, "day", "Please write a day"),
        ({"day": "2017-04-04", "end": "+soon"}, "end", "An end is a time, as in 10.30, or a length with a plus"),
        ({"end": "+0"}, "end", "An end is a time, as in 10.30, or a length with a plus"),
        ({"end": "late"}, "end", "Please write a time, for example 09:00."),
        ({"place": "gone"}, "place", "There is no such place in this visit"),
        ({"keep": "nothing"}, "keep", "Please choose one from the list."),
        ({"start": "14.00", "end": "13.00"}, "", "Opening stays as it is: it would end before it begins."),
        ({}, "", "Opening stays as it is: already so."),
    ],
)
def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(
    visit: int, desk: FlaskClient, typed: dict[str, str], field: str, told: str
) -> None:
    answer = move(desk, **typed)
    assert answer.status_code == (200 if not typed else 409 if field in ("", "place") else 422)
    assert told in words(answer.text)
    form = next(each for each in read_page(answer.text).forms if each.action.endswith("/move"))
    assert form.invalid == {field} - {"", "keep"}
    assert {name: form.value(name) for name in typed if name not in ("place", "keep")} == {
        name: value for name, value in typed.items() if name not in ("place", "keep")
    }
    by_script = ask(desk, **typed)
    assert by_script.status_code == (200 if not typed else answer.status_code)
    if typed:
        assert told in by_script.json["sentence"]
        assert (told in by_script.json["errors"].get(field, "")) == bool(field)
    assert lies() == "03 07:00–08:30"


def test_a_script_gets_the_sentence_and_what_has_changed(visit: int, desk: FlaskClient) -> None:
    answer = ask(desk, day="2017-04-09", start="14:30", place="")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    came = "It is on no day of the visit. Opening, Sunday 9 April, 14:30–16:00"
    said = answer.json
    assert isinstance(said.pop("undo")["step"], int)
    assert said == {
        "sentence": f"Moved: Opening: Monday 3 April, 09:00–10:30, {HALL} → Sunday 9 April, 14:30–16:00, without a "
        f"place. New clash: {came}.",
        "changed": [
            {
                "code": "opening",
                "starts": "2017-04-09T14:30:00+02:00",
                "ends": "2017-04-09T16:00:00+02:00",
                "venue": "",
                "room": "",
            }
        ],
        "came": [came],
        "went": [],
        "left_out": [],
        "gone": [],
        "redo": None,
    }
    again = ask(desk, day="2017-04-09", start="14:30", place="")
    assert (again.status_code, again.json["sentence"]) == (200, "Opening stays as it is: already so.")
    assert again.json["changed"] == answer.json["changed"]
    assert again.json["left_out"] == [{"code": "opening", "why": "already so"}]


def test_what_a_script_does_not_send_stays(visit: int, desk: FlaskClient) -> None:
    assert ask(desk, day="2017-04-04").status_code == 200
    assert lies() == "04 07:00–08:30"
    assert ask(desk, at="2017-04-04T09:00:00+02:00", start="10:00").status_code == 200
    assert lies() == "04 08:00–09:30"
    row = session.query(Session).filter_by(code="opening").one()
    assert (row.venue_id is None, row.room_id is None) == (False, False)


def test_who_has_moved_it_meanwhile_is_said(visit: int, desk: FlaskClient) -> None:
    ask(desk, start="10:00")
    answer = ask(desk, start="11:00")
    assert answer.status_code == 409
    assert answer.json["left_out"][0]["code"] == "opening"
    assert "moved by somebody meanwhile (" in answer.json["left_out"][0]["why"]
    assert "@" in answer.json["sentence"]


def test_several_move_as_one_and_those_that_cannot_are_named(visit: int, desk: FlaskClient) -> None:
    tickets = [f"opening@{AT}", "schools@", f"off@{AT}", f"gone@{AT}"]
    page = opened(desk, "sessions/opening/move?" + "&".join(f"session={each.replace('+', '%2B')}" for each in tickets))
    form = next(each for each in read_page(page).forms if each.action.endswith("/move"))
    sent = encoded(form.filled({"start": "14.30", "place": "town-hall/hall"}))
    answer = desk.post(form.action, data=sent, content_type="application/x-www-form-urlencoded")
    assert "Off stays as it is: cancelled." in words(answer.text)
    assert "gone stays as it is: removed meanwhile." in words(answer.text)
    assert do_it(desk, answer.text).headers["Location"] == f"{DESK}/sessions?changed=2&cancelled=1&gone=1"
    assert [lies(code) for code in ("opening", "schools", "off")] == [
        "03 12:30–14:00",
        "03 12:30–13:30",
        "03 07:00–08:30",
    ]


def form_of(page: str, verb: str) -> PageForm:
    return next(each for each in read_page(page).forms if each.action.endswith(f"/{verb}"))


def send(desk: FlaskClient, form: PageForm, **typed: str) -> Any:
    return desk.post(form.action, data=encoded(form.filled(typed)), content_type="application/x-www-form-urlencoded")


def test_two_swap_by_page_and_by_script(visit: int, desk: FlaskClient) -> None:
    later = NINE + timedelta(hours=5)
    make_session(visit, "lunch", title=text("Lunch"), starts_at=later, ends_at=later + timedelta(hours=1))
    page = opened(desk, "sessions/opening/swap")
    form = form_of(page, "swap")
    assert next(each.choices for each in form.controls if each.name == "other") == ("", f"lunch@{later.isoformat()}@")
    assert "Monday 3 April, 14:00–15:00 – Lunch" in words(page)
    answer = send(desk, form)
    assert (answer.status_code, "Choose the other session." in words(answer.text)) == (422, True)
    seen = send(desk, form, other=f"lunch@{later.isoformat()}@")
    assert f"Lunch Monday 3 April, 14:00–15:00, without a place → Monday 3 April, 09:00–10:00, {HALL}" in words(
        seen.text
    )
    assert send(desk, form_of(seen.text, "swap")).headers["Location"] == f"{DESK}/sessions?changed=2"
    assert (lies(), lies("lunch")) == ("03 12:00–13:30", "03 07:00–08:00")
    token = form.value("csrf_token")
    sent = {"csrf_token": token, "session": f"opening@{later.isoformat()}", "other": f"lunch@{AT}"}
    by_script: Any = desk.post(f"{DESK}/sessions/opening/swap", data=sent, headers=JSON)
    assert sorted(each["code"] for each in by_script.json["changed"]) == ["lunch", "opening"]
    assert lies() == "03 07:00–08:30"


def test_a_swap_at_one_time_that_is_sent_twice_is_done_once(visit: int, desk: FlaskClient) -> None:
    make_session(visit, "lunch", title=text("Lunch"), ends_at=NINE + timedelta(minutes=90))
    token = form_of(opened(desk, "sessions/opening/swap"), "swap").value("csrf_token")
    sent = {"csrf_token": token, "session": f"opening@{AT}@town-hall/hall", "other": f"lunch@{AT}@"}
    first, again = (desk.post(f"{DESK}/sessions/opening/swap", data=sent, headers=JSON) for _ in range(2))
    told: list[Any] = [first.json, again.json]
    assert [each["left_out"] for each in told] == [
        [],
        [{"code": code, "why": "already so"} for code in ("opening", "lunch")],
    ]
    session.expire_all()
    rows = {row.code: row.room_id is not None for row in session.query(Session)}
    assert (first.status_code, again.status_code, rows["opening"], rows["lunch"]) == (200, 200, False, True)


def test_a_place_that_a_colleague_has_changed_meanwhile_stays(visit: int, desk: FlaskClient) -> None:
    at = f"{AT}@town-hall/hall"
    assert ask(desk, at=at, place="town-hall").status_code == 200
    assert ask(desk, at=at, place="town-hall").json["left_out"] == [{"code": "opening", "why": "already so"}]
    refused = ask(desk, at=at, place="")
    assert refused.status_code == 409
    assert "moved by somebody meanwhile (" in refused.json["left_out"][0]["why"]
    session.expire_all()
    row = session.query(Session).filter_by(code="opening").one()
    assert (row.venue_id is None, row.room_id) == (False, None)
    assert ask(desk, place="").status_code == 200, "a page that does not tell the place"


@pytest.mark.parametrize("unread", ["a\0b@", f"\0@{AT}@town-hall", "lunch@9999-12-31T23:59:59+00:00", "x@0001-01-01"])
@pytest.mark.parametrize("verb", ["move", "copy"])
def test_a_ticket_that_no_page_sends_is_left_out_and_the_others_move(
    visit: int, desk: FlaskClient, verb: str, unread: str
) -> None:
    make_session(visit, "lunch", title=text("Lunch"))
    token = form_of(opened(desk, f"sessions/opening/{verb}"), verb).value("csrf_token")
    data = {"csrf_token": token, "session": [unread, f"opening@{AT}"], "day": "2017-04-04", "start": "10"}
    assert desk.post(f"{DESK}/sessions/opening/{verb}", data=data).status_code == 200
    answer: Any = desk.post(f"{DESK}/sessions/opening/{verb}", data=data, headers=JSON)
    assert (answer.status_code, len(answer.json["left_out"])) == (200, 1)
    session.expire_all()
    years = {row.starts_at.year for row in session.query(Session) if row.starts_at}
    assert years == {2017}
    shown = desk.get(f"{DESK}/sessions/opening/{verb}", query_string={"session": unread})
    assert shown.status_code == (404 if "\0" in unread else 200)


def test_a_copy_is_made_by_page_and_by_script(visit: int, desk: FlaskClient) -> None:
    form = form_of(opened(desk, "sessions/opening/copy"), "copy")
    assert "push" not in [each.name for each in form.controls]
    seen = send(desk, form, day="2017-04-03", start="9.30")
    assert "Opening Monday 3 April, 09:00–10:30 → Monday 3 April, 09:30–11:00" in words(seen.text)
    assert "is used twice at the same time." in words(seen.text)
    assert send(desk, form_of(seen.text, "copy")).headers["Location"] == f"{DESK}/sessions?changed=1"
    assert session.query(Session).count() == 4
    token = form.value("csrf_token")
    sent = {"csrf_token": token, "session": f"opening@{AT}", "day": "2017-04-05", "start": "9"}
    by_script: Any = desk.post(f"{DESK}/sessions/opening/copy", data=sent, headers=JSON)
    assert by_script.json["sentence"].startswith("Copied: Opening: ")
    assert [each["starts"] for each in by_script.json["changed"]] == [
        "2017-04-03T09:00:00+02:00",
        "2017-04-05T09:00:00+02:00",
    ]
    untimed = send(desk, form, day="", start="")
    assert "Opening Monday 3 April, 09:00–10:30 → without a time" in words(untimed.text)


def test_those_after_it_are_pushed_and_what_is_locked_stops_that(visit: int, desk: FlaskClient) -> None:
    hall = session.query(Session).filter_by(code="opening").one()
    for code, hours in (("lunch", 1.5), ("talk", 2.5)):
        at, lying = NINE + timedelta(hours=hours), {"venue_id": hall.venue_id, "room_id": hall.room_id}
        make_session(visit, code, title=text(code), starts_at=at, ends_at=at + timedelta(hours=1), **lying)
    seen = move(desk, start="9.15", push="y")
    assert "lunch Monday 3 April, 10:30–11:30 → Monday 3 April, 10:45–11:45" in words(seen.text)
    assert do_it(desk, seen.text).headers["Location"] == f"{DESK}/sessions?changed=3"
    assert [lies(code) for code in ("opening", "lunch", "talk")] == [
        "03 07:15–08:45",
        "03 08:45–09:45",
        "03 09:45–10:45",
    ]
    session.query(Session).filter_by(code="talk").update({"locked": True})
    session.commit()
    answer = ask(desk, at="2017-04-03T09:15:00+02:00", start="9.30", push="y")
    assert [each["code"] for each in answer.json["changed"]] == ["opening", "lunch"]
    assert answer.json["left_out"] == [{"code": "talk", "why": "locked"}]
    assert "talk stays as it is: locked." in answer.json["sentence"]


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        (f"{DESK}/clashes?l=en", f"{DESK}/clashes?l=en&changed=1"),
        (f"{DESK}/", f"{DESK}/?changed=1"),
        ("/organise/visits/bergen/sessions", f"{DESK}/sessions?changed=1"),
        ("//evil.example.org/", f"{DESK}/sessions?changed=1"),
        ("https://evil.example.org/organise/visits/oslo/", f"{DESK}/sessions?changed=1"),
        (f"{DESK}/../../account", f"{DESK}/sessions?changed=1"),
        (f"{DESK}/\\evil", f"{DESK}/sessions?changed=1"),
        (f"{DESK}/sessions\r\nX: y", f"{DESK}/sessions?changed=1"),
    ],
)
def test_it_leads_back_to_a_page_of_this_desk_alone(visit: int, desk: FlaskClient, back: str, leads: str) -> None:
    answer = move(desk, start="10", back=back, sure="1")
    assert answer.headers["Location"] == leads


def test_without_a_token_nothing_moves_and_what_was_typed_stays(visit: int, desk: FlaskClient) -> None:
    sent = {"session": f"opening@{AT}", "start": "14.45", "sure": "1"}
    answer = desk.post(f"{DESK}/sessions/opening/move", data=sent)
    assert answer.status_code == 400
    form = next(each for each in read_page(answer.text).forms if each.action.endswith("/move"))
    assert (form.value("start"), form.value("session")) == ("14.45", f"opening@{AT}")
    by_script: Any = desk.post(f"{DESK}/sessions/opening/move", data=sent, headers=JSON)
    assert (by_script.status_code, lies()) == (400, "03 07:00–08:30")
    assert by_script.json["sentence"].startswith("It had been open for too long")


def test_a_session_that_is_not_there_and_a_stranger(visit: int, desk: FlaskClient, client: FlaskClient) -> None:
    assert desk.get(f"{DESK}/sessions/none/move").status_code == 404
    assert client.post(f"{DESK}/sessions/opening/move").headers["Location"].startswith("/sign-in")
    g.pop("csrf_token", None)
    for sent in ("opening@yesterday", "@", "none"):
        token = read_page(opened(desk, "sessions/opening/move")).forms[-1].value("csrf_token")
        data = {"csrf_token": token, "session": sent, "start": "10", "day": "2017-04-03"}
        assert desk.post(f"{DESK}/sessions/opening/move", data=data).status_code == 409


def test_the_page_costs_as_much_in_a_large_visit(visit: int, desk: FlaskClient) -> None:
    few = statements(desk, f"{DESK}/sessions/opening/move")
    for number in range(20):
        make_session(visit, f"more-{number}")
    assert statements(desk, f"{DESK}/sessions/opening/move") == few
