"""Public pages: the form, and "my registration" behind a secret link."""

from flask import Blueprint, Response, redirect, request, session
from flask.typing import ResponseReturnValue

from eventapp.core import addresses, web
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.links import REGISTRATION, Links
from eventapp.core.text import LANGUAGES
from eventapp.core.tokens import read_token
from eventapp.programme.queries import is_released
from eventapp.publishing.queries import get_edition
from eventapp.registration import operations, queries
from eventapp.registration.errors import EmailTaken, RegistrationNotFound
from eventapp.registration.forms import RegistrationForm, Sender, values_of
from eventapp.registration.models import Registration
from eventapp.registration.names import DIET_NAMES, STATUS_NAMES
from eventapp.registration.rules import Status
from eventapp.visits.history import PARTICIPANT
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit
from eventapp.visits.rules import is_over, registration_window

bp = Blueprint("registration", __name__)


def links() -> Links:
    settings = web.settings()
    return Links(settings.base_url, settings.secret_key)


# ---- registering


@bp.get("/<language:language>/<slug>/register")
def form(language: str, slug: str) -> ResponseReturnValue:
    visit = get_visit(slug)
    return _form_page(visit, language, _empty_form(visit, language))


@bp.post("/<language:language>/<slug>/register")
def register(language: str, slug: str) -> ResponseReturnValue:
    visit_id, senders = _senders(slug)
    sent = RegistrationForm(language, senders)
    if not sent.validate():
        return _form_page(get_visit(slug), language, sent, status=400 if sent.csrf_failed else 422)
    if not sent.came_from_a_robot:
        try:
            web.check_limit("register_address", web.reader_address())
            web.check_limit("register_email", sent.email.data.casefold())
            with transaction():
                operations.register(visit_id, sent.to_entry(), links=links(), now=utc_now())
        except Refusal as refusal:
            return _refused(sent, refusal, _form_page(get_visit(slug), language, sent, refusal=refusal))
    # The same for a newcomer, for one already registered, and for a robot.
    return redirect(addresses.register_sent(language, slug), 303)


@bp.get("/<language:language>/<slug>/register/sent")
def sent(language: str, slug: str) -> ResponseReturnValue:
    visit = get_visit(slug)
    return web.page(
        "registration/sent.html",
        language=language,
        visit=visit,
        mail_is_sent=web.settings().smtp is not None,
        alternates={other: addresses.register_sent(other, slug) for other in LANGUAGES},
        released=is_released(visit.id),
    )


def _senders(slug: str) -> tuple[int, tuple[Sender, ...]]:
    """The visit's id, and whose people register, as they were a second ago: the operation looks again.

    Raises VisitNotFound.
    """
    shelf = web.shelf("publishing", lambda slug: get_edition(slug, now=utc_now()))
    edition = shelf.edition(slug)

    def read() -> tuple[Sender, ...]:
        return tuple(Sender(item.code, item.name) for item in queries.sending_organisations(edition.visit_id))

    return edition.visit_id, shelf.item(slug, edition, "senders", read)


def _empty_form(visit: Visit, language: str) -> RegistrationForm:
    return RegistrationForm(language, queries.sending_organisations(visit.id))


def _form_page(
    visit: Visit, language: str, shown: RegistrationForm, *, status: int = 200, refusal: Refusal | None = None
) -> Response:
    if refusal:
        shown.refuse(refusal)
        status = refusal.status
    now = utc_now()
    return web.page(
        "registration/register.html",
        language=language,
        status=status,
        visit=visit,
        form=shown,
        window=registration_window(visit.registration_opens_at, visit.registration_closes_at, now=now),
        over=is_over(visit.ends_on, visit.timezone, now=now),
        places=queries.places(visit),
        alternates={other: addresses.register(other, visit.slug) for other in LANGUAGES},
        released=is_released(visit.id),
    )


def _refused(_form: Form, refusal: Refusal, response: Response) -> Response:
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


# ---- my registration


@bp.get("/r/<token>")
def mine(token: str) -> ResponseReturnValue:
    registration, visit = _mine(token)
    language = _language(registration)
    if "edit" in request.args and registration.status != Status.CANCELLED:
        return _edit_page(registration, visit, language, _edit_form(registration, visit, language))
    return _my_page(registration, visit, language, Form(language))


@bp.post("/r/<token>")
def change(token: str) -> ResponseReturnValue:
    """``do`` says what: "cancel", anything else changes the registration."""
    registration, visit = _mine(token)
    language = _language(registration)
    if request.form.get("do") == "cancel":
        return _cancel(registration, visit, language)
    sent = _edit_form(registration, visit, language)
    if not sent.validate():
        return _edit_page(registration, visit, language, sent, status=400 if sent.csrf_failed else 422)
    entry = sent.to_entry()
    try:
        if entry.email != registration.email:
            web.check_limit("link_email", entry.email.casefold())
        with transaction():
            operations.change_registration(
                visit.id, registration.id, entry, by=PARTICIPANT, links=links(), now=utc_now()
            )
    except Refusal as refusal:
        registration, visit = _mine(token)
        return _refused(sent, refusal, _edit_page(registration, visit, language, sent, refusal=refusal))
    return _back(token, "changed")


