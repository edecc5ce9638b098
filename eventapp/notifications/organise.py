"""Organisers' pages of this room: the visit's letters, one of them, trying again and handing over."""

from typing import Any, Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.accounts.models import Account
from eventapp.accounts.queries import signed_in
from eventapp.core import addresses, web
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.text import Message
from eventapp.notifications.errors import LetterGoesByItself
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.queries import PAGE, count_letters, letter_of, letters_of
from eventapp.notifications.rules import why
from eventapp.visits.access import visit_for
from eventapp.visits.history import organiser
from eventapp.visits.letters import hand_letter_over, try_letter_again
from eventapp.visits.models import Visit

bp = Blueprint("notifications_organise", __name__)
LIST: Final = addresses.organise_visit("<slug>", "outbox")
STATE_NAMES: Final = {
    MailState.WAITING: Message("waiting"),
    MailState.SENT: Message("sent"),
    MailState.FAILED: Message("failed"),
    MailState.ERASED: Message("erased before it was sent"),
}


def _page(template: str, account: Account, visit: Visit, *, status: int = 200, **values: Any) -> Response:
    return web.page(
        template,
        language=web.account_language(account.language),
        status=status,
        account=account,
        visit=visit,
        current="outbox",
        state_names=STATE_NAMES,
        why=why,
        sends_mail=web.settings().smtp is not None,
        **values,
    )


@bp.get(LIST)
def outbox(slug: str) -> ResponseReturnValue:
    """Filtered by ``state``; ``after`` a letter's id leads to older ones."""
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    asked = request.args.get("state", "")
    state = MailState(asked) if asked in set(MailState) else None
    found = letters_of(visit.id, state=state, after=request.args.get("after", ""))
    return _page(
        "organise/outbox.html",
        account,
        visit,
        letters=found[:PAGE],
        older=found[PAGE - 1].id.hex if len(found) > PAGE else "",
        chosen=state or "",
        counts=count_letters(visit.id),
        first="after" not in request.args,
    )


@bp.get(f"{LIST}/<identity>")
def letter(slug: str, identity: str) -> ResponseReturnValue:
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    return _letter(account, visit, letter_of(visit.id, identity))


@bp.post(f"{LIST}/<identity>")
def act(slug: str, identity: str) -> ResponseReturnValue:
    """``do``: "again" sends a letter that failed, "handed" notes that an organiser gave it to its reader."""
    account = signed_in(web.session_token(), now=utc_now())
    visit = visit_for(account, slug)
    mail = letter_of(visit.id, identity)
    form = Form(web.account_language(account.language))
    if not form.validate():
        return _letter(account, visit, mail, form, status=400)
    mail_id, visit_id, by = mail.id, visit.id, organiser(account.id)
    do = hand_letter_over if request.form.get("do") == "handed" else try_letter_again
    try:
        if do is hand_letter_over and not _may_be_handed(mail):
            raise LetterGoesByItself
        with transaction():
            do(visit_id, mail_id, by=by, now=utc_now())
    except Refusal as refusal:
        form.refuse(refusal)
        account = signed_in(web.session_token(), now=utc_now())
        visit = visit_for(account, slug)
        return _letter(account, visit, letter_of(visit.id, identity), form, status=refusal.status)
    return redirect(f"{addresses.organise_visit(slug, 'outbox', mail_id.hex)}?done=1", 303)


def _may_be_handed(mail: Mail) -> bool:
    """What the program is about to send by itself is nobody else's task."""
    return mail.state != MailState.WAITING or web.settings().smtp is None


def _letter(account: Account, visit: Visit, mail: Mail, form: Form | None = None, *, status: int = 200) -> Response:
    unsent = mail.state in (MailState.WAITING, MailState.FAILED) and not mail.emptied_at
    return _page(
        "organise/letter.html",
        account,
        visit,
        status=status,
        mail=mail,
        text=text_of(mail),
        form=form or Form(web.account_language(account.language)),
        may_be_tried=unsent and mail.state == MailState.FAILED,
        may_be_handed=unsent and _may_be_handed(mail),
        done="done" in request.args,
    )
