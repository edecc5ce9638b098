"""What is made later: rows that are due, each under a lease of its own while somebody makes it (docs/decisions/133).

The truth is in the rows. If whoever makes one dies, its lease runs out and it is due again: made twice, never lost.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from flask import current_app
from sqlalchemy import ColumnElement, UnaryExpression, and_, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from eventapp.core.clock import utc_now
from eventapp.core.db import session, short_transaction
from eventapp.core.outage import DatabaseAway

Key = TypeVar("Key")
ERROR_LENGTH = 500
log = logging.getLogger(__name__)


class Due:
    """Columns of a row that is due while it waits; whoever makes it holds the lease until ``leased_until``.

    The table itself says which states there are, with its column. ``tries`` counts those that came to nothing, and
    ``error`` says why the last one did; "": nothing stands in the way.
    """

    state: Mapped[Any]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")


class DueAt(Due):
    """Such a row that waits between its tries: the next one is not before ``due_at``."""

    due_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Backlog(Generic[Key]):
    """The rows of one table that wait, one after the other in that order. ``key``: the table's primary key.

    ``waiting``: the state of what is due, ``failed``: of what was given up, after one try more than there are
    ``waits``: how long after each try that came to nothing the next one is.
    """

    model: type[Due]
    key: InstrumentedAttribute[Key]
    order: tuple[InstrumentedAttribute[Any] | UnaryExpression[Any], ...]
    waiting: StrEnum
    failed: StrEnum
    lease: timedelta
    waits: tuple[timedelta, ...]

    def due(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        """What holds for a row that is due and that nobody has in hand.

        An instant further ahead than anybody sets one is of a clock that has since been put back; it counts as past.
        """
        model, until = self.model, self.model.leased_until
        free = model.state == self.waiting, or_(until.is_(None), until <= now, until > now + 2 * self.lease)
        if not issubclass(model, DueAt):
            return free
        ahead = (and_(model.tries == number, model.due_at > now + wait) for number, wait in enumerate(self.waits, 1))
        return *free, or_(model.tries == 0, model.due_at <= now, *ahead)

    def some_are_due(self, *, now: datetime) -> bool:
        return session.scalar(select(self.key).where(*self.due(now)).limit(1)) is not None

    def take(self, *, now: datetime) -> Key | None:
        """Lease the next row that is due; nobody else gets it until the lease runs out. None: none is due."""
        first = select(self.key).where(*self.due(now)).order_by(*self.order).limit(1)
        # SQLite knows no row locks; there BEGIN IMMEDIATE has let in one writer.
        taken: Key | None = session.scalar(first.with_for_update(skip_locked=True))
        if taken is not None:
            session.execute(update(self.model).where(self.key == taken).values(leased_until=now + self.lease))
        return taken

    def renew(self, key: Key, *, now: datetime) -> None:
        """Whoever has it in hand still has: said at once, and only where somebody has and it waits."""
        waits = update(self.model).where(self.key == key, self.model.state == self.waiting)
        with short_transaction() as connection:
            connection.execute(waits.where(self.model.leased_until.is_not(None)).values(leased_until=now + self.lease))

    @contextmanager
    def in_hand(self, key: Key) -> Iterator[None]:
        """While this lasts the lease is renewed each third of it, from a thread of its own."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # for a thread, which has no app
        over = threading.Event()

        def go_on() -> None:
            while not over.wait(self.lease.total_seconds() / 3):
                try:
                    with app.app_context():
                        self.renew(key, now=utc_now())
                except (SQLAlchemyError, DatabaseAway):
                    log.warning("the lease of %s %s could not be renewed", self.key, key, exc_info=True)

        thread = threading.Thread(target=go_on, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def give_back(self, key: Key) -> None:
        """It was not even tried: due as it was, and nobody needs to wait for the end of the lease."""
        session.execute(update(self.model).where(self.key == key).values(leased_until=None))

    def note_failure(self, key: Key, error: str, *, now: datetime, for_good: bool = False) -> bool:
        """A try came to nothing: due again after its wait, or given up, which is what this says.

        What was made or taken back meanwhile stays as it is.
        """
        row = session.get_one(self.model, key, with_for_update=True)
        if row.state != self.waiting:
            return False
        row.tries, row.error, row.leased_until = row.tries + 1, error[:ERROR_LENGTH], None
        if for_good or row.tries > len(self.waits):
            row.state = self.failed
        elif isinstance(row, DueAt):
            row.due_at = now + self.waits[row.tries - 1]
        return bool(row.state == self.failed)

    def begin_anew(self, row: Due, *, now: datetime) -> None:
        """Due at once, with as many tries as a new one."""
        row.state, row.tries, row.error, row.leased_until = self.waiting, 0, "", None
        if isinstance(row, DueAt):
            row.due_at = now
