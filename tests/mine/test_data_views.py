"""Behind the secret link: all that is kept, as a page and as a file, and erasing it."""

import json

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core import security
from eventapp.core.db import session, transaction
from eventapp.visits.models import Visit
from tests.factories import NOON, make_question, make_visit
from tests.pages import read_page
from tests.registration.people import answering, change, join, leave, own_page, states


def test_what_is_kept_of_me_stands_on_a_page(visit: int, client: FlaskClient) -> None:
    join(visit, needs="Rampa", diet_note="be riešutų", language="en")
    page = client.get(f"{own_page()}/data")
    assert page.status_code == 200
    for words in (
        "zydrune@example.org",
        "Rampa",
        "be riešutų",
        "Varėnos biblioteka",
        "You are registered",
        "confirmed",
    ):
        assert words in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]


def test_what_is_kept_of_me_can_be_downloaded(
    visit: int, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    join(visit, needs="Rampa")
    with caplog.at_level("INFO", security.log.name):
        answer = client.get(f"{own_page()}/data.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="oslo-my-data.json"'
    said = json.loads(answer.text)
    assert (said["format"], said["visit"]["slug"], said["visit"]["starts_on"]) == (1, "oslo", "2017-04-03")
    (mine,) = said["data"]["registration"]
    assert (mine["given_name"], mine["needs"], mine["status"]) == ("Žydrūnė", "Rampa", "confirmed")
    assert mine["agreed_to"].startswith("Tai, ką čia įrašote")
    assert [each["to_address"] for each in said["data"]["letters"]] == ["zydrune@example.org"]
    assert [record.getMessage() for record in caplog.records if record.name == security.log.name] == [
        f"exported visit={visit} kind=person"
    ]


def test_erasing_is_asked_twice_and_cannot_be_taken_back(visit: int, client: FlaskClient) -> None:
    join(visit, language="en")
    join(visit, "next@example.org")
    mine = own_page()
    assert f"{mine}/erase" in client.get(mine).text
    question = client.get(f"{mine}/erase")
    assert "You give up your place" not in question.text, "the visit is over"
    assert states() == {"zydrune@example.org": "confirmed", "next@example.org": "confirmed"}
    (form,) = [form for form in read_page(question.text).forms if form.action == f"{mine}/erase"]
    done = client.post(f"{mine}/erase", data={"csrf_token": form.value("csrf_token")})
    assert (done.status_code, done.location) == (303, f"{mine}/erased?l=en")
    assert states() == {"next@example.org": "confirmed"}
    said = client.get(done.location)
    assert said.status_code == 200
    assert "Your data is erased" in said.text
    assert client.get(mine).status_code == 410
    assert client.post(f"{mine}/erase").status_code == 410


@pytest.mark.parametrize("cancelled", [False, True])
def test_who_has_a_place_is_told_that_it_is_given_up(visit: int, client: FlaskClient, cancelled: bool) -> None:
    person = join(visit, language="en")
    if cancelled:
        leave(person)
    with time_machine.travel(NOON, tick=False):
        question = client.get(f"{own_page()}/erase").text
    assert ("You give up your place" in question) is not cancelled


def test_without_its_token_the_question_comes_back(visit: int, client: FlaskClient) -> None:
    join(visit)
    assert client.post(f"{own_page()}/erase").status_code == 400
    assert list(states()) == ["zydrune@example.org"]


def test_who_is_still_there_is_not_told_to_be_erased(visit: int, client: FlaskClient) -> None:
    join(visit)
    answer = client.get(f"{own_page()}/erased")
    assert (answer.status_code, answer.location) == (303, own_page())


@pytest.mark.parametrize("page", ["data", "data.json", "erase", "erased"])
def test_a_stranger_s_link_opens_nothing(visit: int, client: FlaskClient, page: str) -> None:
    join(visit)
    assert client.get(f"{own_page()[:-4]}AAAA/{page}").status_code == 404
    assert client.get(f"/r/nonsense/{page}").status_code == 404


def test_whoever_is_registered_for_a_hidden_visit_has_the_same_rights(client: FlaskClient, app: Flask) -> None:
    join(make_visit().id)
    with transaction():
        session.scalars(select(Visit)).one().visible = False
    assert client.get(f"{own_page()}/data").status_code == 200
    assert client.get(f"{own_page()}/erase").status_code == 200


def test_it_is_told_in_words_not_in_codes(visit: int, client: FlaskClient) -> None:
    make_question(visit, "arrival", title={"lt": "Kada atvykstate?", "en": "When do you arrive?"})
    address = "zydrune@xn--emaitija-bmc.lt"
    person = join(visit, address)
    change(person, email=address, answered=answering(visit, arrival="ryte"))
    join(visit, address)
    text = client.get(f"{own_page(address)}/data").text
    assert "Kada atvykstate?" in text.partition("Istorija")[2]
    for code in ("answer-", "<p>arrival</p>", "<p>lt</p>", "xn--"):
        assert code not in text, code
