"""Organisers' buttons below the list of sessions, for those that are ticked."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, verbs
from eventapp.core.db import transaction
from eventapp.core.outcomes import Outcome
from eventapp.planning.chosen import LeftOut
from eventapp.planning.desk import list_desk, show_list
from eventapp.planning.several import confirm_sessions, lock_sessions, shift_sessions
from eventapp.planning.several_forms import SeveralForm

bp = Blueprint("planning_several", __name__)
PAGE: Final = addresses.desk("<slug>", "several")
DONE: Final[Mapping[str, Callable[..., Outcome[LeftOut]]]] = {
    "confirm": confirm_sessions,
    "lock": lock_sessions,
    "unlock": partial(lock_sessions, locked=False),
}
VERBS: Final = ("shift", *DONE)


def do(slug: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS, for what is ticked."""
    desk = list_desk(slug, "session")
    if request.method != "POST":
        return verbs.lead_to(addresses.desk(desk.visit.slug, "sessions"))
    form = SeveralForm(desk.language)
    if not form.validate():
        return show_list(desk, "session", status=form.refused_status, unsent=form)
    act = desk.act()
    if verb == "shift":
        minutes = form.to_minutes()
        if minutes is None:
            return show_list(desk, "session", status=422, unsent=form)
        with transaction():
            outcome = shift_sessions(desk.visit.id, form.chosen, minutes, act=act)
    else:
        with transaction():
            outcome = DONE[verb](desk.visit.id, form.chosen, act=act)
    return redirect(f"{addresses.desk(desk.visit.slug, 'sessions')}?{urlencode(outcome.counts)}", 303)


verbs.add(bp, PAGE, VERBS, do)
