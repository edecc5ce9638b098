"""The organisers' page of what clashes in the draft, and the buttons with which they say that it is meant."""

from contextlib import suppress
from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import NothingToSave, Refusal
from eventapp.core.forms import Form
from eventapp.core.text import Message
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


@bp.get(PAGE)
def clashes(slug: str) -> ResponseReturnValue:
    """All of them by severity, each with links to the sessions concerned; below them those that are intended.

    ``about``: only that one, of the many for which nothing was looked for that would end them.
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
    about = request.args.get("about", "")
    return desk.page(
        "desk/clashes.html",
        status,
        here=here,
        current="sessions",
        done=DONE.get(request.args.get("done", ""), ""),
        outcome=in_words(desk.language, request.args),
        groups=teller.by_severity([each for each in found.open if about in ("", key_of(each))]),
        about=about,
        intended=teller.intended(found.intended),
        form=form,
        unsent=form,
    )


verbs.add(bp, PAGE, DONE, do)
