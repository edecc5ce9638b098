"""Public pages of the released programme: page, sessions, speakers, feeds and files."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from eventapp.core import web
from eventapp.core.clock import utc_now
from eventapp.core.db import session
from eventapp.core.shelf import Shelf
from eventapp.core.web import Stored
from eventapp.exports import ical
from eventapp.programme import snapshot
from eventapp.programme.errors import ProgrammeNotReleased, SessionNotFound
from eventapp.programme.models import Release
from eventapp.programme.queries import current_programmes
from eventapp.programme.snapshot import PublicProgramme
from eventapp.publishing import pages
from eventapp.publishing.errors import OutputNotReady
from eventapp.publishing.models import OutputState
from eventapp.publishing.pages import Frame
from eventapp.publishing.queries import Edition, find_output, get_edition
from eventapp.visits.queries import get_visit, organisations, visits

bp = Blueprint("publishing", __name__)

CALENDAR = "public, max-age=300"
SOON, LATER = 20, 3600


def shelf() -> Shelf[Edition]:
    return web.shelf("publishing", lambda slug: get_edition(slug, now=utc_now()))


def released(slug: str) -> tuple[Edition, PublicProgramme]:
    """The visit's edition and its released programme. Raises VisitNotFound, ProgrammeNotReleased."""
    edition = shelf().edition(slug)
    if edition.release_id is None:
        raise ProgrammeNotReleased
    return edition, shelf().item(slug, edition, "programme", lambda: _load(edition.release_id))


def _load(release_id: int | None) -> PublicProgramme:
    release = session.get_one(Release, release_id)
    return snapshot.load(release.content)


@bp.get("/<language:language>/<slug>/")
def visit(language: str, slug: str) -> ResponseReturnValue:
    """The visit's own page: live facts, and of the programme what is released."""
    edition = shelf().edition(slug)

    def build() -> str:
        programme = released(slug)[1] if edition.release_id else None
        return pages.visit_page(_frame(edition, language), organisations(edition.visit_id), programme)

    return _page(edition, language, ("visit",), build)


@bp.get("/<language:language>/<slug>/programme")
def programme(language: str, slug: str) -> ResponseReturnValue:
    edition, content = released(slug)
    return _page(edition, language, ("programme",), lambda: pages.programme_page(_frame(edition, language), content))


@bp.get("/<language:language>/<slug>/sessions/<code>")
def session_page(language: str, slug: str, code: str) -> ResponseReturnValue:
    edition, content = released(slug)
    name = ("session", code)
    return _page(edition, language, name, lambda: pages.session_page(_frame(edition, language), content, code))


@bp.get("/<language:language>/<slug>/speakers/<code>")
def speaker(language: str, slug: str, code: str) -> ResponseReturnValue:
    edition, content = released(slug)
    name = ("speaker", code)
    return _page(edition, language, name, lambda: pages.speaker_page(_frame(edition, language), content, code))


@bp.get("/<language:language>/<slug>/venues/<code>")
def venue(language: str, slug: str, code: str) -> ResponseReturnValue:
    edition, content = released(slug)
    name = ("venue", code)
    return _page(edition, language, name, lambda: pages.venue_page(_frame(edition, language), content, code))


@bp.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    slugs = [visit.slug for visit in visits()]
    text = pages.sitemap(slugs, current_programmes(), web.settings().base_url)
    return Response(text, mimetype="application/xml")


def _frame(edition: Edition, language: str) -> Frame:
    visit = get_visit(edition.slug)
    return Frame(visit, language, web.settings().base_url, edition.over, edition.window)


def _page(edition: Edition, language: str, name: tuple[str, ...], build: Callable[[], str]) -> ResponseReturnValue:
    def make() -> Stored:
        return Stored.of(build().encode(), "text/html; charset=utf-8", utc_now(), language)

    return web.send(shelf().item(edition.slug, edition, (*name, language), make))


@bp.get("/<language:language>/<slug>/programme.ics")
def programme_ics(language: str, slug: str) -> ResponseReturnValue:
    edition, programme = released(slug)
    stored = shelf().item(slug, edition, ("ics", language), lambda: _output(edition, programme, "ics", language))
    return _calendar(stored, f"{slug}-{language}.ics", download="download" in request.args)


@bp.get("/<language:language>/<slug>/sessions/<code>.ics")
def session_ics(language: str, slug: str, code: str) -> ResponseReturnValue:
    edition, programme = released(slug)
    stored = shelf().item(slug, edition, ("ics", language, code), lambda: _single(programme, language, code))
    return _calendar(stored, f"{slug}-{code}-{language}.ics", download=True)


@bp.get("/<language:language>/<slug>/programme.pdf")
def programme_pdf(language: str, slug: str) -> ResponseReturnValue:
    edition, programme = released(slug)
    stored = shelf().item(slug, edition, ("pdf", language), lambda: _output(edition, programme, "pdf", language))
    name = f"{slug}-{language}.pdf"
    return web.send(stored, filename=name, download="download" in request.args, compress=False)


def _calendar(stored: Stored, filename: str, *, download: bool) -> ResponseReturnValue:
    return web.send(stored, cache_control=CALENDAR, filename=filename, download=download)


MEDIA_TYPES = {"ics": "text/calendar; charset=utf-8", "pdf": "application/pdf"}


def _output(edition: Edition, programme: PublicProgramme, kind: str, language: str) -> Stored:
    found = find_output(edition.release_id or 0, kind, language)
    if found is None or found.body is None:
        failed = found is not None and found.state == OutputState.FAILED
        raise OutputNotReady(LATER if failed else SOON)
    return Stored.of(found.body, MEDIA_TYPES[kind], _released_at(programme), language, compress=kind != "pdf")


def _single(programme: PublicProgramme, language: str, code: str) -> Stored:
    found = programme.session(code)
    if found is None or not found.last_starts_at:
        raise SessionNotFound
    body = ical.single(found, programme, language, web.settings().base_url)
    return Stored.of(body, MEDIA_TYPES["ics"], found.changed_at or _released_at(programme), language)


def _released_at(programme: PublicProgramme) -> datetime:
    if programme.released_at is None:
        raise ValueError("a draft has no outputs")
    return programme.released_at
