"""Who is asking, and in which browsers they are signed in."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from eventapp.accounts.errors import AccountNotFound, NotSignedIn
from eventapp.accounts.models import Account, AccountSession, SignInLink, SignInRequest
from eventapp.core import logs, mailboxes
from eventapp.core.db import session
from eventapp.notifications.models import Mail
from eventapp.notifications.queries import undelivered

LETTERS: Final = "account:"
"""How all that letters to organisers are about begins."""


def token_hash(token: str) -> str:
    """What is kept of a token: it is random and long, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in(token: str, *, now: datetime) -> Account:
    """Whose session that token opens. Raises NotSignedIn."""
    open_session = select(AccountSession.account_id).where(
        AccountSession.token_hash == token_hash(token), AccountSession.expires_at > now
    )
    theirs = select(Account).where(Account.id.in_(open_session), Account.removed_at.is_(None))
    found = session.scalar(theirs) if token else None
    if found is None:
        raise NotSignedIn
    logs.mention(organiser=found.id)
    return found


def find_account(email: str) -> Account | None:
    """By e-mail address, in whatever case and however its domain is written; None: nobody."""
    return session.scalar(select(Account).where(Account.email_key == mailboxes.key(email.strip())))


def get_account(email: str) -> Account:
    """Raises AccountNotFound."""
    found = find_account(email)
    if found is None:
        raise AccountNotFound
    return found


def accounts() -> Sequence[Account]:
    """All organisers, the first first; without those who were removed."""
    return session.scalars(select(Account).where(Account.removed_at.is_(None)).order_by(Account.id)).all()


def address_of(account_id: int) -> str:
    """The organiser's e-mail address, also once they were removed: then ""."""
    return session.scalar(select(Account.email).where(Account.id == account_id)) or ""


def open_sessions(account_id: int, *, now: datetime) -> Sequence[AccountSession]:
    """Those that still open something, the latest first."""
    query = select(AccountSession).where(AccountSession.account_id == account_id, AccountSession.expires_at > now)
    return session.scalars(query.order_by(AccountSession.created_at.desc(), AccountSession.id.desc())).all()


def lost_letters(*, now: datetime) -> Sequence[Mail]:
    """Letters to organisers of the last day that should have left and did not: whoever they are to cannot tell."""
    return undelivered(LETTERS, since=now - timedelta(days=1), before=now - timedelta(minutes=2))


def somebody_asks() -> bool:
    """Whether a request for a sign-in link waits for its answer."""
    return session.scalar(select(SignInRequest.id).limit(1)) is not None


def sessions_by_account(*, now: datetime) -> dict[int, int]:
    """{account's id: in how many browsers it is signed in}."""
    query = select(AccountSession.account_id, func.count().label("number")).where(AccountSession.expires_at > now)
    return {row.account_id: row.number for row in session.execute(query.group_by(AccountSession.account_id))}


def link_is_good(token: str, *, now: datetime) -> bool:
    """Whether it can still be spent."""
    query = select(SignInLink.id).where(SignInLink.token_hash == token_hash(token), SignInLink.expires_at > now)
    return session.scalar(query) is not None
