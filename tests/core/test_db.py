"""One writer at a time, on SQLite also among processes: whoever waits is woken, and all have their turn."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from eventapp.core.db import insert_row, session, transaction
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.history import COMMAND, history, record
from eventapp.visits.models import HistoryEntry
from eventapp.visits.operations import hold_facts, hold_visit
from tests.conftest import SECRET, installation
from tests.factories import NOON, make_visit
from tests.processes import SOURCE, environment

WRITER = """
import os, sys, time
from eventapp.app import create_app
from eventapp.config import read_settings
from eventapp.core.db import transaction
from eventapp.visits.operations import hold_visit
app = create_app(read_settings(os.environ))
longest = 0.0
with app.app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(sys.argv[1])):
        began = time.perf_counter()
        with transaction():
            longest = max(longest, time.perf_counter() - began)
            hold_visit(int(sys.argv[2]))
            time.sleep(0.002)
print(longest)
"""
PROCESSES, EACH = 3, 60


def test_processes_take_turns_and_none_waits_long(tmp_path: Path) -> None:
    """Without the folder's lock SQLite sleeps and tries again; there one of these waited for half of all the others."""
    with installation(tmp_path):
        visit = make_visit().id
        environ = environment(EVENTAPP_DATA_DIR=str(tmp_path), EVENTAPP_SECRET_KEY=SECRET)
        command = [sys.executable, "-c", WRITER, str(EACH), str(visit)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        writers = [subprocess.Popen(command, cwd=SOURCE, env=environ, **pipes) for _ in range(PROCESSES)]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        longest = [float(writer.communicate("go\n", timeout=60)[0]) for writer in writers]
        assert [writer.returncode for writer in writers] == [0] * PROCESSES
        with transaction():
            assert hold_visit(visit).version == PROCESSES * EACH + 1
    assert max(longest) < 2


def test_what_goes_wrong_is_undone_and_the_next_may_write(app: Flask) -> None:
    visit = make_visit().id

    def fail() -> None:
        with transaction():
            hold_visit(visit)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    with transaction():
        assert hold_visit(visit).version == 1
    assert session.info == {}


def test_where_the_disk_is_full_nothing_is_kept_and_the_next_may_write(tmp_path: Path) -> None:
    """SQLite may have rolled back by itself then."""
    with installation(tmp_path):
        visit = make_visit().id

        def fill() -> None:
            with transaction():
                hold_visit(visit)
                session.connection().exec_driver_sql("PRAGMA max_page_count = 1")  # as many as there are
                much = [{"new": "y" * 9000}]
                while True:
                    record(visit, by=COMMAND, action="changed", thing="x" * 100, now=NOON, changes=much)

        with pytest.raises(OperationalError, match="full"):
            fill()
        with transaction():
            session.connection().exec_driver_sql("PRAGMA max_page_count = 1000000")
            assert hold_visit(visit).version == 1
        assert history(visit) == []


def test_columns_are_asked_for_after_what_the_session_knows_is_written(app: Flask) -> None:
    visit = make_visit().id
    with transaction():
        hold_visit(visit).places = 7
        assert hold_facts(visit).places == 7
        insert_row(HistoryEntry(visit_id=visit, happened_at=NOON, actor="x", action="changed", thing="y", changes=[]))
        assert [entry.thing for entry in history(visit)] == ["y"]
        with pytest.raises(VisitNotFound):
            hold_facts(visit + 1)
