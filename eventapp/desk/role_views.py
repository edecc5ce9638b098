"""Who may do what in the visit: organisers give and take roles."""

from typing import Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from eventapp.core import addresses, answers, security, verbs
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.text import Message, translate
from eventapp.questions.queries import questionnaire
from eventapp.registration.forms import AddressForm
from eventapp.visits.frame import Desk, desk_for
from eventapp.visits.member_history import RIGHT_NAMES
from eventapp.visits.members import give, members, take
from eventapp.visits.models import Right

bp = Blueprint("desk_roles", __name__)
PAGE: Final = addresses.desk("<slug>", "roles")


class RoleForm(AddressForm):
    """To whom a role is given."""

    role = SelectField(Message("Role"))

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.role.choices = [(str(right), translate(language, name)) for right, name in RIGHT_NAMES.items()]


@bp.get(PAGE)
def roles(slug: str) -> ResponseReturnValue:
    desk = desk_for(slug)
    return _page(desk, RoleForm(desk.language))


@bp.post(PAGE)
def give_role(slug: str) -> ResponseReturnValue:
    """To an address; whoever has another role gets this one instead."""
    desk = desk_for(slug)
    form = RoleForm(desk.language)
    if not form.validate():
        return _page(desk, form, status=form.refused_status)
    visit_id, account_id, email, right = desk.visit.id, desk.account.id, form.email.address, Right(form.role.data)
    try:
        with transaction():
            give(visit_id, email, right, language=desk.visit.languages[0], act=desk.act())
    except Refusal as refusal:
        form.refuse(refusal)
        return answers.refused(refusal, _page(desk_for(slug), form, status=refusal.status))
    security.note(security.Event.ROLE_GIVEN, account=account_id, visit=visit_id, role=str(right))
    return redirect(f"{addresses.desk(slug, 'roles')}?done=given", 303)


@bp.route(f"{PAGE}/take", methods=["GET", "POST"])
def take_role(slug: str) -> ResponseReturnValue:
    """From ``member``, an account's id; who takes their own sees the visit no more."""
    desk = desk_for(slug)
    if request.method != "POST":
        return verbs.lead_to(addresses.desk(slug, "roles"))
    sent, form = Form(desk.language), RoleForm(desk.language)
    if not sent.validate():
        return _page(desk, form, unsent=sent, status=400)
    visit_id, account_id = desk.visit.id, desk.account.id
    member = request.form.get("member", "")
    try:
        with transaction():
            take(visit_id, int(member) if member.isdecimal() and len(member) < MOST_DIGITS else 0, act=desk.act())
    except Refusal as refusal:
        sent.refuse(refusal)
        return answers.refused(refusal, _page(desk_for(slug), form, unsent=sent, status=refusal.status))
    security.note(security.Event.ROLE_TAKEN, account=account_id, visit=visit_id, member=int(member))
    own = int(member) == account_id
    return redirect(addresses.DESK if own else f"{addresses.desk(slug, 'roles')}?done=taken", 303)


MOST_DIGITS: Final = 10
"""Of an account's id."""


def _page(desk: Desk, form: RoleForm, *, unsent: Form | None = None, status: int = 200) -> Response:
    """``unsent``: a button's form that was refused."""
    return desk.page(
        "desk/roles.html",
        status,
        current="roles",
        here=addresses.desk(desk.visit.slug, "roles"),
        form=form,
        unsent=unsent or form,
        members=members(desk.visit.id),
        open_to_readers=questionnaire(desk.visit).open_to_readers(desk.language),
        names=RIGHT_NAMES,
        done=request.args.get("done", ""),
    )
