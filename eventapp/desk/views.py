"""Organisers' pages of this room: the visits, and the overview of one, with its switches."""

from collections import Counter
from typing import Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.session import signed_in_organiser
from eventapp.core import addresses, answers, current, reader, verbs
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import NothingToSave, Refusal
from eventapp.core.forms import Form
from eventapp.core.text import Message
from eventapp.desk.chart import bars
from eventapp.desk.counts import heads_by_organisation, registered_by_day
from eventapp.desk.first_steps import first_steps
from eventapp.notifications.queries import count_letters
from eventapp.planning.clash_counts import count_by_day
from eventapp.planning.intending import read_clashes
from eventapp.planning.operations import Edit, save_item
from eventapp.planning.plan import REGISTRATION, VISIT
from eventapp.programme.missing import find_missing
from eventapp.programme.queries import releases
from eventapp.publishing.changes import Reader, in_groups
from eventapp.publishing.models import OutputState
from eventapp.publishing.preview import preview_release
from eventapp.publishing.queries import outputs
from eventapp.registration.queries import with_attempts
from eventapp.rosters.queries import changed_since
from eventapp.visits.access import READER, visits_of
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.models import Role
from eventapp.visits.queries import organisations
from eventapp.visits.rules import closes_at, phase, queue_ends_at

bp = Blueprint("desk", __name__)
TAKEN_OVER: Final = Message(
    "Taken over: texts, the practical one among them, organisations, places, and the sessions without their speakers. "
    "Please look them through: hotels, ways and telephone numbers are those of the earlier visit."
)


@bp.get(addresses.DESK)
def all_visits() -> ResponseReturnValue:
    account = signed_in_organiser()
    language = reader.account_language(account.language)
    return answers.page("desk/visits.html", language=language, account=account, visits=visits_of(account))


@bp.get(addresses.desk("<slug>"))
def overview(slug: str) -> ResponseReturnValue:
    """What needs a hand now, each with a link to where; places; registrations by day and by organisation."""
    desk = desk_for(slug, READER)
    return _overview(desk, Form(desk.language))


VERBS: Final = {
    "show": (Edit(VISIT, {"visible": True}, {}), Message("Everybody can see the visit now.")),
    "hide": (Edit(VISIT, {"visible": False}, {}), Message("The visit is hidden now.")),
    "open": (Edit(REGISTRATION, {"open": True}, {}), Message("Registration is open now.")),
    "close": (Edit(REGISTRATION, {"open": False}, {}), Message("Registration is closed now.")),
}
"""What a button of the overview does, and what the page says afterwards."""


def do(slug: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS."""
    desk = desk_for(slug)
    if request.method != "POST":
        return verbs.lead_to(addresses.desk(slug))
    sent = Form(desk.language)
    if not sent.validate():
        return _overview(desk, sent, status=400)
    edit, _ = VERBS[verb]
    try:
        with transaction():
            save_item(desk.visit.id, edit, act=desk.act())
    except NothingToSave:  # it is so already
        pass
    except Refusal as refusal:
        sent.refuse(refusal)
        return _overview(desk_for(slug), sent, status=refusal.status)
    return redirect(f"{addresses.desk(slug)}?done={verb}", 303)


verbs.add(bp, addresses.desk("<slug>").rstrip("/"), VERBS, do)


def _overview(desk: Desk, form: Form, *, status: int = 200) -> Response:
    visit = desk.visit
    done = VERBS.get(request.args.get("done", ""))
    heads = heads_by_organisation(visit.id)
    _, found = read_clashes(visit)
    made = releases(visit.id)
    unreleased = preview_release(visit, now=utc_now()).differences
    failed = [file for file in outputs(made[0].id) if file.state == OutputState.FAILED] if made else []
    return desk.page(
        "desk/overview.html",
        status,
        here=addresses.desk(visit.slug),
        current="",
        form=form,
        done=TAKEN_OVER if request.args.get("done") == "as_in" else done[1] if done else "",
        steps=() if made else first_steps(visit),
        people=sum(heads.values(), Counter()),
        meal_changes=len(changed_since(visit, desk.language)) if desk.writes else 0,
        organisations=[item for item in organisations(visit.id) if item.role != Role.HOST or item.id in heads],
        heads=heads,
        bars=bars(registered_by_day(visit.id, visit.timezone)),
        phase=phase(visit, utc_now()),
        closes_at=closes_at(visit),
        queue_ends_at=queue_ends_at(visit),
        letters=count_letters(visit.id),
        attempts=with_attempts(visit.id),
        sends_mail=current.settings().smtp is not None,
        missing=find_missing(visit.id),
        clashes=len(found.open),
        clash_days=count_by_day(found.open, ZoneInfo(visit.timezone)),
        intended=len(found.intended),
        release=made[0] if made else None,
        unreleased=sum(
            len(lines) for _, lines in in_groups(unreleased, Reader(desk.language, visit.languages, visit.timezone))
        ),
        failed_files=len(failed),
    )
