"""The worker as a process: it finds by itself what is due, survives what goes wrong, and leaves nothing half done."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from eventapp.core.clock import utc_now
from eventapp.core.db import db, session, transaction
from eventapp.core.heartbeats import Heartbeat, beat, heartbeats
from eventapp.notifications.models import Mail, MailState
from eventapp.publishing.models import Output, OutputState
from eventapp.tasks import tasks
from tests.conftest import SECRET, installation
from tests.core.test_parents import of_kind
from tests.factories import make_session, make_visit, publish
from tests.notifications.post_office import open_post_office, post
from tests.postgres import scratch_database
from tests.processes import COMMAND, environment, started

WORKER = (*COMMAND, "worker")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Of an installation with a visit, whose app context is open."""
    chosen = {"EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET}
    with ExitStack() as stack:
        if request.param == "postgresql":
            chosen["EVENTAPP_DATABASE_URL"] = stack.enter_context(scratch_database())
        stack.enter_context(installation(tmp_path, **chosen))
        make_session(make_visit().id)
        yield chosen


def pdfs(state: OutputState) -> int:
    session.remove()
    found = select(func.count()).where(Output.kind == "pdf", Output.state == state)
    return session.scalar(found) or 0


def letters(state: MailState) -> int:
    session.remove()
    return session.scalar(select(func.count()).where(Mail.state == state)) or 0


def beating() -> set[str]:
    session.remove()
    return set(heartbeats())


def test_a_release_made_in_a_shell_elsewhere_is_found(settings: dict[str, str], tmp_path: Path) -> None:
    """On PostgreSQL the shell has another data folder, as on another machine: nobody can tell the worker."""
    elsewhere = dict(settings)
    if "EVENTAPP_DATABASE_URL" in settings:
        elsewhere["EVENTAPP_DATA_DIR"] = str(tmp_path / "elsewhere")
        (tmp_path / "elsewhere").mkdir()
    with started(tmp_path / "output", command=WORKER, **settings) as running:
        running.wait_for(lambda: len(beating()) == len(list(tasks())))
        command = [*COMMAND, "release", "oslo", "--note", "en=First"]
        subprocess.run(command, env=environment(**elsewhere), check=True, stdout=subprocess.DEVNULL)
        # once a minute would be too late for half of those who release
        running.wait_for(lambda: pdfs(OutputState.DUE) < 3, seconds=20)
        assert {row.version for row in heartbeats().values()} == {"0.1.0"}


def test_a_job_that_fails_takes_no_other_with_it_and_runs_again(settings: dict[str, str], tmp_path: Path) -> None:
    rename = "ALTER TABLE output RENAME TO output_away"
    with open_post_office() as (office, address):
        with db.engine.begin() as connection:
            connection.execute(text(rename))
        with started(tmp_path / "output", command=WORKER, EVENTAPP_SMTP_URL=address, **settings) as running:
            running.wait_for(lambda: running.output().count("publishing.compile failed") > 1)
            post(address="ada@example.org")
            running.wait_for(lambda: letters(MailState.SENT) == 1)
            assert "publishing.compile" not in beating()
            with db.engine.begin() as connection:
                connection.execute(text("ALTER TABLE output_away RENAME TO output"))
            running.wait_for(lambda: "publishing.compile" in beating())
    assert len(office.arrived) == 1


@pytest.mark.parametrize("everybody", [False, True])
def test_a_pdf_in_the_press_is_given_back_at_the_end(everybody: bool, settings: dict[str, str], tmp_path: Path) -> None:
    """Whether the worker alone is told to end, or all its processes at once: the file has not been tried."""
    publish(db.session.scalars(text("SELECT id FROM visit")).one())
    with started(tmp_path / "output", command=WORKER, **settings) as running:
        running.wait_for(lambda: bool(of_kind(running, b"core.press")))
        if everybody:
            os.killpg(running.process.pid, signal.SIGTERM)
        else:
            running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(5) == 0, running.output()
        assert running.living() == []
    assert pdfs(OutputState.DUE) > 0
    due = select(Output.leased_until, Output.tries).where(Output.state == OutputState.DUE)
    assert {tuple(row) for row in session.execute(due)} == {(None, 0)}


def test_a_damaged_file_of_an_earlier_version_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "jobs.sqlite3").write_bytes(os.urandom(10_000))
    with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(tmp_path)) as running:
        running.wait_until_ready()
        running.wait_for(lambda: bool(of_kind(running, b"core.press")))


def test_one_row_a_job_with_its_last_beat(settings: dict[str, str]) -> None:
    first = utc_now()
    for minutes in range(3):
        with transaction():
            beat("notifications.deliver", now=first + timedelta(minutes=minutes))
    with transaction():
        beat("publishing.compile", now=first)
    found = session.execute(select(Heartbeat.job, Heartbeat.beat_at).order_by(Heartbeat.job)).all()
    assert [tuple(row) for row in found] == [
        ("notifications.deliver", first + timedelta(minutes=2)),
        ("publishing.compile", first),
    ]
