"""The organisers' page of what clashes in the draft, and the buttons with which they say that it is meant."""

from contextlib import suppress
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import NothingToSave, Refusal
from eventapp.core.forms import Form
from eventapp.core.text import Message
from eventapp.planning.clash_counts import count_by_day, day_of
from eventapp.planning.clash_forms import ClashForm, IntendedForm
from eventapp.planning.clashes import Teller
from eventapp.planning.intending import intend, open_again, read_clashes
from eventapp.planning.several_forms import in_words
from eventapp.programme.intended import key_of
from eventapp.visits.frame import Desk, desk_for

bp = Blueprint("planning_clashes", __name__)
PAGE: Final = addresses.desk("<slug>", "clashes")
DONE: Final = {
    "intended": Message("Noted: this clash is intended. It asks again as soon as something of it is moved."),
    "open-again": Message("This clash is open again."),
}
"""{verb: what the page says then}"""
FILTERS: Final = ("about", "day", "session")
"""What an address may name, of which alone the clashes are shown."""


@bp.get(PAGE)
def clashes(slug: str) -> ResponseReturnValue:
    """All of them by severity, each with links to the sessions concerned; below them those that are intended.

    ``about``: only that one, of the many for which nothing was looked for that would end them; ``day``: only those that
    begin on it; ``session``: only those in which it is.
    """
    desk = desk_for(slug)
    return _page(desk, Form(desk.language))


def do(slug: str, *, verb: str) -> ResponseReturnValue:
    """One of DONE, for one clash."""
    desk = desk_for(slug)
    here = addresses.desk(desk.visit.slug, "clashes")
    if request.method != "POST":
        return verbs.lead_to(here)
    form = IntendedForm(desk.language) if verb == "intended" else ClashForm(desk.language)
    if not form.validate():
        return _page(desk, form, status=form.refused_status)
    key = form.clash.data or ""
    try:
        with suppress(NothingToSave), transaction():
            if isinstance(form, IntendedForm):
                intend(desk.visit.id, key, form.state.data or "", form.reason.data or "", act=desk.act())
            else:
                open_again(desk.visit.id, key, act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(desk, form, status=refusal.status)
    return redirect(form.leads_to(addresses.desk(desk.visit.slug), f"{here}?done={verb}"), 303)


def _page(desk: Desk, form: Form, *, status: int = 200) -> Response:
    scheduled, found = read_clashes(desk.visit)
    teller = Teller.offering(desk.language, desk.visit.languages, scheduled)
    here = addresses.desk(desk.visit.slug, "clashes")
    zone = ZoneInfo(desk.visit.timezone)
    days = count_by_day(found.open, zone)
    asked = {name: request.args.get(name, "") for name in FILTERS}
    day = next((each for each in days if str(each) == asked["day"]), None)
    kept = [each for each in found.open if asked["about"] in ("", key_of(each)) and day in (None, day_of(each, zone))]
    kept = [each for each in kept if not asked["session"] or asked["session"] in each.sessions]
    return desk.page(
        "desk/clashes.html",
        status,
        here=here,
        current="sessions",
        done=DONE.get(request.args.get("done", ""), ""),
        outcome=in_words(desk.language, request.args),
        groups=teller.by_severity(kept),
        days=days,
        day=day,
        number=len(found.open),
        of_session=scheduled.name("session", asked["session"], desk.language, desk.visit.languages),
        query=urlencode({name: value for name, value in asked.items() if value}),
        intended=teller.intended(found.intended),
        form=form,
        unsent=form,
    )


verbs.add(bp, PAGE, DONE, do)
