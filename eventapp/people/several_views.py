"""Organisers' buttons below the list of registrations, for those that are ticked."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import answers, limits, mailboxes, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal, TooManyAttempts
from eventapp.core.outcomes import Outcome
from eventapp.people.forms import PeopleForm, here
from eventapp.people.views import LIST, PeopleDesk, people_desk, show_list
from eventapp.registration.models import Registration
from eventapp.registration.rows import get_rows
from eventapp.registration.rules import ENDED, Status
from eventapp.registration.several import (
    LeftOut,
    approve_registrations,
    cancel_registrations,
    put_back_registrations,
    reject_registrations,
    send_links,
)

bp = Blueprint("people_several", __name__)
VERBS: Final = ("link", "cancel", "put-back", "approve", "reject")
"""Write to each with their link; cancel, after a page that says what will happen; put back; accept, or not, after a
page that asks for the reason."""


def do(slug: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS, for who is ticked."""
    desk = people_desk(slug)
    to_list = LIST.replace("<slug>", desk.visit.slug)
    if request.method != "POST":
        return verbs.lead_to(to_list + (f"?{urlencode(back)}" if (back := here(request.args)) else ""))
    form = PeopleForm(desk.language)
    if not form.validate():
        return show_list(desk, status=form.refused_status, sent=form)
    if verb in ("cancel", "reject") and not form.sure.data:
        return _before(desk, form, verb)
    kept = [] if verb == "cancel" else _written_to_enough(desk, form.ids, verb)
    try:
        with transaction():
            outcome = _write(desk, verb, form, kept)
    except Refusal as refusal:
        form.refuse(refusal)
        return answers.refused(refusal, _before(people_desk(slug), form, verb, status=422))
    return redirect(f"{to_list}?{urlencode(here(request.args) | {'did': verb} | outcome.counts)}", 303)


verbs.add(bp, f"{LIST}/several", VERBS, do)


def _write(desk: PeopleDesk, verb: str, form: PeopleForm, kept: list[UUID]) -> Outcome[LeftOut]:
    visit_id, ids, act = desk.visit.id, form.ids, desk.act()
    if verb == "cancel":
        outcome = cancel_registrations(visit_id, ids, act=act)
    elif verb == "link":
        outcome = send_links(visit_id, ids, kept=kept, act=act)
    elif verb == "approve":
        outcome = approve_registrations(visit_id, ids, kept=kept, act=act)
    elif verb == "reject":
        outcome = reject_registrations(visit_id, ids, form.reason.data or "", kept=kept, act=act)
    else:
        outcome = put_back_registrations(visit_id, ids, kept=kept, act=act)
    return outcome


def _before(desk: PeopleDesk, form: PeopleForm, verb: str, *, status: int = 200) -> Response:
    """Who loses what: a letter cannot be called back."""
    rows = sorted(get_rows(desk.visit.id, form.ids).values(), key=lambda row: (row.family_name, row.given_name))
    return desk.people_page(
        "desk/several_people.html" if verb == "cancel" else "desk/several_rejected.html",
        status,
        here=LIST.replace("<slug>", desk.visit.slug),
        form=form,
        concerned=[row for row in rows if _is_concerned(row, verb)],
        back=urlencode(here(request.args)),
    )


def _is_concerned(row: Registration, verb: str) -> bool:
    """Whether it would do anything with them."""
    if verb in ("approve", "reject"):
        return row.status == Status.PENDING
    return row.status == Status.CANCELLED if verb == "put-back" else row.status not in ENDED


def _written_to_enough(desk: PeopleDesk, ids: list[UUID], verb: str) -> list[UUID]:
    """Whom the limits keep from one more letter; for the others it is counted. Only those who would be written to."""
    rows = get_rows(desk.visit.id, ids).values()
    concerned = [row for row in rows if _is_concerned(row, verb)]
    found = []
    for registration in concerned:
        counters = {"desk_registration": registration.id.hex, "desk_email": mailboxes.counted(registration.email)}
        try:
            limits.check(counters)
        except TooManyAttempts:
            found.append(registration.id)
    return found
