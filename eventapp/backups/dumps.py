"""The database as one file, while others go on writing; and back into an empty place."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, Select, func, inspect, make_url, select, table, text

from eventapp.backups.archive import BackupUnusable
from eventapp.config import Settings

REVISIONS = "alembic_version"


def dump_sqlite(source: Path, target: Path) -> dict[str, int]:
    """Copy the database as it is at one instant (SQLite's backup API); gives {table: rows} of the copy.

    In write-ahead mode nobody has to wait for it. Raises BackupUnusable where the copy is not sound.
    """
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as opened,
            closing(sqlite3.connect(target)) as copy,
        ):
            opened.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # all in one file
            problems = sqlite_problems(copy)
            rows = _count(copy)
    except sqlite3.Error as error:
        raise BackupUnusable(f"the database {source} cannot be copied: {error}") from error
    if problems:
        raise BackupUnusable(f"the database {source} is damaged: {problems[0]}; look at all with: eventapp check")
    return rows


def sqlite_problems(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with its file, and rows that point to rows that are not there."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    for child, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        found.append(f"a row of {child} ({row}) points to a row of {parent} that is not there")
    return found


def _count(connection: sqlite3.Connection) -> dict[str, int]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    names = [name for name in sorted(tables) if not name.startswith("sqlite_")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def count_rows(engine: Engine) -> dict[str, int]:
    """{table: rows}, as they are now."""
    with engine.connect() as connection:
        names = sorted(inspect(connection).get_table_names())
        return {name: connection.execute(_counting(name)).scalar_one() for name in names}


def _counting(name: str) -> Select[int]:
    return select(func.count()).select_from(table(name))


def dump_postgresql(settings: Settings, engine: Engine, target: Path) -> dict[str, int]:
    """pg_dump of one snapshot; gives {table: rows} of that same snapshot. Raises BackupUnusable."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        names = sorted(inspect(connection).get_table_names())
        rows = {name: connection.execute(_counting(name)).scalar_one() for name in names}
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
        _run_tool("pg_dump", settings, options)
    return rows


def restore_postgresql(settings: Settings, source: Path) -> None:
    """pg_restore, all of it or nothing. Raises BackupUnusable."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run_tool("pg_restore", settings, [*options, str(source)])


def _run_tool(name: str, settings: Settings, options: Iterable[str]) -> None:
    """The password goes by the environment: the command line is everybody's to read."""
    if shutil.which(name) is None:
        raise BackupUnusable(f"{name} is missing; type: sudo apt-get install postgresql-client")
    url = make_url(settings.database_url).set(drivername="postgresql")
    where = url.set(password=None).render_as_string(hide_password=False) if url.password else url.render_as_string()
    environ: Mapping[str, str] = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own tools, found by their names
        [name, f"--dbname={where}", *options], env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise BackupUnusable(f"{name} has failed: {said[-1]}")
