"""create_app: settings, extensions, blueprints, error pages; the only file that sees every room."""

import logging
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

import eventapp.notifications.jobs
import eventapp.publishing.jobs
import eventapp.registration.jobs
import eventapp.tables  # noqa: F401 - every model must be known before the first query
from eventapp.accounts import views as accounts
from eventapp.accounts.errors import NotSignedIn
from eventapp.config import Settings
from eventapp.core import addresses, health, logs, templates, web
from eventapp.core.db import db, engine_options, prepare
from eventapp.core.errors import NotFound, Refusal, error_words
from eventapp.core.text import LANGUAGES
from eventapp.notifications import organise as notifications_organise
from eventapp.programme import organise as programme_organise
from eventapp.publishing import organise as publishing_organise
from eventapp.publishing import views as publishing
from eventapp.registration import organise as registration_organise
from eventapp.registration import views as registration
from eventapp.visits import organise as visits_organise
from eventapp.visits import views as visits
from eventapp.visits.desk import PAGES as DESK_PAGES
from eventapp.visits.errors import VisitNotFound

log = logging.getLogger(__name__)


class App(Flask):
    """Flask, but an unexpected error is logged without the address: that may carry a secret link."""

    def log_exception(self, exc_info: Any) -> None:
        log.error("unexpected error at %s %s", request.method, request.endpoint, exc_info=exc_info)


PUBLIC = (health.bp, visits.bp, publishing.bp, registration.bp)
ORGANISERS = (
    accounts.bp,
    visits_organise.bp,
    notifications_organise.bp,
    programme_organise.bp,
    registration_organise.bp,
    publishing_organise.bp,
)
MAX_REQUEST_BYTES = 256 * 1024


def create_app(settings: Settings) -> Flask:
    """The web application; also the context in which the worker and the commands use the database."""
    app = App(__name__, static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        SESSION_COOKIE_NAME="eventapp",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.uses_https,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=None,
    )
    app.extensions["eventapp.settings"] = settings
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    web.prepare(app)
    logs.log_requests(app)  # outermost: it sees the answer as it leaves
    templates.add_global("desk_pages", DESK_PAGES)
    for blueprint in (*PUBLIC, *ORGANISERS):
        app.register_blueprint(blueprint)
    app.register_error_handler(Refusal, show_refusal)
    app.register_error_handler(HTTPException, show_http_error)
    return app


def _language() -> str:
    known: str = getattr(g, "language", "")
    first = request.path.split("/")[1]
    return known or (first if first in LANGUAGES else web.reader_language())


def show_refusal(error: Refusal) -> ResponseReturnValue:
    """The one page for a refusal that no form has caught; a stranger at an organiser's page is led to the sign-in."""
    if isinstance(error, NotSignedIn):
        return redirect(addresses.SIGN_IN, 303)
    plain = type(error) is NotFound
    response = _error_page(
        error.status, "" if plain else error.text(_language()), lost=isinstance(error, VisitNotFound)
    )
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def show_http_error(error: HTTPException) -> Any:
    """Errors that Flask itself raises; a redirect is an HTTPException too, and no error."""
    if error.code is None or error.code < 400:
        return error
    response = _error_page(error.code, "", lost=request.routing_exception is not None)
    if error.code == 405 and (allowed := error.get_headers(request.environ)):
        response.headers.update({key: value for key, value in allowed if key == "Allow"})
    return response


def _error_page(status: int, reason: str, *, lost: bool) -> Response:
    """Says what is the matter, and leads on: to the visit, or (``lost``) to the list of visits."""
    language = _language()
    slug = None if lost else (request.view_args or {}).get("slug")
    return web.page(
        "core/error.html",
        language=language,
        status=status,
        code=status,
        words=error_words(status),
        reason=reason,
        onward=addresses.visit(language, slug) if slug else addresses.visits(language),
        to_visit=slug is not None,
        alternates=_alternates(),
    )


def _alternates() -> dict[str, str]:
    """The same address in each language; without a language in it, by ``?l=``."""
    first, _, rest = request.path.removeprefix("/").partition("/")
    if first in LANGUAGES:
        return {other: f"/{other}/{quote(rest)}" for other in LANGUAGES}
    return {other: f"{quote(request.path)}?l={other}" for other in LANGUAGES}
