"""Organisers' page on which a speaker, or the contact at a place, is erased; what that reaches is said before."""

from functools import partial
from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses
from eventapp.core.db import empty_log, transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.text import Message
from eventapp.planning.errors import ItemNotFound
from eventapp.planning.plan import TABLES, Key
from eventapp.publishing.erasing import erase_person, find_traces
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.telling import Telling

bp = Blueprint("erasing", __name__)
TITLES: Final = {"speaker": Message("Erase this speaker"), "venue": Message("Erase the contact of this place")}


def erase(slug: str, code: str, *, kind: str) -> ResponseReturnValue:
    """Shown, or done. Raises ItemNotFound where nothing of such a thing is known."""
    desk, key = desk_for(slug), Key(kind, code)
    form = Form(desk.language)
    if request.method != "POST":
        return _page(desk, key, form)
    if not form.validate():
        return _page(desk, key, form, form.refused_status)
    try:
        with transaction():
            erase_person(desk.visit.id, key, act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(desk, key, form, refusal.status)
    empty_log()
    return redirect(addresses.desk(desk.visit.slug, TABLES[kind].page) + "?done=erased", 303)


def _page(desk: Desk, key: Key, form: Form, status: int = 200) -> Response:
    traces = find_traces(desk.visit.id, key)
    name = Telling(desk.visit, desk.language, [key.path]).name(key.path)
    if not traces and not name.link:
        raise ItemNotFound
    page = TABLES[key.kind].page
    return desk.page(
        "desk/erase.html",
        status,
        current=page,
        here=addresses.desk(desk.visit.slug, page, key.code, "erase"),
        up=name.link or addresses.desk(desk.visit.slug, "removed"),
        kind=key.kind,
        title=TITLES[key.kind],
        name=name.name,
        traces=traces,
        form=form,
    )


for each in TITLES:
    address = addresses.desk("<slug>", TABLES[each].page, "<code>", "erase")
    bp.add_url_rule(address, each, partial(erase, kind=each), methods=["GET", "POST"])
