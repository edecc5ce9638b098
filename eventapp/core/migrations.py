"""Bringing the database to this program's shape (Alembic, without its command line)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from eventapp.core import sqlite
from eventapp.core.engine import WRITING
from eventapp.core.paths import folder

_REVISIONS = "alembic_version"
_REVISION = text(f"SELECT version_num FROM {_REVISIONS}")  # noqa: S608 - a constant


class NewerDatabase(Exception):
    """The database was made by a newer version of this program."""


class DanglingRows(Exception):
    """Rows of these tables would refer to rows that are not there."""


@cache
def known_revisions() -> tuple[str, ...]:
    """This program's, the first first: the files are numbered, each follows on the one before."""
    return tuple(sorted(path.name.partition("_")[0] for path in folder("migrations").glob("versions/[0-9]*.py")))


def head() -> str:
    """The revision that this program is written for."""
    return known_revisions()[-1]


def revision_of(engine: Engine) -> str | None:
    """The database's revision, None for an empty one. Raises NewerDatabase if this program does not know it."""
    with engine.connect() as connection:
        revision = connection.scalar(_REVISION) if inspect(connection).has_table(_REVISIONS) else None
    if revision is not None and revision not in known_revisions():
        raise NewerDatabase(revision)
    return revision


def is_current(engine: Engine) -> bool:
    return revision_of(engine) == head()


def move(engine: Engine, target: str) -> None:
    """Upgrade or downgrade to a revision ("head", "base" or its name), in one transaction; a missing file is made.

    Raises NewerDatabase; DanglingRows where SQLite would be left with references to nothing; ValueError for a target
    that does not exist.
    """
    if engine.dialect.name == "sqlite":
        sqlite.make_file(sqlite.file_of(engine))
    wanted = {"head": head(), "base": None}.get(target, target)
    if wanted is not None and wanted not in known_revisions():
        raise ValueError(f"no revision {target}")
    current = revision_of(engine)
    if wanted != current:
        _move(engine, target, down=current is not None and (wanted is None or wanted < current))


def _move(engine: Engine, target: str, *, down: bool) -> None:
    from alembic.config import Config  # with Mako and Pygments: only when there is something to move
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    from eventapp.core.db import Base

    directory = ScriptDirectory(str(folder("migrations")))

    def steps(revision: Any, _context: object) -> object:
        return directory._downgrade_revs(target, revision) if down else directory._upgrade_revs(target, revision)

    with (
        engine.connect().execution_options(**{WRITING: True}) as connection,
        EnvironmentContext(Config(), directory, fn=steps, destination_rev=target) as environment,
        _whole(connection),
    ):
        environment.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
        environment.run_migrations()


@contextmanager
def _whole(connection: Connection) -> Iterator[None]:
    """All of it or nothing. Raises DanglingRows where SQLite would be left with references to nothing.

    SQLite makes a table anew that it cannot change in place; meanwhile nobody may ask where references to it lead
    (sqlite.org/lang_altertable.html, section 7), so that is asked at the end.
    """
    if connection.dialect.name != "sqlite":
        with connection.begin():
            yield
        return
    driver: Any = connection.connection.driver_connection  # outside a transaction, where alone the setting can change
    (watched,) = driver.execute("PRAGMA foreign_keys").fetchone()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield
            if dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise DanglingRows(sorted({str(row[0]) for row in dangling}))
    finally:
        driver.execute(f"PRAGMA foreign_keys={watched}")


def differences(engine: Engine) -> list[object]:
    """What the models have that the database has not, or the reverse; empty when they agree."""
    from alembic.autogenerate import api as autogenerate
    from alembic.runtime.migration import MigrationContext

    from eventapp.core.db import Base

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(autogenerate.compare_metadata(context, Base.metadata))
