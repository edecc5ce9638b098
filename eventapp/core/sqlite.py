"""SQLite's file: opened only where there is one, and let go as soon as another file, or none, has its name.

Whoever has a file open writes on into it after it was deleted, and nobody finds that again. So each connection knows
which file it has opened, and is compared with the name whenever it is taken from the pool and around each commit.

The same for the write-ahead log, which some take for a file left behind: what stands in it alone is moved into the
database before the connection is let go.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from eventapp.core.outage import DatabaseAway, Outage

PATIENCE = 2000
"""Milliseconds for which another program may keep it locked; ours queue elsewhere (db.py)."""
HURRIED = 50
"""The same while it is known to be locked: who waits holds a thread that others need."""
PRAGMAS = (
    f"busy_timeout={PATIENCE}",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    # At most 16 MB wait in the log: moving them into the database stops whoever commits then, and all behind them.
    "wal_autocheckpoint=4000",
)
OPENED, LOG, WRITABLE = "opened", "log", "writable"
EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
"""Moves the log into the database; gives first whether somebody was in the way (0: all is moved)."""

Identity = tuple[int, int, int]
"""Device and number of a file, and its mode: a connection opened while it was read-only cannot write afterwards."""


def file_of(engine: Engine) -> Path:
    """Where the database is, absolute."""
    return Path(engine.url.database or "").absolute()


def identity(file: Path) -> Identity | None:
    """Which file has that name now; None: there is none."""
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mode


def log_of(file: Path) -> Path:
    """Where its write-ahead log is as long as somebody has it open."""
    return file.with_name(f"{file.name}-wal")


def make_file(file: Path) -> None:
    """An empty database, for this user alone, unless there is a file. Nothing else ever makes one."""
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def prepare(engine: Engine) -> None:
    """Open what is there, and never believe that it is still there. What is then done with the engine raises
    DatabaseAway."""
    file = file_of(engine)
    logs: dict[int, Identity | None] = {}
    """{id of a connection: the log that it has open}"""

    @event.listens_for(engine, "do_connect")
    def open_existing(_dialect: Any, _record: ConnectionPoolEntry, arguments: list[Any], options: Any) -> None:
        _let_go(engine, logs)
        arguments[:], options["uri"] = [f"{file.as_uri()}?mode=rw"], True

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[OPENED], record.info[WRITABLE] = identity(file), os.access(file, os.W_OK)
        connection.isolation_level = None
        for pragma in (*PRAGMAS, "schema_version"):  # the last one reads, which opens the log
            connection.execute(f"PRAGMA {pragma}")
        record.info[LOG] = logs[id(connection)] = identity(log_of(file))

    @event.listens_for(engine, "close")
    def close(connection: Any, _record: ConnectionPoolEntry) -> None:
        logs.pop(id(connection), None)

    @event.listens_for(engine, "checkin")
    def checkin(connection: Any, record: ConnectionPoolEntry) -> None:
        lost = connection is not None and record.info[LOG] != identity(log_of(file))
        if lost and not connection.execute(EMPTY_LOG).fetchone()[0]:
            record.invalidate()  # after _let_go nobody else would close it

    @event.listens_for(engine, "checkout")
    def checkout(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if record.info[OPENED] != identity(file):
            raise InvalidatePoolError
        if record.info[LOG] != identity(log_of(file)) and not connection.execute(EMPTY_LOG).fetchone()[0]:
            raise InvalidatePoolError


def _let_go(engine: Engine, logs: dict[int, Identity | None]) -> None:
    """Before a connection is opened none may be open that has another log: SQLite shares an index of the log among the
    connections of a process, so a new one would write the new log by the old one's index, and what another process
    writes there would be lost. Raises DatabaseAway while somebody still uses one."""
    now = identity(log_of(file_of(engine)))
    if all(log == now for log in list(logs.values())):
        return
    engine.dispose()
    if any(log != now for log in list(logs.values())):
        raise DatabaseAway(Outage.GONE)


def check_file(connection: Connection) -> None:
    """Raises DatabaseAway if this connection's file, or its log, has lost its name. No transaction may be open."""
    file = file_of(connection.engine)
    if connection.info[OPENED] != identity(file):
        connection.invalidate()
        raise DatabaseAway(Outage.GONE)
    if connection.info[LOG] != identity(log_of(file)):
        if not connection.exec_driver_sql(EMPTY_LOG).one()[0]:
            connection.invalidate()
            connection.engine.dispose()  # the others have opened the same
        raise DatabaseAway(Outage.GONE)


def begin_writing(connection: Connection, milliseconds: int = PATIENCE) -> None:
    """BEGIN IMMEDIATE, waiting at most so long for another program that keeps the database locked."""
    if milliseconds == PATIENCE:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        if not connection.invalidated:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE}")


def check_writing(connection: Connection) -> None:
    """Raises DatabaseAway or OperationalError if nothing could be written now. No other transaction may be open.

    Where others write so much that there is no gap, they can.
    """
    if not connection.info[WRITABLE]:
        connection.invalidate()  # the next one may be able to
        raise DatabaseAway(Outage.READ_ONLY)  # BEGIN IMMEDIATE would only begin to read
    seen = connection.exec_driver_sql("PRAGMA data_version").scalar()
    try:
        begin_writing(connection, 250)
    except OperationalError:
        if connection.invalidated or connection.exec_driver_sql("PRAGMA data_version").scalar() == seen:
            raise
    else:
        connection.exec_driver_sql("ROLLBACK")


def is_in_use(file: Path) -> bool:
    """Whether any process has the database open: then it cannot leave write-ahead mode, to which it comes back."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as connection:
        try:
            return bool(connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return True
