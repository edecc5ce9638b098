"""What processes write: one line a record, and nothing of what people typed."""

import json
import logging
import re
import sqlite3
import sys
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from eventapp.core.logs import JsonLine, TextLine, readable_path
from tests.notifications.post_office import open_post_office
from tests.processes import started
from tests.registration.people import TYPED, token_in

TOKEN = "AZ3fkP9XQzuV0mY3l2n5AAGk3dJ8uQw1s7Tz0bH6eRcXyN"


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/lt/oslo-2017/programme", "/lt/oslo-2017/programme"),
        (f"/r/{TOKEN}", "/r/AZ3fkP9X…"),
        (f"/r/{TOKEN}/email/abcdefghijklmnopqrstuv", "/r/AZ3fkP9X…"),
        (f"/s/{TOKEN}", "/s/AZ3fkP9X…"),
        (f"/lt/r/{TOKEN}", "/lt/r/AZ3fkP9X…"),
        (f"/x{TOKEN}.", "/xAZ3fkP9…."),
        ("/r/short", "/r/shor…"),
        ("/lt/ada@example.org/programme", "/lt/…/programme"),
        ("/lt/\r\n2017 ERROR", "/lt/%0D%0A2017%20ERROR"),
        ("/" + "ą" * 300, "/" + "%C4%85" * 199),
    ],
)
def test_paths_are_written_without_secrets(path: str, written: str) -> None:
    assert readable_path(path) == written


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
        token = token_in(self.get(path))
        body = urllib.parse.urlencode({**self.typed, **typed, "csrf_token": token}).encode()
        try:
            with self.opener.open(self.address + path.split("?", maxsplit=1)[0], body, timeout=30) as answer:
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
                assert person.send(f"/r/{token}", do="cancel") == 200
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
    posted = [(record["path"], record["status"]) for record in records if record.get("method") == "POST"]
    assert posted == [(form, 303), (f"/r/{token[:8]}…", 303), (f"/r/{token[:8]}…", 303), (form, 500)]
    assert all(record["milliseconds"] > 0 for record in records if "method" in record)
    assert [record["message"] for record in records if "trace" in record] == [
        "unexpected error at POST registration.register"
    ]
    assert marker not in output.casefold()
    assert "37061234567" not in output
    assert token not in output
    assert token[8:20] not in output


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
