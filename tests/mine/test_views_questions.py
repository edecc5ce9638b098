"""A person's own answers behind the secret link: shown, changed, and changed by an organiser at the same time."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from eventapp.core.db import session, transaction
from eventapp.questions.models import StoredQuestion
from eventapp.questions.queries import kept_by, questionnaire
from eventapp.questions.rules import Answered
from eventapp.registration.models import Registration
from eventapp.visits.history import history
from eventapp.visits.queries import visit_of
from tests.factories import make_question
from tests.registration.people import TYPED, change, hidden_in, join, own_page, row, send

ANSWERS = {"nights": "2.5", "single": "yes"}
SENT = {"answer-nights": "2,5", "answer-single": "yes"}


@pytest.fixture
def lodged(visit: int) -> Registration:
    make_question(visit, "nights", kind="number")
    make_question(visit, "single", kind="yes_no")
    return join(visit, organisation="birzai", other_organisation="", phone="", answered=answered(visit))


def answered(visit: int, **answers: str) -> Answered:
    return Answered(questionnaire(visit_of(visit)), {**ANSWERS, **answers})


def kept(visit: int) -> dict[str, str]:
    person = row(TYPED["email"]).id
    return kept_by(visit, person)


def test_they_are_shown_and_stand_in_the_form(visit: int, lodged: Registration, client: FlaskClient) -> None:
    page = client.get(own_page()).text
    assert "<dt>Nights (lt)</dt><dd><p>2,5</p>" in page
    form = client.get(own_page() + "?edit=1").text
    assert 'name="answer-nights" type="text" value="2,5"' in form
    assert 'name="answer-single" type="radio" value="yes" checked' in form


def test_one_is_changed_and_the_history_says_which_and_not_what(
    visit: int, lodged: Registration, client: FlaskClient
) -> None:
    assert send(client, own_page() + "?edit=1", **SENT | {"answer-nights": "3"}).status_code == 303
    assert kept(visit) == {**ANSWERS, "nights": "3"}
    assert history(visit)[0].changes == [{"field": "answer-nights"}]


def test_nothing_changed_is_nothing_saved(visit: int, lodged: Registration, client: FlaskClient) -> None:
    assert send(client, own_page() + "?edit=1", **SENT).location.endswith("?done=nothing")


def test_what_others_changed_meanwhile_is_asked_about_in_words(
    visit: int, lodged: Registration, client: FlaskClient
) -> None:
    page = client.get(own_page() + "?edit=1&l=en").text
    same = {"organisation": "birzai", "other_organisation": "", "phone": ""}
    change(row(TYPED["email"]), answered=answered(visit, single="no", nights="4"), **same)
    refused = client.post(own_page(), data={**TYPED, **hidden_in(page), **SENT, "answer-nights": "3"})
    assert refused.status_code == 409
    assert "<ins>4</ins>" in refused.text
    assert "<b>Single</b>: <del>Yes</del> → <ins>No</ins>" in refused.text


def test_a_question_that_was_removed_is_still_told(visit: int, lodged: Registration, client: FlaskClient) -> None:
    with transaction():
        session.execute(delete(StoredQuestion).where(StoredQuestion.code == "nights"))
    page = client.get(own_page() + "?l=en").text
    assert 'Nights <span class="quiet">(no longer asked)</span></dt><dd><p>2.5</p>' in page
    assert send(client, own_page() + "?edit=1", **{"answer-single": "no"}).status_code == 303
    assert kept(visit) == {"nights": "2.5", "single": "no"}


def test_questions_that_changed_since_the_form_was_opened_are_told_and_nothing_typed_is_lost(
    visit: int, lodged: Registration, client: FlaskClient
) -> None:
    page = client.get(own_page() + "?edit=1&l=en").text
    make_question(visit, "late", required=True)
    typed = {**TYPED, **hidden_in(page), **SENT, "answer-nights": "3"}
    told = client.post(own_page(), data=typed)
    assert told.status_code == 422
    assert "The questions were changed meanwhile." in told.text
    assert told.text.count("Please answer this.") == 2
    assert 'name="answer-nights" type="text" value="3"' in told.text
    again = client.post(own_page(), data={**typed, **hidden_in(told.text), "answer-late": "Yes"})
    assert again.status_code == 303
    assert kept(visit) == {**ANSWERS, "nights": "3", "late": "Yes"}


def test_a_question_removed_since_the_form_was_opened_is_told_and_its_answer_stays_as_it_was(
    visit: int, lodged: Registration, client: FlaskClient
) -> None:
    page = client.get(own_page() + "?edit=1&l=en").text
    with transaction():
        session.execute(delete(StoredQuestion).where(StoredQuestion.code == "single"))
    typed = {**TYPED, **hidden_in(page), **SENT, "answer-single": "no", "answer-nights": "3"}
    told = client.post(own_page(), data=typed)
    assert told.status_code == 422
    assert "The questions were changed meanwhile." in told.text
    assert client.post(own_page(), data={**typed, **hidden_in(told.text)}).status_code == 303
    assert kept(visit) == {**ANSWERS, "nights": "3"}
