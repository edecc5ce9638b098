"""The organisers' page on which a visit is made."""

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from eventapp.accounts.models import Account
from eventapp.accounts.session import signed_in_organiser
from eventapp.core import addresses, answers, current, reader
from eventapp.core.acts import organiser
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.planning.creation import NewVisit, create_visit
from eventapp.planning.forms import ItemForm, new_visit_form
from eventapp.visits.access import ORGANISER, visits_of
from eventapp.visits.values import Unfit

bp = Blueprint("new_visit", __name__)


@bp.get(addresses.NEW_VISIT)
def form() -> ResponseReturnValue:
    account = signed_in_organiser()
    return _page(account, _form(account))


@bp.post(addresses.NEW_VISIT)
def create() -> ResponseReturnValue:
    account = signed_in_organiser()
    sent = _form(account)
    if not sent.validate():
        return _page(account, sent, status=sent.refused_status)
    try:
        fields = sent.to_fields("UTC")
        new = NewVisit(slug=fields.pop("slug"), as_in=fields.pop("as_in"), fields=fields)
        with transaction():
            slug = create_visit(new, act=current.act(organiser(account.id)))
    except (Refusal, Unfit) as refusal:
        sent.refuse(refusal)
        return _page(account, sent, status=422 if isinstance(refusal, Unfit) else refusal.status)
    return redirect(addresses.desk(slug) + ("?done=as_in" if new.as_in else ""), 303)


def _form(account: Account) -> ItemForm:
    """One to begin with is any that the account organises."""
    return new_visit_form(reader.account_language(account.language), visits_of(account, ORGANISER))


def _page(account: Account, shown: ItemForm, *, status: int = 200) -> Response:
    return answers.page(
        "desk/new_visit.html",
        language=shown.language,
        status=status,
        account=account,
        form=shown,
        here=addresses.NEW_VISIT,
    )
