"""The database: base class, column types, and ``transaction()``, the only commit."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Insert,
    MetaData,
    Table,
    TypeDecorator,
    Uuid,
    event,
    insert,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import JSON

from eventapp.core import jobs
from eventapp.core.text import LocalizedText

WRITING = "writing"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    # At most 16 MB wait in the log: moving them into the database stops whoever commits then, and all behind them.
    "wal_autocheckpoint=4000",
)
JSON_VALUE = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, aware UTC out. A naive value is a mistake in the program and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The models' base. Constraints are named, so that a migration can drop them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime(),
            LocalizedText: JSON_VALUE,
            dict[str, Any]: JSON_VALUE,
            list[str]: JSON_VALUE,
            list[dict[str, Any]]: JSON_VALUE,
            UUID: Uuid(),
        },
    )


db = SQLAlchemy(metadata=Base.metadata)
session = db.session

# SQLite has one writer. Threads of a process queue here, in order (without this lock 64 connections saw "database is
# locked" and tails of 4 s); processes queue at the folder's lock, where the system wakes the next at once. At BEGIN
# IMMEDIATE they would sleep and try again: two processes stored 160 registrations a second, some after seconds.
_threads = threading.Lock()


@contextmanager
def _one_writer(connection: Connection) -> Iterator[None]:
    """Wait until nobody else writes, then begin; commit or roll back. PostgreSQL sees to all of that itself."""
    if connection.dialect.name != "sqlite":
        yield
        return
    with _threads:
        # The folder, not a file in it: that would belong to whoever came first. It is never written to.
        folder = os.open(_folder(connection.engine.url.database or ""), os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                connection.connection.rollback()  # nothing, where SQLite has done so itself
                raise
        finally:
            os.close(folder)


@cache
def _folder(file: str) -> Path:
    return Path(file).resolve().parent


@contextmanager
def transaction() -> Iterator[None]:
    """One writing transaction around exactly one operation; commits, or rolls back on any exception.

    Ends the read transaction first and begins a fresh session: nothing loaded before is still believed.
    After the commit the worker gets its hints; a hint that is lost costs a minute, never a row.
    """
    session.remove()
    fresh = session()
    try:
        # What can be done before and after the wait is done there: only one writes at a time.
        connection = fresh.connection(execution_options={WRITING: True})
        with _one_writer(connection):
            yield
            fresh.flush()
        fresh.commit()
        hints = fresh.info.pop("hints", set())
    finally:
        session.remove()
    for name in sorted(hints):
        jobs.hint(name)


def execute(statement: Executable, parameters: Any = None) -> CursorResult[Any]:
    """What asks for columns or writes rows: no objects are made. Changes the session knows of are written first.

    For what happens while others wait: it takes about half the time of ``session.execute``.
    """
    session.flush()
    return session.connection().execute(statement, parameters)


def insert_row(row: Base) -> None:
    """Write a new row at once; the session does not know the object: nothing changed in it later is written."""
    table = cast(Table, row.__table__)
    values = {name: value for name, value in vars(row).items() if name in table.c}
    execute(_inserts(table), values)


@cache
def _inserts(table: Table) -> Insert:
    return insert(table)


def hint_after_commit(job: str) -> None:
    """Tell the worker, once this transaction is committed, that rows are due."""
    session.info.setdefault("hints", set()).add(job)


def prepare(engine: Engine) -> None:
    """SQLite: leave BEGIN to us, and set what each connection needs (stack.md)."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get(WRITING):  # then _one_writer begins
            connection.exec_driver_sql("BEGIN")


def engine_options(url: str) -> dict[str, Any]:
    """Pool settings: at least as many connections as a server process has threads (8)."""
    if url.startswith("sqlite"):
        # The connection used last comes first: what it has read of the file is still in its memory.
        return {"pool_size": 12, "max_overflow": 4, "pool_use_lifo": True, "connect_args": {"check_same_thread": False}}
    return {"pool_size": 12, "max_overflow": 4, "pool_pre_ping": True}
