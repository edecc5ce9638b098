"""Several sessions changed from their list: what is ticked, by how long, what became of it."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import session, transaction
from eventapp.planning.several import confirm_sessions
from eventapp.programme.models import Session
from eventapp.programme.snapshot import SessionStatus
from tests.at_desk import DESK, opened
from tests.factories import make_session, make_visit
from tests.pages import encoded, read_page
from tests.planning.test_operations import ACT
from tests.planning.test_several import NINE


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    for code in ("a", "b"):
        make_session(visit, code, title={"en": f"Session {code}"})
    make_session(visit, "off", status=SessionStatus.CANCELLED)
    return visit


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page[page.index("<main") :])).split())


def send(desk: FlaskClient, verb: str, *codes: str, minutes: str = "", page: str = "sessions?choose=2017-04-03"):  # type: ignore[no-untyped-def]
    """As a browser sends the list once these are ticked."""
    form = next(each for each in read_page(opened(desk, page), f"{DESK}/sessions").forms if each.action.endswith(verb))
    filled = form.filled({"minutes": minutes})
    sent = [(name, value) for name, value in filled if name != "session" or value.split("@")[0] in codes]
    return desk.post(form.action, data=encoded(sent), content_type="application/x-www-form-urlencoded")


def starts() -> dict[str, str]:
    session.expire_all()
    return {row.code: f"{row.starts_at:%H:%M}" for row in session.query(Session)}


@pytest.mark.parametrize("typed", ["30", "30 min", "0,5 h", " +30 "])
def test_those_that_are_ticked_move(visit: int, desk: FlaskClient, typed: str) -> None:
    answer = send(desk, "shift", "a", "b", minutes=typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{DESK}/sessions?changed=2")
    assert starts() == {"a": "07:30", "b": "07:30", "off": "07:00"}
    assert "2 sessions changed." in words(opened(desk, "sessions?changed=2"))


@pytest.mark.parametrize("typed", ["-15", "−15", "–15 min."])
def test_with_a_minus_they_begin_earlier(visit: int, desk: FlaskClient, typed: str) -> None:
    assert send(desk, "shift", "a", minutes=typed).status_code == 303
    assert starts()["a"] == "06:45"


def test_what_is_left_out_is_said_with_its_reason(visit: int, desk: FlaskClient) -> None:
    answer = send(desk, "confirm", "a", "b", "off")
    assert answer.headers["Location"] == f"{DESK}/sessions?changed=2&cancelled=1"
    page = words(opened(desk, answer.headers["Location"].removeprefix(f"{DESK}/")))
    assert "2 sessions changed, 1 left out: cancelled." in page


def test_those_that_are_locked_say_so_and_can_be_unlocked(visit: int, desk: FlaskClient) -> None:
    assert send(desk, "/lock", "a").headers["Location"] == f"{DESK}/sessions?changed=1"
    assert "locked" in words(opened(desk, "sessions"))
    assert send(desk, "shift", "a", "b", minutes="30").headers["Location"].endswith("?changed=1&locked=1")
    assert "1 left out: locked." in words(opened(desk, "sessions?changed=1&locked=1"))
    assert send(desk, "unlock", "a").headers["Location"] == f"{DESK}/sessions?changed=1"
    assert starts() == {"a": "07:00", "b": "07:30", "off": "07:00"}


def test_a_page_that_was_open_meanwhile_moves_nothing_twice(visit: int, desk: FlaskClient) -> None:
    form = next(each for each in read_page(opened(desk, "sessions?choose=2017-04-03")).forms if "shift" in each.action)
    body = encoded(form.filled({"minutes": "30"}))
    kind = "application/x-www-form-urlencoded"
    for location in ("changed=3", "changed=0&moved=3"):
        answer = desk.post(form.action, data=body, content_type=kind)
        assert answer.headers["Location"] == f"{DESK}/sessions?{location}"
    assert set(starts().values()) == {"07:30"}


@pytest.mark.parametrize("typed", ["", "soon", "9.15", "99999999", "--5", "1 h 300000"])
def test_a_length_that_cannot_be_read_is_told_at_its_field_and_what_was_ticked_stays(
    visit: int, desk: FlaskClient, typed: str
) -> None:
    answer = send(desk, "shift", "a", minutes=typed)
    assert answer.status_code == 422
    assert "How long, as in 30, -15 or 1 h 30 min?" in words(answer.text)
    form = next(each for each in read_page(answer.text).forms if "shift" in each.action)
    ticked = [value for name, value in form.filled() if name == "session"]
    assert ([value.split("@")[0] for value in ticked], form.value("minutes")) == (["a"], typed)
    assert starts()["a"] == "07:00"


def test_nothing_ticked_is_told(visit: int, desk: FlaskClient) -> None:
    answer = send(desk, "confirm")
    assert answer.status_code == 422
    assert "Choose at least one session in the list." in words(answer.text)


@pytest.mark.parametrize(
    "sent", ["a@yesterday", "a@2017-04-03T07:00:00", "a@", "a", "@", "none@2017-04-03T07:00+00:00", "a\0@"]
)
def test_what_no_page_sends_changes_nothing(visit: int, desk: FlaskClient, sent: str) -> None:
    form = next(each for each in read_page(opened(desk, "sessions")).forms if "shift" in each.action)
    answer = desk.post(form.action, data={"csrf_token": form.value("csrf_token"), "session": sent, "minutes": "30"})
    assert answer.status_code == 303
    assert "changed=0" in answer.headers["Location"]
    assert starts()["a"] == "07:00"


def test_without_a_token_the_list_comes_back_as_it_was_ticked(visit: int, desk: FlaskClient) -> None:
    answer = desk.post(f"{DESK}/several/shift", data={"session": f"a@{NINE.isoformat()}", "minutes": "45"})
    assert answer.status_code == 400
    form = next(each for each in read_page(answer.text).forms if "shift" in each.action)
    assert [value.split("@")[0] for name, value in form.filled() if name == "session"] == ["a"]
    assert form.value("minutes") == "45"


def test_reading_a_verb_leads_to_the_list_and_a_stranger_to_sign_in(
    visit: int, desk: FlaskClient, client: FlaskClient
) -> None:
    assert desk.get(f"{DESK}/several/confirm").headers["Location"] == f"{DESK}/sessions"
    assert client.post(f"{DESK}/several/confirm").headers["Location"].startswith("/sign-in")
    assert desk.get("/organise/visits/none/several/confirm").status_code == 404


@pytest.mark.parametrize("said", ["changed=x", "changed=-1", "cancelled=1", "changed=1&nothing=2", "changed=1234567"])
def test_an_address_that_we_did_not_write_says_nothing_wrong(visit: int, desk: FlaskClient, said: str) -> None:
    page = words(opened(desk, f"sessions?{said}"))
    assert ("session changed" in page) == (said == "changed=1&nothing=2")
    assert "left out" not in page


def test_what_a_colleague_has_confirmed_is_so_already(visit: int, desk: FlaskClient) -> None:
    page = opened(desk, "sessions?choose=2017-04-03")
    with transaction():
        confirm_sessions(visit, {"a": NINE}, act=ACT)
    form = next(each for each in read_page(page, f"{DESK}/sessions").forms if each.action.endswith("confirm"))
    answer = desk.post(form.action, data=encoded(form.filled()), content_type="application/x-www-form-urlencoded")
    assert answer.headers["Location"] == f"{DESK}/sessions?changed=1&so_already=1&cancelled=1"
