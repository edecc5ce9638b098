"""Choices that are full by the time a form is sent: told at the field, and nothing typed is lost; and what waits."""

import pytest
from flask.testing import FlaskClient

from tests.factories import make_question
from tests.registration.people import TYPED, answering, hidden_in, join, own_page, send, states

FORM = "/en/oslo/register"


@pytest.fixture
def bus(visit: int) -> int:
    make_question(visit, "way", "bus", "walk", kind="one", limits={"bus": {"places": 1}})
    return visit


def test_one_that_became_full_in_another_tab_is_told_at_its_field(bus: int, client: FlaskClient) -> None:
    page = client.get(FORM).text
    join(bus, "first@example.org", answered=answering(bus, way="bus"))
    refused = client.post(FORM, data={**TYPED, **hidden_in(page), "answer-way": "bus", "position": "Librarian"})
    assert refused.status_code == 409
    assert "All places of “Bus” are taken. Please choose something else." in refused.text
    assert 'id="answer-way-error"' in refused.text
    assert 'value="Librarian"' in refused.text
    assert states() == {"first@example.org": "confirmed"}
    assert send(client, FORM, **{"answer-way": "walk"}).status_code == 303


def test_what_waits_is_told_on_one_s_own_page(visit: int, client: FlaskClient) -> None:
    make_question(visit, "way", "bus", kind="one", limits={"bus": {"places": 1, "queue": True}})
    join(visit, "first@example.org", answered=answering(visit, way="bus"))
    join(visit, answered=answering(visit, way="bus"))
    assert "All places are taken. Waits for one: Bus." in client.get(own_page() + "?l=en").text
    assert "Waits for one" not in client.get(own_page("first@example.org") + "?l=en").text
