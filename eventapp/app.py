"""create_app: blueprints, headers, extensions, error pages; the only file that sees every room."""

import logging
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix

import eventapp.keepers  # noqa: F401 - whoever erases a person asks every room
from eventapp import monitor
from eventapp.accounts import views as accounts
from eventapp.accounts.errors import NotSignedIn
from eventapp.bare import bare_app
from eventapp.board import move_views, own_zone_views, variant_views
from eventapp.board import views as board
from eventapp.config import Settings
from eventapp.core import (
    addresses,
    answers,
    browser,
    headers,
    health,
    logs,
    page_cache,
    reader,
    routing,
    security,
    static,
    templates,
    uploads,
)
from eventapp.core.errors import AWAY, NOT_STORED, SIGNED_OUT, ErrorWords, NotFound, Refusal, error_words
from eventapp.core.forms import sent_from_here
from eventapp.core.outage import RETRY_AFTER, DatabaseAway, journal, outage_of
from eventapp.core.text import LANGUAGES
from eventapp.delegations import desk as delegations_desk
from eventapp.delegations import leader_views as leader
from eventapp.delegations import views as delegations
from eventapp.desk import find_views as desk_find
from eventapp.desk import history_views as desk_history
from eventapp.desk import letter_views as desk_letters
from eventapp.desk import news_views as desk_news
from eventapp.desk import removed_views as desk_removed
from eventapp.desk import role_views as desk_roles
from eventapp.desk import term_views as desk_terms
from eventapp.desk import views as desk
from eventapp.mailing import desk as asked_speakers
from eventapp.mine import data_views as my_data
from eventapp.mine import file_views as my_files
from eventapp.mine import speaker_views as my_part
from eventapp.mine import views as mine
from eventapp.people import adding_views as people_adding
from eventapp.people import data_views as person_data
from eventapp.people import deciding_views as person_deciding
from eventapp.people import file_views as person_files
from eventapp.people import merging_views as people_merging
from eventapp.people import person_views as person
from eventapp.people import several_views as people_several
from eventapp.people import views as people
from eventapp.planning import clash_views, question_views, several_views, way_views, zone_views
from eventapp.planning import desk as planning_desk
from eventapp.planning import new_visit_views as new_visit
from eventapp.publishing import desk as publishing_desk
from eventapp.publishing import earlier_views, erasing_views
from eventapp.publishing import views as publishing
from eventapp.registration import link_views as registration_link
from eventapp.registration import views as registration
from eventapp.rosters import views as rosters
from eventapp.undo import views as undo
from eventapp.visitfiles import adding_views
from eventapp.visits import views as visits
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.frame import GROUPS as DESK_GROUPS

log = logging.getLogger(__name__)


PUBLIC = (
    *(health.bp, monitor.bp, visits.bp, publishing.bp, registration.bp, registration_link.bp, delegations.bp),
    *(leader.bp, mine.bp, my_data.bp, my_files.bp, my_part.bp),
)
ORGANISERS = (
    accounts.bp,
    desk.bp,
    desk_find.bp,
    desk_letters.bp,
    desk_news.bp,
    desk_history.bp,
    desk_removed.bp,
    desk_roles.bp,
    desk_terms.bp,
    new_visit.bp,
    planning_desk.bp,
    adding_views.bp,
    clash_views.bp,
    way_views.bp,
    question_views.bp,
    several_views.bp,
    zone_views.bp,
    undo.bp,
    board.bp,
    variant_views.bp,
    move_views.bp,
    own_zone_views.bp,
    delegations_desk.bp,
    people.bp,
    people_several.bp,
    people_merging.bp,
    person.bp,
    rosters.bp,
    person_deciding.bp,
    person_data.bp,
    person_files.bp,
    people_adding.bp,
    publishing_desk.bp,
    earlier_views.bp,
    erasing_views.bp,
    asked_speakers.bp,
)


