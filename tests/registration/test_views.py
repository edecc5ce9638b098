"""The form, the answers, and "my registration"."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from tests.conftest import installation
from tests.factories import NOON, make_organisation, make_visit
from tests.registration.people import LINKS, TYPED, join, letters, row, send, states, token_in

FORM = "/lt/oslo/register"


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit()
    make_organisation(visit.id)
    return visit.id


def own_page(email: str = "zydrune@example.org") -> str:
    registration = row(email)
    return LINKS.registration(registration.id, registration.generation).removeprefix(LINKS.base_url)


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_the_form_asks_in_the_reader_s_language(visit: int, client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/oslo/register")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert "Biržų rajono savivaldybė" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_registering_answers_alike_for_new_and_known(visit: int, client: FlaskClient) -> None:
    answers = [send(client), send(client)]
    assert [(a.status_code, a.headers["Location"]) for a in answers] == [(303, "/lt/oslo/register/sent")] * 2
    assert states() == {"zydrune@example.org": "confirmed"}
    assert len(letters()) == 2


def test_the_answer_says_when_no_mail_is_sent(visit: int, client: FlaskClient) -> None:
    page = client.get("/en/oslo/register/sent")
    assert "This installation sends no mail yet" in page.text


def test_the_answer_does_not_say_so_when_mail_is_sent(tmp_path: Path) -> None:
    with installation(tmp_path, EVENTAPP_SMTP_URL="smtp://127.0.0.1:2525") as app:
        make_visit()
        assert "sends no mail" not in app.test_client().get("/en/oslo/register/sent").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"given_name": "  "}, "Enter your given name."),
        ({"family_name": ""}, "Enter your family name."),
        ({"email": ""}, "Enter your e-mail address."),
        ({"email": "not an address"}, "This is not an e-mail address."),
        ({"email": "a@b@c.org"}, "This is not an e-mail address."),
        ({"phone": "12"}, "This is not a telephone number."),
        ({"phone": "call me"}, "This is not a telephone number."),
        ({"organisation": ""}, "Choose your organisation."),
        ({"organisation": "nobody"}, "Not a valid choice."),
        ({"organisation": "other"}, "Enter the name of your organisation."),
        ({"diet": "stones"}, "Not a valid choice."),
        ({"consent": ""}, "Without your agreement"),
        ({"given_name": "a" * 121}, "Please write at most 120 characters; these are 121."),
        ({"needs": "a" * 2001}, "Please write at most 2000 characters; these are 2001."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_above_and_the_rest_stays(
    visit: int, client: FlaskClient, typed: dict[str, str], words: str
) -> None:
    answer = send(client, "/en/oslo/register", **{"position": "Officer", **typed})
    field = next(iter(typed))
    at = "other_organisation" if typed == {"organisation": "other"} else field
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert f'href="#{at}"' in answer.text
    assert f'id="{at}-error"' in answer.text
    assert 'value="Officer"' in answer.text
    assert states() == {}


def test_a_form_without_its_token_comes_back_filled_to_be_sent_once_more(visit: int, client: FlaskClient) -> None:
    answer = client.post("/en/oslo/register", data=TYPED)
    assert answer.status_code == 400
    assert "Please send the form once more" in answer.text
    assert 'value="Ąžuolaitė"' in answer.text
    assert states() == {}
    again = client.post("/en/oslo/register", data={**TYPED, "csrf_token": token_in(answer.text)})
    assert again.status_code == 303


def test_a_robot_is_thanked_and_forgotten(visit: int, client: FlaskClient) -> None:
    assert send(client, homepage="http://spam.example").status_code == 303
    assert (states(), letters()) == ({}, [])


def test_a_closed_visit_refuses_with_the_reason_and_keeps_what_was_typed(app: Flask, client: FlaskClient) -> None:
    make_organisation(make_visit().id)
    page = client.get("/en/oslo/register")
    with app.app_context():
        from eventapp.core.db import transaction
        from eventapp.visits.models import Visit

        with transaction():
            session.scalars(select(Visit)).one().registration_closes_at = NOON
    answer = client.post("/en/oslo/register", data={**TYPED, "csrf_token": token_in(page.text)})
    assert answer.status_code == 409
    assert "Registration has closed." in answer.text
    assert 'value="Ąžuolaitė"' in answer.text


def test_too_many_registrations_of_one_address_are_told_when_to_come_back(visit: int, client: FlaskClient) -> None:
    answers = [send(client, "/en/oslo/register") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert "Too many attempts" in answers[-1].text
    assert 'value="Ąžuolaitė"' in answers[-1].text


def test_an_unknown_visit_has_no_form(app: Flask, client: FlaskClient) -> None:
    for path in (FORM, "/lt/oslo/register/sent"):
        assert client.get(path).status_code == 404
    assert client.post(FORM).status_code == 404


def test_my_registration_is_mine_alone(visit: int, client: FlaskClient) -> None:
    send(client)
    page = client.get(own_page())
    assert page.status_code == 200
    assert "Žydrūnė Ąžuolaitė" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    path = own_page()
    broken = path[:-3] + ("AAA" if not path.endswith("AAA") else "BBB")
    assert client.get(broken).status_code == 404
    assert client.get("/r/nonsense").status_code == 404
    assert client.post("/r/nonsense").status_code == 404


def test_my_registration_speaks_my_language_until_i_choose_another(visit: int, client: FlaskClient) -> None:
    join(visit, "nora@example.org", language="nb")
    path = own_page("nora@example.org")
    assert '<html lang="nb">' in client.get(path).text
    assert '<html lang="en">' in client.get(path + "?l=en").text
    assert '<html lang="en">' in client.get(path).text


def test_letters_come_in_the_language_asked_for(visit: int, client: FlaskClient) -> None:
    send(client)
    assert row(TYPED["email"]).language == "lt"  # the page's, unless another is chosen
    answer = send(client, own_page() + "?edit=1", language="nb")
    assert (answer.status_code, row(TYPED["email"]).language) == (303, "nb")
    send(client, email="nora@example.org", language="en")
    assert letters()[-1] == ("nora@example.org", "You are registered: Visit to Oslo")
    assert send(client, email="ola@example.org", language="xx").status_code == 422


def test_i_can_change_my_registration(visit: int, client: FlaskClient) -> None:
    send(client)
    answer = send(client, own_page() + "?edit=1", family_name="Naujoji", phone="8 612 34567")
    assert answer.status_code == 303
    assert (row(TYPED["email"]).family_name, row(TYPED["email"]).phone) == ("Naujoji", "+37061234567")


def test_a_wrong_change_is_told_at_the_field(visit: int, client: FlaskClient) -> None:
    send(client)
    answer = send(client, own_page() + "?edit=1", family_name="")
    assert answer.status_code == 422
    assert 'id="family_name-error"' in answer.text


def test_a_change_to_a_full_organisation_is_told_at_the_field(visit: int, client: FlaskClient) -> None:
    make_organisation(visit, "full", places=0)
    send(client)
    answer = send(client, own_page() + "?edit=1", organisation="full")
    assert answer.status_code == 409
    assert 'id="organisation-error"' in answer.text


def test_i_can_cancel_twice_and_register_again(visit: int, client: FlaskClient) -> None:
    send(client)
    path = own_page()
    for _ in range(2):
        token = token_in(client.get(FORM).text)
        assert client.post(path, data={"do": "cancel", "csrf_token": token}).status_code == 303
    assert states() == {"zydrune@example.org": "cancelled"}
    assert client.get(path).status_code == 200
    assert client.get(path + "?edit=1").status_code == 200
    send(client)
    assert states() == {"zydrune@example.org": "confirmed"}


def test_cancelling_without_the_token_asks_once_more(visit: int, client: FlaskClient) -> None:
    send(client)
    answer = client.post(own_page(), data={"do": "cancel"})
    assert (answer.status_code, states()) == (400, {"zydrune@example.org": "confirmed"})


def confirmation_link() -> str:
    text = text_of(session.scalars(select(Mail).where(Mail.to_address == "new@example.org")).one())
    return next(line for line in text.splitlines() if "/email/" in line).removeprefix(LINKS.base_url)


def test_a_new_address_needs_a_click_on_the_page_that_its_link_opens(visit: int, client: FlaskClient) -> None:
    send(client)
    send(client, own_page() + "?edit=1", email="new@example.org")
    link = confirmation_link()
    page = client.get(link)
    assert "new@example.org" in page.text
    assert row(TYPED["email"]).email == TYPED["email"], "a link that is only read changes nothing"
    assert client.post(link).status_code == 400
    assert client.post(link, data={"csrf_token": token_in(page.text)}).status_code == 303
    assert row("new@example.org").pending_email is None
    assert client.get(link + "x").status_code == 404


def test_a_new_address_that_is_taken_by_now_is_told(visit: int, client: FlaskClient) -> None:
    send(client)
    send(client, own_page() + "?edit=1", email="new@example.org")
    link = confirmation_link()
    join(visit, "new@example.org")
    answer = client.post(link, data={"csrf_token": token_in(client.get(link).text)})
    assert answer.status_code == 409


def test_letters_to_a_new_address_are_limited(visit: int, client: FlaskClient) -> None:
    send(client)
    answers = [send(client, own_page() + "?edit=1", email="new@example.org") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert len([to for to, _ in letters() if to == "new@example.org"]) == 5


def test_behind_https_the_form_works_with_the_referer_that_a_browser_sends(tmp_path: Path) -> None:
    with installation(tmp_path, EVENTAPP_BASE_URL="https://visits.example.org") as app:
        make_organisation(make_visit().id)
        client = app.test_client()
        where = {"base_url": "https://visits.example.org"}
        page = client.get(FORM, **where)
        assert "Secure" in page.headers["Set-Cookie"]
        headers = {"Referer": f"https://visits.example.org{FORM}"}
        answer = client.post(FORM, data={**TYPED, "csrf_token": token_in(page.text)}, headers=headers, **where)
        assert answer.status_code == 303


def test_names_are_kept_composed_and_trimmed(visit: int, client: FlaskClient) -> None:
    send(client, given_name="  Z\u030cydru\u0304ne\u0307  ", family_name="李  小龍")
    assert (row(TYPED["email"]).given_name, row(TYPED["email"]).family_name) == ("Žydrūnė", "李 小龍")


@pytest.fixture(autouse=True)
def _nothing_personal_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert "zydrune@example.org" not in caplog.text
    assert "/r/" not in caplog.text
