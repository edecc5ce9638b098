"""Tables: organisers, who asks for a link, their sign-in links and their sessions. Tokens are kept as SHA-256 only."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.db import Base
from eventapp.core.personal import Sees, Term, personal


class Account(Base):
    """An organiser. ``email``, ``email_key``: see core.mailboxes.

    ``email_key`` None: an earlier account has the same key; nobody signs in to this one. ``removed_at``: then address
    and key went; the row stays, so that the history's id is nobody else's.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), info=personal(Term.ACCOUNT, Sees.READER))
    email_key: Mapped[str | None] = mapped_column(String(254), unique=True, info=personal(Term.ACCOUNT, Sees.NOBODY))
    language: Mapped[str] = mapped_column(String(2), info=personal(Term.ACCOUNT, Sees.OWN))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class SignInRequest(Base):
    """Somebody typed this address to get a link. It stays until the worker has looked whose it is, a moment later."""

    __tablename__ = "sign_in_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), info=personal(Term.BRIEF, Sees.NOBODY))
    language: Mapped[str] = mapped_column(String(2), info=personal(Term.BRIEF, Sees.NOBODY))
    asked_at: Mapped[datetime]


class SignInLink(Base):
    """One letter's link, or one that was printed; good once, and until ``expires_at``."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]


class AccountSession(Base):
    """One browser in which an organiser is signed in. ``device``: as accounts.rules.device names it."""

    __tablename__ = "account_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(60), default="", info=personal(Term.ACCOUNT, Sees.OWN))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
