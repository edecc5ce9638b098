"""Accounts, their links and sessions."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from eventapp.accounts import mails
from eventapp.accounts.errors import LinkIsSpent, SessionNotFound
from eventapp.accounts.models import Account, AccountSession, SignInLink, SignInRequest
from eventapp.accounts.queries import LETTERS, find_account, get_account, token_hash
from eventapp.accounts.rules import LINK_LIFE, SESSION_LIFE, has_mailbox
from eventapp.core import addresses, mailboxes
from eventapp.core.db import insert_row, session
from eventapp.core.links import Links
from eventapp.notifications.operations import empty_mails_about, queue_mail


@dataclass(frozen=True, slots=True)
class Entered:
    """Who signed in, and the token of the new session."""

    account_id: int
    token: str


def add_account(email: str, *, language: str, now: datetime) -> Account:
    """Make an organiser of that address, as ``mailboxes.parse`` gives it; who is one already stays so."""
    account = find_account(email)
    if account is None:
        account = Account(email=email, email_key=mailboxes.key(email), language=language, created_at=now)
        session.add(account)
        session.flush()
    return account


def remove_account(email: str, *, now: datetime) -> int:
    """End all sessions and links of that organiser and forget the address; gives the id, which the history keeps.

    Raises AccountNotFound.
    """
    account = get_account(email)
    for table in (SignInLink, AccountSession):
        session.execute(delete(table).where(table.account_id == account.id))
    empty_mails_about(_about(account.id), now=now)
    account.email, account.email_key, account.removed_at = "", None, now
    return account.id


def make_sign_in_link(email: str, *, now: datetime, life: timedelta = LINK_LIFE) -> str:
    """A fresh link's token; earlier ones stay good until their time is over. Raises AccountNotFound."""
    session.execute(delete(SignInLink).where(SignInLink.expires_at <= now))
    token = secrets.token_urlsafe(32)
    account = get_account(email)
    session.add(SignInLink(account_id=account.id, token_hash=token_hash(token), expires_at=now + life))
    return token


def ask_for_link(email: str, *, language: str, now: datetime) -> None:
    """Note that somebody asks; whose address it is is not looked at here, so that no answer tells it."""
    insert_row(SignInRequest(email=email, language=language, asked_at=now))


def answer_requests(*, links: Links, now: datetime) -> None:
    """Write to the organisers among those who asked within the life of a link; all requests are forgotten."""
    columns = (SignInRequest.email, SignInRequest.language, SignInRequest.asked_at)
    for email, language, asked_at in session.execute(delete(SignInRequest).returning(*columns)).all():
        if asked_at > now - LINK_LIFE:
            send_sign_in_link(email, language=language, links=links, now=now)


def send_sign_in_link(email: str, *, language: str, links: Links, now: datetime) -> None:
    """Write to the organiser of that address; to anybody else nothing is written."""
    account = find_account(email)
    if account is None:
        return
    token = make_sign_in_link(account.email, now=now)
    queue_mail(
        mails.sign_in(language, links.sign_in(token)),
        about=_about(account.id),
        to=("", account.email),
        message_host=links.host,
        now=now,
    )


def enter(token: str, *, device: str, links: Links, now: datetime) -> Entered:
    """Open a session with a link's token and tell the organiser of it by mail. Raises LinkIsSpent."""
    entered = spend_link(token, device=device, now=now)
    account = session.get_one(Account, entered.account_id)
    if has_mailbox(account.email):
        queue_mail(
            mails.new_sign_in(account.language, device, now, links.to(addresses.ACCOUNT)),
            about=_about(account.id),
            to=("", account.email),
            message_host=links.host,
            now=now,
        )
    return entered


def spend_link(token: str, *, device: str, now: datetime) -> Entered:
    """Open a session with a link's token, once. Raises LinkIsSpent."""
    spent = delete(SignInLink).where(SignInLink.token_hash == token_hash(token), SignInLink.expires_at > now)
    account_id = session.scalar(spent.returning(SignInLink.account_id))
    if account_id is None:
        raise LinkIsSpent
    opened = secrets.token_urlsafe(32)
    session.execute(delete(AccountSession).where(AccountSession.expires_at <= now))
    session.add(
        AccountSession(
            account_id=account_id,
            token_hash=token_hash(opened),
            device=device,
            created_at=now,
            expires_at=now + SESSION_LIFE,
        )
    )
    return Entered(account_id, opened)


def end_session(account_id: int, session_id: int) -> None:
    """Sign that browser out. Raises SessionNotFound."""
    mine = delete(AccountSession).where(AccountSession.id == session_id, AccountSession.account_id == account_id)
    if session.scalar(mine.returning(AccountSession.id)) is None:
        raise SessionNotFound


def sign_out(token: str) -> int | None:
    """End the session of that token; gives whose it was, None if there was none."""
    mine = delete(AccountSession).where(AccountSession.token_hash == token_hash(token))
    return session.scalar(mine.returning(AccountSession.account_id))


def _about(account_id: int) -> str:
    return f"{LETTERS}{account_id}"
