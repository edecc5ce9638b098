"""Organisers' page on which sessions are moved without dragging, and what the board's script sends to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.text import translate
from eventapp.planning.consequences import Consequences, clash_in_words, consequences, schedule_after
from eventapp.planning.errors import ItemNotFound, NothingMoved
from eventapp.planning.move_forms import MoveForm, move_form, place_choices, span_of
from eventapp.planning.move_words import MoveWords
from eventapp.planning.moves import Moves, find_moves
from eventapp.planning.placing import movable_rows, place_sessions
from eventapp.planning.plan import Key, Plan
from eventapp.planning.rows import plan_of
from eventapp.planning.several_forms import read_ticket, ticket
from eventapp.programme.scheduled import read_schedule
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.values import Unfit

bp = Blueprint("planning_move", __name__)
ADDRESS: Final = addresses.desk("<slug>", "sessions", "<code>", "move")


@dataclass(frozen=True, slots=True)
class MoveDesk(Desk):
    """``plan``: the chosen sessions as they lie now, and all places; ``form``: what is asked of them."""

    code: str
    plan: Plan
    form: MoveForm

    @property
    def words(self) -> MoveWords:
        return MoveWords(self.language, self.visit, self.plan)


@bp.route(ADDRESS, methods=["GET", "POST"])
def move(slug: str, code: str) -> ResponseReturnValue:
    """The form; sent, what will happen; sent from there, it is done. Asked for JSON, it is done at once.

    Raises ItemNotFound.
    """
    desk = _desk(slug, code)
    if request.method != "POST":
        return _show(desk)
    is_asked_for_json = request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    if not desk.form.validate():
        return (_refused if is_asked_for_json else _show)(desk, desk.form.refused_status)
    try:
        if is_asked_for_json:
            return _answer(desk)
        if not desk.form.sure.data:
            return _preview(desk)
        found = _place(desk)
    except (Refusal, Unfit) as refusal:
        _tell(desk, refusal)
        status = refusal.status if isinstance(refusal, Refusal) else 422
        left_out = refusal.left_out if isinstance(refusal, NothingMoved) else {}
        return _refused(desk, status, left_out) if is_asked_for_json else _show(desk, status)
    return redirect(desk.form.way_back(desk.visit, found.outcome.counts), 303)


def _desk(slug: str, code: str) -> MoveDesk:
    desk = desk_for(slug)
    tickets = request.values.getlist("session")
    chosen = dict(map(read_ticket, tickets))
    plan = plan_of(movable_rows(desk.visit, {code: None, **chosen}))
    key = Key("session", code)
    if not chosen:
        if key not in plan:
            raise ItemNotFound
        tickets, chosen = [ticket(code, plan[key]["starts"])], {code: plan[key]["starts"]}
    form = move_form(desk.visit, desk.language, chosen, tickets, request.args.get("back", ""))
    return MoveDesk(desk.account, desk.visit, desk.language, code, plan, form)


def _place(desk: MoveDesk) -> Moves:
    target = desk.form.to_target()
    with transaction():
        return place_sessions(desk.visit.id, desk.form.chosen, target, act=desk.act())


def _tell(desk: MoveDesk, refusal: Refusal | Unfit) -> None:
    """Over the form, or at its field; each session that stays with the reason."""
    if not isinstance(refusal, NothingMoved):
        desk.form.refuse(refusal)  # type: ignore[arg-type] # it has a field and words as well
        return
    desk.form.form_errors += [desk.words.stays(code, reason) for code, reason in refusal.left_out.items()]


def _preview(desk: MoveDesk) -> Response:
    """Raises NothingMoved, and what find_moves does."""
    found = find_moves(desk.plan, desk.form.chosen, desk.form.to_target(), ZoneInfo(desk.visit.timezone))
    if found.refused:
        raise NothingMoved(found.left_out)
    before, after = read_schedule(desk.visit), schedule_after(desk.visit, found.moves)
    told = consequences(before, after, desk.language, desk.visit.languages)
    return _page(desk, 200, found=found, told=told)


def _show(desk: MoveDesk, status: int = 200) -> Response:
    scheduled, chosen = read_schedule(desk.visit), desk.form.chosen
    desk.form.place.choices = place_choices(
        desk.language, desk.visit, desk.plan, scheduled, span_of(chosen, desk.plan), chosen
    )
    return _page(desk, status)


def _page(desk: MoveDesk, status: int, found: Moves | None = None, told: Consequences | None = None) -> Response:
    words = desk.words
    lies = [(words.title(code), desk.plan.get(Key("session", code))) for code in desk.form.chosen]
    return desk.page(
        "desk/move.html",
        status,
        here=addresses.desk(desk.visit.slug, "sessions", desk.code, "move"),
        current="sessions",
        form=desk.form,
        lies=[(title, words.lies(fields)) for title, fields in lies if fields],
        will=words.lines(found.moves) if found else [],
        stays=[words.stays(code, reason) for code, reason in found.left_out.items()] if found else [],
        told=told,
        back=desk.form.way_back(desk.visit),
    )


def _answer(desk: MoveDesk) -> Response:
    """Raises what place_sessions does."""
    before = read_schedule(desk.visit)
    found = _place(desk)
    told = consequences(before, read_schedule(desk.visit), desk.language, desk.visit.languages)
    zone = ZoneInfo(desk.visit.timezone)
    after = {move.code: move.after for move in found.moves}
    lies = {code: after.get(code) or desk.plan.get(Key("session", code)) for code in desk.form.chosen}
    return _json(
        sentence=desk.words.sentence(found, told),
        changed=[
            {
                "code": code,
                **{name: fields[name] and fields[name].astimezone(zone).isoformat() for name in ("starts", "ends")},
                **{name: fields[name] for name in ("venue", "room")},
            }
            for code, fields in lies.items()
            if fields
        ],
        came=[clash_in_words(clash) for clash in told.came],
        went=[clash_in_words(clash) for clash in told.went],
        left_out=_left_out(desk, found.left_out),
    )


def _refused(desk: MoveDesk, status: int, left_out: Mapping[str, Any] | None = None) -> Response:
    """At each field what is wrong with it; ``sentence`` is all of it."""
    form = desk.form
    errors = {field.name: " ".join(map(str, field.errors)) for field in form if field.errors}
    over = [translate(desk.language, form.once_more)] if form.once_more else form.form_errors
    sentence = " ".join([*over, *(words for name, words in errors.items() if name != "csrf_token")])
    return _json(status, sentence=sentence, errors=errors, left_out=_left_out(desk, left_out or {}))


def _left_out(desk: MoveDesk, left_out: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"code": code, "why": desk.words.why(code, reason)} for code, reason in left_out.items()]


def _json(status: int = 200, **said: Any) -> Response:
    response = jsonify(said)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
