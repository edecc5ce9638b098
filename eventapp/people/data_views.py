"""Organisers' pages of what is kept of one person: as a page and as a file, and erasing it."""

from typing import Final

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, security
from eventapp.core.clock import utc_now
from eventapp.core.db import empty_log, transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form, parse_id
from eventapp.core.keepers import Person
from eventapp.people.views import LIST, PeopleDesk, people_desk
from eventapp.registration import erasing, own_data, queries
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status
from eventapp.visits.rules import phase

bp = Blueprint("person_data", __name__)
ONE: Final = f"{LIST}/<code>"


@bp.get(f"{ONE}/data")
def data(slug: str, code: str) -> ResponseReturnValue:
    desk, row = _one(slug, code)
    found = own_data.sections(Person(desk.visit.id, row.id), desk.visit, desk.language)
    return desk.people_page("desk/person_data.html", registration=row, person=_address(desk, row), sections=found)


@bp.get(f"{ONE}/data.json")
def as_file(slug: str, code: str) -> ResponseReturnValue:
    desk, row = _one(slug, code)
    body = own_data.document(Person(desk.visit.id, row.id), desk.visit)
    security.note(security.Event.EXPORTED, account=desk.account.id, visit=desk.visit.id, kind="person")
    return answers.private_file(body, own_data.MEDIA_TYPE, f"{slug}-{row.id}.json")


@bp.get(f"{ONE}/erase")
def ask_before_erasing(slug: str, code: str) -> ResponseReturnValue:
    """What erasing means, and the button that does it."""
    desk, row = _one(slug, code)
    return _question(desk, row, Form(desk.language))


@bp.post(f"{ONE}/erase")
def erase(slug: str, code: str) -> ResponseReturnValue:
    desk, row = _one(slug, code)
    visit_id, identity, sent = desk.visit.id, row.id, Form(desk.language)
    if not sent.validate():
        return _question(desk, row, sent, status=400)
    try:
        with transaction():
            erasing.erase_person(visit_id, identity, act=desk.act())
    except Refusal as refusal:
        sent.refuse(refusal)
        return answers.refused(refusal, _question(*_one(slug, code), sent, status=refusal.status))
    security.note(security.Event.ERASED, account=desk.account.id, visit=visit_id, registrations=1)
    empty_log()
    return redirect(f"{addresses.desk(slug, 'registrations')}?erased=1", 303)


def _one(slug: str, code: str) -> tuple[PeopleDesk, Registration]:
    desk = people_desk(slug)
    return desk, queries.registration_of(desk.visit.id, parse_id(code))


def _address(desk: PeopleDesk, row: Registration) -> str:
    return addresses.desk(desk.visit.slug, "registrations", str(row.id))


def _question(desk: PeopleDesk, row: Registration, form: Form, *, status: int = 200) -> Response:
    return desk.people_page(
        "desk/person_erase.html",
        status,
        form=form,
        registration=row,
        person=_address(desk, row),
        holds=row.status != Status.CANCELLED,
        proof=erasing.proof_left(desk.visit, row, now=utc_now()),
        over=phase(desk.visit, utc_now()).over,
    )
