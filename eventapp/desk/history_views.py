"""The history of a visit: who did what, when."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.queries import accounts
from eventapp.core import addresses, mailboxes
from eventapp.core.acts import COMMAND, PARTICIPANT, SPEAKER, WORKER, Actor, organiser
from eventapp.core.paging import read_id
from eventapp.core.text import clean_line
from eventapp.visits.frame import PAGES as DESK_PAGES
from eventapp.visits.frame import desk_for
from eventapp.visits.history import Filter, history
from eventapp.visits.telling import Telling, kinds_of

bp = Blueprint("history", __name__)


@bp.get(addresses.desk("<slug>", "history"))
def history_page(slug: str) -> ResponseReturnValue:
    """Filtered by ``thing``, ``kind`` (a page of the desk), ``actor``, ``day``; ``before`` leads to older entries."""
    desk = desk_for(slug)
    visit = desk.visit
    given = {name: clean_line(request.args.get(name, ""))[:130] for name in ("thing", "kind", "actor", "day")}
    zone = ZoneInfo(visit.timezone)
    chosen = Filter(given["thing"], kinds_of(given["kind"]), _actor(given["actor"]), _whole_day(given["day"], zone))
    found = history(visit.id, chosen, before=read_id(request.args.get("before", "")))
    telling = Telling(visit, desk.language, [entry.thing for entry in found] + [chosen.thing])
    return desk.page(
        "desk/history.html",
        current="history",
        days=[(day, list(told)) for day, told in groupby(map(telling.tell, found), lambda told: told.local.date())],
        older=found[-1].id if found.has_later else None,
        pages=[(page, words) for page, words in DESK_PAGES if kinds_of(page)],
        actors={str(organiser(item.id)): mailboxes.shown(item.email) for item in accounts()},
        others=[str(actor) for actor in (PARTICIPANT, SPEAKER, COMMAND, WORKER)],
        given=given,
        only=telling.name(chosen.thing) if chosen.thing else None,
    )


def _actor(text: str) -> Actor | None:
    try:
        return Actor.of(text)
    except ValueError:
        return None


def _whole_day(text: str, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """From that day's midnight to the next one's, as UTC; None: no day, or one that has no UTC."""
    try:
        day = date.fromisoformat(text)
        first, last = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
        return first.astimezone(UTC), last.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
