"""``eventapp check`` on sound installations and on some that were damaged."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text, update

from eventapp.core.clock import utc_now
from eventapp.core.db import db, session, transaction
from eventapp.doctor import Finding
from eventapp.doctor.inside import look_inside
from eventapp.notifications.models import Mail
from eventapp.publishing.models import Output
from eventapp.registration.models import Registration
from tests.backups.saving import values
from tests.commands.typed import typed
from tests.conftest import installation
from tests.factories import NOON, make_visit, publish
from tests.registration.people import join


def findings(app: Flask) -> list[Finding]:
    found = list(look_inside(app.extensions["eventapp.settings"], db.engine, utc_now()))
    session.remove()
    return found


def wrong(app: Flask) -> list[tuple[str, str]]:
    return [(finding.about, finding.words) for finding in findings(app) if finding.remedy]


@pytest.fixture
def visit(app: Flask) -> int:
    made = make_visit().id
    publish(made)
    join(made, "ona@example.org", now=utc_now())
    return made


def test_all_is_well(app: Flask, visit: int) -> None:
    assert wrong(app) == []
    assert [finding.line() for finding in findings(app)] == [
        "ok     database: the file is whole, and no row points to one that is not there",
        "ok     shape: tables, columns and indexes are those of this version",
        "ok     files: 3 are what was stored",
        "ok     hanging: nothing was left half done",
        "ok     due: letters: 1, PDFs: 3, visits with data whose term is over: 0",
    ]


def test_a_file_that_is_not_what_was_stored(app: Flask, visit: int) -> None:
    with transaction():
        db.session.execute(update(Output).where(Output.kind == "ics", Output.language == "nb").values(body=b"other"))
    assert wrong(app) == [("files", "the ics of oslo, version 1, in nb is not what was stored")]


def test_what_was_left_half_done(app: Flask, visit: int) -> None:
    long_ago = utc_now() - timedelta(minutes=11)
    with transaction():
        db.session.execute(update(Mail).values(leased_until=long_ago))
        db.session.execute(update(Output).where(Output.kind == "pdf").values(leased_until=long_ago))
    assert wrong(app) == [
        ("hanging", "letters that somebody took in hand and left for more than ten minutes: 1"),
        ("hanging", "PDFs that somebody took in hand and left for more than ten minutes: 3"),
    ]


def test_data_whose_term_is_over(app: Flask, visit: int) -> None:
    with transaction():
        db.session.execute(update(Registration).values(consent_at=NOON))
    assert wrong(app) == [("due", "letters: 1, PDFs: 3, visits with data whose term is over: 1")]


def test_another_shape(app: Flask, visit: int) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE INDEX by_hand ON visit (timezone)"))
    try:
        assert [about for about, _ in wrong(app)] == ["shape"]
    finally:
        with db.engine.begin() as connection:
            connection.execute(text("DROP INDEX by_hand"))


def test_the_command_ends_with_one_where_something_is_wrong(tmp_path: Path) -> None:
    with installation(tmp_path):
        make_visit()
    sound = typed(values(tmp_path), "check")
    assert (sound.status, sound.error) == (0, "")
    with closing(sqlite3.connect(tmp_path / "eventapp.sqlite3")) as connection, connection:
        connection.execute("INSERT INTO organisation SELECT 1, 77, 'x', 1, 'x', 'lt', 'host', '', NULL")
    damaged = typed(values(tmp_path), "check")
    assert (damaged.status, damaged.error) == (1, "")
    assert damaged.out.splitlines()[0] == (
        "WRONG  database: a row of organisation (1) points to a row of visit that is not there. "
        "To do: restore a backup: eventapp restore"
    )


def test_pages_of_the_file_that_were_overwritten(tmp_path: Path) -> None:
    with installation(tmp_path):
        publish(make_visit().id)
    file = tmp_path / "eventapp.sqlite3"
    body = bytearray(file.read_bytes())
    at = body.index(b"BEGIN:VCALENDAR") - 3000
    body[at : at + 2000] = b"\xff" * 2000
    file.write_bytes(body)
    damaged = typed(values(tmp_path), "check")
    assert damaged.status == 1
    assert "WRONG  database: " in damaged.out or "cannot be used" in damaged.error
