"""What organisers decide about people: whether a registration counts, a place out of turn, the end of the waiting."""

from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, limits, mailboxes, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.people import listing
from eventapp.people.forms import CallOffForm, DecisionForm
from eventapp.people.listing import Filter
from eventapp.people.person_views import back_to, edit_form, one_page, open_one
from eventapp.people.views import LIST, PeopleDesk, people_desk
from eventapp.registration import deciding, queries
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status

bp = Blueprint("deciding", __name__)
CALL_OFF: Final = addresses.desk("<slug>", "call-off")
VERBS: Final = ("approve", "reject", "decide-again", "give-place")


def do(slug: str, code: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS, of one person."""
    desk, row = open_one(slug, code)
    if request.method != "POST":
        return verbs.lead_to(f"{LIST.replace('<slug>', slug)}/{code}")
    form = DecisionForm(desk.language)
    identity = row.id
    if not form.validate():
        return one_page(desk, row, edit_form(desk, row), status=form.refused_status, deciding=form)
    try:
        if verb != "decide-again":
            limits.check({"desk_registration": row.id.hex, "desk_email": mailboxes.counted(row.email)})
        with transaction():
            _write(desk, row, verb, form)
    except Refusal as refusal:
        form.refuse(refusal)
        now = queries.registration_of(desk.visit.id, identity)
        status = refusal.status
        return answers.refused(refusal, one_page(desk, now, edit_form(desk, now), status=status, deciding=form))
    return back_to(slug, str(identity), verb)


verbs.add(bp, f"{LIST}/<code>", VERBS, do)


def _write(desk: PeopleDesk, row: Registration, verb: str, form: DecisionForm) -> None:
    visit_id, identity, reason, act = desk.visit.id, row.id, form.reason.data or "", desk.act()
    if verb == "approve":
        deciding.approve(visit_id, identity, act=act)
    elif verb == "reject":
        deciding.reject(visit_id, identity, reason, act=act)
    elif verb == "decide-again":
        deciding.decide_again(visit_id, identity, act=act)
    else:
        deciding.give_place(visit_id, identity, reason, beyond=bool(form.beyond.data), act=act)


@bp.get(CALL_OFF)
def ask_before_calling_off(slug: str) -> ResponseReturnValue:
    """How many it would be, and what they are told."""
    desk = people_desk(slug)
    return _call_off_page(desk, CallOffForm(desk.language))


@bp.post(CALL_OFF)
def call_off(slug: str) -> ResponseReturnValue:
    """End the waiting of all who wait."""
    desk = people_desk(slug)
    form = CallOffForm(desk.language)
    if not form.validate():
        return _call_off_page(desk, form, status=form.refused_status)
    with transaction():
        number = deciding.call_off(desk.visit.id, form.words.data or "", act=desk.act())
    return redirect(f"{LIST.replace('<slug>', slug)}?did=call-off&changed={number}", 303)


def _call_off_page(desk: PeopleDesk, form: CallOffForm, *, status: int = 200) -> ResponseReturnValue:
    waiting = listing.counts(desk.visit.id, Filter())[Status.WAITLISTED]
    here = addresses.desk(desk.visit.slug, "call-off")
    return desk.people_page("desk/call_off.html", status, here=here, form=form, waiting=waiting)
