"""Organisers' pages on which a variant of a day is tried out: beside the draft, adopted or dropped."""

from typing import Any, Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.board.compared import Compared, compare
from eventapp.board.errors import NothingToAdopt
from eventapp.board.models import Variant
from eventapp.board.operations import adopt_variant, begin_variant, drop_variant, go_back, try_out
from eventapp.board.queries import variant_of, variants
from eventapp.board.reading import read_board
from eventapp.board.variant_forms import StepsForm, VariantForm
from eventapp.core import addresses, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.planning.chosen import place_of
from eventapp.planning.errors import ItemNotFound, NothingMoved
from eventapp.planning.move_forms import MoveForm, move_form, place_choices, span_of
from eventapp.planning.move_words import MoveWords
from eventapp.planning.plan import Key
from eventapp.planning.several_forms import ticket
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.telling import organiser_in_words
from eventapp.visits.values import Unfit

bp = Blueprint("board_variants", __name__)
LIST: Final = addresses.desk("<slug>", "board", "variants")
ONE: Final = f"{LIST}/<code>"
MOVE: Final = f"{ONE}/sessions/<inner>/move"
VERBS: Final = ("back", "adopt", "drop")
"""Take the last step back; let the draft be so, after a page that says what will happen; drop it."""


@bp.get(LIST)
def all_variants(slug: str) -> ResponseReturnValue:
    """Those there are, and the form of a new one (``day``)."""
    desk = desk_for(slug)
    return _list(desk, _new(desk, data={"day": request.args.get("day", "")}))


@bp.post(LIST)
def begin(slug: str) -> ResponseReturnValue:
    """A new one."""
    desk = desk_for(slug)
    form = _new(desk)
    if not form.validate():
        return _list(desk, form, form.refused_status)
    day = next(each for each in _days(desk) if str(each) == form.day.data)
    try:
        with transaction():
            made = begin_variant(desk.visit.id, day, form.name.data or "", act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return _list(desk, form, refusal.status)
    return redirect(_address(desk, str(made)), 303)


@bp.get(ONE)
def variant(slug: str, code: str) -> ResponseReturnValue:
    """Beside the draft. Raises VariantNotFound."""
    desk = desk_for(slug)
    return _one(desk, variant_of(desk.visit.id, code))


@bp.route(MOVE, methods=["GET", "POST"])
def move(slug: str, code: str, inner: str) -> ResponseReturnValue:
    """The form of a move within it; sent, it is done: nothing is at stake. Raises VariantNotFound, ItemNotFound."""
    desk = desk_for(slug)
    found = compare(desk.visit, desk.language, variant_of(desk.visit.id, code))
    key, plan = Key("session", inner), found.tried.plan
    if key not in plan:
        raise ItemNotFound
    sent, visit_id = ticket(inner, plan[key]["starts"], place_of(plan[key])), desk.visit.id
    form = move_form(desk.visit, desk.language, {inner: plan[key]["starts"]}, [sent], "")
    if request.method != "POST":
        return _move_page(desk, found, inner, form)
    if not form.validate():
        return _move_page(desk, found, inner, form, form.refused_status)
    try:
        target, chosen = form.to_target(), {inner: form.chosen.get(inner)}
        with transaction():
            try_out(visit_id, code, chosen, target, form.seen)
    except (Refusal, Unfit) as refusal:
        words = MoveWords(desk.language, desk.visit, plan)
        if isinstance(refusal, NothingMoved):
            form.form_errors += [words.stays(*each) for each in refusal.left_out.items()]
        else:
            form.refuse(refusal)  # type: ignore[arg-type] # it has a field and words as well
        return _move_page(desk, found, inner, form, refusal.status if isinstance(refusal, Refusal) else 422)
    return redirect(_address(desk, code), 303)


def do(slug: str, code: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS. Raises VariantNotFound."""
    desk = desk_for(slug)
    found = variant_of(desk.visit.id, code)
    if request.method != "POST":
        return verbs.lead_to(_address(desk, code))
    form = StepsForm(desk.language)
    if not form.validate():
        return _one(desk, found, form, form.refused_status)
    try:
        if verb == "adopt" and not form.sure.data:
            return _before_adopting(desk, found, form)
        with transaction():
            _do(desk, code, verb, form)
    except Refusal as refusal:
        form.refuse(refusal)
        return _one(desk, variant_of(desk.visit.id, code), form, refusal.status)
    return redirect(addresses.desk(desk.visit.slug, "board", "variants", "" if verb == "drop" else code), 303)


verbs.add(bp, ONE, VERBS, do)


def _do(desk: Desk, code: str, verb: str, form: StepsForm) -> None:
    visit_id, act, steps = desk.visit.id, desk.act(), form.steps.data or 0
    if verb == "adopt":
        adopt_variant(visit_id, code, steps, form.agreed.data or (), act=act)
    elif verb == "back":
        go_back(visit_id, code, steps)
    else:
        drop_variant(visit_id, code, act=act)


def _before_adopting(desk: Desk, found: Variant, form: StepsForm) -> Response:
    """Raises NothingToAdopt."""
    compared = compare(desk.visit, desk.language, found)
    if not compared.adoption.moves:
        raise NothingToAdopt
    form.steps.data = len(found.steps)
    return _page(desk, "board/adopt.html", 200, variant=found, compared=compared, form=form)


def _one(desk: Desk, found: Variant, form: StepsForm | None = None, status: int = 200) -> Response:
    compared = compare(desk.visit, desk.language, found)
    sent = form or StepsForm(desk.language)
    return _page(
        desk,
        "board/variant.html",
        status,
        variant=found,
        compared=compared,
        form=sent,
        local=lambda instant: instant.astimezone(compared.draft.zone),
    )


def _move_page(desk: Desk, found: Compared, code: str, form: MoveForm, status: int = 200) -> Response:
    words, plan = MoveWords(desk.language, desk.visit, found.tried.plan), found.tried.plan
    span = span_of({code: None}, plan)
    form.place.choices = place_choices(desk.language, desk.visit, plan, found.tried.scheduled, span, {code})
    fields = plan[Key("session", code)]
    number = str(found.variant.id)
    return _page(
        desk,
        "board/variant_move.html",
        status,
        here=f"{_address(desk, number)}/sessions/{code}/move",
        back=_address(desk, number),
        variant=found.variant,
        title=words.title(code),
        lies=words.lies(fields),
        form=form,
    )


def _new(desk: Desk, **values: Any) -> VariantForm:
    return VariantForm(desk.language, _days(desk), **values)


def _days(desk: Desk) -> list[Any]:
    return [tab.day for tab in read_board(desk.visit, desk.language).tabs]


def _list(desk: Desk, form: VariantForm, status: int = 200) -> Response:
    return _page(desk, "board/variants.html", status, variants=variants(desk.visit.id), form=form)


def _page(desk: Desk, template: str, status: int, **values: Any) -> Response:
    shown = {"here": addresses.desk(desk.visit.slug, "board", "variants"), "current": "board", **values}
    return desk.page(template, status, who=lambda actor: organiser_in_words(desk.language, actor), **shown)


def _address(desk: Desk, code: str) -> str:
    return addresses.desk(desk.visit.slug, "board", "variants", code)
