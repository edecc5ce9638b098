"""Bringing the database to this program's shape (Alembic, without its command line)."""

from typing import Any

from alembic.autogenerate import api as autogenerate
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from eventapp.core.db import WRITING, Base
from eventapp.core.paths import folder


class NewerDatabase(Exception):
    """The database was made by a newer version of this program."""


def scripts() -> ScriptDirectory:
    return ScriptDirectory(str(folder("migrations")))


def revision_of(engine: Engine) -> str | None:
    """The database's revision, None for an empty one. Raises NewerDatabase if this program does not know it."""
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {script.revision for script in scripts().walk_revisions()}:
        raise NewerDatabase(revision)
    return revision


def is_current(engine: Engine) -> bool:
    return revision_of(engine) == scripts().get_current_head()


def move(engine: Engine, target: str) -> None:
    """Upgrade or downgrade to a revision ("head", "base" or its name), in one transaction.

    Raises NewerDatabase; CommandError for a target that does not exist.
    """
    current = revision_of(engine)
    directory = scripts()
    known = {script.revision for script in directory.walk_revisions()}
    if target not in ("head", "base") and target not in known:
        raise CommandError(f"no revision {target}")
    down = target == "base" or (current is not None and target != "head" and _is_before(directory, target, current))

    def steps(revision: Any, _context: object) -> object:
        return directory._downgrade_revs(target, revision) if down else directory._upgrade_revs(target, revision)

    with (
        engine.connect().execution_options(**{WRITING: True}) as connection,
        EnvironmentContext(Config(), directory, fn=steps, destination_rev=target) as environment,
        connection.begin(),
    ):
        environment.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
        environment.run_migrations()


def _is_before(directory: ScriptDirectory, target: str, current: str) -> bool:
    return target in {script.revision for script in directory.iterate_revisions(current, "base")}


def differences(engine: Engine) -> list[object]:
    """What the models have that the database has not, or the reverse; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(autogenerate.compare_metadata(context, Base.metadata))
