"""After the form was sent: where the letter went, and how a wrong address is corrected, to which nobody else helps."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.clock import utc_now
from eventapp.core.db import session
from eventapp.notifications.models import Mail
from eventapp.registration.models import Sending
from tests.factories import LINKS, make_organisation, make_visit
from tests.pages import read_page
from tests.registration.people import SENT, join, letters, own_page, send, states, token_in


def correct(client: FlaskClient, email: str, path: str = SENT) -> Any:
    [form] = [form for form in read_page(client.get(path).text, path).forms if "email" in form.typed]
    return client.post(path, data=dict(form.filled({"email": email})))


def test_where_the_letter_went_is_shown_to_whoever_sent_the_form_and_can_be_corrected(
    visit: int, client: FlaskClient, app: Flask
) -> None:
    send(client, "/en/oslo/register", email="zydrnue@example.org")
    assert "The letter is for zydrnue@example.org." in client.get(SENT).text
    stranger = app.test_client().get(SENT)
    assert (stranger.status_code, "zydrnue" in stranger.text, "<form" in stranger.text) == (200, False, False)
    corrected = correct(client, "zydrune@example.org").location
    assert corrected == f"{SENT}?done=corrected"
    assert re.search(
        'role="status">We have received this address. The letter is for zydrune@example.org.<',
        client.get(corrected).text,
    )
    assert "is corrected" not in client.get(SENT).text + app.test_client().get(corrected).text
    assert "The letter is for zydrune@example.org." in client.get(SENT).text
    assert states() == {"zydrune@example.org": "confirmed"}
    assert [to for to, _ in letters() if to] == ["zydrune@example.org"]


def asked_back(client: FlaskClient) -> list[tuple[str, str]]:
    """(what the button says, the address it sends) of the question about a mistyped host."""
    return re.findall(r'name="email" value="([^"]*)">\s*<p><button[^>]*>([^<]*)', client.get(SENT).text)


def test_a_likely_typing_mistake_is_asked_about_and_one_button_corrects_it(visit: int, client: FlaskClient) -> None:
    send(client, "/en/oslo/register", email="ona@gmial.com")
    assert asked_back(client) == [("ona@gmail.com", "Did you mean ona@gmail.com?")]
    page = client.get(SENT).text
    assert 'value="ona@gmial.com"' in page  # the field holds what was typed, to be mended
    form = next(form for form in read_page(page, SENT).forms if "Did you mean" in str(form) or not form.typed)
    assert client.post(SENT, data=dict(form.filled())).location == f"{SENT}?done=corrected"
    assert asked_back(client) == []
    assert states() == {"ona@gmail.com": "confirmed"}


@pytest.mark.parametrize(("email", "meant"), [("a@birza.lt", "a@birzai.lt"), ("a@birzai.lt", ""), ("a@mail.com", "")])
def test_the_hosts_of_the_visit_s_organisations_are_known_and_who_has_one_is_asked_nothing(
    visit: int, client: FlaskClient, email: str, meant: str
) -> None:
    send(client, "/en/oslo/register", email=email)
    assert [address for address, _ in asked_back(client)] == [meant] * bool(meant)


def test_known_or_not_the_question_is_the_same(visit: int, app: Flask) -> None:
    join(visit, "ona@gmial.com")
    for email in ("ona@gmial.com", "eva@gmial.com"):
        client = app.test_client()
        g.pop("csrf_token", None)
        send(client, "/en/oslo/register", email=email)
        assert asked_back(client) == [
            (email.replace("gmial", "gmail"), f"Did you mean {email.replace('gmial', 'gmail')}?")
        ]


def test_the_cookie_has_a_key_and_nothing_of_the_person(visit: int, client: FlaskClient, app: Flask) -> None:
    send(client)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie
    kept = app.session_interface.get_signing_serializer(app).loads(cookie.value)  # type: ignore[attr-defined]
    assert set(kept) == {"csrf_token", "sending"}
    assert re.fullmatch(r"[\w-]{22}", kept["sending"])


def test_newcomer_or_known_the_answer_and_the_pages_after_it_are_the_same(visit: int, app: Flask) -> None:
    """With the right to correct what was typed, too, whatever becomes of it."""
    join(visit, "known@example.org")
    found = []
    for email in ("known@example.org", "fresh@example.org"):
        client = app.test_client()
        g.pop("csrf_token", None)  # as between two requests of a server
        answer = send(client, "/en/oslo/register", email=email)
        pages = [client.get(SENT)]
        corrected = correct(client, f"right-{email}")
        pages.append(client.get(SENT))
        told = [re.sub(r'value="[^"]{60,}"', "", page.text.replace(email, "…")) for page in pages]
        found.append(
            (answer.status_code, answer.location, answer.data, corrected.status_code, corrected.location, told)
        )
    assert found[0] == found[1]
    assert "The letter is for right-…." in found[0][5][1]
    assert set(states()) == {"known@example.org", "right-known@example.org", "right-fresh@example.org"}


@pytest.mark.parametrize(
    ("email", "status", "words"),
    [
        ("", 422, "Enter your e-mail address."),
        ("nonsense", 422, "This is not an e-mail address."),
        ("zydrune@example.org", 422, "This is the address that you gave already."),
    ],
)
def test_a_wrong_correction_is_told_at_the_field(
    visit: int, client: FlaskClient, email: str, status: int, words: str
) -> None:
    send(client)
    answer = correct(client, email)
    assert (answer.status_code, answer.text.count(words)) == (status, 2)
    assert 'id="email-error"' in answer.text
    assert f'value="{email}"' in answer.text
    assert len(letters()) == 1


def test_a_correction_without_its_token_comes_back_filled(visit: int, client: FlaskClient) -> None:
    send(client)
    answer = client.post(SENT, data={"email": "right@example.org"})
    assert answer.status_code == 400
    assert 'value="right@example.org"' in answer.text
    [form] = [form for form in read_page(answer.text, SENT).forms if "email" in form.typed]
    assert client.post(SENT, data=dict(form.filled())).status_code == 303


def test_after_half_an_hour_the_correction_says_that_it_is_too_late(visit: int, client: FlaskClient) -> None:
    send(client)
    page = client.get(SENT)
    with time_machine.travel(utc_now() + timedelta(minutes=30, seconds=1), tick=False):
        assert "<form" not in client.get(SENT).text
        answer = client.post(SENT, data={"email": "right@example.org", "csrf_token": token_in(page.text)})
    assert answer.status_code == 410
    assert "half an hour" in answer.text
    assert 'href="/en/oslo/register"' in answer.text
    assert len(letters()) == 1


def test_opening_the_link_ends_the_right_to_move_what_was_made(visit: int, client: FlaskClient) -> None:
    send(client, email="zydrnue@example.org")
    link = own_page("zydrnue@example.org")
    assert client.head(link).status_code == 200
    assert not session.scalars(select(Sending.opened)).one(), "a look at the head alone opens nothing"
    assert client.get(link).status_code == 200
    assert session.scalars(select(Sending.opened)).one()
    correct(client, "zydrune@example.org")
    assert set(states()) == {"zydrnue@example.org", "zydrune@example.org"}
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("until", [{}, {"queue_until": datetime(2117, 3, 1, tzinfo=UTC)}])
def test_free_places_say_nothing_of_an_address(app: Flask, client: FlaskClient, until: dict[str, Any]) -> None:
    """Not even when the last one goes: who finds none waits, and learns it from the letter."""
    visit = make_visit(places=3, **until).id
    make_organisation(visit)
    join(visit, "known@example.org")
    pages = [client.get("/en/oslo/register").text]
    for email in ("known@example.org", "second@example.org", "known@example.org", "last@example.org"):
        assert send(client, "/en/oslo/register", email=email).status_code == 303
        pages.append(client.get("/en/oslo/register").text)
    assert send(client, "/en/oslo/register", email="waits@example.org").status_code == 303
    assert list(states().values()) == ["confirmed"] * 3 + ["waitlisted"]
    assert "The visit has 3 places." in pages[0]
    assert "you join the queue" in pages[0]
    assert len({re.sub(r'value="[^"]{60,}"', "", page) for page in pages}) == 1


def test_without_a_queue_known_and_unknown_are_refused_alike_once_all_places_are_taken(
    app: Flask, client: FlaskClient
) -> None:
    visit = make_visit(places=2, queue=False).id
    make_organisation(visit)
    make_organisation(visit, "full", position=2, places=0)
    join(visit, "known@example.org")
    pages = [client.get("/en/oslo/register").text]
    emails = ("known@example.org", "unknown@example.org")
    of_a_full_one = [send(client, "/en/oslo/register", email=email, organisation="full") for email in emails]
    assert [answer.status_code for answer in of_a_full_one] == [409, 409]
    assert send(client, "/en/oslo/register", email="known@example.org").status_code == 303
    pages.append(client.get("/en/oslo/register").text)
    assert len({re.sub(r'value="[^"]{60,}"', "", page) for page in pages}) == 1
    join(visit, "last@example.org")
    refused = [send(client, "/en/oslo/register", email=email) for email in emails]
    assert [answer.status_code for answer in refused] == [409, 409]
    said = [
        re.sub(r'value="[^"]{60,}"', "", answer.text).replace(email, "")
        for answer, email in zip(refused, emails, strict=True)
    ]
    assert said[0] == said[1]
    assert "All places of this visit are taken, and no waiting list is open." in said[0]
    assert len(letters()) == 3


def test_a_stranger_s_corrections_keep_nobody_out(visit: int, app: Flask) -> None:
    """When a mailbox is written to no more, links that open still lie in it: the page says so to everybody."""

    def attack(number: int) -> Any:
        stranger = app.test_client()
        g.pop("csrf_token", None)  # as between two requests of a server
        answer = send(stranger, "/en/oslo/register", email="victim@example.org")
        if answer.status_code == 303:
            correct(stranger, f"attacker-{number}@example.org")
        return answer

    answers = [attack(number) for number in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert "the links in those letters still work" in answers[-1].text
    links = [
        mail.content["link"] for mail in session.scalars(select(Mail).where(Mail.to_address == "victim@example.org"))
    ]
    opened = [app.test_client().get(link.removeprefix(LINKS.base_url)).status_code for link in links]
    assert 200 in opened
    assert set(states()) == {"victim@example.org", "attacker-0@example.org", "attacker-1@example.org"}


def test_one_registration_is_moved_so_often_and_one_address_left_so_often(visit: int, client: FlaskClient) -> None:
    send(client, email="wrong@example.org")
    answers = [correct(client, f"wrong-{number}@example.org") for number in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert 'value="wrong-5@example.org"' in answers[-1].text
    left = []
    for number in range(3):
        send(client, email="left@example.org")
        left.append(correct(client, f"gone-{number}@example.org").status_code)
    assert left == [303, 303, 429]
