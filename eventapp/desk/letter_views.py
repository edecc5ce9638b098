"""Organisers' pages of this room: the visit's letters, one of them, trying again and handing over."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, current, outcomes, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form, TickedForm
from eventapp.core.text import Message, translate_plural
from eventapp.desk.letters import (
    REASONS,
    hand_letter_over,
    hand_letters_over,
    try_letter_again,
    try_letters_again,
)
from eventapp.notifications.errors import LetterGoesByItself
from eventapp.notifications.letters import STATE_NAMES, text_of
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.queries import count_letters, letter_of, letters_of, waiting_among
from eventapp.notifications.rules import why
from eventapp.visits.frame import Desk, desk_for

bp = Blueprint("desk_letters", __name__)


class LettersForm(TickedForm):
    """Of the list of letters."""

    NONE_TICKED = Message("Choose at least one letter in the list.")


LIST: Final = addresses.desk("<slug>", "outbox")


def _page(desk: Desk, template: str, *, status: int = 200, **values: Any) -> Response:
    return desk.page(
        template,
        status,
        current="outbox",
        state_names=STATE_NAMES,
        why=why,
        sends_mail=current.settings().smtp is not None,
        **values,
    )


@bp.get(LIST)
def outbox(slug: str) -> ResponseReturnValue:
    """Filtered by ``state``; ``after`` a letter's id leads to older ones."""
    return _outbox(desk_for(slug))


def _outbox(desk: Desk, *, status: int = 200, sent: LettersForm | None = None) -> Response:
    """``sent``: the form of those that are ticked, with what is wrong in it."""
    asked = request.args.get("state", "")
    state = MailState(asked) if asked in set(MailState) else None
    found = letters_of(desk.visit.id, state=state, after=request.args.get("after", ""))
    return _page(
        desk,
        "desk/outbox.html",
        status=status,
        here=addresses.desk(desk.visit.slug, "outbox"),
        letters=found,
        older=found[-1].id.hex if found.has_later else "",
        chosen=state or "",
        counts=count_letters(desk.visit.id),
        first="after" not in request.args,
        several=sent or LettersForm(desk.language),
        ticked=sent.ids if sent else [each.id for each in found] if "choose" in request.args else [],
        outcome=_in_words(desk.language, request.args),
        of_list=urlencode(_here()),
    )


def _here() -> dict[str, str]:
    """Of the address what leads back to the same part of the list."""
    return {name: request.args[name] for name in ("state", "after") if request.args.get(name)}


def _in_words(language: str, said: Mapping[str, str]) -> str:
    """Of the address: "3 letters are sent again, 1 left out: sent already."; "" where it says nothing of it."""
    did = said.get("did", "")

    def changed(number: int) -> str:
        if did == "handed":
            return translate_plural(language, "%(num)s letter handed over", "%(num)s letters handed over", number)
        return translate_plural(language, "%(num)s letter is sent again", "%(num)s letters are sent again", number)

    return outcomes.in_words(language, said, REASONS, changed) if did else ""


def do_with_several(slug: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS, for those that are ticked."""
    desk = desk_for(slug)
    if request.method != "POST":
        query = urlencode(_here())
        return verbs.lead_to(addresses.desk(desk.visit.slug, "outbox") + (f"?{query}" if query else ""))
    form = LettersForm(desk.language)
    if not form.validate():
        return _outbox(desk, status=form.refused_status, sent=form)
    visit_id, letters = desk.visit.id, form.ids
    if verb == "again":
        with transaction():
            outcome = try_letters_again(visit_id, letters, act=desk.act())
    else:
        kept = waiting_among(visit_id, letters) if current.settings().smtp else ()
        with transaction():
            outcome = hand_letters_over(visit_id, letters, by_itself=kept, act=desk.act())
    done = urlencode(_here() | {"did": verb} | outcome.counts)
    return redirect(f"{addresses.desk(desk.visit.slug, 'outbox')}?{done}", 303)


verbs.add(bp, f"{LIST}/several", ("again", "handed"), do_with_several, of="several")


@bp.get(f"{LIST}/<identity>")
def letter(slug: str, identity: str) -> ResponseReturnValue:
    desk = desk_for(slug)
    return _letter(desk, letter_of(desk.visit.id, identity))


VERBS: Final = {"again": try_letter_again, "handed": hand_letter_over}
"""Send a letter that failed once more; note that an organiser gave it to its reader."""


@bp.post(f"{LIST}/<identity>")
def old_form(slug: str, identity: str) -> ResponseReturnValue:
    """Only a page of the version before sends anything here."""
    desk = desk_for(slug)
    mail = letter_of(desk.visit.id, identity)
    return _do(desk, mail, verbs.of_old_form(VERBS, desk.language, saves=False))


def do(slug: str, identity: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS."""
    desk = desk_for(slug)
    mail = letter_of(desk.visit.id, identity)
    if request.method != "POST":
        return verbs.lead_to(_address(desk, mail))
    return _do(desk, mail, verb)


verbs.add(bp, f"{LIST}/<identity>", VERBS, do)


def _do(desk: Desk, mail: Mail, verb: str) -> ResponseReturnValue:
    form = Form(desk.language)
    if not form.validate():
        return _letter(desk, mail, form, status=400)
    visit_id, identity = desk.visit.id, mail.id
    try:
        if verb == "handed" and not _may_be_handed(mail):
            raise LetterGoesByItself
        with transaction():
            VERBS[verb](visit_id, identity, act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return _letter(desk, letter_of(visit_id, identity.hex), form, status=refusal.status)
    return redirect(f"{_address(desk, mail)}?done=1", 303)


def _address(desk: Desk, mail: Mail) -> str:
    return addresses.desk(desk.visit.slug, "outbox", mail.id.hex)


def _may_be_handed(mail: Mail) -> bool:
    """What the program is about to send by itself is nobody else's task."""
    return mail.state != MailState.WAITING or current.settings().smtp is None


def _letter(desk: Desk, mail: Mail, form: Form | None = None, *, status: int = 200) -> Response:
    unsent = mail.state in (MailState.WAITING, MailState.FAILED) and not mail.emptied_at
    return _page(
        desk,
        "desk/letter.html",
        status=status,
        here=_address(desk, mail),
        mail=mail,
        text=text_of(mail),
        form=form or Form(desk.language),
        may_be_tried=unsent and mail.state == MailState.FAILED,
        may_be_handed=unsent and _may_be_handed(mail),
        done="done" in request.args,
    )
