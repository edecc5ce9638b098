"""Ready sets of questions: in one click, whole, once, and taken back in one step."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import transaction
from eventapp.core.errors import NothingToSave
from eventapp.planning.conditions import questionnaire
from eventapp.planning.operations import remove_item
from eventapp.planning.plan import Key
from eventapp.planning.question_sets import add_set
from eventapp.planning.reading import draft_plan
from eventapp.questions.rules import Questionnaire
from eventapp.questions.sets import SET_NAMES, question_sets
from eventapp.visits.history import history
from eventapp.visits.queries import get_visit
from tests.at_desk import DESK, opened, words
from tests.factories import make_question, make_visit
from tests.pages import read_page
from tests.planning.test_operations import ACT


def asked() -> Questionnaire:
    return questionnaire(draft_plan(get_visit("oslo")), ("lt", "en", "nb"))


@pytest.mark.parametrize("name", SET_NAMES)
def test_a_set_is_added_as_it_is(app: Flask, name: str) -> None:
    visit = make_visit().id
    with transaction():
        add_set(visit, name, act=ACT)
    assert asked() == question_sets()[name]
    with pytest.raises(NothingToSave), transaction():
        add_set(visit, name, act=ACT)


def test_it_stands_behind_what_is_asked_and_changes_none_of_it(app: Flask) -> None:
    visit = make_visit().id
    make_question(visit, "nights", "one", kind="one")
    with transaction():
        add_set(visit, "lodging", act=ACT)
    assert [each.code for each in asked().questions] == ["nights", "lodging", "needs-room", "room", "shares-with"]
    assert asked().by_code["nights"].codes == ("one",)
    with transaction():
        remove_item(visit, Key("question", "shares-with"), act=ACT)
    with transaction():
        add_set(visit, "lodging", act=ACT)
    assert "shares-with" in asked().by_code


def test_one_click_adds_it_and_another_takes_it_back(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit().id
    page = read_page(opened(desk, "questions"), f"{DESK}/questions")
    form = next(each for each in page.forms if each.action.endswith("/ready/travel"))
    answer = desk.post(form.action, data=dict(form.filled()))
    assert answer.location == f"{DESK}/questions?done=asked"
    shown = opened(desk, "questions?done=asked")
    assert "These questions are asked now. Change what does not fit this visit." in words(shown)
    again = desk.post(form.action, data=dict(form.filled()))
    assert "All of these questions are asked already." in words(opened(desk, again.location.removeprefix(f"{DESK}/")))
    assert len({entry.step for entry in history(visit)}) == 1
    undo = next(each for each in read_page(shown, f"{DESK}/questions").forms if each.action.endswith("/undo"))
    desk.post(undo.action, data=dict(undo.filled()))
    assert asked().questions == ()


def test_who_reads_the_button_s_address_is_led_to_its_page_and_no_stranger_presses_it(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    make_visit()
    assert desk.get(f"{DESK}/questions/ready/travel").location == f"{DESK}/questions"
    assert desk.post(f"{DESK}/questions/ready/travel").status_code == 400
    assert desk.post(f"{DESK}/questions/ready/weather").status_code == 404
    assert asked().questions == ()
