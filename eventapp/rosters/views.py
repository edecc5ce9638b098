"""Organisers' lists for those who receive the people: rooms, journeys, meals, needs; on the screen and as files."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import StringField

from eventapp.core import addresses, answers, security
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.text import Message, clean_line, translate
from eventapp.exports.spreadsheet import CSV, XLSX, Cell, Style, as_csv, as_xlsx
from eventapp.registration.forms import AtMost
from eventapp.registration.labels import DIET_NAMES
from eventapp.registration.rules import Diet
from eventapp.rosters import meals, rooming, tables, travel
from eventapp.rosters.operations import hand_over
from eventapp.rosters.queries import Comers, changed_since, last_handed_over
from eventapp.visits.frame import Desk, desk_for

bp = Blueprint("rosters", __name__)
PAGES: Final = {
    "rooming": Message("Rooming list"),
    "journeys": Message("Arrivals and departures"),
    "meals": Message("Meals"),
    "needs": Message("Needs"),
}
MOST_WORDS: Final = 120


class HandOverForm(Form):
    """To whom the numbers go."""

    to_whom = StringField(
        Message("To whom"), filters=[lambda typed: clean_line(typed or "")], validators=[AtMost(MOST_WORDS)]
    )


def _at(page: str, ending: str = "") -> str:
    return addresses.desk("<slug>", page) + ending


@bp.get(_at("rooming"))
def rooms(slug: str) -> ResponseReturnValue:
    """Who needs a room, with whom, and how many sleep there each night."""
    desk = desk_for(slug)
    comers = Comers(desk.visit, desk.language)
    guests = comers.guests()
    titles = comers.choices(rooming.ROOM)
    nights = rooming.by_night(guests)
    kinds = [*titles, *sorted({room for counter in nights.values() for room in counter} - titles.keys())]
    return _page(desk, "rooming", guests=guests, people=len(comers.people), titles=titles, kinds=kinds, nights=nights)


@bp.get(_at("journeys"))
def journeys(slug: str) -> ResponseReturnValue:
    """By day and hour, as a chart and as a table."""
    desk = desk_for(slug)
    comers = Comers(desk.visit, desk.language)
    ways = {way: travel.by_hour(comers.travellers(way)) for way in travel.Way}
    return _page(
        desk,
        "journeys",
        ways=ways,
        people=len(comers.people),
        said={way: sum(len(hour.travellers) for hour in hours) for way, hours in ways.items()},
        most=max((len(hour.travellers) for hours in ways.values() for hour in hours), default=1),
        titles=comers.choices(travel.BY),
    )


@bp.get(_at("meals"))
def eating(slug: str) -> ResponseReturnValue:
    desk = desk_for(slug)
    return _meals(desk, HandOverForm(desk.language))


@bp.post(_at("meals"))
def hand_numbers_over(slug: str) -> ResponseReturnValue:
    """Keep the numbers as somebody gets them now."""
    desk = desk_for(slug)
    form = HandOverForm(desk.language)
    if not form.validate():
        return _meals(desk, form, status=form.refused_status)
    try:
        with transaction():
            hand_over(desk.visit.id, form.to_whom.data or "", act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return answers.refused(refusal, _meals(desk_for(slug), form, status=refusal.status))
    return redirect(f"{addresses.desk(slug, 'meals')}?done=1", 303)


def _meals(desk: Desk, form: HandOverForm, *, status: int = 200) -> Response:
    comers = Comers(desk.visit, desk.language)
    numbers = meals.count(comers.eaters, list(comers.meals))
    return _page(
        desk,
        "meals",
        status,
        form=form,
        numbers=numbers,
        titles={**comers.meals, meals.ALL: translate(desk.language, Message("All meals"))},
        diets=[diet for diet in Diet if any(str(diet) in of_meal for of_meal in numbers.values())],
        notes=meals.notes(comers.eaters),
        silent=meals.silent(comers.eaters),
        people=len(comers.people),
        last=last_handed_over(desk.visit.id),
        changes=changed_since(desk.visit, desk.language),
        done="done" in request.args,
    )


@bp.get(_at("needs"))
def needs(slug: str) -> ResponseReturnValue:
    """Diet and needs of those who told of them; organisers alone see it."""
    desk = desk_for(slug)
    comers = Comers(desk.visit, desk.language)
    return _page(desk, "needs", needing=comers.needing(), people=len(comers.people))


def _page(desk: Desk, page: str, status: int = 200, **values: Any) -> Response:
    return desk.page(
        f"rosters/{page}.html",
        status,
        current="registrations",
        here=addresses.desk(desk.visit.slug, page),
        pages=PAGES,
        page=page,
        diet_names=DIET_NAMES,
        person=lambda identity: addresses.desk(desk.visit.slug, "registrations", str(identity)),
        **values,
    )


# ---- the same as files


def _files(page: str) -> None:
    """Two files of a list."""

    def as_file(slug: str, ending: str) -> ResponseReturnValue:
        desk = desk_for(slug)
        heads, rows = tables.TABLES[page](Comers(desk.visit, desk.language))
        return _file(desk, page, ending, heads, rows)

    for ending in ("csv", "xlsx"):
        bp.add_url_rule(
            _at(page, f".{ending}"), f"{page}_{ending}", as_file, methods=["GET"], defaults={"ending": ending}
        )


def _file(desk: Desk, page: str, ending: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Response:
    security.note(security.Event.EXPORTED, account=desk.account.id, visit=desk.visit.id, kind=page)
    style = Style.of(desk.language, request.args.get("separator", ""))
    if ending == "csv":
        return answers.private_file(as_csv(heads, rows, style), CSV, f"{desk.visit.slug}-{page}.csv")
    name = translate(desk.language, PAGES[page])
    return answers.private_file(as_xlsx(name, heads, rows, style.point), XLSX, f"{desk.visit.slug}-{page}.xlsx")


for each in PAGES:
    _files(each)
