"""Behind a secret link: "my registration", and the question whether a new e-mail address is the person's."""

import logging
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, g, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from eventapp.core import addresses, answers, current, limits, mailboxes, reader, uploads, verbs
from eventapp.core.acts import PARTICIPANT
from eventapp.core.clock import utc_now
from eventapp.core.db import session as database
from eventapp.core.db import transaction
from eventapp.core.errors import ChangedMeanwhile, NothingToSave, Refusal
from eventapp.core.forms import Form, Theirs
from eventapp.core.links import EmailProof
from eventapp.core.outage import DatabaseAway
from eventapp.core.text import LANGUAGES
from eventapp.delegations.queries import is_replaced
from eventapp.mine.joining import joinable
from eventapp.programme.queries import is_released
from eventapp.questions.queries import questionnaire, told
from eventapp.questions.rules import NOTHING
from eventapp.registration import contact, deciding, operations, queries, submissions
from eventapp.registration.consent_texts import care_text, text_agreed_to
from eventapp.registration.errors import (
    AddressIsConfirmed,
    LinkIsReplaced,
    NewAddressTaken,
    ProofIsOver,
    RegistrationIsErased,
    RegistrationNotFound,
)
from eventapp.registration.forms import ChangeForm
from eventapp.registration.labels import DIET_NAMES, STATUS_NAMES, turn_in_words
from eventapp.registration.meanwhile import Changes, person_in_words, theirs_in_words
from eventapp.registration.models import Registration
from eventapp.registration.rules import ENDED, Status
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import visit_of
from eventapp.visits.rules import phase
from eventapp.visits.words import queue_end_in_words

bp = Blueprint("mine", __name__)
log = logging.getLogger(__name__)


@bp.get("/r/<token>")
def mine(token: str) -> ResponseReturnValue:
    registration, visit = opened(token)
    language = language_of(registration)
    if "edit" in request.args and registration.status not in ENDED:
        return _edit_page(registration, visit, language, _edit_form(registration, visit, language))
    return _my_page(registration, visit, language, Form(language))


def _may_send(token: str) -> None:
    """A file, with the form. Raises RegistrationNotFound, LinkIsReplaced, TooManyAttempts."""
    opened(token)
    limits.check({"files_address": reader.network()})


@bp.post("/r/<token>")
@uploads.takes_files(_may_send, uploads.PUBLIC)
def change(token: str) -> ResponseReturnValue:
    registration, visit = opened(token)
    language = language_of(registration)
    if verb := verbs.of_old_form(VERBS, language):
        return _do(registration, visit, language, verb)
    sent = _edit_form(registration, visit, language)
    sent.receive(visit.id, uploads.sent_file, request.form, utc_now())
    caught = sent.catch_up(_now(registration, visit))
    if not sent.validate():
        return _edit_page(registration, visit, language, sent, status=sent.refused_status, caught=caught)
    entry = sent.to_entry()
    try:
        sent.check_known(_now(registration, visit))
        if entry.email not in (registration.email, registration.pending_email):
            _check_limits(registration, entry.email)
        with transaction():
            act = current.act(PARTICIPANT)
            operations.change_registration(visit.id, registration.id, entry, act=act, shown=sent.shown)
    except NothingToSave:
        return _back(token, "nothing")
    except Refusal as refusal:
        return answers.refused(refusal, _refused(*opened(token), language, refusal))
    return _back(token, "both" if caught else "changed")


def _refused(registration: Registration, visit: VisitFacts, language: str, refusal: Refusal) -> Response:
    """What was typed, beside what is there now: an organiser may have changed it while this was being saved."""
    sent, now = _edit_form(registration, visit, language), _now(registration, visit)
    sent.receive(visit.id, uploads.sent_file, request.form, utc_now())
    caught = sent.catch_up(now)
    if isinstance(refusal, ChangedMeanwhile):
        changes = {name: (sent.shown.get(name), now[name]) for name in refusal.fields}
        sent.dispute(refusal, _theirs(registration, visit, language, changes))
        sent.remember(now)
    else:
        sent.refuse(refusal)
    return _edit_page(registration, visit, language, sent, status=refusal.status, caught=caught)


def _theirs(registration: Registration, visit: VisitFacts, language: str, changes: Changes) -> dict[str, Theirs]:
    organisations = queries.sending_organisations(visit.id) if changes else []
    asked = questionnaire(visit) if changes else NOTHING
    return theirs_in_words(
        visit, language, registration.id, changes, among=organisations, who=person_in_words, asked=asked
    )


def _now(registration: Registration, visit: VisitFacts) -> dict[str, str]:
    return queries.editable_fields(registration, queries.sending_organisations(visit.id), questionnaire(visit))


