"""Questions that hang on each other, at the desk, in a file and in the history."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import transaction
from eventapp.planning.conditions import condition_in_words, questionnaire
from eventapp.planning.errors import AnswersNeeded, HangsOnItself, HangsOnNothing, StillUsed
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import Key, Plan
from eventapp.planning.reading import draft_plan
from eventapp.planning.restoring import put_back
from eventapp.visitfiles.errors import VisitFileRefused
from eventapp.visitfiles.operations import preview_load
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visitfiles.writing import write_visit_file
from eventapp.visits.history import history
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit
from tests.at_desk import DESK, fields_of, opened, save, words
from tests.factories import make_question, make_visit, text
from tests.planning.test_operations import ACT

BY = Key("question", "arrives-by")
PLANE = BY.within("choice", "plane")
FLIGHT = Key("question", "flight")


def with_travel() -> Visit:
    """A visit that asks how people arrive, and those who fly for their flight."""
    visit = make_visit()
    visit_id = visit.id
    make_question(visit_id, "arrives-by", "plane", "train", kind="one", title=text("How do you arrive?"), required=True)
    make_question(visit_id, "flight", only_if="arrives-by=plane")
    return visit


def change(visit: Visit, key: Key, **fields: object) -> None:
    with transaction():
        save_item(visit.id, Edit(key, fields, {}), act=ACT)


def plan(visit: Visit) -> Plan:
    return draft_plan(get_visit(visit.slug))


def test_the_questions_of_a_plan_are_a_questionnaire(app: Flask) -> None:
    asked = questionnaire(plan(with_travel()), ("en",))
    assert list(asked.by_code) == ["arrives-by", "flight"]
    assert asked.asked({"arrives-by": "train"}) == ["arrives-by"]
    assert asked.by_code["arrives-by"].codes == ("plane", "train")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [("arrives-by=boat", HangsOnNothing), ("gone=yes", HangsOnNothing), ("flight=x", HangsOnNothing)],
)
def test_a_question_hangs_on_what_there_is(said: str, refusal: type[Exception], app: Flask) -> None:
    visit = with_travel()
    with pytest.raises(refusal):
        change(visit, FLIGHT, only_if=said)


def test_no_question_hangs_on_itself(app: Flask) -> None:
    visit = with_travel()
    change(visit, FLIGHT, kind="yes_no")
    with pytest.raises(HangsOnItself):
        change(visit, BY, only_if="flight=yes")


def test_that_on_which_others_hang_is_not_removed_before_them(app: Flask) -> None:
    visit = with_travel()
    for key in (BY, PLANE):
        with pytest.raises(StillUsed) as refused, transaction():
            remove_item(visit.id, key, act=ACT)
        assert list(refused.value.uses) == [FLIGHT]
    with transaction():
        remove_item(visit.id, FLIGHT, act=ACT)
    with transaction():
        remove_item(visit.id, BY, act=ACT)  # with its choices
    assert not list(plan(visit).of_kind("question"))
    assert not list(plan(visit).of_kind("choice"))


def test_a_file_has_it_and_names_what_is_wrong(app: Flask) -> None:
    visit = with_travel()
    assert 'only_if = "arrives-by=plane"' in write_visit_file(visit.slug, plan(visit))
    assert condition_in_words(plan(visit), "arrives-by=plane", "en", ("en",)) == "How do you arrive?: Plane"
    said = condition_in_words(plan(visit), "arrives-by=boat", "en", ("en",))
    assert said == "How do you arrive?: boat (nobody can answer so any more)"


def test_an_organiser_asks_something_and_sees_when_it_is_asked(app: Flask, desk: FlaskClient) -> None:
    visit = with_travel()
    listed = words(opened(desk, "questions"))
    assert "How do you arrive? One of several, an answer is needed" in listed
    assert "Flight Short text · only if “How do you arrive?: Plane”" in listed
    new = {"title-en": "Bags", "title-lt": "Krepšiai", "kind": "number", "code": "bags", "only_if": "arrives-by=plane"}
    new |= {"whom": "person", "readers": "organisers", "term": "contacts"}  # the first of each, as a browser sends it
    assert save(desk, "questions/new", **new).location == f"{DESK}/questions/bags?done=1"
    assert "Saved. It is public at once." in opened(desk, "questions/bags?done=1")
    assert plan(visit)[Key("question", "bags")]["only_if"] == "arrives-by=plane"
    assert save(desk, "questions/arrives-by/choices/new", **{"title-en": "By boat", "code": "boat"}).status_code == 303
    assert save(desk, "questions/bags", only_if="arrives-by=boat").status_code == 303
    told = words(opened(desk, "history"))
    assert "Ask only if: How do you arrive?: Plane → How do you arrive?: By boat" in told
    shown = words(opened(desk, "questions/arrives-by"))
    assert "Choices Plane" in shown
    assert "Nobody is asked it any more. What was answered stays, and can be read." in shown


def test_a_question_with_nothing_to_choose_says_that_it_is_not_asked_yet(app: Flask, desk: FlaskClient) -> None:
    make_question(make_visit().id, "room", kind="one")
    page = words(opened(desk, "questions"))
    assert "Room One of several · not asked yet: there is nothing to choose" in page
    assert "What tells of somebody’s health has no place here" in page


def test_choices_are_listed_where_one_chooses_among_them(app: Flask, desk: FlaskClient) -> None:
    with_travel()
    assert f"{DESK}/questions/arrives-by/choices/new" in opened(desk, "questions/arrives-by")
    assert f"{DESK}/questions/flight/choices/new" not in opened(desk, "questions/flight")


def test_two_organisers_change_one_question(app: Flask, desk: FlaskClient) -> None:
    visit = with_travel()
    mine = fields_of(opened(desk, "questions/flight"))
    change(visit, FLIGHT, **{"only_if": "arrives-by=train", "title.en": "Train"})
    refused = desk.post(f"{DESK}/questions/flight", data=mine | {"only_if": ""})
    assert refused.status_code == 409
    assert "How do you arrive?: Train" in words(refused.text)


def test_who_removes_a_question_is_told_what_hangs_on_it_and_can_put_it_back(app: Flask, desk: FlaskClient) -> None:
    visit = with_travel()
    refused = desk.post(f"{DESK}/questions/arrives-by/remove", data=fields_of(opened(desk, "questions/arrives-by")))
    assert refused.status_code == 409
    assert f'<a href="{DESK}/questions/flight">Flight</a>' in refused.text
    desk.post(f"{DESK}/questions/flight/remove", data=fields_of(opened(desk, "questions/flight")))
    desk.post(f"{DESK}/questions/arrives-by/remove", data=fields_of(opened(desk, "questions/arrives-by")))
    before = plan(visit)
    assert not {key.kind for key in before} & {"question", "choice"}
    entry = latest(visit)
    with transaction():
        key, whole = put_back(visit.id, entry, act=ACT)
    assert (key, whole) == (BY, True)
    assert [each.code for each, _ in plan(visit).of_kind("choice")] == ["plane", "train"]


def latest(visit: Visit) -> int:
    return int(next(iter(history(visit.id))).id)


def test_no_kind_takes_an_answer_away_on_which_others_hang(app: Flask, desk: FlaskClient) -> None:
    visit = with_travel()
    for kind in ("number", "yes_no"):
        with pytest.raises(AnswersNeeded) as refused:
            change(visit, BY, kind=kind)
        assert list(refused.value.uses) == [FLIGHT]
    change(visit, BY, kind="some")  # they stay
    refusal = save(desk, "questions/arrives-by", kind="number")
    assert refusal.status_code == 409
    assert "are asked only after an answer that this would take away. Please change them first." in words(refusal.text)
    assert f'<a href="{DESK}/questions/flight">Flight</a>' in refusal.text
    change(visit, FLIGHT, only_if="")
    change(visit, BY, kind="number")


def test_no_file_takes_an_answer_away_on_which_others_hang(app: Flask) -> None:
    visit = with_travel()
    said = write_visit_file(visit.slug, plan(visit))
    first, at, _ = said.partition('[[question]]\ncode = "flight"')
    assert at
    changed = first.replace('kind = "one"', 'kind = "number"')
    with pytest.raises(VisitFileRefused) as refused:
        preview_load(read_visit_file("visit.toml", changed.encode()), overwrite=False)
    assert 'expected that "arrives-by=plane" can be answered: question.flight hangs on it' in str(refused.value)


def test_a_form_keeps_a_condition_that_nobody_can_fulfil_any_more(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit()
    make_question(visit.id, "room", title=text("Do you need a room?"))
    make_question(visit.id, "nights", only_if="room=yes")
    shown = "Do you need a room?: Yes (nobody can answer so any more)"
    assert f"only if “{shown}”" in words(opened(desk, "questions"))
    assert shown in words(opened(desk, "questions/nights"))
    assert save(desk, "questions/nights", **{"title-en": "How many nights?"}).status_code == 303
    assert plan(visit)[Key("question", "nights")]["only_if"] == "room=yes"
    assert save(desk, "questions/nights", only_if="").status_code == 303
    assert shown not in opened(desk, "questions/nights")
