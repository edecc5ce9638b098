"""Public pages of the released programme: page, sessions, speakers, feeds and files."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, current
from eventapp.core.answers import Stored
from eventapp.core.clock import utc_now
from eventapp.core.db import session
from eventapp.core.page_cache import PageCache, cache_of_app
from eventapp.exports import ical
from eventapp.programme import snapshot
from eventapp.programme.editions import Edition
from eventapp.programme.errors import ProgrammeNotReleased, SessionNotFound
from eventapp.programme.models import Release
from eventapp.programme.queries import programmes_so_far, public_programmes, releases_so_far
from eventapp.programme.selection import NAMES, Selection, choices, choose
from eventapp.programme.snapshot import PublicProgramme
from eventapp.publishing import pages, versions
from eventapp.publishing.chosen import calendar_of
from eventapp.publishing.errors import OutputNotReady
from eventapp.publishing.formats import BY_NAME, FORMATS, Format
from eventapp.publishing.models import OutputState
from eventapp.publishing.pages import Frame
from eventapp.publishing.queries import edition_with_files, find_output
from eventapp.questions.queries import questionnaire
from eventapp.visits.queries import organisations, public_visit, public_visits

bp = Blueprint("publishing", __name__)

SOON, LATER = 20, 3600


def cache() -> PageCache[Edition]:
    return cache_of_app("publishing", lambda slug: edition_with_files(slug, now=utc_now()))


def released(slug: str) -> tuple[Edition, PublicProgramme]:
    """The visit's edition and its released programme. Raises VisitNotFound, ProgrammeNotReleased."""
    edition = cache().edition(slug)
    if edition.release_id is None:
        raise ProgrammeNotReleased
    return edition, cache().item(slug, edition, "programme", lambda: _load(edition.release_id))


def _load(release_id: int | None) -> PublicProgramme:
    release = session.get_one(Release, release_id)
    return snapshot.load(release.content)


@bp.get("/<language:language>/<slug>/")
def visit(language: str, slug: str) -> ResponseReturnValue:
    """The visit's own page: live facts, and of the programme what is released."""
    edition = cache().edition(slug)

    def build() -> str:
        programme = released(slug)[1] if edition.release_id else None
        return pages.visit_page(_frame(edition, language), organisations(edition.visit_id), programme)

    return _page(edition, language, ("visit",), build)


@bp.get("/<language:language>/<slug>/privacy")
def privacy(language: str, slug: str) -> ResponseReturnValue:
    edition = cache().edition(slug)

    def build() -> str:
        released = edition.release_id is not None
        frame = _frame(edition, language)
        asked = questionnaire(frame.visit)
        return pages.privacy_page(frame, organisations(edition.visit_id), asked, released=released)

    return _page(edition, language, ("privacy",), build)


@bp.get("/<language:language>/<slug>/programme")
def programme(language: str, slug: str) -> ResponseReturnValue:
    """The whole of it, or what is chosen in the address."""
    edition, content = released(slug)
    chosen = pages.WHOLE
    if _is_chosen_from():
        chosen = choose(request.args, cache().item(slug, edition, ("choices",), lambda: choices(content)))
        if other := _elsewhere(chosen, addresses.programme(language, slug)):
            return other

    def build() -> str:
        return pages.programme_page(_frame(edition, language), content, chosen)

    return _page(edition, language, ("programme",), build, chosen)


def _is_chosen_from() -> bool:
    return bool(request.query_string) and any(name in request.args for name in NAMES)


def _elsewhere(chosen: Selection, path: str) -> ResponseReturnValue | None:
    """The way to the one address of what is chosen, if it was asked for by another one."""
    pairs = [*chosen.pairs, *([("download", "1")] if "download" in request.args else [])]
    query = urlencode(pairs)
    return None if query.encode() == request.query_string else redirect(f"{path}?{query}" if query else path, 303)


@bp.get("/<language:language>/<slug>/changes")
def changes(language: str, slug: str) -> ResponseReturnValue:
    edition, _ = released(slug)
    made = partial(programmes_so_far, edition.visit_id)
    return _page(edition, language, ("changes",), lambda: pages.changes_page(_frame(edition, language), made()))


@bp.get("/<language:language>/<slug>/changes.atom")
def changes_feed(language: str, slug: str) -> ResponseReturnValue:
    edition, _ = released(slug)

    def build() -> str:
        visit, made = public_visit(slug), programmes_so_far(edition.visit_id)
        return versions.changes_feed(visit, language, current.settings().base_url, made)

    media_type, kept = versions.CONTENT_TYPE, ical.CACHE_CONTROL
    return _page(edition, language, ("changes.atom",), build, media_type=media_type, cache_control=kept)


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
    slugs = [visit.slug for visit in public_visits()]
    text = pages.sitemap(slugs, public_programmes(), current.settings().base_url)
    return Response(text, mimetype="application/xml")


