"""Public pages: the way in, and the list of visits."""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, current
from eventapp.core.clock import utc_now
from eventapp.core.text import LANGUAGES, choose_language
from eventapp.visits import queries
from eventapp.visits.rules import phase

bp = Blueprint("visits", __name__)


@bp.get("/")
def root() -> ResponseReturnValue:
    """To the list of visits in the language that the reader's browser asks for."""
    response = redirect(addresses.visits(choose_language(list(request.accept_languages))), 302)
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/<language:language>/")
def visits(language: str) -> ResponseReturnValue:
    now = utc_now()
    found = queries.public_visits()
    return answers.page(
        "visits/visits.html",
        language=language,
        visits=found,
        over={visit.slug for visit in found if phase(visit, now).over},
        alternates={other: addresses.visits(other) for other in LANGUAGES},
        base_url=current.settings().base_url,
    )


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Everything public may be read, feeds too; secret links and the organisers' pages are nobody's to list."""
    lines = ("User-agent: *", "Disallow: /r/", "Disallow: /s/", "Disallow: /organise/", "Disallow: /sign-in", "")
    return Response("\n".join((*lines, f"Sitemap: {current.absolute('/sitemap.xml')}", "")), mimetype="text/plain")
