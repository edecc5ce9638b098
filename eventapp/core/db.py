"""The database: base class, column types, and ``transaction()``, the only commit."""

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
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
    Executable,
    Insert,
    MetaData,
    Table,
    TypeDecorator,
    Update,
    Uuid,
    bindparam,
    insert,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import JSON

from eventapp.core import sqlite
from eventapp.core.engine import WRITING
from eventapp.core.outage import DatabaseAway, Outage, journal
from eventapp.core.text import LocalizedText

JSON_VALUE = JSON().with_variant(JSONB(), "postgresql")
JSON_OR_NULL = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""For columns that may be empty: None is kept as NULL, not as JSON's null."""


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
    """Wait until nobody else writes, then begin; commit or roll back. PostgreSQL sees to all of that itself.

    Raises DatabaseAway where the file has vanished, before or after the commit: what went into it is not stored.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    with _threads, _locked(_folder(connection.engine.url.database or "")):
        sqlite.check_file(connection)
        sqlite.begin_writing(connection, sqlite.HURRIED if journal.lately() is Outage.LOCKED else sqlite.PATIENCE)
        try:
            yield
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            if not connection.invalidated:
                connection.connection.rollback()  # nothing, where SQLite has done so itself
            raise
        sqlite.check_file(connection)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """The folder, not a file in it: that would belong to whoever came first. It is never written to."""
    try:
        folder = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise DatabaseAway(Outage.GONE) from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@cache
def _folder(file: str) -> Path:
    return Path(file).resolve().parent


@contextmanager
def transaction() -> Iterator[None]:
    """One writing transaction around exactly one operation; commits, or rolls back on any exception.

    Ends the read transaction first and begins a fresh session: nothing loaded before is still believed. Raises
    DatabaseAway where SQLite's file has vanished.
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
        journal.over()
    finally:
        session.remove()


@contextmanager
def short_transaction() -> Iterator[Connection]:
    """A writing transaction of its own for a statement or two, on a connection without a session; commits, or rolls
    back on any exception. It costs less than ``transaction()``, and nothing of the request's session is touched. Raises
    DatabaseAway where SQLite's file has vanished."""
    with (
        db.engine.connect().execution_options(**{WRITING: True}) as connection,
        connection.begin(),
        _one_writer(connection),
    ):
        yield connection


def empty_log() -> None:
    """Move SQLite's log into the database: until then what was deleted can still be read in the file."""
    session.remove()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")  # of what was begun for reading
            connection.exec_driver_sql(sqlite.EMPTY_LOG)


def execute(statement: Executable, parameters: Any = None) -> CursorResult[Any]:
    """What asks for columns or writes rows: no objects are made. Changes the session knows of are written first.

    For what happens while others wait: it takes about half the time of ``session.execute``.
    """
    session.flush()
    return session.connection().execute(statement, parameters)


def insert_row(row: Base) -> None:
    """Write a new row at once; the session does not know the object: nothing changed in it later is written."""
    table = cast(Table, row.__table__)
    execute(_inserts(table), _values(row, table))


def insert_rows(rows: Sequence[Base]) -> None:
    """The same of rows of one table that say the same columns, in one statement; none is written of none."""
    if rows:
        table = cast(Table, rows[0].__table__)
        execute(_inserts(table), [_values(row, table) for row in rows])


def update_row(row: Base) -> None:
    """Write all that the object says into the row of its ``id``; the session knows neither."""
    table = cast(Table, row.__table__)
    execute(_updates(table), _values(row, table) | {"row_id": row.id})  # type: ignore[attr-defined]


@contextmanager
def rehearsal(*, kept: bool) -> Iterator[None]:
    """What is written inside stays, or is undone as if it had not been: the database has the same work either way."""
    connection = session.connection()
    connection.exec_driver_sql("SAVEPOINT rehearsal")
    yield
    if not kept:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT rehearsal")
    connection.exec_driver_sql("RELEASE SAVEPOINT rehearsal")


def _values(row: Base, table: Table) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name in table.c}


@cache
def _inserts(table: Table) -> Insert:
    return insert(table)


@cache
def _updates(table: Table) -> Update:
    return update(table).where(table.c.id == bindparam("row_id"))
