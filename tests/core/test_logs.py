"""What processes write: one line a record, and nothing of what people typed."""

import json
import logging
import os
import re
import sqlite3
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from eventapp.accounts.models import Account
from eventapp.bridge import Bridge
from eventapp.core.db import session, transaction
from eventapp.core.logs import JsonLine, TextLine
from eventapp.publishing.jobs import compile_due
from eventapp.publishing.models import Output
from tests.conftest import installation
from tests.factories import make_visit, publish
from tests.notifications.post_office import open_post_office
from tests.processes import started
from tests.registration.people import TYPED, hidden_in, token_in
from tests.test_bridge import ask, scope


def failed_record() -> logging.LogRecord:
    """Of an error that quotes a person, caused by one of the database's own."""
    try:
        try:
            raise OperationalError("INSERT …", {"email": "ada@example.org"}, sqlite3.OperationalError("disk is full"))
        except OperationalError as cause:
            raise ValueError("ada@example.org") from cause
    except ValueError:
        return logging.LogRecord("a", logging.ERROR, __file__, 1, "failed at %s", ("noon",), sys.exc_info())


def test_an_error_is_told_without_its_words_but_the_database_may_speak_of_itself() -> None:
    values = json.loads(JsonLine().format(failed_record()))
    assert (values["level"], values["logger"], values["message"]) == ("error", "a", "failed at noon")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", values["at"])
    assert [line for line in values["trace"] if not line.startswith(" ")] == [
        "OperationalError: disk is full",
        "ValueError",
    ]
    first, *rest = TextLine().format(failed_record()).splitlines()
    assert first.endswith("Z ERROR a: failed at noon")
    assert rest == values["trace"]


class Person:
    """Somebody with a browser, who writes the same marker into every field."""

    def __init__(self, address: str, marker: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.opener.addheaders = [("User-Agent", marker), ("Referer", f"{address}/{marker}")]
        self.typed = TYPED | dict.fromkeys(("given_name", "family_name", "position", "needs", "diet_note"), marker)
        self.typed |= {"organisation": "other", "other_organisation": marker, "diet": "other"}
        self.typed |= {"email": f"{marker}@example.org", "phone": "+37061234567"}

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=30) as answer:
            return str(answer.read().decode())

    def send(self, path: str, **typed: str) -> int:
        hidden = hidden_in(self.get(path))
        return self.post(path.split("?", maxsplit=1)[0], {**self.typed, **typed, **hidden})

    def press(self, path: str, verb: str) -> int:
        """The button of that page that does that."""
        return self.post(f"{path}/{verb}", {"csrf_token": token_in(self.get(path))})

    def post(self, path: str, sent: dict[str, str]) -> int:
        body = urllib.parse.urlencode(sent).encode()
        try:
            with self.opener.open(self.address + path, body, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code


def test_nothing_of_a_person_is_in_the_output_of_a_real_installation(tmp_path: Path) -> None:
    """Not when they register, change and cancel, not when a server refuses their letter, not when all goes wrong."""
    marker = "zuikis"
    form = "/lt/oslo-2017/register"
    data = tmp_path / "data"
    with open_post_office() as (office, smtp):
        office.answers[f"{marker}@example.org"] = f"550 {marker} does not live here"
        settings = {"EVENTAPP_DATA_DIR": str(data), "EVENTAPP_LOG_FORMAT": "json", "EVENTAPP_SMTP_URL": smtp}
        with started(tmp_path / "output", **settings) as running:
            running.wait_until_ready()
            person = Person(running.address, marker)
            assert person.send(form) == 200
            with sqlite3.connect(data / "eventapp.sqlite3") as database:
                token = refused_letter(database)
                assert person.send(f"/r/{token}?edit=1&l=lt", needs=f"{marker} {marker}") == 200
                assert person.press(f"/r/{token}", "cancel") == 200
                assert database.execute("SELECT status FROM registration").fetchall() == [("cancelled",)]
                database.execute("ALTER TABLE registration RENAME COLUMN needs TO gone")
                database.commit()
            database.close()
            assert person.send(form, email=f"{marker}2@example.org") == 500
            running.interrupt()
            running.process.wait()
    output = running.output()
    greeting, link, *lines = output.splitlines()
    assert greeting.startswith(f"eventapp is at {running.address}/")
    assert f"{running.address}/sign-in/" in link
    records = [json.loads(line) for line in lines]
    posted = [(record["route"], record["status"]) for record in records if record.get("method") == "POST"]
    form_route = "/<language:language>/<slug>/register"
    assert posted == [(form_route, 303), ("/r/<token>", 303), ("/r/<token>/cancel", 303), (form_route, 500)]
    assert all(record["milliseconds"] > 0 for record in records if "method" in record)
    assert [record["message"] for record in records if "trace" in record] == [
        "unexpected error at POST registration.register"
    ]
    (failed,) = (record["request"] for record in records if "trace" in record)
    assert [record["status"] for record in records if record.get("request") == failed and "method" in record] == [500]
    assert all(record["pid"] > 0 for record in records)
    assert marker not in output.casefold()
    assert "37061234567" not in output
    assert token not in output
    assert token[8:20] not in output


HARMLESS = "0af7651916cd43dd-8448.eb211:c80319c"


@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [
        ("1", HARMLESS, True),
        ("0", HARMLESS, False),
        ("1", "", False),
        ("1", "a" * 65, False),
        ("1", "ada@example.org", False),
        ("1", "a b", False),
        ("1", 'a","level":"error', False),
        ("1", "<script>", False),
        ("1", "ą", False),
    ],
)
def test_a_request_is_called_as_a_trusted_proxy_calls_it_if_that_harms_nobody(
    proxies: str, given: str, taken: bool, tmp_path: Path
) -> None:
    with installation(tmp_path, EVENTAPP_TRUSTED_PROXIES=proxies) as app:
        answers = [app.test_client().get("/healthz", headers={"X-Request-Id": given}) for _ in range(2)]
    ids = [answer.headers["X-Request-Id"] for answer in answers]
    if taken:
        assert ids == [given, given]
    else:
        assert all(re.fullmatch(r"[0-9a-f]{16}", identity) for identity in ids)
        assert ids[0] != ids[1]


