"""Databases that are not there, old, new or damaged, and rows that cannot be right."""

import sqlite3
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from eventapp.core import migrations
from eventapp.core.db import db, session, transaction
from eventapp.doctor import Finding, examine
from eventapp.publishing.models import Output
from eventapp.visits.queries import get_visit
from tests.conftest import free_port, installation
from tests.doctor.patients import NOW, environ, words, wrong
from tests.factories import make_session, make_visit, publish
from tests.notifications.post_office import post


def test_no_database_yet_and_none_is_made_by_looking(tmp_path: Path) -> None:
    file = tmp_path.resolve() / "eventapp.sqlite3"
    assert wrong(tmp_path) == [Finding("database", f"{file} does not exist", "eventapp db upgrade")]
    assert not file.exists()


def test_an_old_database(healthy: Path) -> None:
    with installation(healthy):
        migrations.move(db.engine, "base")
    assert wrong(healthy) == [Finding("database", "it is not of this version's shape", "eventapp db upgrade")]


def test_a_database_of_a_newer_version(healthy: Path) -> None:
    with sqlite3.connect(healthy / "eventapp.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert [finding.words for finding in wrong(healthy)] == ["it was made by a newer version"]


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "eventapp.sqlite3").write_text("nothing that SQLite could read, however it tries\n" * 100)
    (tmp_path / "eventapp.sqlite3").chmod(0o600)
    assert [finding.words for finding in wrong(tmp_path)] == ["cannot be used: file is not a database"]


def test_a_database_server_that_does_not_answer(tmp_path: Path) -> None:
    port = free_port()
    found = wrong(tmp_path, EVENTAPP_DATABASE_URL=f"postgresql://eventapp@127.0.0.1:{port}/eventapp")
    assert [finding.about for finding in found] == ["database"]
    assert found[0].words.startswith("cannot be used: ")


def test_a_clock_behind_the_rows(healthy: Path) -> None:
    with installation(healthy):
        post(now=NOW + timedelta(hours=1))
    assert [finding.words for finding in wrong(healthy)] == [
        "it shows 2026-11-02 12:00 UTC, but the database has a row of 2026-11-02 13:00"
    ]


def test_a_time_zone_that_is_not_known_here(healthy: Path) -> None:
    with installation(healthy):
        make_visit(slug="far", timezone="Mars/Olympus")
    assert [finding.words for finding in wrong(healthy)] == ["the time zone Mars/Olympus of far is unknown here"]


def test_a_pdf_that_could_not_be_made_until_a_later_release(healthy: Path) -> None:
    with installation(healthy):
        visit_id = get_visit("oslo").id
        publish(visit_id, now=NOW)
        with transaction():
            session.execute(
                update(Output).where(Output.kind == "pdf", Output.language == "lt").values(state="failed", error="ink")
            )
        assert [finding.words for finding in wrong(healthy)] == ["the pdf of oslo in lt could not be made: ink"]
        make_session(visit_id)
        publish(visit_id, now=NOW)
        assert wrong(healthy) == []


def test_files_that_name_another_address(healthy: Path) -> None:
    with installation(healthy):
        publish(get_visit("oslo").id)
    moved = {"EVENTAPP_BASE_URL": "https://new.example.net"}
    found = [finding for finding in examine(environ(healthy, **moved), secret_key=None, now=NOW) if finding.remedy]
    assert [finding for finding in found if finding.about == "address"] == [
        Finding(
            "address",
            "calendars and paper of oslo name http://visits.example.org, and EVENTAPP_BASE_URL is "
            "https://new.example.net",
            "eventapp remake, once the new address is the right one",
        )
    ]
    assert words(healthy, "address", EVENTAPP_BASE_URL="http://visits.example.org") == []


def test_a_database_that_was_changed_by_hand(healthy: Path) -> None:
    with sqlite3.connect(healthy / "eventapp.sqlite3") as database:
        database.execute("DROP INDEX ix_registration_by_turn")
    database.close()
    (found,) = words(healthy, "database")
    assert found.startswith("it says that it is of this version's shape, but differs: ('add_index'")
