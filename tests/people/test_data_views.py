"""The desk: what is kept of one person, handed over or erased."""

import json
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from eventapp.core import security
from tests.factories import make_visit
from tests.people.desk import LIST, get, one, post, search
from tests.registration.people import join, leave, row, states


def test_what_is_kept_of_one_person_stands_on_a_page_and_in_a_file(
    visit: int, desk: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    person = join(visit, needs="Rampa")
    path = one(person)
    assert f"{LIST}{path}/data" in get(desk, path)
    page = get(desk, f"{path}/data")
    for words in ("zydrune@example.org", "Rampa", "Varėnos biblioteka"):
        assert words in page
    with caplog.at_level("INFO", security.log.name):
        answer = desk.get(f"{LIST}{path}/data.json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="oslo-{row("zydrune@example.org").id}.json"'
    assert json.loads(answer.text)["data"]["registration"][0]["needs"] == "Rampa"
    assert any(record.getMessage().startswith("exported account=") for record in caplog.records)


def test_a_person_is_erased_after_a_question(visit: int, desk: FlaskClient) -> None:
    person = join(visit)
    join(visit, "next@example.org")
    path, found = one(person), search(desk, "zydrune")
    assert "Žydrūnė Ąžuolaitė" in get(desk, f"{path}/erase")
    done = post(desk, f"{path}/erase")
    assert (done.status_code, done.location) == (303, f"{LIST}?erased=1")
    assert 'role="status">' in get(desk, "?erased=1")
    assert states() == {"next@example.org": "confirmed"}
    assert desk.get(f"{LIST}{path}").status_code == 404
    assert desk.get(f"{LIST}{found}").status_code == 410, "what was searched for may have been the name"


def test_who_has_cancelled_can_be_erased_and_not_put_back(visit: int, desk: FlaskClient) -> None:
    person = join(visit)
    leave(person)
    assert post(desk, f"{one(person)}/erase").status_code == 303
    assert "Ąžuolaitė" not in desk.get("/organise/visits/oslo/removed").text
    assert "Ąžuolaitė" not in desk.get("/organise/visits/oslo/history").text


def test_without_its_token_the_question_comes_back(visit: int, desk: FlaskClient) -> None:
    person = join(visit)
    assert desk.post(f"{LIST}{one(person)}/erase").status_code == 400
    assert list(states()) == ["zydrune@example.org"]


def test_who_was_erased_meanwhile_is_not_there(visit: int, desk: FlaskClient) -> None:
    person = join(visit)
    path = one(person)
    assert post(desk, f"{path}/erase").status_code == 303
    assert desk.post(f"{LIST}{path}/erase").status_code == 404


@pytest.mark.parametrize("page", ["data", "data.json", "erase"])
def test_nobody_is_reached_by_way_of_another_visit(visit: int, desk: FlaskClient, page: str) -> None:
    person = join(make_visit(slug="bergen").id)
    assert desk.get(f"{LIST}{one(person)}/{page}").status_code == 404
    assert desk.get(f"{LIST}/{uuid4()}/{page}").status_code == 404
