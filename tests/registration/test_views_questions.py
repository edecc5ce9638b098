"""A visit's own questions in the public form: asked, refused, kept, and changed while somebody fills them in."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from eventapp.core import page_cache
from eventapp.core.db import session, transaction
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import Key
from eventapp.questions.models import StoredQuestion
from eventapp.questions.queries import kept_by
from eventapp.visits.models import Visit
from tests.factories import make_question, text
from tests.planning.test_operations import ACT
from tests.registration.people import TYPED, hidden_in, row, send, states, token_in

FORM = "/en/oslo/register"
PLANE = {"answer-arrives-by": "plane", "answer-flight": "SK 4711"}


@pytest.fixture(autouse=True)
def _each_request_is_of_another_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "FRESH_SECONDS", 0.0)


@pytest.fixture
def travel(visit: int) -> int:
    make_question(visit, "travel", kind="heading", title=text("Travel"))
    make_question(visit, "arrives-by", "plane", "car", kind="one", required=True, help=text("To Oslo."))
    make_question(visit, "flight", required=True, only_if="arrives-by=plane")
    make_question(visit, "lands", kind="moment", only_if="arrives-by=plane")
    make_question(visit, "meals", "lunch", "dinner", kind="some")
    make_question(visit, "from", kind="country")
    return visit


def kept(visit: int, email: str = "zydrune@example.org") -> dict[str, str]:
    person = row(email).id
    return kept_by(visit, person)


def test_each_question_is_named_explained_and_says_when_it_is_asked(travel: int, client: FlaskClient) -> None:
    page = client.get(FORM).text
    assert '<legend class="section">Travel</legend>' in page
    assert re.search(
        r'<fieldset id="answer-arrives-by" class="ticks"\s*aria-describedby="answer-arrives-by-help">', page
    )
    assert '<p class="help" id="answer-flight-if">Only if you answer “Plane” to “Arrives-by”.</p>' in page
    assert 'data-above="answer-arrives-by" data-answer="plane"' in page
    assert re.search(r'<input id="answer-lands" name="answer-lands" type="datetime-local"[^>]*aria-describedby=', page)
    assert '<option value="NO">Norway</option>' in page
    assert "Travel (lt)" in client.get("/lt/oslo/register").text


def test_what_is_answered_is_kept(travel: int, client: FlaskClient) -> None:
    typed: dict[str, Any] = PLANE | {
        "answer-lands": "3.4.2017 kl. 14.35",
        "answer-meals": ["dinner", "lunch"],
        "answer-from": "LT",
    }
    assert send(client, FORM, **typed).status_code == 303
    assert kept(travel) == {
        "arrives-by": "plane",
        "flight": "SK 4711",
        "lands": "2017-04-03T14:35",
        "meals": "lunch dinner",
        "from": "LT",
    }


def test_what_hangs_on_another_answer_is_not_kept_whoever_sent_it(travel: int, client: FlaskClient) -> None:
    assert send(client, FORM, **PLANE | {"answer-arrives-by": "car", "answer-lands": "nonsense"}).status_code == 303
    assert kept(travel) == {"arrives-by": "car"}


def test_what_hangs_on_a_question_left_out_is_told_and_not_lost(visit: int, client: FlaskClient) -> None:
    make_question(visit, "arrives-by", "plane", "car", kind="one")
    make_question(visit, "fetch", kind="yes_no", only_if="arrives-by=plane")
    make_question(visit, "bags", only_if="fetch=yes")
    words = "You have answered this, but not “{}”. Please answer that one, or empty this field."
    for typed, above in (({}, "Arrives-by"), ({"answer-arrives-by": "plane"}, "Fetch")):
        answer = send(client, FORM, **{"answer-bags": "2", **typed})
        assert answer.status_code == 422
        assert answer.text.count(words.format(above)) == 2
        assert 'id="answer-bags-error"' in answer.text
        assert 'name="answer-bags" type="text" value="2"' in answer.text
    assert states() == {}
    assert send(client, FORM, **{"answer-bags": "2", "answer-arrives-by": "plane", "answer-fetch": "no"}).location
    assert kept(visit) == {"arrives-by": "plane", "fetch": "no"}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({}, "arrives-by", "Please answer this."),
        ({"answer-arrives-by": "plane"}, "flight", "Please answer this."),
        ({**PLANE, "answer-lands": "in the evening"}, "lands", "Write the day and the time like this"),
        ({"answer-arrives-by": "boat"}, "arrives-by", "This choice is not offered any more."),
        ({"answer-arrives-by": "car", "answer-meals": "breakfast"}, "meals", "This choice is not offered any more."),
        ({"answer-arrives-by": "car", "answer-from": "Narnia"}, "from", "This choice is not offered any more."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    travel: int, client: FlaskClient, typed: dict[str, str], field: str, words: str
) -> None:
    answer = send(client, FORM, **typed)
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert f'<a href="#answer-{field}">' in answer.text
    assert f'id="answer-{field}-error"' in answer.text
    assert re.search(rf'id="answer-{field}"[^>]*aria-describedby="[^"]*answer-{field}-error"', answer.text)
    if field == "lands":
        assert 'type="text" value="in the evening"' in answer.text, "a control for dates would not show it"
        assert 'name="answer-flight" type="text" value="SK 4711"' in answer.text
    assert states() == {}


def test_errors_stand_in_the_order_of_the_page(travel: int, client: FlaskClient) -> None:
    summary = re.search(r'id="errors">(.*?)</div>', send(client, FORM, given_name="", consent="").text, re.S)
    assert summary
    assert re.findall(r'href="#([^"]+)"', summary[1]) == ["given_name", "answer-arrives-by", "consent"]


def test_a_question_removed_while_somebody_answers_it_is_told_and_then_not_kept(
    travel: int, client: FlaskClient
) -> None:
    page = client.get(FORM).text
    with transaction():
        remove_item(travel, Key("question", "meals"), act=ACT)
    typed = {**TYPED, **hidden_in(page), **PLANE, "answer-meals": "lunch"}
    answer = client.post(FORM, data=typed)
    assert answer.status_code == 422
    assert "The questions were changed meanwhile." in answer.text
    assert 'value="SK 4711"' in answer.text
    assert "answer-meals" not in answer.text
    again = client.post(FORM, data={**typed, **hidden_in(answer.text)})
    assert again.status_code == 303
    assert kept(travel) == {"arrives-by": "plane", "flight": "SK 4711"}


def test_a_choice_that_vanished_is_told_at_its_question(travel: int, client: FlaskClient) -> None:
    page = client.get(FORM).text
    with transaction():
        remove_item(travel, Key("question", "arrives-by").within("choice", "car"), act=ACT)
    answer = client.post(FORM, data={**TYPED, **hidden_in(page), "answer-arrives-by": "car"})
    assert answer.status_code == 422
    assert "The questions were changed meanwhile." in answer.text
    assert answer.text.count("This choice is not offered any more. Please choose another one.") == 2


def test_two_tabs_of_different_questions_are_both_taken_or_both_told(travel: int, client: FlaskClient) -> None:
    first = client.get(FORM).text
    with transaction():
        save_item(travel, Edit(Key("question", "flight"), {"title.en": "Number of your flight"}, {}), act=ACT)
    second = client.get(FORM).text
    assert client.post(FORM, data={**TYPED, **hidden_in(second), **PLANE}).status_code == 303
    told = client.post(FORM, data={**TYPED, **hidden_in(first), **PLANE, "email": "ona@example.org"})
    assert told.status_code == 422
    assert "Number of your flight" in told.text
    assert states().keys() == {"zydrune@example.org"}


def test_a_form_made_by_hand_need_not_say_which_questions_it_has_seen(travel: int, client: FlaskClient) -> None:
    token = token_in(client.get(FORM).text)
    assert client.post(FORM, data={**TYPED, **PLANE, "csrf_token": token}).status_code == 303


def test_a_visit_without_questions_asks_nothing_more(visit: int, client: FlaskClient) -> None:
    page = client.get(FORM).text
    assert "answer-" not in page
    assert "Questions about this visit" not in page
    assert send(client, FORM).status_code == 303


def test_questions_before_any_heading_stand_under_one_of_ours(visit: int, client: FlaskClient) -> None:
    make_question(visit, "bus", kind="yes_no")
    page = client.get(FORM).text
    assert "Questions about this visit" in page
    assert re.search(r'name="answer-bus" type="radio" value="" checked> <span>No answer', page)
    with transaction():
        session.execute(update(StoredQuestion).values(required=True))
        session.execute(update(Visit).values(edited_version=Visit.edited_version + 1))
    assert "No answer" not in client.get(FORM).text
    with transaction():
        session.execute(delete(StoredQuestion))


def test_a_day_is_read_near_the_visit_and_one_far_from_it_is_told(travel: int, client: FlaskClient) -> None:
    far = send(client, FORM, **PLANE | {"answer-lands": "2087-04-03T09:30"})
    assert (far.status_code, far.text.count("This is more than a year before or after the visit.")) == (422, 2)
    assert send(client, FORM, **PLANE | {"answer-lands": "04.03 9:30"}).status_code == 303
    assert kept(travel)["lands"] == "2017-04-03T09:30"


def test_nobody_leaves_before_they_arrive(visit: int, client: FlaskClient) -> None:
    for code in ("arrival", "departure"):
        make_question(visit, code, kind="moment")
    answer = send(client, FORM, **{"answer-arrival": "2017-04-06 9:30", "answer-departure": "2017-04-03 18:00"})
    assert answer.status_code == 422
    assert answer.text.count("This is before the answer to “Arrival”. Please look at both.") == 2
    assert 'id="answer-departure-error"' in answer.text
    assert send(client, FORM, **{"answer-arrival": "", "answer-departure": "2017-04-03 18:00"}).status_code == 303
