"""Organisers' pages on which sessions are moved, swapped and copied without dragging, and what the board's script sends
to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.text import translate
from eventapp.planning.chosen import place_of
from eventapp.planning.consequences import (
    consequences,
    meanwhile,
    schedule_after,
    schedule_with_copies,
)
from eventapp.planning.errors import ItemNotFound, NothingMoved
from eventapp.planning.move_forms import MoveForm, move_form, other_choices, place_choices, span_of, way_back
from eventapp.planning.move_words import COPIED, HEADINGS, MOVED, MoveWords
from eventapp.planning.moves import Move, Moves
from eventapp.planning.placing import (
    copy_sessions,
    look_copied,
    look_placed,
    look_swapped,
    movable_rows,
    place_sessions,
    swap_sessions,
)
from eventapp.planning.plan import Key, Plan
from eventapp.planning.rows import Rows, plan_of
from eventapp.planning.several_forms import chosen_of, ticket
from eventapp.programme.scheduled import Scheduled, read_schedule
from eventapp.undo import told
from eventapp.undo.steps import Scope, latest_steps
from eventapp.visits.facts import VisitFacts
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.values import Unfit

bp = Blueprint("board_move", __name__)


@dataclass(frozen=True, slots=True)
class Way:
    """What one of these pages does. ``look``: what would become of it; ``do``: in a transaction."""

    look: Callable[[VisitFacts, MoveForm], tuple[Rows, Moves]]
    do: Callable[["MoveDesk"], Moves]
    after: Callable[[VisitFacts, tuple[Move, ...]], Scheduled] = schedule_after


@dataclass(frozen=True, slots=True)
class MoveDesk(Desk):
    """``verb``: one of WAYS; ``plan``: the chosen sessions as they lie now, and all places; ``form``: what is asked."""

    verb: str
    code: str
    plan: Plan
    form: MoveForm

    @property
    def words(self) -> MoveWords:
        return MoveWords(self.language, self.visit, self.plan, COPIED if self.verb == "copy" else MOVED)

    @property
    def way(self) -> Way:
        return WAYS[self.verb]


def _place(desk: MoveDesk) -> Moves:
    target = desk.form.to_target()
    with transaction():
        return place_sessions(
            desk.visit.id,
            desk.form.chosen,
            target,
            act=desk.act(),
            seen=desk.form.seen,
            remedy_of=desk.form.clash.data or "",
        )


def _swap(desk: MoveDesk) -> Moves:
    with transaction():
        return swap_sessions(desk.visit.id, desk.form.chosen, act=desk.act(), seen=desk.form.seen)


def _copy(desk: MoveDesk) -> Moves:
    target = desk.form.to_target()
    with transaction():
        return copy_sessions(desk.visit.id, desk.form.chosen, target, act=desk.act())


WAYS: Final[Mapping[str, Way]] = {
    "move": Way(lambda visit, form: look_placed(visit, form.chosen, form.to_target(), form.seen), _place),
    "swap": Way(lambda visit, form: look_swapped(visit, form.chosen, form.seen), _swap),
    "copy": Way(lambda visit, form: look_copied(visit, form.chosen, form.to_target()), _copy, schedule_with_copies),
}


def do(slug: str, code: str, *, verb: str) -> ResponseReturnValue:
    """The form; sent, what will happen; sent from there, it is done. Asked for JSON, it is done at once.

    Raises ItemNotFound.
    """
    desk = _desk(slug, code, verb)
    if request.method != "POST":
        return _show(desk)
    is_asked_for_json = answers.wants_json()
    if not desk.form.validate():
        return (_refused if is_asked_for_json else _show)(desk, desk.form.refused_status)
    try:
        if is_asked_for_json:
            return _answer(desk)
        if not desk.form.sure.data:
            return _preview(desk)
        found = desk.way.do(desk)
    except (Refusal, Unfit) as refusal:
        _tell(desk, refusal)
        status = refusal.status if isinstance(refusal, Refusal) else 422
        left_out = refusal.left_out if isinstance(refusal, NothingMoved) else {}
        return _refused(desk, status, left_out) if is_asked_for_json else _show(desk, status)
    return redirect(way_back(desk.visit, desk.form.back.data or "", found.outcome.counts), 303)


def _desk(slug: str, code: str, verb: str) -> MoveDesk:
    desk = desk_for(slug)
    tickets = request.values.getlist("session")
    others = filter(None, [request.values.get("other", "")])
    plan = plan_of(movable_rows(desk.visit, {code: None, **chosen_of([*tickets, *others])}))
    key = Key("session", code)
    if not tickets:
        if key not in plan:
            raise ItemNotFound
        tickets = [ticket(code, plan[key]["starts"], place_of(plan[key]))]
    form = move_form(desk.visit, desk.language, chosen_of(tickets), tickets, request.args.get("back", ""))
    return MoveDesk(desk.account, desk.visit, desk.language, desk.right, verb, code, plan, form)


def _tell(desk: MoveDesk, refusal: Refusal | Unfit) -> None:
    """Over the form, or at its field; each session that stays with the reason."""
    if not isinstance(refusal, NothingMoved):
        desk.form.refuse(refusal)  # type: ignore[arg-type] # it has a field and words as well
        return
    desk.form.form_errors += [desk.words.stays(code, reason) for code, reason in refusal.left_out.items()]


def _preview(desk: MoveDesk) -> Response:
    """Raises NothingMoved, and what the way's ``look`` does."""
    rows, found = desk.way.look(desk.visit, desk.form)
    if found.refused:
        raise NothingMoved(found.left_out)
    before, after = read_schedule(desk.visit), desk.way.after(desk.visit, found.moves)
    moved = found.moves if desk.verb == "move" else ()
    clashes = consequences(before, after, desk.language, desk.visit.languages, moved=moved)
    words = MoveWords(desk.language, desk.visit, plan_of(rows))
    stays = [words.stays(code, reason) for code, reason in found.left_out.items()]
    beside = meanwhile(after, [move.code for move in found.moves]) if desk.verb == "move" else ()
    named = [(code, after.name("session", code, desk.language, desk.visit.languages)) for code in beside]
    return _page(desk, 200, will=words.lines(found.moves), stays=stays, told=clashes, meanwhile=named)


