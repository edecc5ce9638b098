"""Lists for those who receive the people: on the screen and as files, for organisers alone."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from eventapp.registration.rules import Diet
from tests.at_desk import DESK, opened, statements, words
from tests.factories import make_organisation, make_question, make_visit
from tests.pages import PageForm
from tests.registration.people import answering, join, leave, row
from tests.walk import Browser

HEADINGS = {"rooming": "Name", "journeys": "Way", "meals": "Meal", "needs": "Name"}


@pytest.fixture
def visit(desk: FlaskClient) -> int:
    visit = make_visit(places=3).id
    make_organisation(visit)
    make_question(visit, "needs-room", kind="yes_no")
    make_question(visit, "nights", kind="count")
    make_question(visit, "room", "single", "shared", kind="one")
    make_question(visit, "shares-with")
    make_question(visit, "arrival", kind="moment")
    make_question(visit, "arrival-flight")
    make_question(visit, "pick-up", kind="yes_no")
    make_question(visit, "meals", "lunch", "dinner", kind="some")
    return visit


def come(visit: int, name: str, **answers: str) -> None:
    """Answers by the codes of their questions, with _ for -; ``diet`` beside them."""
    diet, note = Diet(answers.pop("diet", "none")), answers.pop("note", "")
    given = {code.replace("_", "-"): answer for code, answer in answers.items()}
    join(
        visit, f"{name.lower()}@example.org", given_name=name, family_name="Žukaitė", diet=diet, diet_note=note,
        language="en", answered=answering(visit, **given),
    )  # fmt: skip


@pytest.fixture
def people(visit: int) -> int:
    """Three with a place, and one who waits."""
    come(visit, "Ona", needs_room="yes", nights="3", room="shared", shares_with="Rasa", meals="lunch dinner",
         arrival="2017-04-03T14:35", arrival_flight="SK 4711", pick_up="yes", diet="vegetarian")  # fmt: skip
    come(visit, "Rasa", needs_room="yes", nights="2", room="shared", shares_with="Ona Žukaitė", meals="lunch",
         arrival="2017-04-03T14:05", diet="other", note="no nuts")  # fmt: skip
    come(visit, "Eglė", meals="dinner")
    come(visit, "Waits", needs_room="yes", nights="9", meals="lunch", arrival="2017-04-03T08:00", diet="vegan")
    return visit


def test_rooms_by_person_and_by_night(people: int, desk: FlaskClient) -> None:
    said = words(opened(desk, "rooming"))
    assert "3 people have a place. 2 of them need a room." in said
    assert "Waits" not in said
    assert "3 nights, from 3 April" in said
    assert "the other has not named them" not in said
    assert said.index("People by night") < said.index("5 April")


def test_the_vegetarian_who_lands_at_14_35_is_found(people: int, desk: FlaskClient) -> None:
    said = words(opened(desk, "journeys"))
    assert "Monday 3 April, 14:00 2, 1 to be fetched" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "14:35 Žukaitė, Ona" in said
    assert "SK 4711" in said
    assert "1 person has not said when." in said
    assert f"{DESK}/registrations/{row('ona@example.org').id}" in opened(desk, "journeys")


def form_of(desk: FlaskClient) -> PageForm:
    return next(form for form in Browser(desk).page(f"{DESK}/meals").forms if form.action == f"{DESK}/meals")


def test_numbers_for_the_kitchen_have_no_names_and_what_changes_is_flagged(people: int, desk: FlaskClient) -> None:
    said = words(opened(desk, "meals"))
    for name in ("Ona", "Rasa", "Eglė", "Žukaitė"):
        assert name not in said
    assert "no nuts" in said
    form, browser = form_of(desk), Browser(desk)
    refused = browser.send(form, form.filled({"to_whom": "x" * 121}))
    assert (refused.status_code, "at most 120 characters" in refused.text) == (422, True)
    assert browser.send(form, form.filled({"to_whom": "The canteen"})).status_code == 303
    said = words(opened(desk, "meals?done=1"))
    assert "The canteen" in said
    assert "Changed since" not in said
    leave(row("ona@example.org"))
    said = words(opened(desk, "meals"))
    assert "Lunch, Vegetarian: 1 → 0" in said
    assert "Lunch, Vegan: 0 → 1" in said, "who waited eats now"
    assert "numbers of meals have changed since they were handed over" in words(opened(desk, ""))
    assert "numbers handed over" in words(opened(desk, "history?kind=registrations"))


def test_needs_are_listed_with_names_for_organisers(people: int, desk: FlaskClient) -> None:
    said = words(opened(desk, "needs"))
    assert "Žukaitė, Rasa" in said
    assert "no nuts" in said
    assert "Eglė" not in said


@pytest.mark.parametrize("page", HEADINGS)
def test_each_list_is_a_file_that_other_programs_read(people: int, desk: FlaskClient, page: str) -> None:
    answer = desk.get(f"{DESK}/{page}.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(desk.get(f"{DESK}/{page}.xlsx").data))
    sheet = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == HEADINGS[page]
    assert len(rows) > 2
    assert [[str(cell).removesuffix(".0") for cell in line] for line in sheet] == rows
    assert answer.headers["Content-Disposition"] == f'attachment; filename="oslo-{page}.csv"'
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("page", HEADINGS)
def test_an_empty_visit_has_words_and_empty_files(desk: FlaskClient, page: str) -> None:
    make_visit()
    assert "0 people have a place." in words(opened(desk, page))
    assert len(desk.get(f"{DESK}/{page}.csv").data.decode("utf-8-sig").splitlines()) == 1


@pytest.mark.parametrize("page", HEADINGS)
def test_three_cost_as_many_statements_as_one(visit: int, desk: FlaskClient, page: str) -> None:
    come(visit, "Ona", needs_room="yes", nights="3", arrival="2017-04-03T14:35", meals="lunch", diet="vegan")
    before = statements(desk, f"{DESK}/{page}")
    for name in ("Rasa", "Eglė"):
        come(visit, name, needs_room="yes", nights="3", arrival="2017-04-03T14:35", meals="lunch", diet="vegan")
    assert statements(desk, f"{DESK}/{page}") == before


@pytest.mark.parametrize("page", ["rooming", "rooming.csv", "journeys", "journeys.xlsx"])
def test_a_moment_that_was_answered_in_other_words_stops_no_list(desk: FlaskClient, page: str) -> None:
    visit = make_visit().id
    make_question(visit, "needs-room", kind="yes_no")
    make_question(visit, "arrival")
    come(visit, "Ona", needs_room="yes", arrival="in the afternoon")
    assert desk.get(f"{DESK}/{page}").status_code == 200


def test_a_form_without_its_token_keeps_no_numbers(people: int, desk: FlaskClient) -> None:
    assert desk.post(f"{DESK}/meals", data={"to_whom": "x"}).status_code == 400
    assert "Last:" not in words(opened(desk, "meals"))
