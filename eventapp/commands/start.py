"""What each command begins with: settings, perhaps the bare database; or one clear line that says why not."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from eventapp import data_folder, listeners
from eventapp.config import Settings, WrongSetting, data_dir, read_settings
from eventapp.core import migrations
from eventapp.core.engine import make_engine
from eventapp.core.errors import Refusal

NEWER = "the database was made by a newer version of eventapp; install that version"


def fail(line: str) -> NoReturn:
    """Stop with one clear line."""
    click.echo(f"eventapp: {line}", err=True)
    sys.exit(1)


def settings(*, secret_key: str | None = None) -> Settings:
    try:
        return read_settings(os.environ, secret_key=secret_key)
    except WrongSetting as error:
        fail(str(error))


@contextmanager
def in_one_line() -> Iterator[None]:
    """What the machine refuses becomes one line that says so."""
    try:
        yield
    except data_folder.FolderUnusable as error:
        fail(f"{error} (EVENTAPP_DATA_DIR names it)")
    except listeners.AddressTaken as error:
        fail(f"cannot listen at {error}; choose another with PORT=…, EVENTAPP_HOST=… or EVENTAPP_SOCKET=…")


def kept_secret_key() -> str | None:
    """The key that ``run`` keeps beside the data, if there is one."""
    with in_one_line():
        return data_folder.kept_secret_key(data_dir(os.environ))


@contextmanager
def database(chosen: Settings) -> Iterator[Engine]:
    """The database without the program: of whatever shape it is, and though there may be none yet."""
    engine = make_engine(chosen.database_url)
    try:
        with usable(engine):
            yield engine
    finally:
        engine.dispose()


@contextmanager
def usable(engine: Engine) -> Iterator[None]:
    """What is refused, and what goes wrong with the database, becomes one line."""
    try:
        yield
    except migrations.NewerDatabase:
        fail(NEWER)
    except Refusal as error:
        fail(error.text("en"))
    except DatabaseError as error:
        # Of its subclasses only this one is about the machine; the others are mistakes in the program.
        if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
            raise
        where = engine.url.render_as_string(hide_password=True)
        fail(f"the database {where} cannot be used: {str(error.orig).strip().splitlines()[0]}")
