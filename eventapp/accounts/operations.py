"""Accounts, their links and sessions."""

import secrets
from datetime import datetime

from sqlalchemy import delete

from eventapp.accounts import mails
from eventapp.accounts.errors import LinkIsSpent, SessionNotFound
from eventapp.accounts.models import Account, AccountSession, SignInLink
from eventapp.accounts.queries import find_account, get_account, token_hash
from eventapp.accounts.rules import LINK_LIFE, SESSION_LIFE
from eventapp.core.db import session
from eventapp.core.links import Links
from eventapp.notifications.operations import queue_mail


def add_account(email: str, *, language: str, now: datetime) -> Account:
    """Make an organiser of that address; who is one already stays so."""
    account = find_account(email)
    if account is None:
        account = Account(email=email, email_key=email.casefold(), language=language, created_at=now)
        session.add(account)
        session.flush()
    return account


def make_sign_in_link(email: str, *, now: datetime) -> str:
    """A fresh link's token; earlier ones stay good until their time is over. Raises AccountNotFound."""
    session.execute(delete(SignInLink).where(SignInLink.expires_at <= now))
    token = secrets.token_urlsafe(32)
    account = get_account(email)
    session.add(SignInLink(account_id=account.id, token_hash=token_hash(token), expires_at=now + LINK_LIFE))
    session.flush()
    return token


def send_sign_in_link(email: str, *, language: str, links: Links, now: datetime) -> None:
    """Write to the organiser of that address; to anybody else nothing is written, and the caller cannot tell."""
    account = find_account(email)
    if account is None:
        return
    token = make_sign_in_link(account.email, now=now)
    queue_mail(
        mails.sign_in(language, links.sign_in(token)),
        about=f"account:{account.id}",
        to=("", account.email),
        message_host=links.host,
        now=now,
    )


def spend_link(token: str, *, device: str, now: datetime) -> str:
    """Open a session with a link's token, once; gives the session's token. Raises LinkIsSpent."""
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
    session.flush()
    return opened


def end_session(account_id: int, session_id: int) -> None:
    """Sign that browser out. Raises SessionNotFound."""
    mine = delete(AccountSession).where(AccountSession.id == session_id, AccountSession.account_id == account_id)
    if session.scalar(mine.returning(AccountSession.id)) is None:
        raise SessionNotFound


def sign_out(token: str) -> None:
    """End the session of that token, if there is one."""
    session.execute(delete(AccountSession).where(AccountSession.token_hash == token_hash(token)))
