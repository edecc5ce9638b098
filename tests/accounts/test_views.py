"""Sign-in in the browser: the same answer for all, a click that spends the link, pages that strangers never see."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from eventapp.accounts import operations
from eventapp.accounts.jobs import answer
from eventapp.accounts.models import AccountSession
from eventapp.accounts.operations import add_account, make_sign_in_link, spend_link
from eventapp.core.browser import SESSION_COOKIE, session_value
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from eventapp.notifications.operations import note_hindrance
from eventapp.programme.models import Speaker
from tests.conftest import installation, sign_in
from tests.factories import LINKS, NOON, make_speaker, make_visit
from tests.journeys.test_statements import statements
from tests.pages import read_page
from tests.registration.people import letters, token_in
from tests.walk import Browser

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
    answer()
    assert [to for to, _ in letters()] == [EMAIL]


def test_the_same_statements_are_run_for_an_organiser_and_for_anybody_else(client: FlaskClient) -> None:
    """Equal answers by equal work: nothing in the request looks whose address it is."""
    run = []
    for email in (EMAIL, "tom@example.org"):
        token = token_in(client.get("/sign-in").text)
        with statements() as asked:
            client.post("/sign-in", data={"csrf_token": token, "email": email})
        run.append(asked)
    assert run[0] == run[1]
    assert any("INSERT INTO sign_in_request" in statement for statement in run[0])
    assert not any("account" in statement for statement in run[0])


def test_at_the_limit_everybody_is_told_that_the_letters_still_open(client: FlaskClient) -> None:
    told = set()
    for email in (EMAIL, "tom@example.org"):
        for _ in range(3):
            press(client, "/sign-in?l=en", email=email)
        answer()
        refused = press(client, "/sign-in?l=en", email=email)
        assert (refused.status_code, 0 < int(refused.headers["Retry-After"]) <= 1800) == (429, True)
        assert f'value="{email}"' in refused.text
        told.add(re.sub(r"[\w.-]{60,}|(ona|tom)@example.org", "", refused.text))
    (page,) = told
    assert "The links in them still open" in page


def test_while_no_letter_is_written_a_good_link_lies_in_the_mailbox(client: FlaskClient) -> None:
    """Whoever asks for an organiser's links all day does not keep the organiser out."""
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(60):
            status = press(client, "/sign-in", email=EMAIL).status_code
            answer()
            (path, *_) = sorted(links_sent(), key=lambda path: client.get(path).status_code)
            assert status in (200, 429)
            assert client.get(path).status_code == 200
            clock.shift(60)
        assert len(links_sent()) == 6


def links_sent() -> list[str]:
    mails = session.scalars(select(Mail)).all()
    return [
        word.removeprefix("http://visits.example.org")
        for mail in mails
        for word in text_of(mail).split()
        if "/sign-in/" in word
    ]


def test_an_organiser_gets_a_link_whoever_else_asks_from_the_same_network(client: FlaskClient) -> None:
    for number in range(61):
        press(client, "/sign-in", email=f"{number}@example.org")
    refused = press(client, "/sign-in", email="0@example.org")
    assert refused.status_code == 429
    assert "Per daug bandymų" in refused.text
    assert press(client, "/sign-in", email=EMAIL).status_code == 200
    answer()
    assert [to for to, _ in letters()] == [EMAIL]


def test_what_is_no_address_is_said_at_the_field(client: FlaskClient) -> None:
    answer = press(client, "/sign-in?l=en", email="ona")
    assert answer.status_code == 422
    assert "This is not an e-mail address" in answer.text
    assert 'value="ona"' in answer.text


def test_an_organiser_is_known_however_the_address_is_written(client: FlaskClient) -> None:
    with transaction():
        add_account("Jonas@xn--pato-h6a.lt", language="en", now=NOON)
    for typed in ("jonas@pašto.lt", "JONAS@PAŠTO.LT", " jonas@xn--pato-h6a.lt "):
        assert press(client, "/sign-in", email=typed).status_code == 200
    answer()
    assert [to for to, _ in letters()] == ["Jonas@xn--pato-h6a.lt"] * 3


def test_an_address_that_cannot_be_written_to_is_said_at_the_field(client: FlaskClient) -> None:
    answer = press(client, "/sign-in?l=lt", email="jūratė@example.com")
    assert (answer.status_code, "prieš @ yra „ū“" in answer.text) == (422, True)


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
    for spent in (client.get(f"{path}?l=en"), client.get("/sign-in/never?l=en")):
        assert spent.status_code == 410
        assert "no longer valid" in spent.text


def test_without_the_form_s_token_nothing_is_spent(client: FlaskClient) -> None:
    path = link()
    assert client.post(path).status_code == 400
    assert press(client, path).status_code == 303


def test_signing_out(client: FlaskClient) -> None:
    press(client, link())
    token = token_in(client.get("/organise/").text)
    refused = client.post("/sign-out")
    assert (refused.status_code, client.get("/organise/").headers["X-Robots-Tag"]) == (400, "noindex")
    assert client.post("/sign-out", data={"csrf_token": token}).headers["Location"] == "/sign-in"
    assert client.get_cookie(SESSION_COOKIE) is None
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
    for strange in ("x", "", "²", "-1", "9" * 10, "1.0"):
        sent = client.post("/organise/account", data={"csrf_token": token_in(page), "session": strange})
        assert sent.status_code == 404, strange


