"""What makes a letter is limited: by who asks, from where, and to whom; nobody is kept from their own registration."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.registration.models import Registration
from tests.factories import LINKS, make_organisation, make_visit
from tests.registration.people import TYPED, hidden_in, join, letters, row, send, token_in

FORM = "/en/oslo/register"


@pytest.fixture(autouse=True)
def visit(app: Flask) -> int:
    visit = make_visit()
    make_organisation(visit.id)
    return visit.id


def page_of(email: str) -> str:
    registration = row(email)
    return LINKS.registration(registration.id, registration.generation).removeprefix(LINKS.base_url) + "?l=en"


def ask_for(client: FlaskClient, person: str, address: str, **environ: str) -> Any:
    """Change the address on that person's page, which is read and sent from the network that ``environ`` names."""
    path = page_of(person)
    page = client.get(path + "&edit=1", environ_overrides=environ)
    sent = {**TYPED, **hidden_in(page.text), "email": address}
    return client.post(path, data=sent, environ_overrides=environ)


def test_registering_past_the_limit_says_the_same_of_every_address(client: FlaskClient, visit: int) -> None:
    join(visit, "known@example.org")
    gone = {"email": "another@example.org", "email_key": "another@example.org"}
    refused = []
    for email in ("known@example.org", "unknown@example.org"):
        answers = [send(client, FORM, email=email, position="Officer") for _ in range(5)]
        assert {answer.status_code for answer in answers} == {303}
        if email == "unknown@example.org":
            with transaction():
                session.execute(update(Registration).where(Registration.email_key == email).values(**gone))
        refused.append(send(client, FORM, email=email, position="Officer"))
    told = {re.sub(r"[\w.-]{60,}|(un)?known@example.org", "", answer.text) for answer in refused}
    assert ([answer.status_code for answer in refused], len(told)) == ([429, 429], 1)
    assert "the links in those letters still work" in refused[0].text
    assert 'id="email-error"' in refused[0].text
    assert 'value="Officer"' in refused[0].text
    assert 0 < int(refused[0].headers["Retry-After"]) <= 3600


def test_a_full_limit_at_one_visit_keeps_nobody_out_of_another(client: FlaskClient) -> None:
    make_organisation(make_visit(slug="bergen").id)
    stranger = [send(client, FORM, email="ada@example.org") for _ in range(6)]
    assert [answer.status_code for answer in stranger] == [303] * 5 + [429]
    assert send(client, "/en/bergen/register", email="ada@example.org").status_code == 303


def test_subaddresses_of_one_mailbox_are_one_target(client: FlaskClient) -> None:
    answers = [send(client, FORM, email=f"ada+{number}@example.org").status_code for number in range(6)]
    assert answers == [303] * 5 + [429]


def test_one_network_registers_so_many_and_others_go_on(client: FlaskClient) -> None:
    def register(number: int, network: str) -> int:
        page = client.get(FORM)
        typed = {**TYPED, "email": f"{number}@example.org", "csrf_token": token_in(page.text)}
        answer = client.post(FORM, data=typed, environ_overrides={"REMOTE_ADDR": network})
        return int(answer.status_code)

    answers = [register(number, f"2001:db8:1:2::{number:x}") for number in range(61)]
    assert answers == [303] * 60 + [429]
    assert register(61, "2001:db8:1:3::1") == 303
    assert len(letters()) == 61


def test_one_link_writes_to_few_strangers(client: FlaskClient, visit: int) -> None:
    join(visit, "ada@example.org")
    answers = [ask_for(client, "ada@example.org", f"stranger-{number}@example.org") for number in range(20)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429] * 15
    assert "Too many attempts" in answers[-1].text
    assert 'value="stranger-19@example.org"' in answers[-1].text
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert len(letters()) == 1 + 5
    own = client.get(page_of("ada@example.org") + "&edit=1")
    assert own.status_code == 200, "the person still sees their own registration"
    changed = client.post(page_of("ada@example.org"), data={**TYPED, **hidden_in(own.text), "email": "ada@example.org"})
    assert changed.status_code == 303, "and changes it"


def test_one_stranger_is_written_to_few_times(client: FlaskClient, visit: int) -> None:
    people = [f"person-{number}@example.org" for number in range(7)]
    for person in people:
        join(visit, person)
    answers = [ask_for(client, person, "stranger@example.org") for person in people]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429] * 2
    assert len([to for to, _ in letters() if to == "stranger@example.org"]) == 5


def test_one_network_writes_to_few_strangers(client: FlaskClient, visit: int) -> None:
    people = [f"person-{number}@example.org" for number in range(11)]
    for person in people:
        join(visit, person)
    answers = [
        ask_for(client, people[number // 3], f"stranger-{number}@example.org", REMOTE_ADDR="203.0.113.7").status_code
        for number in range(31)
    ]
    assert answers == [303] * 30 + [429]
    assert ask_for(client, people[10], "stranger@example.org", REMOTE_ADDR="203.0.113.8").status_code == 303