def create_app(settings: Settings) -> Flask:
    """The web application."""
    app = bare_app(settings)
    app.config.update(_configuration(settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        # Never the host: a proxy that does not set X-Forwarded-Host hands on what the reader wrote there.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    app.session_interface = browser.Cookies()
    for prepare_part in (page_cache.prepare, routing.prepare, uploads.prepare, headers.prepare, static.prepare):
        prepare_part(app)
    logs.log_requests(app, trusted_proxies=settings.trusted_proxies)  # outermost: it sees the answer as it leaves
    templates.add_global("csrf_token", generate_csrf)
    templates.add_global("desk_groups", DESK_GROUPS)
    for blueprint in (*PUBLIC, *ORGANISERS):
        app.register_blueprint(blueprint)
    app.register_error_handler(Refusal, show_refusal)
    app.register_error_handler(HTTPException, show_http_error)
    for kind in (SQLAlchemyError, DatabaseAway):
        app.register_error_handler(kind, show_outage)
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    """As Flask and Flask-WTF call it."""
    old_keys = [settings.old_secret_key] if settings.old_secret_key else []
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": old_keys,
        "WTF_CSRF_SECRET_KEY": [*old_keys, settings.secret_key],  # itsdangerous signs with the last
        "SESSION_COOKIE_NAME": browser.cookie_name(settings, "eventapp"),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.uses_https,
        "MAX_CONTENT_LENGTH": uploads.MOST_FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": uploads.MOST_FORM_BYTES,
        "MAX_FORM_PARTS": 200,
        "WTF_CSRF_TIME_LIMIT": None,
        "TRUSTED_HOSTS": None,
    }


def _language() -> str:
    known: str = getattr(g, "language", "")
    first = request.path.split("/")[1]
    return known or (first if first in LANGUAGES else reader.language())


def show_refusal(error: Refusal) -> ResponseReturnValue:
    """The one page for a refusal that no form has caught; a stranger at an organiser's page is led to the sign-in."""
    if isinstance(error, NotSignedIn):
        return _show_signed_out() or redirect(addresses.SIGN_IN, 303)
    if error.refused_link:
        security.note(security.Event.LINK_REFUSED, kind=error.refused_link)
    plain = type(error) is NotFound
    words = "" if plain else error.text(_language())
    has_link = error.refused_link == "registration"
    return answers.refused(
        error, _error_page(error.status, words, lost=isinstance(error, VisitNotFound), link_again=has_link)
    )


def _show_signed_out() -> Response | None:
    """What an organiser of this browser has typed, to be sent again once they have signed in; None: nothing was."""
    typed = [name for name, _ in _typed() or () if name != "csrf_token"]
    if not typed or not browser.was_organiser():
        return None
    return _error_page(403, "", lost=False, words=SIGNED_OUT)


def show_http_error(error: HTTPException) -> Any:
    """Errors that Flask itself raises; a redirect is an HTTPException too, and no error."""
    if error.code is None or error.code < 400:
        return error
    response = _error_page(error.code, "", lost=request.routing_exception is not None)
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def show_outage(error: Exception) -> ResponseReturnValue:
    """The database is away: nothing was stored, and what was typed is kept, to be sent again with one button.

    Any other error of the database is a mistake in the program.
    """
    outage = outage_of(error)
    if outage is None:
        raise error
    journal.note(outage)
    response = _error_page(503, "", lost=False, words=NOT_STORED if request.method == "POST" else AWAY)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _typed() -> list[tuple[str, str]] | None:
    """The fields of a form that a page of ours has sent; None where none was."""
    if request.method != "POST" or not sent_from_here():
        return None
    return [(name, value) for name, values in request.form.lists() for value in values]


def _error_page(
    status: int, reason: str, *, lost: bool, words: ErrorWords | None = None, link_again: bool = False
) -> Response:
    """Says what is the matter, and leads on: to the visit, or (``lost``) to the list of visits; to one's own link."""
    language = _language()
    slug = None if lost else (request.view_args or {}).get("slug")
    return answers.page(
        "core/error.html",
        language=language,
        status=status,
        code=status,
        words=words or error_words(status),
        away=words is not None,
        typed=_typed() if words else None,
        signed_out=words is SIGNED_OUT,
        again=request.full_path.rstrip("?"),
        reason=reason,
        onward=addresses.visit(language, slug) if slug else addresses.visits(language),
        to_visit=slug is not None,
        link_again=link_again,
        alternates=_alternates(),
    )


def _alternates() -> dict[str, str]:
    """The same address in each language; without a language in it, by ``?l=``, and all that was asked."""
    first, _, rest = request.path.removeprefix("/").partition("/")
    if first in LANGUAGES:
        return {other: f"/{other}/{quote(rest)}" for other in LANGUAGES}
    return answers.in_each_language(request.path)
