"""Organisers' buttons below the list of registrations, for those that are ticked."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import limits, mailboxes, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import TooManyAttempts
from eventapp.people.forms import PeopleForm, here
from eventapp.people.views import LIST, PeopleDesk, people_desk, show_list
from eventapp.registration.rows import get_rows
from eventapp.registration.rules import Status
from eventapp.registration.several import cancel_registrations, put_back_registrations, send_links

bp = Blueprint("people_several", __name__)
VERBS: Final = ("link", "cancel", "put-back")
"""Write to each with their link; cancel, after a page that says what will happen; put back."""


def do(slug: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS, for who is ticked."""
    desk = people_desk(slug)
    to_list = LIST.replace("<slug>", desk.visit.slug)
    if request.method != "POST":
        return verbs.lead_to(to_list + (f"?{urlencode(back)}" if (back := here(request.args)) else ""))
    form = PeopleForm(desk.language)
    if not form.validate():
        return show_list(desk, status=form.refused_status, sent=form)
    if verb == "cancel" and not form.sure.data:
        return _before(desk, form)
    ids, visit_id, act = form.ids, desk.visit.id, desk.act()
    kept = [] if verb == "cancel" else _written_to_enough(desk, ids, cancelled=verb == "put-back")
    with transaction():
        if verb == "cancel":
            outcome = cancel_registrations(visit_id, ids, act=act)
        elif verb == "link":
            outcome = send_links(visit_id, ids, kept=kept, act=act)
        else:
            outcome = put_back_registrations(visit_id, ids, kept=kept, act=act)
    return redirect(f"{to_list}?{urlencode(here(request.args) | {'did': verb} | outcome.counts)}", 303)


verbs.add(bp, f"{LIST}/several", VERBS, do)


def _before(desk: PeopleDesk, form: PeopleForm) -> ResponseReturnValue:
    """Who loses what: a letter cannot be called back."""
    rows = sorted(get_rows(desk.visit.id, form.ids).values(), key=lambda row: (row.family_name, row.given_name))
    return desk.people_page(
        "desk/several_people.html",
        here=LIST.replace("<slug>", desk.visit.slug),
        form=form,
        concerned=[row for row in rows if row.status != Status.CANCELLED],
        back=urlencode(here(request.args)),
    )


def _written_to_enough(desk: PeopleDesk, ids: list[UUID], *, cancelled: bool) -> list[UUID]:
    """Whom the limits keep from one more letter; for the others it is counted. Only those who would be written to."""
    rows = get_rows(desk.visit.id, ids).values()
    concerned = [row for row in rows if (row.status == Status.CANCELLED) == cancelled]
    found = []
    for registration in concerned:
        counters = {"desk_registration": registration.id.hex, "desk_email": mailboxes.counted(registration.email)}
        try:
            limits.check(counters)
        except TooManyAttempts:
            found.append(registration.id)
    return found
