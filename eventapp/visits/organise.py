"""Organisers' pages of this room: the visits, and who did what when."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.queries import accounts, signed_in
from eventapp.core import addresses, web
from eventapp.core.clock import utc_now
from eventapp.visits.access import visit_for
from eventapp.visits.history import ACTIONS, COMMAND, PAGE, PARTICIPANT, WORKER, history, organiser
from eventapp.visits.queries import visits

bp = Blueprint("visits_organise", __name__)


@bp.get(addresses.ORGANISE)
def all_visits() -> ResponseReturnValue:
    account = signed_in(web.session_token(), now=utc_now())
    language = web.account_language(account.language)
    return web.page("organise/visits.html", language=language, account=account, visits=visits())


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
