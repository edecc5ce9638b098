"""Which errors say that the database is away, and which are mistakes in the program."""

import logging
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from psycopg import errors
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from eventapp.core.db import db
from eventapp.core.outage import DatabaseAway, Journal, Outage, outage_of


@pytest.mark.parametrize(
    ("kind", "cause", "outage"),
    [
        (OperationalError, errors.ConnectionFailure(), Outage.UNREACHABLE),
        (OperationalError, errors.AdminShutdown(), Outage.UNREACHABLE),
        (OperationalError, errors.CannotConnectNow(), Outage.UNREACHABLE),
        (OperationalError, errors.TooManyConnections(), Outage.UNREACHABLE),
        (OperationalError, errors.DiskFull(), Outage.FULL),
        (OperationalError, errors.LockNotAvailable(), Outage.LOCKED),
        (OperationalError, errors.DeadlockDetected(), Outage.LOCKED),
        (DBAPIError, errors.ReadOnlySqlTransaction(), Outage.READ_ONLY),
        (InterfaceError, Exception("the connection is closed"), Outage.UNREACHABLE),
        (ProgrammingError, errors.UndefinedTable(), None),
        (DBAPIError, errors.NotNullViolation(), None),
    ],
)
def test_what_a_driver_says(kind: type[DBAPIError], cause: Exception, outage: Outage | None) -> None:
    assert outage_of(kind("", None, cause)) is outage


def test_others() -> None:
    assert outage_of(DatabaseAway(Outage.GONE)) is Outage.GONE
    assert outage_of(PoolTimeout()) is Outage.UNREACHABLE
    assert outage_of(ValueError()) is None
    assert outage_of(sqlite3.OperationalError("raised by hand")) is None


def test_a_statement_that_is_wrong_is_no_outage(app: Flask) -> None:
    with db.engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT nothing FROM nowhere"))
    assert outage_of(caught.value) is None


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("nothing that SQLite could read, however it tries\n" * 100)
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT * FROM visit"))
    engine.dispose()
    assert outage_of(caught.value) is Outage.DAMAGED


def test_an_outage_is_a_line_when_it_begins_and_one_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "eventapp.core.outage")
    journal = Journal()
    journal.over()
    for outage in (Outage.LOCKED, Outage.LOCKED, Outage.FULL):
        journal.note(outage)
    assert journal.lately() is Outage.FULL
    assert journal.lately(0) is None
    journal.over()
    journal.over()
    assert journal.lately() is None
    assert [record.getMessage() for record in caplog.records] == [
        "another program keeps the database locked; nothing is stored until that is over",
        "the disk of the database is full, or cannot be written; nothing is stored until that is over",
        "the database is back",
    ]


class Colleague(logging.Handler):
    """While a line is being written another thread tells the journal the same."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self.tell, self.lines = tell, list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        if len(self.lines) == 1:
            Thread(target=self.tell).start()
            time.sleep(0.2)  # the other one waits for the handler's lock, if it has anything to say


def test_two_who_notice_at_the_same_moment_are_one_line() -> None:
    journal, log = Journal(), logging.getLogger("eventapp.core.outage")
    colleague = Colleague(lambda: journal.note(Outage.FULL))
    log.addHandler(colleague)
    try:
        journal.note(Outage.FULL)
        time.sleep(0.2)
    finally:
        log.removeHandler(colleague)
    assert len(colleague.lines) == 1