def _show(desk: MoveDesk, status: int = 200) -> Response:
    scheduled, form = read_schedule(desk.visit), desk.form
    if desk.verb == "swap":
        form.other.choices = other_choices(desk.language, desk.visit, scheduled, form.chosen)
    else:
        form.place.choices = place_choices(
            desk.language, desk.visit, desk.plan, scheduled, span_of(form.chosen, desk.plan), form.chosen
        )
    return _page(desk, status)


def _page(desk: MoveDesk, status: int, **shown: Any) -> Response:
    words = desk.words
    lies = [(words.title(code), desk.plan.get(Key("session", code))) for code in desk.form.chosen]
    return desk.page(
        "desk/move.html",
        status,
        here=addresses.desk(desk.visit.slug, "sessions", desk.code, desk.verb),
        current="sessions",
        form=desk.form,
        verb=desk.verb,
        heading=HEADINGS[desk.verb],
        lies=[(title, words.lies(fields)) for title, fields in lies if fields],
        back=way_back(desk.visit, desk.form.back.data or ""),
        **shown,
    )


def _answer(desk: MoveDesk) -> Response:
    """Raises what the way's ``do`` does."""
    before = read_schedule(desk.visit)
    found = desk.way.do(desk)
    clashes = told.since(desk, before)
    codes = [*desk.form.chosen, *(move.code for move in found.moves)]
    desk.plan.update(plan_of(movable_rows(desk.visit, dict.fromkeys(codes))))
    said = told.lying(desk.visit, codes) | told.clashes(clashes)
    said |= told.offered(latest_steps(desk.visit.id, desk.act().by, Scope.PROGRAMME))
    sentence = desk.words.sentence(found, clashes)
    return answers.as_json(sentence=sentence, left_out=_left_out(desk, found.left_out), **said)


def _refused(desk: MoveDesk, status: int, left_out: Mapping[str, Any] | None = None) -> Response:
    """At each field what is wrong with it; ``sentence`` is all of it."""
    form = desk.form
    errors = {field.name: " ".join(map(str, field.errors)) for field in form if field.errors}
    over = [translate(desk.language, form.once_more)] if form.once_more else form.form_errors
    sentence = " ".join([*over, *(words for name, words in errors.items() if name != "csrf_token")])
    return answers.as_json(status, sentence=sentence, errors=errors, left_out=_left_out(desk, left_out or {}))


def _left_out(desk: MoveDesk, left_out: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"code": code, "why": desk.words.why(code, reason)} for code, reason in left_out.items()]


for verb in WAYS:
    address = addresses.desk("<slug>", "sessions", "<code>", verb)
    bp.add_url_rule(address, verb, partial(do, verb=verb), methods=["GET", "POST"])
