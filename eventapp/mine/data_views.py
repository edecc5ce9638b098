"""Behind a person's secret link: what is kept of them, as a page and as a file, and erasing it."""

from typing import Final

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, answers, current, reader, security
from eventapp.core.acts import PARTICIPANT
from eventapp.core.clock import utc_now
from eventapp.core.db import empty_log, transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.keepers import Person
from eventapp.mine.views import language_of, opened, own_page
from eventapp.registration import erasing, own_data
from eventapp.registration.errors import OnlyProofIsKept, RegistrationIsErased
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status
from eventapp.visits.facts import VisitFacts

bp = Blueprint("my_data", __name__)
OWN: Final = addresses.registration("<token>")


@bp.get(f"{OWN}/data")
def data(token: str) -> ResponseReturnValue:
    """All that is kept of the person, in words."""
    registration, visit = opened(token)
    language = language_of(registration)
    found = own_data.sections(Person(visit.id, registration.id), visit, language)
    return own_page("registration/my_data.html", registration, visit, language, 200, sections=found, page="/data")


@bp.get(f"{OWN}/data.json")
def as_file(token: str) -> ResponseReturnValue:
    """The same for programs."""
    registration, visit = opened(token)
    body = own_data.document(Person(visit.id, registration.id), visit)
    security.note(security.Event.EXPORTED, visit=visit.id, kind="person")
    return answers.private_file(body, own_data.MEDIA_TYPE, f"{visit.slug}-my-data.json")


@bp.get(f"{OWN}/erase")
def ask_before_erasing(token: str) -> ResponseReturnValue:
    """What erasing means, and the button that does it."""
    registration, visit = opened(token)
    return _question(registration, visit, Form(language_of(registration)))


@bp.post(f"{OWN}/erase")
def erase(token: str) -> ResponseReturnValue:
    registration, visit = opened(token)
    language, visit_id, identity = language_of(registration), visit.id, registration.id
    sent = Form(language)
    if not sent.validate():
        return _question(registration, visit, sent, status=400)
    try:
        with transaction():
            erasing.erase_person(visit_id, identity, act=current.act(PARTICIPANT))
    except Refusal as refusal:
        sent.refuse(refusal)
        return answers.refused(refusal, _question(*opened(token), sent, status=refusal.status))
    security.note(security.Event.ERASED, visit=visit_id, registrations=1)
    empty_log()
    return redirect(f"{addresses.registration(token)}/erased?l={language}", 303)


@bp.get(f"{OWN}/erased")
def erased(token: str) -> ResponseReturnValue:
    """That it is done, for whoever has the link of somebody who is not there any more. Raises RegistrationNotFound."""
    try:
        opened(token)
    except RegistrationIsErased as over:
        proof = isinstance(over, OnlyProofIsKept)
        response = answers.page("registration/erased.html", language=reader.language(), proof=proof)
        response.headers["X-Robots-Tag"] = "noindex"
        return response
    return redirect(addresses.registration(token), 303)


def _question(registration: Registration, visit: VisitFacts, form: Form, *, status: int = 200) -> Response:
    return own_page(
        "registration/erase.html",
        registration,
        visit,
        language_of(registration),
        status,
        form=form,
        holds=registration.status != Status.CANCELLED,
        proof=erasing.proof_left(visit, registration, now=utc_now()),
        page="/erase",
    )
