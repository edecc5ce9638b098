"""Public pages: the form, and what is said to whoever has sent it."""

from flask import Blueprint, Response, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from eventapp.core import addresses, answers, current, limits, mailboxes, reader, uploads
from eventapp.core.acts import PARTICIPANT
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.page_cache import PageCache, cache_of_app
from eventapp.core.shells import Shell
from eventapp.core.text import LANGUAGES
from eventapp.programme.queries import is_released
from eventapp.questions.attaching import NoFileIsAsked
from eventapp.questions.forms import asking
from eventapp.registration import opened, operations
from eventapp.registration.errors import SendingIsOver
from eventapp.registration.forms import AddressForm, RegistrationForm
from eventapp.registration.mistyped import host_of, likely_address, mail_hosts
from eventapp.registration.opened import Asked, Edition
from eventapp.registration.rules import check_window
from eventapp.registration.submissions import find_sending
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import organisations, public_visit
from eventapp.visits.rules import phase

bp = Blueprint("registration", __name__)
SENDING = "sending"
"""In the cookie: the key to what was sent last."""


# ---- registering


@bp.get("/<language:language>/<slug>/register")
def form(language: str, slug: str) -> ResponseReturnValue:
    of = _cache().edition(slug)
    refuses = opened.refuses(of.visit, now=utc_now())

    def make() -> Shell:
        return opened.shell_of(of, language, _form_of(_asked(of), language), refuses=refuses)

    shell = _cache().item(slug, of, ("shell", language, refuses), make)
    return answers.filled(shell, language=language, **{opened.TOKEN: generate_csrf()})


def _may_send(language: str, slug: str) -> None:
    """A file, with the form. Raises VisitNotFound, RegistrationNotOpen, RegistrationClosed, NoFileIsAsked,
    TooManyAttempts."""
    of = _cache().edition(slug)
    check_window(of.visit, utc_now())
    if not _form_of(_asked(of), language).fields_of_files:
        raise NoFileIsAsked
    limits.check({"files_address": reader.network()})


@bp.post("/<language:language>/<slug>/register")
@uploads.takes_files(_may_send, uploads.PUBLIC)
def register(language: str, slug: str) -> ResponseReturnValue:
    of = _cache().edition(slug)
    visit_id, sent = of.visit.id, _form_of(_asked(of), language)
    if sent.showed_other_words or sent.showed_other_questions:  # perhaps in this very second
        sent = _form_of(opened.asked_of(public_visit(slug)), language)
    if sent.fields_of_files:
        check_window(of.visit, utc_now())
        sent.receive(visit_id, uploads.sent_file, request.form, utc_now())
    if not sent.validate():
        return _form_page(public_visit(slug), language, sent, status=sent.refused_status)
    if sent.fell_into_the_trap:
        return _form_page(public_visit(slug), language, sent, status=400)
    try:
        target = _counted(visit_id, sent.email.address)
        limits.check({"register_address": reader.network(), "register_email": target})
        entry = sent.to_entry()
        with transaction():
            key = operations.register(visit_id, entry, act=current.act(PARTICIPANT))
    except Refusal as refusal:
        return answers.refused(refusal, _form_page(public_visit(slug), language, sent, refusal=refusal))
    # The same for a newcomer and for one already registered.
    session[SENDING] = key
    return redirect(addresses.register_sent(language, slug), 303)


@bp.get("/<language:language>/<slug>/register/sent")
def sent(language: str, slug: str) -> ResponseReturnValue:
    """Where the letter went, to whoever sent the form half an hour ago or later, in the same browser."""
    visit = public_visit(slug)
    found = find_sending(visit.id, session.get(SENDING, ""), now=utc_now())
    typed = {"email": mailboxes.shown(found.email)} if found else {}
    return _sent_page(visit, language, AddressForm(language, data=typed))


@bp.post("/<language:language>/<slug>/register/sent")
def correct(language: str, slug: str) -> ResponseReturnValue:
    """Let the letter go to another address."""
    visit = public_visit(slug)
    visit_id, key, form = visit.id, session.get(SENDING, ""), AddressForm(language)
    if not form.validate():
        return _sent_page(visit, language, form, status=form.refused_status)
    try:
        check_window(visit, utc_now())
        _check_limits(visit_id, key, form.email.address)
        with transaction():
            session[SENDING] = operations.correct_address(
                visit_id, key, form.email.address, act=current.act(PARTICIPANT)
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return answers.refused(refusal, _sent_page(public_visit(slug), language, form, status=refusal.status))
    return redirect(f"{addresses.register_sent(language, slug)}?done=corrected", 303)


def _counted(visit_id: int, email: str) -> str:
    """For ``register_email``: at each visit by itself, so that a link of that visit lies in a mailbox whose limit is
    full."""
    return f"{visit_id} {mailboxes.counted(email)}"


def _check_limits(visit_id: int, key: str, email: str) -> None:
    """Raises SendingIsOver, TooManyAttempts.

    An address is left behind so seldom that links which open still lie in its mailbox when no more is written to it
    (``register_email``): nobody is kept out by what a stranger sends.
    """
    sending = find_sending(visit_id, key, now=utc_now())
    if sending is None:
        raise SendingIsOver
    sender = {"register_address": reader.network(), "corrections": sending.registration_id.hex}
    target = {"corrected_address": mailboxes.counted(sending.email), "register_email": _counted(visit_id, email)}
    limits.check(sender | target)


def _sent_page(visit: VisitFacts, language: str, form: AddressForm, *, status: int = 200) -> Response:
    found = find_sending(visit.id, session.get(SENDING, ""), now=utc_now())
    return answers.page(
        "registration/sent.html",
        language=language,
        status=status,
        visit=visit,
        form=form,
        email=found.email if found else "",
        likely=likely_address(found.email, _usual_hosts(visit.id)) if found else "",
        corrected=request.args.get("done") == "corrected" and not form.errors and not form.form_errors,
        phase=phase(visit, utc_now()),
        mail_is_sent=current.settings().smtp is not None,
        alternates={other: addresses.register_sent(other, visit.slug) for other in LANGUAGES},
        released=is_released(visit.id),
    )


def _usual_hosts(visit_id: int) -> tuple[str, ...]:
    """Where the people of this visit have their mailboxes, as far as we know."""
    return (*mail_hosts(), *(host_of(item.website) for item in organisations(visit_id)))


def _cache() -> PageCache[Edition]:
    return cache_of_app("registration", lambda slug: opened.edition_of(public_visit(slug), now=utc_now()))


def _asked(of: Edition) -> Asked:
    """As it was a second ago: the operation looks again, and the terms are those that the reader was shown."""
    return _cache().item(of.visit.slug, of, "asked", lambda: opened.asked_of(of.visit))


def _form_of(what: Asked, language: str) -> RegistrationForm:
    """With what was sent, if something was."""
    return asking(RegistrationForm, what.questions, language)(language, what.senders, terms=what.terms)


def _form_page(
    visit: VisitFacts, language: str, shown: RegistrationForm, *, status: int = 200, refusal: Refusal | None = None
) -> Response:
    if refusal:
        shown.refuse(refusal)
        status = refusal.status
    of, refuses = opened.edition_of(visit, now=utc_now()), opened.refuses(visit, now=utc_now())
    made = opened.values(of, language, shown, refuses=refuses)
    return answers.page(opened.TEMPLATE, language=language, status=status, **made)
