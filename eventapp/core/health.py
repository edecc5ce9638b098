"""What a supervisor or a load balancer asks: does the process live, and can it answer readers?"""

import shutil
from collections.abc import Callable, Iterable

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from eventapp.core import migrations, sqlite
from eventapp.core.db import db
from eventapp.core.engine import WRITING
from eventapp.core.outage import DatabaseAway, Outage, journal, outage_of

bp = Blueprint("health", __name__)

Look = Callable[[], Iterable[str]]
_looks: list[Look] = []

NEWER = "the database was made by a newer version of eventapp"
NOT_MIGRATED = "the database is not of this version's shape: eventapp db upgrade"
LEAST_BYTES = 1024**2
"""With less room than this on its disk a database is as good as full."""

_REVISION = text("SELECT version_num FROM alembic_version")
_READ_ONLY = text("SHOW transaction_read_only")


def noted(look: Look) -> Look:
    """Register what gives a line for each thing that is not well, although readers are answered. It costs little."""
    _looks.append(look)
    return look


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 as long as the process answers at all; the database is not asked."""
    return _words("alive")


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """200 when the database has this version's shape and could be written now, else 503. The words tell no secrets.

    What else is not well stands in further lines, for people: readers are answered all the same.
    """
    try:
        with db.engine.connect().execution_options(**{WRITING: True}) as connection:
            wrong = _writing(connection) or _shape(connection)
    except (SQLAlchemyError, DatabaseAway) as error:
        outage = outage_of(error)
        if outage is None:
            return _words(NOT_MIGRATED, 503)  # not even the table of revisions is there
        journal.note(outage)
        wrong = outage
    if wrong:
        return _words(wrong, 503)
    journal.over()
    return _words("\n".join(["ready", *(line for look in _looks for line in look())]))


def _writing(connection: Connection) -> Outage | None:
    """What keeps this program from writing; of a full disk also that it was found a moment ago."""
    if connection.dialect.name == "sqlite":
        sqlite.check_writing(connection)
        full = shutil.disk_usage(sqlite.file_of(connection.engine).parent).free < LEAST_BYTES
        return Outage.FULL if full or journal.lately() is Outage.FULL else None
    if connection.execute(_READ_ONLY).scalar() == "on":
        return Outage.READ_ONLY
    return Outage.FULL if journal.lately() is Outage.FULL else None


def _shape(connection: Connection) -> str:
    revision = connection.execute(_REVISION).scalar()
    if revision == migrations.head():
        return ""
    return NOT_MIGRATED if revision is None or revision in migrations.known_revisions() else NEWER


def _words(lines: str, status: int = 200) -> Response:
    response = Response(lines + "\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
