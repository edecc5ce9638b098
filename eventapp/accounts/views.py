"""Signing in by a link, signing out, and the browsers in which one is signed in."""

from flask import Blueprint, Response, after_this_request, redirect, request
from flask.typing import ResponseReturnValue

from eventapp.accounts import operations, rules
from eventapp.accounts.errors import LinkIsSpent
from eventapp.accounts.forms import SignInForm
from eventapp.accounts.models import Account
from eventapp.accounts.queries import link_is_good, open_sessions, signed_in, token_hash
from eventapp.core import addresses, web
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.links import Links

bp = Blueprint("accounts", __name__)


@bp.before_app_request
def lead_strangers_to_the_sign_in() -> None:
    """Whatever they ask for below /organise/, whether it exists or not; each page asks again who is there."""
    if request.path.startswith(addresses.ORGANISE):
        after_this_request(_unlisted)
        signed_in(web.session_token(), now=utc_now())


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get(addresses.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    return _sign_in_page(SignInForm(web.reader_language()))


@bp.post(addresses.SIGN_IN)
def ask_for_link() -> ResponseReturnValue:
    """The same answer for an organiser and for anybody else."""
    language = web.reader_language()
    form = SignInForm(language)
    if not form.validate():
        return _sign_in_page(form, status=400 if form.csrf_failed else 422)
    settings = web.settings()
    links = Links(settings.base_url, settings.secret_key)
    try:
        web.check_limit("link_email", form.email.data.casefold())
        with transaction():
            operations.send_sign_in_link(form.email.data, language=language, links=links, now=utc_now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _sign_in_page(form, status=refusal.status, retry_after=refusal.retry_after)
    return web.page("accounts/sent.html", language=language, mail_is_sent=settings.smtp is not None)


@bp.get(f"{addresses.SIGN_IN}/<token>")
def link(token: str) -> ResponseReturnValue:
    """Asks for a click: mail scanners follow links, and a link is good once."""
    language = web.reader_language()
    if not link_is_good(token, now=utc_now()):
        return _spent(language)
    return web.page("accounts/enter.html", language=language, form=Form(language), here=request.path)


@bp.post(f"{addresses.SIGN_IN}/<token>")
def enter(token: str) -> ResponseReturnValue:
    language = web.reader_language()
    form = Form(language)
    if not form.validate():
        return web.page("accounts/enter.html", language=language, status=400, form=form, here=request.path)
    try:
        with transaction():
            opened = operations.spend_link(token, device=rules.device(request.user_agent.string), now=utc_now())
    except LinkIsSpent:
        return _spent(language)
    response = redirect(addresses.ORGANISE, 303)
    web.keep_session(response, opened, rules.SESSION_LIFE)
    return response


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    form = Form(web.reader_language())
    if not form.validate():
        return _account_page(signed_in(web.session_token(), now=utc_now()), form, status=400)
    with transaction():
        operations.sign_out(web.session_token())
    response = redirect(addresses.SIGN_IN, 303)
    web.forget_session(response)
    return response


@bp.get(addresses.ACCOUNT)
def account() -> ResponseReturnValue:
    who = signed_in(web.session_token(), now=utc_now())
    return _account_page(who, Form(web.account_language(who.language)))


@bp.post(addresses.ACCOUNT)
def end_session() -> ResponseReturnValue:
    """Sign another browser out."""
    who = signed_in(web.session_token(), now=utc_now())
    form = Form(web.account_language(who.language))
    if not form.validate():
        return _account_page(who, form, status=400)
    number = request.form.get("session", "")
    with transaction():
        operations.end_session(who.id, int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0)
    return redirect(addresses.ACCOUNT, 303)


def _account_page(who: Account, form: Form, *, status: int = 200) -> Response:
    return web.page(
        "accounts/account.html",
        language=form.language,
        status=status,
        here=addresses.ACCOUNT,
        account=who,
        form=form,
        sessions=open_sessions(who.id, now=utc_now()),
        present=token_hash(web.session_token()),
    )


def _sign_in_page(form: SignInForm, *, status: int = 200, retry_after: int | None = None) -> Response:
    response = web.page("accounts/sign_in.html", language=form.language, status=status, form=form)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _spent(language: str) -> Response:
    form = SignInForm(language)
    form.refuse(LinkIsSpent())
    return _sign_in_page(form, status=LinkIsSpent.status)
