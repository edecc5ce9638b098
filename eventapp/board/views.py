"""The organisers' board: a day of the draft as columns and hours, or all days by their titles."""

from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from eventapp.board.cells import classes
from eventapp.board.changes import changes_since, latest
from eventapp.board.own_zone import clocks_agree, own_hours
from eventapp.board.payload import minute, payload
from eventapp.board.reading import COLUMN_NAMES, Board, Columns, read_board
from eventapp.board.stretches import Gap
from eventapp.board.tray import removed_sessions
from eventapp.board.words import length_of_way, who_goes
from eventapp.core import addresses, browser, dates
from eventapp.core.acts import organiser
from eventapp.core.clock import utc_now
from eventapp.core.paging import read_id
from eventapp.planning.several_forms import in_words
from eventapp.programme.snapshot import KIND_NAMES, SLOT_NAMES, STATUS_NAMES
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.zones import zone_label

bp = Blueprint("board", __name__)
PAGE: Final = addresses.desk("<slug>", "board")
ALL: Final = "all"


@bp.get(PAGE)
def board(slug: str) -> ResponseReturnValue:
    """One day (``day``; without it today's, or the first), by places or speakers (``columns``), with all its hours
    (``hours=all``) or the empty ones folded; or all days (``day=all``)."""
    desk = desk_for(slug)
    read = read_board(desk.visit, desk.language)
    shown = _shown(desk, read)
    if request.args.get("day") == ALL:
        days = [(tab, read.on(tab.day)) for tab in read.tabs]
        return desk.page("board/all_days.html", day=None, days=days, **shown)
    day = _day(read)
    seen = latest(desk.visit.id)
    data = payload(read, day, shown["columns"], seen, generate_csrf(), desk.account.id)
    return desk.page(
        "board/day.html",
        day=day,
        picture=read.picture(day, shown["columns"], whole=bool(shown["whole"])),
        removed=removed_sessions(read),
        data=Markup(data),  # noqa: S704 - nothing in it ends it
        outcome=in_words(desk.language, request.args),
        **_own_zone(desk, day),
        **shown,
    )


@bp.get(addresses.desk("<slug>", "board", "changes"))
def changes(slug: str) -> ResponseReturnValue:
    """What was done after ``since``, an entry of the history, as JSON; 304 for whoever has seen that already."""
    desk = desk_for(slug)
    last = latest(desk.visit.id)
    if request.if_none_match.contains(str(last)):
        answer = Response(status=304)
    else:
        seen = read_id(request.args.get("since", "")) or 0
        found = changes_since(desk.visit, desk.language, seen, organiser(desk.account.id)) if seen < last else ()
        answer = jsonify(last=last, changes=[asdict(each) for each in found])
    answer.set_etag(str(last))
    answer.headers["Cache-Control"] = "private, no-store"  # the script asks whether it is what it has
    return answer


def _own_zone(desk: Desk, day: date) -> dict[str, Any]:
    """What is shown of the organiser's own time zone, if they chose one in this browser."""
    zone = browser.own_zone()
    return {
        "own": partial(own_hours, desk.language, zone=zone),
        "own_zone": zone_label(desk.language, zone) if zone else "",
        "clocks_agree": bool(zone) and clocks_agree(day, desk.visit.timezone, zone),
    }


def _back() -> str:
    """This page's address, without what an earlier move has told."""
    kept = [(name, value) for name, value in request.args.items() if name in ("day", "columns", "hours")]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _day(read: Board) -> date:
    """The one that is asked for; else today, or the first."""
    days = [tab.day for tab in read.tabs]
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        asked = utc_now().astimezone(read.zone).date()
    return asked if asked in days else days[0]


def _shown(desk: Desk, read: Board) -> dict[str, Any]:
    """What the templates need."""
    asked = request.args.get("columns", "")
    columns = Columns(asked) if asked in set(Columns) else Columns.PLACES
    return {
        "here": addresses.desk(desk.visit.slug, "board"),
        "back": _back(),
        "current": "board",
        "board": read,
        "columns": columns,
        "column_names": COLUMN_NAMES,
        "whole": request.args.get("hours") == ALL,
        "clashes": read.clashes(),
        "classes": classes,
        "minute": minute,
        "is_gap": lambda item: isinstance(item, Gap),
        "length": partial(dates.length, desk.language),
        "length_of_way": partial(length_of_way, desk.language),
        "who_goes": lambda who: who_goes(desk.language, who, partial(read.name, "speaker")),
        "kind_names": KIND_NAMES,
        "status_names": STATUS_NAMES,
        "slot_names": SLOT_NAMES,
    }
