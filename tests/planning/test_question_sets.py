"""Ready sets of questions: in one click, whole, once, and taken back in one step."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import transaction
from eventapp.core.errors import NothingToSave
from eventapp.planning.conditions import questionnaire
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import Key
from eventapp.planning.question_sets import add_set
from eventapp.planning.reading import draft_plan
from eventapp.questions.rules import Questionnaire
from eventapp.questions.sets import SET_NAMES, question_sets
from eventapp.visits.history import history
from eventapp.visits.queries import get_visit
from tests.at_desk import DESK, opened, save, words
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


def test_it_changes_nothing_of_what_is_asked(app: Flask) -> None:
    visit = make_visit().id
    make_question(visit, "nights", "one", kind="one")
    with transaction():
        add_set(visit, "lodging", act=ACT)
    assert [each.code for each in asked().questions] == ["lodging", "needs-room", "nights", "room", "shares-with"]
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
    asked_in_travel = sum(1 for _ in question_sets()["travel"].questions)
    assert f"Travel and {asked_in_travel - 1} more: added" in words(shown)
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


def order() -> list[str]:
    return [each.code for each in asked().questions]


def test_what_was_removed_of_it_is_put_back_as_it_was_at_its_place(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit().id
    with transaction():
        add_set(visit, "lodging", act=ACT)
    make_question(visit, "bags")
    whole = order()
    with transaction():
        save_item(visit, Edit(Key("question", "needs-room"), {"title.en": "A room?"}, {}), act=ACT)
    for code in ("shares-with", "room", "nights", "needs-room"):
        with transaction():
            remove_item(visit, Key("question", code), act=ACT)
    with transaction():
        add_set(visit, "lodging", act=ACT)
    assert order() == whole
    assert asked().by_code["needs-room"].title["en"] == "A room?"
    assert asked().by_code["room"] == question_sets()["lodging"].by_code["room"]
    assert "cannot be put back" not in opened(desk, "removed")
    assert "/put-back" not in opened(desk, "removed")


def test_what_a_visit_never_had_of_it_stands_at_its_place_too(app: Flask) -> None:
    visit = make_visit().id
    make_question(visit, "room", "single", kind="one")
    make_question(visit, "bags")
    with transaction():
        add_set(visit, "lodging", act=ACT)
    assert order() == ["lodging", "needs-room", "nights", "room", "shares-with", "bags"]


def test_another_question_that_had_its_code_is_not_put_back_instead(app: Flask) -> None:
    visit = make_visit().id
    make_question(visit, "nights", kind="day")
    with transaction():
        remove_item(visit, Key("question", "nights"), act=ACT)
    with transaction():
        add_set(visit, "lodging", act=ACT)
    assert asked() == question_sets()["lodging"]


def test_the_list_says_what_is_not_asked_yet_and_what_stands_too_early(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit().id
    make_question(visit, "flight", only_if="by=plane")
    make_question(visit, "by", "plane", kind="one", required=True)
    make_question(visit, "bags", only_if="by=plane")
    shown = words(opened(desk, "questions"))
    assert "By One of several, an answer is needed · there is only one choice" in shown
    assert "Flight Short text · only if “By: Plane” · it stands before the question on which it hangs" in shown
    assert shown.count("it stands before") == 1
    new = {"title-en": "Meal", "title-lt": "Valgis", "kind": "one", "code": "meal", "required": "y"}
    saved = save(desk, "questions/new", **new, whom="person", readers="organisers", term="contacts")
    page = words(opened(desk, saved.location.removeprefix(f"{DESK}/")))
    assert "Saved. It is not asked yet: it has no choices. Add them below." in page
    assert "It is public at once" not in page
