"""Buttons of the organisers' page of questions: a ready set is added in one click."""

from typing import Final

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import NothingToSave
from eventapp.core.forms import Form
from eventapp.planning.desk import list_desk, show_list
from eventapp.planning.question_sets import add_set
from eventapp.questions.sets import SET_NAMES
from eventapp.visits.frame import BESIDE

bp = Blueprint("planning_questions", __name__)
READY: Final = addresses.desk("<slug>", "questions", "ready")
BESIDE["question_sets"] = lambda _desk: SET_NAMES


def add(slug: str, *, verb: str) -> ResponseReturnValue:
    """The set of that name, or what the visit does not ask of it yet."""
    desk = list_desk(slug, "question")
    here = addresses.desk(slug, "questions")
    if request.method != "POST":
        return verbs.lead_to(here)
    sent = Form(desk.language)
    if not sent.validate():
        return show_list(desk, "question", status=400, unsent=sent)
    try:
        with transaction():
            add_set(desk.visit.id, verb, act=desk.act())
    except NothingToSave:
        return redirect(f"{here}?done=nothing", 303)
    return redirect(f"{here}?done=asked", 303)


verbs.add(bp, READY, SET_NAMES, add)