def test_letters_to_organisers_that_have_not_left_are_seen_by_the_others(tmp_path: Path) -> None:
    with installation(tmp_path, EVENTAPP_SMTP_URL="smtp://127.0.0.1:1") as app:
        desk = sign_in(app)
        assert "have not left" not in desk.get("/organise/account").text
        with transaction():
            add_account("jonas@xn--pato-h6a.lt", language="en", now=utc_now())
        with transaction():
            operations.send_sign_in_link("jonas@xn--pato-h6a.lt", language="en", links=LINKS, now=utc_now())
        assert "have not left" not in desk.get("/organise/account").text, "it was written a moment ago"
        with transaction():
            note_hindrance("127.0.0.1: 550 not you", now=utc_now())
        page = desk.get("/organise/account").text
        assert "Letters to organisers that have not left" in page
        assert "<b>jonas@pašto.lt</b>" in page
        assert "The mail server takes no letters from this installation for now; they wait." in page
        assert "/sign-in/" not in page


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("organiser")
    return cookie.value if cookie else ""


def test_a_session_ends_after_twelve_idle_hours_and_not_while_it_is_used(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        press(client, link())
        for _ in range(3):
            clock.shift(timedelta(hours=11, minutes=59))
            assert client.get("/organise/").status_code == 200
        kept = cookie_of(client)
        clock.shift(timedelta(hours=12))
        client.set_cookie("organiser", kept)  # a browser drops it by itself; whoever copied it does not
        assert client.get("/organise/").headers["Location"] == "/sign-in"


def test_a_session_that_is_used_all_the_time_ends_after_a_fortnight(client: FlaskClient) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        press(client, link())
        for _ in range(14 * 3 - 1):
            clock.shift(timedelta(hours=8))
            assert client.get("/organise/").status_code == 200
        clock.shift(timedelta(hours=8))
        assert client.get("/organise/").status_code == 303


def test_the_cookie_is_renewed_at_most_every_ten_minutes_and_no_row_is_written(client: FlaskClient) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        entered = press(client, link())
        assert "Max-Age=43200" in entered.headers["Set-Cookie"]
        first = cookie_of(client)
        clock.shift(599)
        client.get("/organise/account")
        assert cookie_of(client) == first
        clock.shift(1)
        with statements() as asked:
            client.get("/organise/account")
        assert cookie_of(client) != first
        assert not [statement for statement in asked if statement.split()[0] in ("INSERT", "UPDATE", "DELETE")]


@pytest.mark.parametrize("forged", ["{token}", "{token}.9999999999.{proof}", "{token}.{used}.", "..", "x.y.z", "é.1.é"])
def test_nobody_renews_a_cookie_by_hand(client: FlaskClient, forged: str) -> None:
    press(client, link())
    token, used, proof = cookie_of(client).split(".")
    client.set_cookie("organiser", forged.format(token=token, used=used, proof=proof))
    assert client.get("/organise/").headers["Location"] == "/sign-in"


def test_the_new_sign_in_is_told_to_the_organiser(client: FlaskClient) -> None:
    press(client, link())
    assert [(to, subject) for to, subject in letters()] == [(EMAIL, "Ny innlogging på kontoen din")]


@pytest.mark.parametrize("how", ["idle", "signed out", "ended elsewhere"])
def test_what_is_typed_while_the_session_ends_is_kept_and_saved_after_signing_in(app: Flask, how: str) -> None:
    make_visit()
    who = Browser(sign_in(app))
    page = who.page("/organise/visits/oslo/speakers/new")
    form = next(form for form in page.forms if "name" in form.typed)
    if how == "signed out":
        who.send(next(form for form in page.forms if form.action == "/sign-out"))
    elif how == "ended elsewhere":
        with transaction():
            session.execute(delete(AccountSession))
    with time_machine.travel(utc_now() + timedelta(hours=13 if how == "idle" else 0), tick=False):
        kept = who.send(form, form.filled({"name": "Ona „Onutė“ <b>", "biography-lt": "Viena\n\nkita"}))
        assert (kept.status_code, kept.headers["Cache-Control"]) == (403, "no-store")
        assert session.scalars(select(Speaker)).all() == []
        shown = read_page(kept.text, form.action)
        assert "/sign-in" in shown.links
        with transaction():
            token = spend_link(make_sign_in_link("ona@example.org", now=utc_now()), device="", now=utc_now()).token
        who.client.set_cookie(SESSION_COOKIE, session_value(token, now=utc_now()))
        again = next(form for form in shown.forms if form.action.endswith("/speakers/new"))
        assert who.send(again).status_code == 303
    [row] = session.scalars(select(Speaker))
    assert (row.name, row.biography["lt"]) == ("Ona „Onutė“ <b>", "Viena\n\nkita")


def test_a_button_that_a_stranger_presses_leads_to_the_sign_in_and_shows_nothing(app: Flask) -> None:
    make_speaker(make_visit().id)
    who = Browser(sign_in(app))
    page = who.page("/organise/visits/oslo/speakers/kari")
    who.send(next(form for form in page.forms if form.action == "/sign-out"))
    button = next(form for form in page.forms if form.action.endswith("/remove"))
    assert who.send(button).location == "/sign-in"
    stranger = Browser(app.test_client())
    assert stranger.open("/organise/visits/oslo/speakers/new", "POST", data={"name": "x"}).location == "/sign-in"