VERBS: Final = {
    "cancel": "cancelled",
    "ask": "asked",
    "keep": "kept",
    "withdraw": "withdrawn",
    "accept": "accepted",
    "decline": "declined",
}
"""What a button of the page does, and what the page says afterwards. "ask", "keep": of a new e-mail address;
"withdraw": diet and needs; "accept", "decline": the place that is offered."""


def do(token: str, *, verb: str) -> ResponseReturnValue:
    """One of VERBS. Raises RegistrationNotFound, LinkIsReplaced."""
    registration, visit = opened(token)
    if request.method != "POST":
        return verbs.lead_to(addresses.registration(token))
    return _do(registration, visit, language_of(registration), verb)


verbs.add(bp, addresses.registration("<token>"), VERBS, do)


def _do(registration: Registration, visit: VisitFacts, language: str, verb: str) -> ResponseReturnValue:
    token, visit_id, identity = token_of(registration), visit.id, registration.id
    email = request.form.get("email", "")
    sent = Form(language)
    if not sent.validate():
        return _my_page(registration, visit, language, sent, status=400)
    try:
        if verb == "ask":
            _check_limits(registration, email)
        with transaction():
            _write(verb, visit_id, identity, email)
    except Refusal as refusal:
        sent.refuse(refusal)
        registration, visit = opened(token)
        return answers.refused(refusal, _my_page(registration, visit, language, sent, status=refusal.status))
    return _back(token, VERBS[verb])


def _write(verb: str, visit_id: int, identity: UUID, email: str) -> None:
    if verb == "cancel":
        operations.cancel_registration(visit_id, identity, act=current.act(PARTICIPANT))
    elif verb == "withdraw":
        operations.withdraw_care(visit_id, identity, act=current.act(PARTICIPANT))
    elif verb in ("accept", "decline"):
        answer = deciding.accept if verb == "accept" else deciding.decline
        answer(visit_id, identity, act=current.act(PARTICIPANT))
    elif verb == "ask":
        contact.ask_again(visit_id, identity, email, act=current.act(PARTICIPANT))
    else:
        contact.drop_new(visit_id, identity, act=current.act(PARTICIPANT))


def _check_limits(registration: Registration, email: str) -> None:
    """Before a letter goes to an address that may be anybody's. Raises TooManyAttempts."""
    counted = {"letter_registration": registration.id.hex, "letter_address": reader.network()}
    limits.check({**counted, "letter_email": mailboxes.counted(email)})


# ---- a new e-mail address


@bp.get("/r/email/<proof>")
def new_email(proof: str) -> ResponseReturnValue:
    """Asks for a click, since mail scanners follow links; a proof with which nothing can be done says why."""
    return _question(proof)


@bp.post("/r/email/<proof>")
def confirm_email(proof: str) -> ResponseReturnValue:
    genuine, registration, visit = _proved(proof)
    sent = Form(language_of(registration))
    if not sent.validate():
        return _question(proof, sent, status=400)
    visit_id = visit.id
    try:
        with transaction():
            contact.confirm_email(visit_id, genuine, act=current.act(PARTICIPANT))
    except NewAddressTaken as refusal:
        sent.refuse(refusal)
        return _question(proof, sent, status=refusal.status)
    except ProofIsOver as over:
        _, registration, visit = _proved(proof)
        return _email_page(registration, visit, over=over)
    return redirect(f"{addresses.confirm_email(proof)}?done=1", 303)


def _question(proof: str, form: Form | None = None, *, status: int = 200) -> Response:
    """Shows the address only as long as the proof is one of it: whoever has an old one may be anybody."""
    genuine, registration, visit = _proved(proof)
    try:
        contact.check_proof(registration, genuine, now=utc_now())
    except AddressIsConfirmed as over:
        done = "done" in request.args
        return _email_page(registration, visit, over=None if done else over, done=done)
    except ProofIsOver as over:
        return _email_page(registration, visit, over=over)
    return _email_page(registration, visit, form=form or Form(language_of(registration)), status=status)


@bp.get("/r/<token>/email/<proof>")
def earlier_proof(**_parts: str) -> ResponseReturnValue:
    """As letters had it once, with the whole key in the address. It proves nothing any more."""
    raise LinkIsReplaced


def _proved(proof: str) -> tuple[EmailProof, Registration, VisitFacts]:
    """What a genuine proof names. Raises RegistrationNotFound, RegistrationIsErased."""
    genuine = current.links().read_email_proof(proof)
    if genuine is None:
        raise RegistrationNotFound
    registration = database.get(Registration, genuine.registration)
    if registration is None:
        raise RegistrationIsErased
    return genuine, registration, visit_of(registration.visit_id)


# ---- both