class Kept(logging.Handler):
    """Keeps each line as it would be written at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(JsonLine().format(record)))


@pytest.fixture
def written() -> Iterator[list[dict[str, object]]]:
    """What a process would write, as JSON."""
    handler, logger = Kept(), logging.getLogger("eventapp")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler.lines
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_a_line_names_route_and_organiser_and_nothing_that_was_typed(
    app: Flask, desk: FlaskClient, written: list[dict[str, object]]
) -> None:
    make_visit(slug="oslo")
    stranger = app.test_client()
    written.clear()
    answers = [
        desk.get("/organise/visits/oslo/"),
        stranger.get("/organise/visits/oslo/"),
        stranger.head("/en/oslo/?name=ada"),
        stranger.get("/ada@example.org/37061234567"),
    ]
    account = session.scalars(select(Account.id)).one()
    said = [(line["method"], line["route"], line["status"], line.get("organiser")) for line in written]
    assert said == [
        ("GET", "/organise/visits/<slug>/", 200, account),
        ("GET", "/organise/visits/<slug>/", 303, None),
        ("HEAD", "/<language:language>/<slug>/", 200, None),
        ("GET", "-", 404, None),
    ]
    assert [line["request"] for line in written] == [answer.headers["X-Request-Id"] for answer in answers]
    assert {line["pid"] for line in written} == {os.getpid()}
    assert "ada" not in json.dumps(written)
    JsonLine().format(failed_record())  # outside of a request nothing is said of one
    assert "request" not in json.loads(JsonLine().format(failed_record()))


def test_what_never_reached_the_application_has_a_line_and_an_id_too(written: list[dict[str, object]]) -> None:
    status, headers, _ = ask(Bridge(lambda _environ, _start: [], 1), scope("POST", b"/r/secret", host=""))
    (line,) = written
    assert (line["method"], line["route"], line["status"], status) == ("POST", "-", 400, 400)
    assert headers[b"x-request-id"] == str(line["request"]).encode()


def test_the_worker_has_a_line_for_each_pdf(app: Flask, written: list[dict[str, object]]) -> None:
    visit = make_visit(slug="oslo")
    publish(visit.id)
    with transaction():
        session.execute(update(Output).where(Output.kind == "pdf", Output.language != "lt").values(state="ready"))
    written.clear()
    compile_due()
    (line,) = written
    names = ("level", "visit", "release", "language")
    assert {name: line[name] for name in names} == {"level": "info", "visit": "oslo", "release": 1, "language": "lt"}
    assert str(line["message"]).startswith("PDF made: visit=oslo release=1 language=lt bytes=")


def refused_letter(database: sqlite3.Connection) -> str:
    """Wait until the server has refused the letter; gives the token of the link in it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        row = database.execute("SELECT content FROM mail WHERE state = 'failed'").fetchone()
        if row:
            found = re.search(r"/r/([\w-]+)", row[0])
            assert found
            return found[1]
        time.sleep(0.1)
    raise AssertionError("the letter was not tried")
