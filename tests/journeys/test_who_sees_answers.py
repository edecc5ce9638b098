"""Who sees what is answered is said in the same way on the privacy page, by the question, and on the page of roles."""

import pytest
from flask.testing import FlaskClient

from eventapp.questions.rules import Reader
from eventapp.visits.models import Visit
from tests.at_desk import opened, words
from tests.factories import make_question, make_visit, text

BY_THE_QUESTION = "The organisers see this answer, and those whom they let read along."


@pytest.fixture
def visit() -> Visit:
    return make_visit()


def test_what_is_open_to_readers_is_named_wherever_it_is_told(
    client: FlaskClient, desk: FlaskClient, visit: Visit
) -> None:
    make_question(visit.id, "flight", title=text("Which flight?"))
    make_question(visit.id, "photo", kind="yes_no", title=text("May we take pictures?"), readers=Reader.READERS)
    page = words(client.get("/en/oslo/privacy").text)
    told = "nor letters They also see the answers to these questions: May we take pictures? Those who fund"
    assert told in page
    assert "handed to nobody" not in page
    assert "Of this visit’s own questions readers see the answers to: May we take" in words(opened(desk, "roles"))
    listed = words(opened(desk, "questions"))
    assert "May we take pictures? Yes or no · readers see the answers" in listed
    assert listed.count("readers see the answers") == 1
    form = client.get("/en/oslo/register").text
    assert form.count(BY_THE_QUESTION) == 1
    assert f"May we take pictures? (optional) {BY_THE_QUESTION}" in words(form)
    assert "The organisers see your answers; where others see one, too, it is said there." in form


def test_where_nothing_is_open_it_is_said_that_readers_see_no_answer(
    client: FlaskClient, desk: FlaskClient, visit: Visit
) -> None:
    assert "They see no answers" not in client.get("/en/oslo/privacy").text
    assert "readers see no answers" in words(opened(desk, "roles"))
    make_question(visit.id, "flight", title=text("Which flight?"))
    client.application.extensions["eventapp.page_caches"].clear()
    assert "They see no answers to the questions of this visit." in client.get("/en/oslo/privacy").text
    assert BY_THE_QUESTION not in client.get("/en/oslo/register").text
