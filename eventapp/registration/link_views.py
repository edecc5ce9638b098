"""The page on which whoever has lost the letter gets their link again; it says nothing of who is registered."""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, current, limits, mailboxes, reader
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.text import LANGUAGES
from eventapp.registration import lost_links
from eventapp.registration.forms import AddressForm

bp = Blueprint("registration_link", __name__)


@bp.get(addresses.MY_LINK)
def form() -> ResponseReturnValue:
    return _page(AddressForm(reader.language()))


@bp.post(addresses.MY_LINK)
def ask() -> ResponseReturnValue:
    """The same answer for everybody, by the same work: the worker looks who is registered (docs/decisions/011)."""
    sent = AddressForm(reader.language())
    if not sent.validate():
        return _page(sent, status=sent.refused_status)
    email = sent.email.address
    try:
        limits.check({"letter_address": reader.network(), "letter_email": mailboxes.counted(email)})
        with transaction():
            lost_links.ask(email, now=utc_now())
    except Refusal as refusal:
        sent.refuse(refusal)
        return answers.refused(refusal, _page(sent, status=refusal.status))
    return redirect(f"{addresses.MY_LINK}?done=1", 303)


def _page(shown: AddressForm, *, status: int = 200) -> Response:
    response = answers.page(
        "registration/link.html",
        language=shown.language,
        status=status,
        form=shown,
        done="done" in request.args and not shown.errors and not shown.form_errors,
        mail_is_sent=current.settings().smtp is not None,
        alternates={other: f"{addresses.MY_LINK}?l={other}" for other in LANGUAGES},
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
