"""Limits on attempts: counters as rows, shared by all processes, which survive a restart.

A door calls ``check`` before the operation that writes a letter, outside the transaction in which the visit is held::

    limits.check({"letter_registration": row.id.hex, "letter_address": reader.network(), "letter_email": key})

It names every counter of the request (README, EVENTAPP_LIMITS), with what is counted: a registration's id, the network
address (``reader.network``), the mailbox's key. A time begins with a counter's first attempt and is over after
the limit's seconds. What is refused counts nowhere: nobody keeps a counter full, or fills another's, by being refused.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, String, TextualSelect, bindparam, delete, text
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.config import Limit
from eventapp.core import current, security
from eventapp.core.clock import utc_now
from eventapp.core.db import Base, UtcDateTime, session, short_transaction
from eventapp.core.errors import TooManyAttempts, TooManyForMailbox, TooManyForSome
from eventapp.core.tokens import make_proof

APART = timedelta(minutes=1)
"""So far two clocks, or two threads that looked at one before they waited for each other, may be apart."""


class Attempts(Base):
    """How often something was tried since ``ends_at`` minus the limit's time. ``key``: a keyed hash, 22 characters."""

    __tablename__ = "attempts"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it

    key: Mapped[str] = mapped_column(String(22), primary_key=True)
    number: Mapped[int]
    ends_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Counter:
    """One of a request's: the limit's name, the limit, and the key of its row."""

    name: str
    limit: Limit
    key: str


def check(attempts: Mapping[str, str], *, first_passes: str = "") -> None:
    """Count one attempt in each of ``attempts``: {name of a limit: what is counted}.

    ``first_passes`` names one of them: its first attempt is let through, however full the others are. Raises
    TooManyAttempts (429), TooManyForMailbox where a mailbox's limit is what stays full the longest.
    """
    now = utc_now()
    counters = _counters(attempts.items())
    with short_transaction() as connection:
        rows = _count(connection, counters, now)
        full = [counter for counter in counters if rows[counter.key].number > counter.limit.amount]
        passes = any(counter.name == first_passes and rows[counter.key].number == 1 for counter in counters)
        if full and not passes:
            _refuse({counter.name: rows[counter.key].ends_at for counter in full}, now)


def check_each(name: str, counted: Collection[str], *, also: Mapping[str, str]) -> None:
    """Count one attempt of each of ``counted`` in that limit, and one in each of ``also``; or nothing at all.

    Raises TooManyForSome, which names those of ``counted`` that are full, and TooManyAttempts for ``also``.
    """
    now, others = utc_now(), _counters(also.items())
    said = {counter: each for each in counted for counter in _counters([(name, each)])}
    with short_transaction() as connection:
        rows = _count(connection, [*said, *others], now)
        over = [counter for counter in (*said, *others) if rows[counter.key].number > counter.limit.amount]
        if full := {counter.name: rows[counter.key].ends_at for counter in over if counter in others}:
            _refuse(full, now)
        if over:
            security.note(security.Event.LIMIT_REACHED, limit=name)
            raise TooManyForSome({said[each]: _seconds(rows[each.key].ends_at, now) for each in over})


def _counters(attempts: Iterable[tuple[str, str]]) -> list[Counter]:
    settings = current.settings()
    return [
        Counter(name, settings.limits[name], make_proof(settings.secret_key, "limit", name, counted))
        for name, counted in attempts
    ]


def _count(connection: Connection, counters: Iterable[Counter], now: datetime) -> dict[str, Any]:
    """{key: its row}; in the order of the keys, so that two requests never wait for each other."""
    in_order = sorted(counters, key=lambda counter: counter.key)
    return {row.key: row for row in connection.execute(_counting(len(in_order)), _parameters(in_order, now))}


def forget_old(*, now: datetime) -> None:
    """Delete the counters whose time is over."""
    session.execute(delete(Attempts).where(Attempts.ends_at <= now))


def _refuse(full: Mapping[str, datetime], now: datetime) -> None:
    name = max(full, key=lambda name: full[name])
    security.note(security.Event.LIMIT_REACHED, limit=name)
    refusal = TooManyForMailbox if name.endswith("_email") else TooManyAttempts
    raise refusal(_seconds(full[name], now))


def _seconds(until: datetime, now: datetime) -> int:
    return int((until - now).total_seconds()) + 1


def _parameters(counters: list[Counter], now: datetime) -> dict[str, object]:
    keys = {f"key{number}": counter.key for number, counter in enumerate(counters)}
    ends = {f"ends{number}": now + timedelta(seconds=counter.limit.seconds) for number, counter in enumerate(counters)}
    latest = {f"latest{number}": ends[f"ends{number}"] + APART for number in range(len(counters))}
    return {"now": now, **keys, **ends, **latest}


@cache
def _counting(rows: int) -> TextualSelect:
    """Begin so many counters, or count on; SQLite and PostgreSQL read it alike.

    One whose time ends later than it could is begun anew, too: the clock, or the limit, has been set back. A little
    later is no reason: who began it has come after this attempt, or has a clock that is ahead, and counts with it.
    """
    values = ", ".join(f"(:key{number}, 1, :ends{number})" for number in range(rows))
    latest = " ".join(f"WHEN :key{number} THEN :latest{number}" for number in range(rows))
    over = f"attempts.ends_at <= :now OR attempts.ends_at > CASE attempts.key {latest} END"
    statement = text(
        f"INSERT INTO attempts (key, number, ends_at) VALUES {values} ON CONFLICT (key) DO UPDATE SET"  # noqa: S608 - no value is written into it
        f" number = CASE WHEN {over} THEN 1 ELSE attempts.number + 1 END,"
        f" ends_at = CASE WHEN {over} THEN excluded.ends_at ELSE attempts.ends_at END"
        " RETURNING key, number, ends_at"
    )
    names = ("now", *(f"{name}{number}" for name in ("ends", "latest") for number in range(rows)))
    instants = [bindparam(name, type_=UtcDateTime()) for name in names]
    return statement.bindparams(*instants).columns(Attempts.key, Attempts.number, Attempts.ends_at)
