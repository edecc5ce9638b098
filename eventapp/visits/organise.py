"""Organisers' pages of this room: the visits, the overview of one, and who did what when."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.queries import accounts, signed_in
from eventapp.core import addresses, web
from eventapp.core.clock import utc_now
from eventapp.notifications.queries import count_letters
from eventapp.programme.gaps import find_gaps
from eventapp.programme.queries import releases
from eventapp.publishing.editing import draft_plan
from eventapp.publishing.history_words import Teller
from eventapp.publishing.models import OutputState
from eventapp.publishing.preview import preview_release
from eventapp.publishing.queries import outputs
from eventapp.publishing.words import Reader, in_groups
from eventapp.registration.figures import heads_by_organisation, registered_by_day
from eventapp.registration.periods import periods
from eventapp.registration.queries import names_of
from eventapp.visits.access import visit_for
from eventapp.visits.desk import PAGES as DESK_PAGES
from eventapp.visits.history import COMMAND, KINDS, PAGE, PARTICIPANT, WORKER, Filter, history, organiser
from eventapp.visits.models import Role, Visit
from eventapp.visits.queries import organisations, visits
from eventapp.visits.rules import registration_window

bp = Blueprint("visits_organise", __name__)


@bp.get(addresses.ORGANISE)
def all_visits() -> ResponseReturnValue:
    account = signed_in(web.session_token(), now=utc_now())
    language = web.account_language(account.language)
    return web.page("organise/visits.html", language=language, account=account, visits=visits())


@bp.get(addresses.organise_visit("<slug>"))
def overview(slug: str) -> ResponseReturnValue:
    """What needs a hand now, each with a link to where; places; registrations by day and by organisation."""
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    language = web.account_language(account.language)
    heads = heads_by_organisation(visit.id)
    made = releases(visit.id)
    unreleased = preview_release(visit, now=utc_now()).differences
    failed = [file for file in outputs(made[0].id) if file.state == OutputState.FAILED] if made else []
    return web.page(
        "organise/overview.html",
        language=language,
        account=account,
        visit=visit,
        current="",
        people=sum(heads.values(), Counter()),
        organisations=[item for item in organisations(visit.id) if item.role != Role.HOST or item.id in heads],
        heads=heads,
        periods=periods(registered_by_day(visit.id, visit.timezone)),
        window=registration_window(visit.registration_opens_at, visit.registration_closes_at, now=utc_now()),
        letters=count_letters(visit.id),
        sends_mail=web.settings().smtp is not None,
        gaps=find_gaps(visit.id),
        release=made[0] if made else None,
        unreleased=sum(
            len(lines) for _, lines in in_groups(unreleased, Reader(language, visit.languages, visit.timezone))
        ),
        failed_files=len(failed),
    )


@bp.get(addresses.organise_visit("<slug>", "history"))
def history_page(slug: str) -> ResponseReturnValue:
    """Filtered by ``thing``, ``kind`` (a page of the desk), ``actor``, ``day``; ``before`` leads to older entries."""
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    given = {name: request.args.get(name, "")[:130] for name in ("thing", "kind", "actor", "day")}
    zone, before = ZoneInfo(visit.timezone), request.args.get("before", "")
    chosen = Filter(given["thing"], given["kind"], given["actor"], _whole_day(given["day"], zone))
    found = history(visit.id, chosen, before=int(before) if _is_number(before) else None)
    language = web.account_language(account.language)
    teller = _teller(visit, language, [entry.thing for entry in found] + [chosen.thing])
    return web.page(
        "organise/history.html",
        language=language,
        account=account,
        visit=visit,
        current="history",
        days=[
            (day, list(told)) for day, told in groupby(map(teller.tell, found[:PAGE]), lambda told: told.local.date())
        ],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        pages=[(page, words) for page, words in DESK_PAGES if page in KINDS],
        actors={organiser(item.id): item.email for item in accounts()},
        others=(PARTICIPANT, COMMAND, WORKER),
        given=given,
        only=teller.name(chosen.thing) if chosen.thing else None,
    )


def _teller(visit: Visit, language: str, things: list[str]) -> Teller:
    """Knows by name what these entries are about."""
    ids = {thing: _id_in(thing.removeprefix("registration.")) for thing in things if thing.startswith("registration.")}
    names = names_of(visit.id, filter(None, ids.values()))
    people = {thing: names[identity] for thing, identity in ids.items() if identity in names}
    return Teller(Reader(language, visit.languages, visit.timezone), visit.slug, draft_plan(visit), people)


def _id_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _whole_day(text: str, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """From that day's midnight to the next one's; None: no day."""
    try:
        day = date.fromisoformat(text)
        return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)
    except (ValueError, OverflowError):
        return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
