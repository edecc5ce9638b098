"""Organisers' pages of groups: who has registered whom, and the leader's link once more, or a new one."""

from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, limits, mailboxes, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form, parse_id
from eventapp.delegations import changing, queries
from eventapp.delegations.errors import NoLeaderAnyMore
from eventapp.delegations.mails import state_in_words
from eventapp.delegations.models import Delegation
from eventapp.visits.frame import Desk, desk_for

bp = Blueprint("delegations_desk", __name__)
PAGE: Final = addresses.desk("<slug>", "groups")
VERBS: Final = {"link": "sent", "renew": "renewed"}
"""What buttons of a group's page do, and what the page says afterwards."""


@bp.get(PAGE)
def groups(slug: str) -> ResponseReturnValue:
    """All groups of the visit, with how many of each have a place and wait."""
    desk = desk_for(slug)
    return desk.page("delegations/groups.html", current="registrations", groups=queries.groups_of(desk.visit.id))


@bp.get(f"{PAGE}/<code>")
def group(slug: str, code: str) -> ResponseReturnValue:
    """One of them: its people, and whoever leads it."""
    desk = desk_for(slug)
    return _group_page(desk, queries.group_of(desk.visit.id, parse_id(code)), Form(desk.language))


def do(slug: str, code: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS."""
    desk = desk_for(slug)
    found = queries.group_of(desk.visit.id, parse_id(code))
    here = addresses.desk(slug, "groups", code)
    if request.method != "POST":
        return verbs.lead_to(here)
    form, visit_id, group_id = Form(desk.language), desk.visit.id, found.id
    if not form.validate():
        return _group_page(desk, found, form, status=400)
    try:
        if found.emptied_at:
            raise NoLeaderAnyMore
        limits.check({"desk_registration": group_id.hex, "desk_email": mailboxes.counted(found.email)})
        with transaction():
            changing.send_group_link(visit_id, group_id, act=desk.act(), anew=verb == "renew")
    except Refusal as refusal:
        form.refuse(refusal)
        page = _group_page(desk, queries.group_of(visit_id, group_id), form, status=refusal.status)
        return answers.refused(refusal, page)
    return redirect(f"{here}?done={VERBS[verb]}", 303)


verbs.add(bp, f"{PAGE}/<code>", VERBS, do)


def _group_page(desk: Desk, found: Delegation, form: Form, *, status: int = 200) -> Response:
    return desk.page(
        "delegations/group_desk.html",
        status,
        current="registrations",
        here=addresses.desk(desk.visit.slug, "groups", str(found.id)),
        form=form,
        group=found,
        organisation=queries.organisation_name(found),
        people=queries.people_of(desk.visit, found),
        state_in_words=state_in_words,
        done=request.args.get("done", ""),
    )
