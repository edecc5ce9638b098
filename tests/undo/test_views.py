"""The buttons that take a step back and do it again: after each save, on any device, for what was shown alone."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.programme.models import Session
from eventapp.visits.models import Visit
from tests.at_desk import DESK, fields_of, opened, save, statements, words
from tests.conftest import sign_in
from tests.factories import LINKS, NOON, make_session, make_venue, make_visit, text
from tests.pages import PageForm, encoded, read_page
from tests.planning.test_several import NINE

JONAS = Act(organiser(2), LINKS, NOON)
JSON = {"Accept": "application/json"}


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_venue(visit)
    make_session(visit, "opening", title=text("Opening"))
    return visit


def button(page: str, verb: str = "undo") -> PageForm | None:
    return next((form for form in read_page(page).forms if form.action.endswith(f"/oslo/{verb}")), None)


def press(desk: FlaskClient, page: str, verb: str = "undo") -> Any:
    form = button(page, verb)
    assert form
    return desk.post(form.action, data=encoded(form.filled()), content_type="application/x-www-form-urlencoded")


def follow(desk: FlaskClient, answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return opened(desk, answer.headers["Location"].removeprefix(f"{DESK}/"))


def title() -> str:
    session.expire_all()
    return str(session.query(Session).filter_by(code="opening").one().title["en"])


PAGES = {
    "sessions/opening": {"title-en": "Welcome"},
    "venues/town-hall": {"name-en": "City hall"},
    "facts": {"name-en": "Oslo"},
    "facts/registration": {"places": "7"},
}


@pytest.mark.parametrize("page", PAGES)
def test_the_page_after_a_save_takes_it_back_and_does_it_again(visit: int, desk: FlaskClient, page: str) -> None:
    before = opened(desk, page)
    assert button(before) is None
    saved = follow(desk, save(desk, page, **PAGES[page]))
    assert re.search(r"Undo: [^<>]+: changed", saved)
    back = follow(desk, press(desk, saved))
    assert "Undone: " in words(back)
    field, value = next(iter(PAGES[page].items()))
    assert fields_of(back)[field] != value
    again = follow(desk, press(desk, back, "redo"))
    assert "Done again: " in words(again)
    assert fields_of(again)[field] == value


def test_ten_steps_back_after_a_reload_on_another_device(visit: int, desk: FlaskClient, app: Flask) -> None:
    names = [f"Title {number}" for number in range(10)]
    for name in names:
        save(desk, "sessions/opening", **{"title-en": name})
    other = sign_in(app)
    for name in [*reversed(names[:-1]), "Opening"]:
        press(other, opened(other, "history"))
        assert title() == name
    assert button(opened(other, "history")) is None
    for name in names:
        press(other, opened(other, "sessions"), "redo")
        assert title() == name


def test_pressed_twice_or_on_an_old_page_it_does_nothing_else(visit: int, desk: FlaskClient) -> None:
    save(desk, "sessions/opening", **{"title-en": "First"})
    old = opened(desk, "sessions")
    save(desk, "sessions/opening", **{"title-en": "Second"})
    page = opened(desk, "sessions")
    assert press(desk, page).status_code == 303
    for each in (page,):
        answer = press(desk, each)
        assert (answer.status_code, title()) == (409, "First")
        assert "This step was taken back already, or you have done something since." in words(answer.text)
    assert press(desk, old).status_code == 303
    assert title() == "Opening"


def test_what_stands_in_the_way_is_told_with_who_and_when(visit: int, desk: FlaskClient) -> None:
    save(desk, "sessions/opening", **{"title-en": "Welcome"})
    page = opened(desk, "sessions")
    with transaction():
        remove_item(visit, Key("session", "opening"), act=JONAS)
    answer = press(desk, page)
    assert answer.status_code == 409
    told = "This cannot be taken back: something newer depends on it. Welcome: removed ("
    assert told in words(answer.text)
    form = button(page)
    assert form
    by_script: Any = desk.post(form.action, data=dict(form.filled()), headers=JSON)
    assert (by_script.status_code, told in by_script.json["sentence"]) == (409, True)


def test_what_was_added_is_gone_and_its_list_comes(visit: int, desk: FlaskClient) -> None:
    saved = follow(
        desk,
        save(desk, "sessions/new", **{"title-en": "New", "code": "new", "kind": "meeting", "status": "provisional"}),
    )
    assert "Undo: New: added" in saved
    answer = press(desk, saved)
    assert answer.headers["Location"] == f"{DESK}/sessions?done=undone"
    assert "Undone: New: added." in words(follow(desk, answer))


def test_more_places_taken_back_say_that_nobody_loses_one(visit: int, desk: FlaskClient) -> None:
    saved = follow(desk, save(desk, "facts/registration", places="7"))
    assert "Whoever has got a place meanwhile keeps it." in words(follow(desk, press(desk, saved)))


def test_several_are_one_step_for_a_script_too(visit: int, desk: FlaskClient) -> None:
    make_session(visit, "lunch", title=text("Lunch"))
    form = next(each for each in read_page(opened(desk, "sessions/opening/move")).forms if "/move" in each.action)
    tickets = [f"{code}@{NINE.isoformat()}" for code in ("opening", "lunch")]
    sent = {"csrf_token": form.value("csrf_token"), "session": tickets, "day": "2017-04-09", "start": "9"}
    moved: Any = desk.post(form.action, data=sent, headers=JSON)
    assert (moved.json["redo"], sorted(moved.json["undo"])) == (None, ["step"])
    assert "Undo: Opening and 1 more: changed" in opened(desk, "sessions")
    step = {"csrf_token": form.value("csrf_token"), "step": str(moved.json["undo"]["step"])}
    answer: Any = desk.post(f"{DESK}/undo", data=step, headers=JSON)
    assert [(each["code"], each["starts"]) for each in answer.json["changed"]] == [
        ("lunch", "2017-04-03T09:00:00+02:00"),
        ("opening", "2017-04-03T09:00:00+02:00"),
    ]
    assert (answer.json["undo"], len(answer.json["went"]), answer.json["gone"]) == (None, 2, [])
    assert answer.json["sentence"].startswith("Undone: Opening and 1 more: changed. Solved: It is on no day")
    again: Any = desk.post(f"{DESK}/undo", data=step, headers=JSON)
    assert (again.status_code, again.json["redo"]) == (409, answer.json["redo"])
    step["step"] = str(answer.json["redo"]["step"])
    assert desk.post(f"{DESK}/redo", data=step, headers=JSON).status_code == 200


@pytest.mark.parametrize("step", ["", "x", "-1", "99999999999", "²"])
def test_what_no_page_offers_is_no_step(visit: int, desk: FlaskClient, step: str) -> None:
    save(desk, "sessions/opening", **{"title-en": "First"})
    form = button(opened(desk, "sessions"))
    assert form
    answer = desk.post(form.action, data={"csrf_token": form.value("csrf_token"), "step": step})
    assert (answer.status_code, title()) == (409, "First")


def test_without_a_token_nothing_goes_back_and_reading_leads_to_the_history(
    visit: int, desk: FlaskClient, client: FlaskClient
) -> None:
    save(desk, "sessions/opening", **{"title-en": "First"})
    answer = desk.post(f"{DESK}/undo", data={"step": "1"})
    assert (answer.status_code, title()) == (400, "First")
    assert button(answer.text)
    by_script: Any = desk.post(f"{DESK}/undo", data={"step": "1"}, headers=JSON)
    assert by_script.json["sentence"].startswith("It had been open for too long")
    assert desk.get(f"{DESK}/redo").headers["Location"] == f"{DESK}/history"
    assert client.post(f"{DESK}/undo").headers["Location"].startswith("/sign-in")


def test_the_offer_costs_as_much_in_a_large_visit(visit: int, desk: FlaskClient) -> None:
    save(desk, "sessions/opening", **{"title-en": "First"})
    few = statements(desk, f"{DESK}/sessions")
    for number in range(20):
        make_session(visit, f"more-{number}")
        save(desk, f"sessions/more-{number}", **{"title-en": f"Title {number}"})
    assert statements(desk, f"{DESK}/sessions") == few


SWITCHED = {
    "show": "the visit was shown",
    "hide": "the visit was hidden",
    "open": "registration was opened",
    "close": "registration was closed",
}


def switch(desk: FlaskClient, verb: str) -> None:
    form = read_page(opened(desk, "")).forms[0]
    assert desk.post(f"{DESK}/{verb}", data={"csrf_token": form.value("csrf_token")}).status_code == 303


@pytest.mark.parametrize(("before", "verb"), [("hide", "show"), ("show", "hide"), ("close", "open"), ("open", "close")])
def test_only_the_history_takes_back_that_a_visit_was_shown_or_opened(
    visit: int, desk: FlaskClient, before: str, verb: str
) -> None:
    save(desk, "sessions/opening", **{"title-en": "First"})
    save(desk, "facts", **{"name-en": "Oslo"})
    switch(desk, before)
    switch(desk, verb)
    for page in ("board", "board?day=all", "sessions", "sessions/opening?done=1", "venues?done=1", "speakers?done=1"):
        assert "Undo: First: changed" in opened(desk, page)
    assert "Undo: Facts: changed" in opened(desk, "facts?done=1")
    assert f"Undo: {SWITCHED[verb]}<" in opened(desk, "history")
    assert press(desk, opened(desk, "board")).status_code == 303
    assert title() == "Opening"
    session.expire_all()
    held = session.get_one(Visit, visit)
    assert (held.visible if verb in ("show", "hide") else held.registration_open) is (verb in ("show", "open"))


def test_a_page_takes_back_what_it_shows_alone(visit: int, desk: FlaskClient) -> None:
    asked = {"code": "bus", "title-en": "Bus?", "kind": "yes_no"}
    asked |= {"whom": "person", "readers": "organisers", "term": "contacts"}  # as a browser sends it
    assert save(desk, "questions/new", **asked).status_code == 303
    assert button(opened(desk, "board")) is None
    save(desk, "sessions/opening", **{"title-en": "First"})
    assert "Undo: Bus?: added" in opened(desk, "questions?done=1")
    answer = press(desk, opened(desk, "questions?done=1"))
    assert (answer.status_code, title()) == (303, "First")
    page = opened(desk, "sessions")
    assert "Redo: " not in page
    form = button(page)
    assert form
    elsewhere = dict(form.filled()) | {"scope": "questions"}
    assert desk.post(form.action, data=elsewhere).status_code == 409
    assert press(desk, page).status_code == 303
    assert title() == "Opening"


def test_what_was_removed_comes_back_by_one_button(visit: int, desk: FlaskClient) -> None:
    form = next(each for each in read_page(opened(desk, "sessions/opening")).forms if each.action.endswith("/remove"))
    answer = desk.post(form.action, data=dict(form.filled()))
    page = follow(desk, answer)
    assert "Undo: Opening: removed" in page
    assert "Put back" not in page
