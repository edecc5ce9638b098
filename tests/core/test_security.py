"""The security log: what is noted of whom, by ids alone; nothing personal, whatever happens."""

import json
import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from eventapp.accounts.operations import add_account, make_sign_in_link
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.logs import JsonLine, TextLine
from eventapp.core.security import Event, note
from eventapp.registration.jobs import erase
from tests.factories import LINKS, make_organisation, make_visit
from tests.registration.people import TYPED, join, token_in

EMAIL = "ona@example.org"
FORM = "/en/oslo/register"


@pytest.fixture
def noted(caplog: pytest.LogCaptureFixture) -> Callable[[], list[dict[str, object]]]:
    """The fields of each line so far, without those of the test's own preparations."""
    caplog.set_level(logging.INFO, "eventapp")

    def fields() -> list[dict[str, object]]:
        records = [record for record in caplog.records if record.name == "eventapp.security"]
        caplog.clear()
        return [record.__dict__["fields"] for record in records]

    return fields


Noted = Callable[[], list[dict[str, object]]]


@pytest.fixture
def account(app: Flask) -> int:
    with transaction():
        return add_account(EMAIL, language="en", now=utc_now()).id


def press(client: FlaskClient, path: str, **typed: str) -> int:
    g.pop("csrf_token", None)
    token = token_in(client.get(path).text)
    return client.post(path, data={"csrf_token": token, **typed}).status_code


def link() -> str:
    with transaction():
        return f"/sign-in/{make_sign_in_link(EMAIL, now=utc_now())}"


def test_signing_in_and_out_and_ending_sessions(account: int, app: Flask, client: FlaskClient, noted: Noted) -> None:
    path = link()
    press(client, path)
    assert noted() == [{"event": "signed in", "account": account}]
    press(app.test_client(), link())
    noted()
    numbers = re.findall(r'name="session" value="(\d+)"', client.get("/organise/account").text)
    press(client, "/organise/account", session=max(numbers, key=int))
    assert noted() == [{"event": "session ended", "account": account}]
    g.pop("csrf_token", None)
    client.post("/sign-out", data={"csrf_token": token_in(client.get("/organise/").text)})
    assert noted() == [{"event": "signed out", "account": account}]
    client.get(path)
    assert noted() == [{"event": "link refused", "kind": "sign-in"}]


def test_links_that_do_not_open(client: FlaskClient, noted: Noted) -> None:
    registration = join(make_visit().id)
    genuine = LINKS.registration_token(registration.id, registration.generation)
    assert client.get(f"/r/{genuine}").status_code == 200
    assert noted() == []
    assert client.get(f"/r/{genuine[:-6]}AAAAAA").status_code == 404
    assert noted() == [{"event": "link refused", "kind": "registration"}]


def test_limits_and_forms(client: FlaskClient, noted: Noted) -> None:
    make_organisation(make_visit().id)
    for _ in range(3):
        press(client, "/sign-in", email=EMAIL)
    assert noted() == []
    press(client, "/sign-in", email=EMAIL)
    assert noted() == [{"event": "limit reached", "limit": "sign_in_email"}]
    client.post(FORM, data=TYPED)
    assert noted() == [{"event": "form refused", "why": "no token of ours"}]
    g.pop("csrf_token", None)
    token = token_in(client.get(FORM).text)
    client.post(FORM, data={**TYPED, "csrf_token": token}, headers={"Origin": "https://evil.example"})
    assert noted() == [{"event": "form refused", "why": "foreign"}]


def test_what_leaves_and_what_is_erased(desk: FlaskClient, noted: Noted) -> None:
    visit = make_visit(keep_days=1)
    visit_id, slug = visit.id, visit.slug
    join(visit_id)
    for ending in ("csv", "xlsx"):
        assert desk.get(f"/organise/visits/{slug}/registrations.{ending}").status_code == 200
        (line,) = noted()
        assert (line["event"], line["visit"], line["kind"]) == ("exported", visit_id, ending)
    erase()
    assert noted() == [{"event": "erased", "visit": visit_id, "registrations": 1}]
    erase()
    assert noted() == []


def test_nothing_personal_is_noted(account: int, client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    make_organisation(make_visit().id)
    caplog.set_level(logging.INFO, "eventapp.security")
    paths = [link() for _ in range(2)]
    press(client, paths[0])
    for _ in range(6):
        press(client, FORM, **TYPED)
        press(client, "/sign-in", email=EMAIL)
    client.get(paths[0])
    lines = [record.getMessage() for record in caplog.records if record.name == "eventapp.security"]
    assert len(lines) >= 5
    for secret in (EMAIL, "example.org", TYPED["email"], TYPED["family_name"], "127.0.0.1", *paths):
        assert not any(secret in line for line in lines)
    assert not any("/sign-in/" in line or "/r/" in line for line in lines)


@pytest.mark.parametrize("line", [TextLine(), JsonLine()])
def test_lines_are_as_all_others(line: logging.Formatter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "eventapp.security")
    note(Event.LIMIT_REACHED, limit="register_email")
    note(Event.EXPORTED, account=3, visit=1, kind="csv")
    refused, exported = (line.format(record) for record in caplog.records)
    if isinstance(line, TextLine):
        assert refused.endswith("WARNING eventapp.security: limit reached limit=register_email")
        assert exported.endswith("INFO eventapp.security: exported account=3 visit=1 kind=csv")
    else:
        found = json.loads(exported)
        assert (found["logger"], found["event"], found["account"]) == ("eventapp.security", "exported", 3)
        assert json.loads(refused)["level"] == "warning"
