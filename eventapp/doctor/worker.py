"""What the worker's rows say: whether it lives, whether each of its jobs comes to its end, what is overdue."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from eventapp import __version__
from eventapp.config import Settings
from eventapp.core.db import session
from eventapp.core.heartbeats import Heartbeat, heartbeats
from eventapp.doctor.findings import Finding
from eventapp.monitor import OVERDUE, SILENT
from eventapp.notifications.models import Mail, MailState
from eventapp.programme.models import Release
from eventapp.publishing.models import Output, OutputState
from eventapp.tasks import tasks

STUCK: Final = timedelta(hours=1)
"""Many letters to a slow server take long; longer than this nothing should."""
START: Final = "start eventapp worker (or eventapp run), and keep it running"


def look_at_worker(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Its signs of life first; what is overdue although it lives is told by numbers."""
    beats = heartbeats()
    late = _overdue(settings, now)
    if not beats:
        yield Finding("worker", f"it has not run yet{late and '; ' + late}", START)
        return
    last = max(row.beat_at for row in beats.values())
    if last < now - SILENT:
        yield Finding("worker", f"it was last heard of at {last:%Y-%m-%d %H:%M} UTC{late and '; ' + late}", START)
        return
    if late:
        yield Finding("worker", f"it lives, but {late}", "look into its log for the reason, and at the mail server")
    else:
        yield Finding("worker", f"it lives; {_waiting(settings)}")
    yield from _jobs(beats, now)


def _jobs(beats: Mapping[str, Heartbeat], now: datetime) -> Iterator[Finding]:
    """Jobs that fail or hang while others come to their end, and those of another version's worker."""
    for task in tasks():
        row = beats.get(task.name)
        if row is None:
            yield Finding("worker", f"{task.name} has not come to its end yet", unsure=True)
        elif row.beat_at < now - STUCK:
            words = f"{task.name} has not come to its end since {row.beat_at:%Y-%m-%d %H:%M} UTC"
            yield Finding("worker", words, "look into its log for the reason, and restart it")
        elif row.version != __version__:
            words = f"{task.name} is done by version {row.version}, and this is {__version__}"
            yield Finding("worker", words, "restart the worker")


def _overdue(settings: Settings, now: datetime) -> str:
    """What should have been done for long, in words; "" if nothing. Without a mail server no letter is overdue.

    Letters with a reason to wait are told of by doctor.outbox.
    """
    since = now - OVERDUE
    letters = (
        session.scalar(_how_many(Mail, Mail.state == MailState.WAITING, Mail.due_at < since, Mail.error == "")) or 0
    )
    free = or_(Output.leased_until.is_(None), Output.leased_until < since)
    old = select(Release.id).where(Release.released_at < since)
    papers = session.scalar(_how_many(Output, Output.state == OutputState.DUE, free, Output.release_id.in_(old)))
    if papers or (letters and settings.smtp):
        return f"overdue for more than ten minutes are letters: {letters}, PDFs: {papers}"
    return ""


def _waiting(settings: Settings) -> str:
    if settings.smtp:
        return "nothing is overdue"
    in_the_outbox = session.scalar(_how_many(Mail, Mail.state == MailState.WAITING))
    return f"no PDF is overdue; letters that wait in the outbox: {in_the_outbox}"


def _how_many(model: type[Mail] | type[Output], *conditions: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(model).where(*conditions)
