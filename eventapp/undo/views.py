"""Organisers' buttons that take a step back, and do it again."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from eventapp.core import addresses, answers, verbs
from eventapp.core.acts import Act
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.text import translate
from eventapp.planning.errors import NotTheLatestStep, SomethingNewer
from eventapp.planning.move_forms import way_back
from eventapp.planning.move_words import with_clashes
from eventapp.planning.plan import page_of
from eventapp.programme.scheduled import Scheduled, read_schedule
from eventapp.undo import told
from eventapp.undo.operations import TakenBack, redo_step, undo_step
from eventapp.undo.steps import Scope, scope_of
from eventapp.undo.words import Offers, newer_in_words, offers
from eventapp.visits.frame import BESIDE, Desk, desk_for
from eventapp.visits.values import Unfit

bp = Blueprint("undo", __name__)
VERBS: Final = {"undo": undo_step, "redo": redo_step}
DONE: Final = {"undo": "undone", "redo": "redone"}


class StepForm(Form):
    """``step``: the one that the page offered, among those of ``scope``; ``back``: where to go then."""

    step = HiddenField(default="")
    scope = HiddenField(default="")
    back = HiddenField(default="")

    @property
    def chosen_scope(self) -> Scope:
        """What is none offers nothing that the page did not."""
        sent = self.scope.data or ""
        return Scope(sent) if sent in set(Scope) else Scope.EVERYTHING


def do(slug: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS, with the step that was shown: pressed twice, or on an old page, it does nothing else."""
    desk = desk_for(slug)
    if request.method != "POST":
        return verbs.lead_to(addresses.desk(desk.visit.slug, "history"))
    form = StepForm(desk.language)
    if not form.validate():
        return _refused(desk, form, verb, form.refused_status)
    before = read_schedule(desk.visit) if answers.wants_json() else None
    try:
        done = _do(desk, form, VERBS[verb])
    except (Refusal, Unfit) as refusal:
        words = newer_in_words(desk, refusal) if isinstance(refusal, SomethingNewer) else refusal.text(desk.language)
        form.form_errors.append(words)
        return _refused(desk, form, verb, refusal.status if isinstance(refusal, Refusal) else 422)
    if before is not None:
        return _answer(desk, form, verb, done, before)
    return redirect(_after(desk, form, verb, done), 303)


def _answer(desk: Desk, form: StepForm, verb: str, done: TakenBack, before: Scheduled) -> Response:
    now, clashes = offers(desk, form.chosen_scope, _said(verb, done)), told.since(desk, before)
    codes = [key.top.code for key in done.keys if key.top.kind == "session"]
    said = told.lying(desk.visit, codes) | told.clashes(clashes) | told.offered(now.steps)
    return answers.as_json(sentence=with_clashes(desk.language, now.said, clashes), **said)


def _said(verb: str, done: TakenBack) -> dict[str, str]:
    return {"done": DONE[verb], **({"places": "1"} if done.places else {})}


def _do(desk: Desk, form: StepForm, operation: Callable[..., TakenBack]) -> TakenBack:
    step = form.step.data or ""
    if not (step.isascii() and step.isdigit() and len(step) < 10):
        raise NotTheLatestStep
    act: Act = desk.act()
    with transaction():
        return operation(desk.visit.id, int(step), act=act, scope=form.chosen_scope)


def _after(desk: Desk, form: StepForm, verb: str, done: TakenBack) -> str:
    """The page from which it came; of what is not there any more, its list."""
    here = way_back(desk.visit, form.back.data or "")
    for key in done.gone:
        page = addresses.desk(desk.visit.slug, *page_of(key))
        if f"{here}/".startswith(f"{page}/"):
            here = addresses.desk(desk.visit.slug, *page_of(key.inside or key._replace(code="")))
    return way_back(desk.visit, here, _said(verb, done))


def _refused(desk: Desk, form: StepForm, verb: str, status: int) -> Response:
    left = offers(desk, form.chosen_scope, {})
    if answers.wants_json():
        over = [translate(desk.language, form.once_more)] if form.once_more else form.form_errors
        return answers.as_json(status, sentence=" ".join(over), errors={}, **told.offered(left.steps))
    here = addresses.desk(desk.visit.slug, verb)
    shown = {"form": form, "verb": verb, "left": left, "back": way_back(desk.visit, form.back.data or "")}
    return desk.page("undo/refused.html", status, here=here, current="history", **shown)


def _offers(desk: Desk, kind: str = "") -> Offers:
    """``kind``: of what the page shows; "": of whatever was done."""
    return offers(desk, scope_of(kind) if kind else Scope.EVERYTHING, request.args)


BESIDE["offers"] = _offers
verbs.add(bp, addresses.desk("<slug>", "").removesuffix("/"), VERBS, do)
