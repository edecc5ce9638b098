"""Who is asking, and in which browsers they are signed in."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from eventapp.accounts.errors import AccountNotFound, NotSignedIn
from eventapp.accounts.models import Account, AccountSession, SignInLink
from eventapp.core.db import session


def token_hash(token: str) -> str:
    """What is kept of a token: it is random and long, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in(token: str, *, now: datetime) -> Account:
    """Whose session that token opens. Raises NotSignedIn."""
    open_session = select(AccountSession.account_id).where(
        AccountSession.token_hash == token_hash(token), AccountSession.expires_at > now
    )
    found = session.scalar(select(Account).where(Account.id.in_(open_session))) if token else None
    if found is None:
        raise NotSignedIn
    return found


def find_account(email: str) -> Account | None:
    """By e-mail address, in whatever case it is typed; None: nobody."""
    return session.scalar(select(Account).where(Account.email_key == email.strip().casefold()))


def get_account(email: str) -> Account:
    """Raises AccountNotFound."""
    found = find_account(email)
    if found is None:
        raise AccountNotFound
    return found


def accounts() -> Sequence[Account]:
    """All organisers, the first first."""
    return session.scalars(select(Account).order_by(Account.id)).all()


def open_sessions(account_id: int, *, now: datetime) -> Sequence[AccountSession]:
    """Those that still open something, the latest first."""
    query = select(AccountSession).where(AccountSession.account_id == account_id, AccountSession.expires_at > now)
    return session.scalars(query.order_by(AccountSession.created_at.desc(), AccountSession.id.desc())).all()


def link_is_good(token: str, *, now: datetime) -> bool:
    """Whether it can still be spent."""
    query = select(SignInLink.id).where(SignInLink.token_hash == token_hash(token), SignInLink.expires_at > now)
    return session.scalar(query) is not None
