"""Outputs that the worker makes: whose turn it is, what became of it. The truth is in the rows (core.due)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.due import Backlog
from eventapp.core.program import program_digest
from eventapp.programme.models import Release
from eventapp.programme.queries import programme_of
from eventapp.programme.snapshot import PublicProgramme
from eventapp.publishing.formats import BY_NAME, Printed
from eventapp.publishing.history import ReleaseAction, record_file
from eventapp.publishing.models import Output, OutputState
from eventapp.visits.history import change

AT_ONCE: Final = timedelta()
BACKLOG: Final = Backlog(
    model=Output,
    key=Output.id,
    order=(Output.release_id.desc(), Output.id),
    waiting=OutputState.DUE,
    failed=OutputState.FAILED,
    lease=timedelta(seconds=45),
    waits=(AT_ONCE, AT_ONCE),
)
"""Files that are to be made, of the newest release first."""


@dataclass(frozen=True, slots=True)
class Order:
    """A file to make. ``short``: what it is called in the log."""

    output_id: int
    programme: PublicProgramme
    language: str
    short: str
    made: Printed


def take_order(*, now: datetime, backlog: Backlog[int] = BACKLOG) -> Order | None:
    """Lease the next file that is due; None if there is none."""
    output_id = backlog.take(now=now)
    if output_id is None:
        return None
    output = session.get_one(Output, output_id)
    wanted = BY_NAME[output.kind]
    if not isinstance(wanted.made, Printed):
        raise ValueError(f"{wanted.name} is made with the release")
    programme = programme_of(session.get_one(Release, output.release_id))
    return Order(output_id, programme, output.language, wanted.short, wanted.made)


def store_output(order: Order, body: bytes, *, base_url: str, now: datetime) -> None:
    """Keep the finished file, in which that address stands. Of two makers the first one's stays."""
    output = session.get_one(Output, order.output_id, with_for_update=True)
    if output.state != OutputState.READY:
        keep(output, body, base_url=base_url, now=now)


def keep(output: Output, body: bytes, *, base_url: str, now: datetime) -> None:
    """It is made. One that is as it was has not been made since."""
    digest = hashlib.sha256(body).hexdigest()
    output.made_at = output.made_at if output.sha256 == digest and output.made_at else now
    output.state, output.body, output.sha256 = OutputState.READY, body, digest
    output.base_url, output.made_by = base_url, program_digest()
    output.leased_until, output.error = None, ""


def begin_anew(output: Output, *, now: datetime) -> None:
    """It is due, and made by this program."""
    BACKLOG.begin_anew(output, now=now)
    output.made_by = program_digest()


def visits_made_otherwise() -> Sequence[int]:
    """Those with a release in force of which another program has made a file, or could not make it."""
    of_visit = aliased(Release)
    latest = select(func.max(of_visit.number)).where(of_visit.visit_id == Release.visit_id).scalar_subquery()
    query = select(Release.visit_id).join(Output, Output.release_id == Release.id)
    query = query.where(Release.number == latest, Output.state != OutputState.DUE, Output.made_by != program_digest())
    return session.scalars(query.order_by(Release.visit_id.desc()).distinct()).all()


def note_failure(order: Order, error: str, *, act: Act) -> None:
    """Say why it could not be made; due again at once, given up after the third try, which the history tells.

    Only a file that was refused has been tried: a worker that was ended says nothing about the file.
    """
    if BACKLOG.note_failure(order.output_id, error, now=act.now):
        output = session.get_one(Output, order.output_id)
        release = session.get_one(Release, output.release_id)
        reason = [change("reason", None, output.error)]
        record_file(release, output, ReleaseAction.FAILED, act=act, changes=reason)
