"""What was removed or cancelled, and the button that puts it back."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.queries import accounts
from eventapp.core import addresses, mailboxes, verbs
from eventapp.core.acts import Actor, ActorKind, organiser
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.paging import read_id
from eventapp.core.text import Message, translate
from eventapp.desk.removed import removed
from eventapp.planning.plan import page_of
from eventapp.planning.restoring import put_back, removal
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.telling import ACTOR_NAMES

bp = Blueprint("removed", __name__)
LIST: Final = addresses.desk("<slug>", "removed")


@bp.get(LIST)
def removed_page(slug: str) -> ResponseReturnValue:
    """The latest first; ``before`` leads to what was removed earlier."""
    desk = desk_for(slug)
    return _list(desk, Form(desk.language))


VERBS: Final = {"put-back": put_back}


def put_back_one(slug: str, entry: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS, with what that entry of the history says was removed. Raises ItemNotFound."""
    desk = desk_for(slug)
    here = addresses.desk(desk.visit.slug, "removed")
    number = read_id(entry)
    if request.method != "POST":
        removal(desk.visit.id, number or 0)
        return verbs.lead_to(here)
    form = Form(desk.language)
    if not form.validate():
        return _list(desk, form, status=400)
    try:
        with transaction():
            key, whole = VERBS[verb](desk.visit.id, number or 0, act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return _list(desk, form, status=refusal.status)
    return redirect(addresses.desk(desk.visit.slug, *page_of(key)) + f"?done={'back' if whole else 'partly'}", 303)


verbs.add(bp, f"{LIST}/<entry>", VERBS, put_back_one)


def _list(desk: Desk, form: Form, *, status: int = 200) -> Response:
    """``form``: the one that was sent, or any."""
    things, older = removed(desk.visit, desk.language, before=read_id(request.args.get("before", "")))
    return desk.page(
        "desk/removed.html",
        status,
        here=addresses.desk(desk.visit.slug, "removed"),
        current="history",
        form=form,
        things=things,
        who=_who(desk.language),
        older=older,
    )


def _who(language: str) -> Callable[[str], str]:
    """In words, whoever did something, as the history writes them; all accounts are read once."""
    names = {str(organiser(item.id)): mailboxes.shown(item.email) for item in accounts()}

    def told(actor: str) -> str:
        kind = Actor.of(actor).kind
        gone = Message("an organiser who is gone") if kind is ActorKind.ORGANISER else ACTOR_NAMES[kind]
        return names.get(actor) or translate(language, gone)

    return told
