"""The database: its shape, and another one."""

import os

import click
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from eventapp.backups.archive import BackupUnusable
from eventapp.commands.start import database, fail, kept_secret_key, settings
from eventapp.config import PREFIX, WrongSetting, read_settings
from eventapp.core import migrations, sqlite


@click.group("db")
def commands() -> None:
    """The database."""


@commands.command()
def upgrade() -> None:
    """Bring the database to this version's shape."""
    chosen = settings(secret_key=kept_secret_key())
    file = chosen.sqlite_file
    fresh = file is not None and not file.exists()
    with database(chosen) as engine:
        migrations.move(engine, "head")
    click.echo(f"{file} was not there: a new, empty database was made." if fresh else "The database is up to date.")


@commands.command()
@click.argument("url")
def copy(url: str) -> None:
    """Copy everything from SQLite into the empty PostgreSQL database URL, and compare. Stop eventapp first.

    Nobody can write meanwhile. The old database stays as it is.
    """
    from eventapp.backups.copying import copy_database  # with all models, which an upgrade does without
    from eventapp.commands.application import application
    from eventapp.core.db import db, session, transaction

    try:
        other = read_settings({**os.environ, PREFIX + "DATABASE_URL": url}, secret_key=kept_secret_key())
    except WrongSetting as error:
        fail(str(error).replace(PREFIX + "DATABASE_URL", "URL"))
    with application() as made:
        if not made.extensions["eventapp.settings"].uses_sqlite or other.uses_sqlite:
            fail("only from SQLite (EVENTAPP_DATABASE_URL) to PostgreSQL (URL) is there a way")
        db.engine.dispose()
        if sqlite.is_in_use(sqlite.file_of(db.engine)):
            fail("somebody has the database open: stop eventapp (serve, worker, run) first, or what they write is lost")
        target = create_engine(other.database_url)
        try:
            with transaction():
                rows = copy_database(session.connection(), target)
        except BackupUnusable as error:
            fail(str(error))
        except DBAPIError as error:
            fail(f"the other database cannot be used: {str(error.orig).strip().splitlines()[0]}")
        finally:
            target.dispose()
    click.echo(f"{sum(rows.values())} rows of {len(rows)} tables are there, and the same.")
    click.echo("Now set EVENTAPP_DATABASE_URL to it for every command, keep the key, and start again.")
