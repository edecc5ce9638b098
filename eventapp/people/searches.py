"""What organisers search for: the words stay on the server, and an address has only a key to them (decision 150)."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from eventapp.core.db import insert_row, session
from eventapp.people.errors import NotYourSearch, SearchIsOver
from eventapp.people.models import Search

LIFE: Final = timedelta(hours=24)
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{11}")


def keep_search(visit_id: int, account_id: int, words: str, *, now: datetime) -> str:
    """Keep the words for that account; gives the key to them: 11 characters of base64url."""
    key = secrets.token_urlsafe(8)
    insert_row(Search(key=key, visit_id=visit_id, account_id=account_id, words=words, created_at=now))
    return key


def find_words(visit_id: int, account_id: int, key: str, *, now: datetime) -> str:
    """The words behind a key. Raises NotYourSearch, and SearchIsOver for one that is not known any more."""
    found = session.get(Search, key) if _KEY.fullmatch(key) else None
    if found and (found.visit_id, found.account_id) != (visit_id, account_id):
        raise NotYourSearch
    if found is None or now >= found.created_at + LIFE:
        raise SearchIsOver
    return found.words


def some_are_over(*, now: datetime) -> bool:
    over = select(Search.key).where(Search.created_at <= now - LIFE)
    return session.scalar(over.limit(1)) is not None


def forget_old(*, now: datetime) -> None:
    """Forget what was searched for LIFE ago or earlier."""
    session.execute(delete(Search).where(Search.created_at <= now - LIFE))
