"""What a supervisor or a load balancer asks: does the process live, and can it answer readers?"""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from eventapp.core import migrations
from eventapp.core.db import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 as long as the process answers at all; the database is not asked."""
    return _words("alive")


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """200 when the database can be reached and has this version's shape, else 503. The words tell no secrets."""
    try:
        if migrations.is_current(db.engine):
            return _words("ready")
    except migrations.NewerDatabase:
        return _words("the database was made by a newer version of eventapp", 503)
    except SQLAlchemyError:
        return _words("the database cannot be reached", 503)
    return _words("the database is not of this version's shape: eventapp db upgrade", 503)


def _words(line: str, status: int = 200) -> Response:
    response = Response(line + "\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response