def _frame(edition: Edition, language: str) -> Frame:
    visit = public_visit(edition.slug)
    return Frame(visit, language, current.settings().base_url, edition.phase)


def _page(
    edition: Edition,
    language: str,
    name: tuple[str, ...],
    build: Callable[[], str],
    chosen: Selection = pages.WHOLE,
    *,
    media_type: str = "text/html; charset=utf-8",
    cache_control: str = "no-cache",
) -> ResponseReturnValue:
    def make() -> Stored:
        return Stored.of(build().encode(), media_type, edition.modified_at, language)

    return answers.send(_kept(edition, (*name, language), make, chosen), cache_control=cache_control)


def _kept(edition: Edition, name: tuple[str, ...], make: Callable[[], Stored], chosen: Selection) -> Stored:
    """Of the whole for as long as the edition, of a part among those used last."""
    if chosen.pairs:
        return cache().passing(edition.slug, edition, (*name, chosen), make)
    return cache().item(edition.slug, edition, name, make)


def file(wanted: Format, language: str, slug: str) -> ResponseReturnValue:
    """The stored bytes of one format of the release in force. Raises OutputNotReady, and what ``released`` raises."""
    edition, content = released(slug)
    if wanted.made is ical.feed and _is_chosen_from():
        return _part(edition, language, wanted)
    stored = cache().item(slug, edition, (wanted.name, language), lambda: _output(edition, content, wanted, language))
    filename = wanted.filename.format(slug=slug, language=language)
    return _send(stored, wanted, filename, download="download" in request.args)


def _part(edition: Edition, language: str, wanted: Format) -> ResponseReturnValue:
    """The calendar of what is chosen, in any release so far: what has left it is cancelled there."""
    slug, so_far = edition.slug, partial(releases_so_far, edition.visit_id)
    known = cache().item(slug, edition, ("choices so far",), lambda: [choices(release) for release in so_far()])
    chosen = choose(request.args, *known)
    if other := _elsewhere(chosen, wanted.at(language, slug)):
        return other

    def make() -> Stored:
        releases = so_far()
        body = calendar_of(chosen, releases, language, current.settings().base_url)
        return Stored.of(body, wanted.media_type, _released_at(releases[0]), language)

    stored = _kept(edition, (wanted.name, language), make, chosen)
    filename = wanted.filename.format(slug=slug, language=language)
    return _send(stored, wanted, filename, download="download" in request.args)


for _each in FORMATS:
    bp.add_url_rule(_each.at("<language:language>", "<slug>"), f"programme_{_each.name}", partial(file, _each))


@bp.get("/<language:language>/<slug>/sessions/<code>.ics")
def session_ics(language: str, slug: str, code: str) -> ResponseReturnValue:
    edition, programme = released(slug)
    stored = cache().item(slug, edition, ("ics", language, code), lambda: _single(programme, language, code))
    return _send(stored, BY_NAME["ics"], f"{slug}-{code}-{language}.ics", download=True)


def _send(stored: Stored, wanted: Format, filename: str, *, download: bool) -> ResponseReturnValue:
    return answers.send(
        stored,
        cache_control=wanted.cache_control,
        filename=filename,
        download=download,
        compress=wanted.compressible,
    )


def _output(edition: Edition, programme: PublicProgramme, wanted: Format, language: str) -> Stored:
    found = find_output(edition.release_id or 0, wanted.name, language)
    if found is None or found.body is None:
        failed = found is not None and found.state == OutputState.FAILED
        raise OutputNotReady(LATER if failed else SOON)
    made_at = found.made_at or _released_at(programme)
    return Stored.of(found.body, wanted.media_type, made_at, language, compress=wanted.compressible)


def _single(programme: PublicProgramme, language: str, code: str) -> Stored:
    found = programme.session(code)
    if found is None or not found.last_starts_at:
        raise SessionNotFound
    body = ical.single(found, programme, language, current.settings().base_url)
    return Stored.of(body, ical.CONTENT_TYPE, found.changed_at or _released_at(programme), language)


def _released_at(programme: PublicProgramme) -> datetime:
    if programme.released_at is None:
        raise ValueError("a draft has no outputs")
    return programme.released_at
