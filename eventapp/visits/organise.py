"""Organisers' pages of this room: the visits, the overview of one, and who did what when."""

from collections import Counter

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.queries import accounts, signed_in
from eventapp.core import addresses, web
from eventapp.core.clock import utc_now
from eventapp.notifications.queries import count_letters
from eventapp.programme.gaps import find_gaps
from eventapp.programme.queries import releases
from eventapp.publishing.models import OutputState
from eventapp.publishing.preview import preview_release
from eventapp.publishing.queries import outputs
from eventapp.publishing.words import Reader, in_groups
from eventapp.registration.figures import heads_by_organisation, registered_by_day
from eventapp.registration.periods import periods
from eventapp.visits.access import visit_for
from eventapp.visits.history import ACTIONS, COMMAND, PAGE, PARTICIPANT, WORKER, history, organiser
from eventapp.visits.models import Role
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
    """Filtered by ``thing`` and ``actor``; ``before`` leads to older entries."""
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    thing, actor, before = (request.args.get(name, "")[:130] for name in ("thing", "actor", "before"))
    found = history(visit.id, thing=thing, actor=actor, before=int(before) if _is_number(before) else None)
    return web.page(
        "organise/history.html",
        language=web.account_language(account.language),
        account=account,
        visit=visit,
        current="history",
        entries=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        actions=ACTIONS,
        actors={organiser(item.id): item.email for item in accounts()},
        kinds=(PARTICIPANT, COMMAND, WORKER),
        thing=thing,
        actor=actor,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
