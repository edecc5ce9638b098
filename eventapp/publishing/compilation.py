"""Outputs that the worker makes: whose turn it is, what became of it. The truth is in the rows, each with its lease."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select

from eventapp.core.db import session
from eventapp.programme import snapshot
from eventapp.programme.models import Release
from eventapp.programme.snapshot import PublicProgramme
from eventapp.publishing.models import Output, OutputState
from eventapp.visits import history

LEASE = timedelta(seconds=45)
"""Renewed while the press works, so that nobody else begins; after a crash the next try waits for its end."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Order:
    """A file to make."""

    output_id: int
    programme: PublicProgramme
    language: str


def take_order(*, now: datetime, lease: timedelta = LEASE) -> Order | None:
    """Lease the next file that is due, of the newest release first; None if there is none."""
    output = session.scalar(_due(now))
    if output is None:
        return None
    output.leased_until = now + lease
    return Order(output.id, snapshot.load(session.get_one(Release, output.release_id).content), output.language)


def renew_lease(order: Order, *, now: datetime, lease: timedelta = LEASE) -> None:
    """Say that the press is still at it."""
    output = session.get_one(Output, order.output_id, with_for_update=True)
    if output.state == OutputState.DUE:
        output.leased_until = now + lease


def store_output(order: Order, body: bytes, *, now: datetime) -> None:
    """Keep the finished file. Of two makers the first one's stays."""
    output = session.get_one(Output, order.output_id, with_for_update=True)
    if output.state != OutputState.READY:
        output.state, output.body, output.made_at = OutputState.READY, body, now
        output.sha256 = hashlib.sha256(body).hexdigest()
        output.leased_until, output.error = None, ""


def note_failure(order: Order, error: str, *, now: datetime) -> None:
    """Say why it could not be made; due again at once, failed after the third try, which the history tells.

    Only a file that was refused has been tried: a worker that was ended says nothing about the file.
    """
    output = session.get_one(Output, order.output_id, with_for_update=True)
    if output.state == OutputState.DUE:
        output.leased_until, output.error, output.tries = None, error, output.tries + 1
        if output.tries >= TRIES:
            output.state = OutputState.FAILED
            _record_failure(output, now)


def _record_failure(output: Output, now: datetime) -> None:
    release = session.get_one(Release, output.release_id)
    thing = f"release.{release.number}.{output.kind}.{output.language}"
    reason = [history.change("reason", None, output.error)]
    history.record(release.visit_id, by=history.WORKER, action="failed", thing=thing, now=now, changes=reason)


def _due(now: datetime) -> Select[Output]:
    free = or_(Output.leased_until.is_(None), Output.leased_until <= now)
    query = select(Output).where(Output.state == OutputState.DUE, free)
    # SQLite knows no row locks; there BEGIN IMMEDIATE has let in one writer.
    return query.order_by(Output.release_id.desc(), Output.id).limit(1).with_for_update(skip_locked=True)
