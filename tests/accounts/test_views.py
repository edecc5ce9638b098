"""Sign-in in the browser: the same answer for all, a click that spends the link, pages that strangers never see."""

import re

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from eventapp.accounts.operations import add_account, make_sign_in_link
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from tests.factories import make_visit
from tests.registration.people import letters, token_in

EMAIL = "ona@example.org"


@pytest.fixture(autouse=True)
def account(app: Flask) -> None:
    with transaction():
        add_account(EMAIL, language="nb", now=utc_now())


def link() -> str:
    with transaction():
        return f"/sign-in/{make_sign_in_link(EMAIL, now=utc_now())}"


def press(client: FlaskClient, path: str, **typed: str):  # type: ignore[no-untyped-def]
    g.pop("csrf_token", None)  # the tests' requests share one app context, in which Flask-WTF keeps it
    token = token_in(client.get(path).text)
    return client.post(path, data={"csrf_token": token, **typed})


def test_the_answer_is_the_same_for_an_organiser_and_for_anybody_else(client: FlaskClient) -> None:
    answers = [press(client, "/sign-in", email=email) for email in (EMAIL, "stranger@example.org")]
    bodies = {re.sub(r"[\w.-]{60,}", "", answer.text) for answer in answers}
    assert ([answer.status_code for answer in answers], len(bodies)) == ([200, 200], 1)
    assert [to for to, _ in letters()] == [EMAIL]


def test_what_is_no_address_is_said_at_the_field(client: FlaskClient) -> None:
    answer = press(client, "/sign-in?l=en", email="ona")
    assert answer.status_code == 422
    assert "This is not an e-mail address" in answer.text
    assert 'value="ona"' in answer.text


def test_too_many_letters_are_refused_in_words(client: FlaskClient) -> None:
    answers = [press(client, "/sign-in", email=EMAIL) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_opening_the_link_spends_nothing_and_pressing_the_button_signs_in(client: FlaskClient) -> None:
    make_visit()
    path = link()
    assert [client.get(path).status_code for _ in range(2)] == [200, 200]
    entered = press(client, path)
    assert (entered.status_code, entered.headers["Location"]) == (303, "/organise/")
    cookie = entered.headers["Set-Cookie"]
    assert cookie.startswith("organiser=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    page = client.get("/organise/")
    assert page.status_code == 200
    assert '<html lang="nb">' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_spent_link_leads_to_a_new_one(client: FlaskClient) -> None:
    path = link()
    press(client, path)
    for answer in (client.get(f"{path}?l=en"), client.get("/sign-in/never?l=en")):
        assert answer.status_code == 410
        assert "no longer valid" in answer.text


def test_without_the_form_s_token_nothing_is_spent(client: FlaskClient) -> None:
    path = link()
    assert client.post(path).status_code == 400
    assert press(client, path).status_code == 303


def test_signing_out(client: FlaskClient) -> None:
    press(client, link())
    token = token_in(client.get("/organise/").text)
    assert client.post("/sign-out", data={"csrf_token": token}).headers["Location"] == "/sign-in"
    assert client.get("/organise/").headers["Location"] == "/sign-in"


def test_another_browser_is_signed_out_from_the_list(app: Flask, client: FlaskClient) -> None:
    other = app.test_client()
    press(other, link())
    press(client, link())
    page = client.get("/organise/account?l=en").text
    numbers = re.findall(r'name="session" value="(\d+)"', page)
    assert len(numbers) == 2
    assert page.count("(this one)") == 1
    client.post("/organise/account", data={"csrf_token": token_in(page), "session": min(numbers, key=int)})
    assert other.get("/organise/").status_code == 303
    assert client.get("/organise/").status_code == 200
    assert client.post("/organise/account", data={"csrf_token": token_in(page), "session": "x"}).status_code == 404
