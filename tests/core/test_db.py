"""One writer at a time, on SQLite also among processes: whoever waits is woken, and all have their turn."""

import fcntl
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import OperationalError

from eventapp.core import sqlite
from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import UtcDateTime, db, empty_log, insert_row, session, transaction
from eventapp.core.outage import DatabaseAway, Outage, journal
from eventapp.planning.history import PlanAction, PlanKind
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.history import history, record
from eventapp.visits.models import HistoryEntry, Visit
from eventapp.visits.operations import hold_facts, hold_visit
from tests.conftest import SECRET, installation
from tests.factories import LINKS, NOON, make_visit
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
        writers = [
            subprocess.Popen(command, cwd=SOURCE, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(PROCESSES)
        ]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        longest = [float(writer.communicate("go\n", timeout=60)[0]) for writer in writers]
        assert [writer.returncode for writer in writers] == [0] * PROCESSES
        with transaction():
            assert hold_visit(visit).version == PROCESSES * EACH + 1
    assert max(longest) < 2


def test_who_writes_waits_for_the_lock_of_the_folder(tmp_path: Path) -> None:
    """Which another process holds; a lock belongs to an opened file, so that two of this one serve as well."""
    with installation(tmp_path) as app:
        visit = make_visit().id

        def write() -> None:
            with app.app_context(), transaction():
                hold_visit(visit)

        writer = threading.Thread(target=write)
        other = os.open(tmp_path, os.O_RDONLY)
        fcntl.flock(other, fcntl.LOCK_EX)
        writer.start()
        writer.join(0.3)
        assert writer.is_alive()
        os.close(other)
        writer.join(10)
        assert not writer.is_alive()


def test_the_log_is_emptied_also_while_this_session_reads(tmp_path: Path) -> None:
    with installation(tmp_path):
        make_visit()
        assert session.scalars(select(Visit.slug)).all() == ["oslo"]
        log = tmp_path / "eventapp.sqlite3-wal"
        assert log.stat().st_size > 0
        empty_log()
        assert log.stat().st_size == 0


def test_what_the_database_says_without_a_zone_is_utc_wherever_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    try:
        said = (NOON.replace(tzinfo=None), NOON.astimezone(ZoneInfo("Europe/Oslo")))
        read = [UtcDateTime().process_result_value(value, SQLiteDialect()) for value in said]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert [f"{value}" for value in read] == ["2017-03-01 12:00:00+00:00"] * 2


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
                act = Act(COMMAND, LINKS, NOON)
                while True:
                    record(visit, act, PlanAction.CHANGED, PlanKind.VISIT, "x" * 100, changes=much)

        with pytest.raises(OperationalError, match="full"):
            fill()
        with transaction():
            session.connection().exec_driver_sql("PRAGMA max_page_count = 1000000")
            assert hold_visit(visit).version == 1
        assert not history(visit)


def test_columns_are_asked_for_after_what_the_session_knows_is_written(app: Flask) -> None:
    visit = make_visit().id
    with transaction():
        hold_visit(visit).places = 7
        assert hold_facts(visit).places == 7
        entry = {"actor": COMMAND, "kind": "visit", "action": "changed", "thing": "y", "changes": [], "was": []}
        insert_row(HistoryEntry(visit_id=visit, happened_at=NOON, **entry))
        assert [entry.thing for entry in history(visit)] == ["y"]
        with pytest.raises(VisitNotFound):
            hold_facts(visit + 1)


def test_who_finds_the_database_locked_again_hurries(tmp_path: Path) -> None:
    """Who waits holds one of few threads: for two seconds only as long as nobody knows that it is locked."""
    statements: list[str] = []
    with installation(tmp_path):
        visit = make_visit().id
        holder = sqlite3.connect(tmp_path / "eventapp.sqlite3", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
        journal.note(Outage.LOCKED)
        with pytest.raises(OperationalError, match="locked"), transaction():
            hold_visit(visit)
        assert [line for line in statements if "busy_timeout" in line or "BEGIN" in line] == [
            "PRAGMA busy_timeout=50",
            "BEGIN IMMEDIATE",
            "PRAGMA busy_timeout=2000",
        ]
        holder.close()
        with transaction():
            hold_visit(visit)
        assert journal.lately() is None
        statements.clear()
        with transaction():
            hold_visit(visit)
        assert statements[0] == "BEGIN IMMEDIATE"


def test_whether_anybody_has_the_database_open(tmp_path: Path) -> None:
    file = tmp_path / "eventapp.sqlite3"
    with installation(tmp_path):
        make_visit()
        assert sqlite.is_in_use(file)
    assert not sqlite.is_in_use(file)
    with installation(tmp_path), db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_file_that_vanishes_in_a_transaction_stores_nothing(tmp_path: Path) -> None:
    """What went into a file without a name is lost, and whoever sent it is told."""
    with installation(tmp_path):
        visit = make_visit().id

        def lose() -> None:
            with transaction():
                hold_visit(visit)
                (tmp_path / "eventapp.sqlite3").unlink()

        with pytest.raises(DatabaseAway):
            lose()
        with pytest.raises(OperationalError, match="unable to open"), transaction():
            hold_visit(visit)
        assert not (tmp_path / "eventapp.sqlite3").exists()


def test_no_connection_is_opened_beside_one_that_has_a_log_without_a_name(tmp_path: Path) -> None:
    """In one process they would share an index, and what others write into the new log would be lost."""
    file, opened = tmp_path / "eventapp.sqlite3", set[str]()

    def logs() -> list[str]:
        links = (os.readlink(each) for each in Path("/proc/self/fd").iterdir() if each.exists() or each.is_symlink())
        return sorted({Path(link).name for link in links if link.startswith(f"{file}-")})

    with installation(tmp_path):
        with db.engine.connect(), db.engine.connect():
            opened.update(logs())
        assert opened == {"eventapp.sqlite3-shm", "eventapp.sqlite3-wal"}
        for ending in ("-wal", "-shm"):
            file.with_name(f"{file.name}{ending}").unlink()
        with db.engine.connect() as one:
            assert one.exec_driver_sql("SELECT 1").scalar() == 1
            assert set(logs()) == opened, "nothing deleted is open"
            for ending in ("-wal", "-shm"):
                file.with_name(f"{file.name}{ending}").unlink()
            with pytest.raises(DatabaseAway), db.engine.connect():
                pass
        with db.engine.connect() as again:
            assert again.exec_driver_sql("SELECT 1").scalar() == 1
            assert set(logs()) == opened
