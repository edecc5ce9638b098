"""What the doctor says of installations that are well, and of some that are really broken."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from eventapp import doctor
from eventapp.core import migrations
from eventapp.core.db import db, session, transaction
from eventapp.doctor import Finding, examine
from eventapp.publishing.models import Output
from eventapp.visits.queries import get_visit
from tests.conftest import SECRET, free_port, installation
from tests.factories import make_session, make_visit, publish
from tests.notifications.post_office import open_post_office, post
from tests.postgres import scratch_database

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def environ(folder: Path, **values: str) -> dict[str, str]:
    return {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": SECRET, **values}


def wrong(folder: Path, *, now: datetime = NOW, **values: str) -> list[Finding]:
    return [finding for finding in examine(environ(folder, **values), secret_key=None, now=now) if finding.remedy]


def words(folder: Path, about: str, **values: str) -> list[str]:
    found = examine(environ(folder, **values), secret_key=None, now=NOW)
    return [finding.words for finding in found if finding.about == about]


@pytest.fixture
def healthy(tmp_path: Path) -> Path:
    """The folder of an installation with a visit and nothing wrong."""
    with installation(tmp_path):
        make_visit()
    return tmp_path


def doctor_process(folder: Path, **values: str) -> "subprocess.CompletedProcess[str]":
    inherited = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-m", "eventapp", "doctor"],
        env=inherited | environ(folder, **values),
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_installation_that_is_well(healthy: Path) -> None:
    result = doctor_process(healthy)
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert all(line.startswith("ok     ") for line in lines), result.stdout
    assert {line.removeprefix("ok     ").split(":")[0] for line in lines} == {
        *("settings", "data folder", "library", "fonts", "clock", "database", "worker", "mail"),
    }
    assert "ok     mail: EVENTAPP_SMTP_URL is not set; letters are not sent and wait in: eventapp outbox" in lines
    assert result.returncode == 0


def test_something_wrong_gives_status_one_and_says_what_to_do(tmp_path: Path) -> None:
    result = doctor_process(tmp_path / "nowhere")
    folder = (tmp_path / "nowhere").resolve()
    assert result.returncode == 1
    assert result.stdout.splitlines()[1] == (
        f"WRONG  data folder: the data folder {folder} cannot be written: No such file or directory. To do: make it a "
        "folder that this user may write (eventapp run makes it), or set EVENTAPP_DATA_DIR"
    )
    assert result.stderr == ""
    assert not folder.exists()


def test_a_wrong_setting_is_named_and_the_machine_is_looked_at_all_the_same(tmp_path: Path) -> None:
    found = examine(environ(tmp_path, EVENTAPP_WEB_PROCESSES="none"), secret_key=None, now=NOW)
    assert [finding.about for finding in found] == ["settings", "library", "library", "fonts", "clock"]
    assert found[0].words == (
        "EVENTAPP_WEB_PROCESSES cannot be used; expected a whole number from 1 to 64 (found: 'none')"
    )


def test_the_key_that_run_keeps_is_taken(healthy: Path) -> None:
    without = {"EVENTAPP_DATA_DIR": str(healthy)}
    assert examine(without, secret_key=None, now=NOW)[0].remedy
    assert not examine(without, secret_key=SECRET, now=NOW)[0].remedy


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with scratch_database() as url:
        first = wrong(file, EVENTAPP_DATABASE_URL=url)[0]
    assert (first.about, first.words) == (
        "data folder",
        f"the data folder {file.resolve()} cannot be written: Not a directory",
    )


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
    assert [finding.words for finding in wrong(tmp_path)] == ["cannot be used: file is not a database"]


def test_a_database_server_that_does_not_answer(tmp_path: Path) -> None:
    port = free_port()
    found = wrong(tmp_path, EVENTAPP_DATABASE_URL=f"postgresql://eventapp@127.0.0.1:{port}/eventapp")
    assert [finding.about for finding in found] == ["database"]
    assert found[0].words.startswith("cannot be used: ")


def test_a_mail_server_that_answers_and_gets_no_letter(healthy: Path) -> None:
    with open_post_office() as (office, address):
        assert words(healthy, "mail", EVENTAPP_SMTP_URL=address) == [
            f"{address.removeprefix('smtp://')} answers: 250 OK"
        ]
    assert office.arrived == []


def test_a_mail_server_that_does_not_answer(healthy: Path) -> None:
    port = free_port()
    found = wrong(healthy, EVENTAPP_SMTP_URL=f"smtp://127.0.0.1:{port}")
    assert [finding.about for finding in found] == ["mail"]
    assert found[0].words.startswith(f"127.0.0.1:{port} does not take letters: 127.0.0.1: ConnectionRefusedError")


def test_a_mail_server_without_the_encryption_asked_for(healthy: Path) -> None:
    with open_post_office() as (_, address):
        found = wrong(healthy, EVENTAPP_SMTP_URL=address.replace("smtp:", "smtp+starttls:"))
    assert [finding.about for finding in found] == ["mail"]
    assert "STARTTLS extension not supported" in found[0].words


def test_a_clock_of_long_ago() -> None:
    assert doctor._clock(datetime(1970, 1, 1, tzinfo=UTC)).words == "it shows the year 1970"


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


@pytest.mark.parametrize(("minutes", "runs"), [(9, True), (11, False)])
def test_letters_that_are_due_for_long_mean_that_no_worker_runs(healthy: Path, minutes: int, runs: bool) -> None:
    with installation(healthy):
        post(now=NOW - timedelta(minutes=minutes))
    with open_post_office() as (_, address):
        found = wrong(healthy, EVENTAPP_SMTP_URL=address)
    assert [finding.about for finding in found] == ([] if runs else ["worker"])


@pytest.mark.parametrize(("minutes", "runs"), [(9, True), (11, False)])
def test_pdfs_that_are_due_for_long_mean_the_same(healthy: Path, minutes: int, runs: bool) -> None:
    with installation(healthy):
        publish(get_visit("oslo").id, now=NOW - timedelta(minutes=minutes))
    assert [finding.about for finding in wrong(healthy)] == ([] if runs else ["worker"])


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


def test_without_a_mail_server_letters_wait_and_nothing_is_wrong(healthy: Path) -> None:
    with installation(healthy):
        post(now=NOW - timedelta(days=3))
        post(now=NOW)
    assert wrong(healthy) == []
    assert words(healthy, "worker") == ["no PDF is overdue; letters that wait in the outbox: 2"]