def opened(token: str) -> tuple[Registration, VisitFacts]:
    """The registration that a genuine link names, and its visit. Raises RegistrationNotFound."""
    secret = current.links().read_registration_token(token)
    if secret is None:
        raise RegistrationNotFound
    try:
        registration = queries.get_registration(secret.id, secret.generation)
    except LinkIsReplaced as refusal:
        g.language = chosen_language(refusal.language)
        raise
    if request.method != "HEAD" and queries.is_unopened(registration, now=utc_now()):
        _note_opened(registration)
        registration = queries.get_registration(secret.id, secret.generation)
    return registration, visit_of(registration.visit_id)


def _note_opened(registration: Registration) -> None:
    """The one reading that writes, once a registration (docs/decisions/105); the page is shown in any case."""
    visit_id, identity = registration.visit_id, registration.id
    try:
        with transaction():
            submissions.note_opened(visit_id, identity)
    except (DatabaseAway, OperationalError):
        log.warning("that a link was opened could not be noted")


def token_of(registration: Registration) -> str:
    """What stands in the link to its page."""
    return current.links().registration_token(registration.id, registration.generation)


def language_of(registration: Registration) -> str:
    """The person's, or the one they last chose here with ``?l=``."""
    return chosen_language(registration.language)


def chosen_language(language: str) -> str:
    """The one that the reader last chose with ``?l=``; else this one."""
    asked = request.args.get("l", "")
    if asked in LANGUAGES:
        session["language"] = asked
    chosen: str = session.get("language", "")
    return chosen if chosen in LANGUAGES else language or reader.language()


def _back(token: str, done: str) -> ResponseReturnValue:
    return redirect(f"{addresses.registration(token)}?done={done}", 303)


def _edit_form(registration: Registration, visit: VisitFacts, language: str) -> ChangeForm:
    return ChangeForm.of(language, registration, queries.sending_organisations(visit.id), questionnaire(visit))


def _edit_page(
    registration: Registration,
    visit: VisitFacts,
    language: str,
    shown: ChangeForm,
    *,
    status: int = 200,
    caught: Changes = MappingProxyType({}),
) -> Response:
    """``caught``: see EditForm.catch_up."""
    theirs = _theirs(registration, visit, language, caught).values()
    values: dict[str, Any] = {"form": shown, "caught": theirs, "query": "edit=1&"}
    return own_page("registration/change.html", registration, visit, language, status, **values)


def _my_page(
    registration: Registration, visit: VisitFacts, language: str, shown: Form, *, status: int = 200
) -> Response:
    organisations = {item.id: item for item in queries.sending_organisations(visit.id)}
    return own_page(
        "registration/mine.html",
        registration,
        visit,
        language,
        status,
        form=shown,
        organisation=organisations.get(registration.organisation_id or 0),
        place_in_queue=queries.place_in_queue(registration),
        turn_in_words=turn_in_words,
        kept_until=queries.kept_until(visit, registration),
        proof=queries.proves(visit, registration),
        answers=told(visit, registration.id, questionnaire(visit), language),
        agreed_to=text_agreed_to(registration),
        care_text=care_text(registration),
        status_names=STATUS_NAMES,
        diet_names=DIET_NAMES,
        joinable=joinable(registration, now=utc_now()),
        replaced=registration.status == Status.CANCELLED and is_replaced(registration.id),
        done=request.args.get("done", ""),
        mail_is_sent=current.settings().smtp is not None,
    )


def _email_page(
    registration: Registration,
    visit: VisitFacts,
    *,
    status: int = 200,
    form: Form | None = None,
    over: ProofIsOver | None = None,
    done: bool = False,
) -> Response:
    """Of the person it says nothing but the address that the letter went to."""
    language = language_of(registration)
    return secret_page(
        "registration/email.html",
        visit,
        language,
        over.status if over else status,
        here=request.path,
        form=form,
        reason=over.text(language) if over else "",
        confirmed=isinstance(over, AddressIsConfirmed),
        email=registration.pending_email,
        done=done,
    )


def own_page(
    template: str,
    registration: Registration,
    visit: VisitFacts,
    language: str,
    status: int,
    *,
    page: str = "",
    **values: Any,
) -> Response:
    """A page for the holder of the link alone; ``page``: what stands in its address behind the link's."""
    own = addresses.registration(token_of(registration))
    values |= {"phase": phase(visit, utc_now()), "queue_end": queue_end_in_words(language, visit)}
    return secret_page(template, visit, language, status, here=own + page, registration=registration, own=own, **values)


def secret_page(
    template: str, visit: VisitFacts, language: str, status: int, *, here: str, query: str = "", **values: object
) -> Response:
    """A page behind a secret link, in no search engine."""
    response = answers.page(
        template,
        language=language,
        status=status,
        visit=visit,
        here=here,
        released=visit.visible and is_released(visit.id),
        alternates={other: f"{here}?{query}l={other}" for other in LANGUAGES},
        **values,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