def _cancel(registration: Registration, visit: Visit, language: str) -> ResponseReturnValue:
    token = _token(registration)
    sent = Form(language)
    if not sent.validate():
        return _my_page(registration, visit, language, sent, status=400)
    with transaction():
        operations.cancel_registration(visit.id, registration.id, by=PARTICIPANT, links=links(), now=utc_now())
    return _back(token, "cancelled")


@bp.get("/r/<token>/email/<proof>")
def new_email(token: str, proof: str) -> ResponseReturnValue:
    """Asks for a click, since mail scanners follow links."""
    registration, visit = _mine(token)
    email = _proved_email(registration, proof)
    language = _language(registration)
    return _email_page(registration, visit, language, email)


@bp.post("/r/<token>/email/<proof>")
def confirm_email(token: str, proof: str) -> ResponseReturnValue:
    registration, visit = _mine(token)
    email = _proved_email(registration, proof)
    language = _language(registration)
    sent = Form(language)
    if not sent.validate():
        return _email_page(registration, visit, language, email, sent, status=400)
    try:
        with transaction():
            operations.confirm_email(visit.id, registration.id, email, now=utc_now())
    except EmailTaken as refusal:
        sent.refuse(refusal)
        registration, visit = _mine(token)
        return _email_page(registration, visit, language, email, sent, status=refusal.status)
    return _back(token, "changed")


def _mine(token: str) -> tuple[Registration, Visit]:
    """The registration that a genuine link names, and its visit. Raises RegistrationNotFound."""
    from eventapp.core.db import session as database

    secret = read_token(web.settings().secret_key, REGISTRATION, token)
    if secret is None:
        raise RegistrationNotFound
    registration = queries.get_registration(secret.id, secret.generation)
    return registration, database.get_one(Visit, registration.visit_id)


def _proved_email(registration: Registration, proof: str) -> str:
    email = registration.pending_email or registration.email
    if not links().is_email_proof(proof, registration.id, email):
        raise RegistrationNotFound
    return email


def _token(registration: Registration) -> str:
    return links().registration_token(registration.id, registration.generation)


def _language(registration: Registration) -> str:
    """The person's, or the one they last chose here with ``?l=``."""
    asked = request.args.get("l", "")
    if asked in LANGUAGES:
        session["language"] = asked
    chosen: str = session.get("language", "")
    return chosen if chosen in LANGUAGES else registration.language


def _back(token: str, done: str) -> ResponseReturnValue:
    return redirect(f"{addresses.registration(token)}?done={done}", 303)


def _edit_form(registration: Registration, visit: Visit, language: str) -> RegistrationForm:
    organisations = queries.sending_organisations(visit.id)
    made = RegistrationForm(language, organisations, data=values_of(registration, organisations))
    del made.consent
    return made


def _edit_page(
    registration: Registration,
    visit: Visit,
    language: str,
    shown: RegistrationForm,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
) -> Response:
    if refusal:
        shown.refuse(refusal)
        status = refusal.status
    return _private("registration/change.html", registration, visit, language, status, form=shown, query="edit=1&")


def _my_page(registration: Registration, visit: Visit, language: str, shown: Form, *, status: int = 200) -> Response:
    organisations = {item.id: item for item in queries.sending_organisations(visit.id)}
    return _private(
        "registration/mine.html",
        registration,
        visit,
        language,
        status,
        form=shown,
        organisation=organisations.get(registration.organisation_id or 0),
        place_in_queue=queries.place_in_queue(registration),
        status_names=STATUS_NAMES,
        diet_names=DIET_NAMES,
        done=request.args.get("done", ""),
    )


def _email_page(
    registration: Registration, visit: Visit, language: str, email: str, shown: Form | None = None, *, status: int = 200
) -> Response:
    shown = shown or Form(language)
    return _private("registration/email.html", registration, visit, language, status, form=shown, email=email)


def _private(
    template: str,
    registration: Registration,
    visit: Visit,
    language: str,
    status: int,
    *,
    query: str = "",
    **values: object,
) -> Response:
    """A page for the holder of the link alone."""
    here = request.path
    response = web.page(
        template,
        language=language,
        status=status,
        visit=visit,
        registration=registration,
        here=here,
        own=addresses.registration(_token(registration)),
        over=is_over(visit.ends_on, visit.timezone, now=utc_now()),
        released=is_released(visit.id),
        alternates={other: f"{here}?{query}l={other}" for other in LANGUAGES},
        **values,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
