"""Signing in by a link, signing out, and the browsers in which one is signed in."""

from flask import Blueprint, Response, after_this_request, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.accounts import operations, rules
from eventapp.accounts.errors import LinkIsSpent, LinksLieInMailbox
from eventapp.accounts.forms import SignInForm
from eventapp.accounts.models import Account
from eventapp.accounts.queries import link_is_good, lost_letters, open_sessions, token_hash
from eventapp.accounts.session import signed_in_organiser
from eventapp.core import addresses, answers, browser, current, limits, mailboxes, reader, security, verbs
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal, TooManyForMailbox
from eventapp.core.forms import Form
from eventapp.core.security import Event
from eventapp.notifications.rules import why

bp = Blueprint("accounts", __name__)


@bp.before_app_request
def lead_strangers_to_the_sign_in() -> None:
    """Whatever they ask for below /organise/, whether it exists or not; each page asks again who is there."""
    if request.path.startswith(addresses.DESK):
        after_this_request(_unlisted)
        signed_in_organiser()
        browser.note_organiser()
        after_this_request(browser.renew_session)


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get(addresses.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    return _sign_in_page(SignInForm(reader.language()))


@bp.post(addresses.SIGN_IN)
def ask_for_link() -> ResponseReturnValue:
    """The same answer for an organiser and for anybody else, by the same work: the worker looks who it is."""
    language = reader.language()
    form = SignInForm(language)
    if not form.validate():
        return _sign_in_page(form, status=form.refused_status)
    settings = current.settings()
    counted = {"sign_in_address": reader.network(), "sign_in_email": mailboxes.key(form.email.address)}
    try:
        limits.check(counted, first_passes="sign_in_email")
        with transaction():
            operations.ask_for_link(form.email.address, language=language, now=utc_now())
    except TooManyForMailbox as refusal:
        form.refuse(LinksLieInMailbox(refusal.retry_after or 0))
        return _sign_in_page(form, status=refusal.status, retry_after=refusal.retry_after)
    except Refusal as refusal:
        form.refuse(refusal)
        return _sign_in_page(form, status=refusal.status, retry_after=refusal.retry_after)
    return answers.page("accounts/sent.html", language=language, mail_is_sent=settings.smtp is not None)


@bp.get(f"{addresses.SIGN_IN}/<token>")
def link(token: str) -> ResponseReturnValue:
    """Asks for a click: mail scanners follow links, and a link is good once."""
    language = reader.language()
    if not link_is_good(token, now=utc_now()):
        return _spent(language)
    return answers.page("accounts/enter.html", language=language, form=Form(language), here=request.path)


@bp.post(f"{addresses.SIGN_IN}/<token>")
def enter(token: str) -> ResponseReturnValue:
    language = reader.language()
    form = Form(language)
    if not form.validate():
        return answers.page("accounts/enter.html", language=language, status=400, form=form, here=request.path)
    try:
        with transaction():
            device = rules.device(request.user_agent.string)
            entered = operations.enter(token, device=device, links=current.links(), now=utc_now())
    except LinkIsSpent:
        return _spent(language)
    security.note(Event.SIGNED_IN, account=entered.account_id)
    response = redirect(addresses.DESK, 303)
    browser.keep_session(response, entered.token)
    return response


@bp.get("/sign-out")
def ask_before_signing_out() -> ResponseReturnValue:
    """Reading an address ends nothing: the button is on the page of the account."""
    return verbs.lead_to(addresses.ACCOUNT)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    form = Form(reader.language())
    if not form.validate():
        return _account_page(signed_in_organiser(), form, status=400)
    with transaction():
        whose = operations.sign_out(browser.session_token())
    if whose is not None:
        security.note(Event.SIGNED_OUT, account=whose)
    response = redirect(addresses.SIGN_IN, 303)
    browser.forget_session(response)
    return response


@bp.get(addresses.ACCOUNT)
def account() -> ResponseReturnValue:
    who = signed_in_organiser()
    return _account_page(who, Form(reader.account_language(who.language)))


@bp.post(addresses.ACCOUNT)
def end_session() -> ResponseReturnValue:
    """Sign another browser out."""
    who = signed_in_organiser()
    form = Form(reader.account_language(who.language))
    if not form.validate():
        return _account_page(who, form, status=400)
    sent, account_id = request.form.get("session", ""), who.id
    number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
    with transaction():
        operations.end_session(account_id, number)
    security.note(Event.SESSION_ENDED, account=account_id)
    return redirect(addresses.ACCOUNT, 303)


def _account_page(who: Account, form: Form, *, status: int = 200) -> Response:
    now = utc_now()
    return answers.page(
        "accounts/account.html",
        language=form.language,
        status=status,
        here=addresses.ACCOUNT,
        account=who,
        form=form,
        sessions=open_sessions(who.id, now=now),
        present=token_hash(browser.session_token()),
        unsent=lost_letters(now=now) if current.settings().smtp else (),
        why=why,
    )


def _sign_in_page(form: SignInForm, *, status: int = 200, retry_after: int | None = None) -> Response:
    response = answers.page("accounts/sign_in.html", language=form.language, status=status, form=form)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _spent(language: str) -> Response:
    security.note(Event.LINK_REFUSED, kind="sign-in")
    form = SignInForm(language)
    form.refuse(LinkIsSpent())
    return _sign_in_page(form, status=LinkIsSpent.status)
