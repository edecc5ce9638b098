"""The app without its pages: settings, database and models, which is all that most commands need."""

import logging
from typing import Any

from flask import Flask, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

import eventapp.tables  # noqa: F401 - every model must be known before the first query
from eventapp.config import Settings
from eventapp.core import routing
from eventapp.core.db import db
from eventapp.core.engine import engine_options, prepare

log = logging.getLogger(__name__)


class App(Flask):
    """Flask, but an unexpected error is logged without the address: that may carry a secret link; and the router's
    redirects (a missing slash) are paths: Flask makes them of the host that the reader wrote."""

    def log_exception(self, exc_info: Any) -> None:
        log.error("unexpected error at %s %s", request.method, request.endpoint, exc_info=exc_info)

    def handle_http_exception(self, e: HTTPException) -> Any:
        if isinstance(e, RequestRedirect):
            return redirect(routing.path_of(e.new_url), e.code)
        return super().handle_http_exception(e)


def bare_app(settings: Settings) -> Flask:
    """The context in which commands use the database."""
    app = App("eventapp", static_folder=None, template_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database_url)
    app.extensions["eventapp.settings"] = settings
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    return app
