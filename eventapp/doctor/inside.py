"""What ``eventapp check`` reads: all of the database's file, every file that was made, all that should be over."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import undefer

from eventapp.backups.dumps import sqlite_problems
from eventapp.config import Settings
from eventapp.core import migrations
from eventapp.core.db import session
from eventapp.doctor.findings import Finding
from eventapp.notifications.models import Mail, MailState
from eventapp.programme.models import Release
from eventapp.publishing.models import Output, OutputState
from eventapp.registration.queries import visits_with_expired
from eventapp.visits.models import Visit

PATIENCE: Final = timedelta(minutes=10)
"""The worker does within a minute what is due; what was due before that hangs."""
RESTORE: Final = "restore a backup: eventapp restore"
INVALID = text("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE NOT convalidated")


def look_inside(settings: Settings, engine: Engine, now: datetime) -> Iterator[Finding]:
    """Read everything once; on a large database that takes a while, and nobody has to wait for it."""
    yield from _whole(settings, engine)
    different = migrations.differences(engine)
    if different:
        yield Finding("shape", "; ".join(map(str, different[:5])), f"undo what was done by hand, or {RESTORE}")
    else:
        yield Finding("shape", "tables, columns and indexes are those of this version")
    yield from _outputs()
    yield from _hanging(now)
    yield _due(now)


def _whole(settings: Settings, engine: Engine) -> Iterator[Finding]:
    if settings.sqlite_file:
        problems = _problems_of_file(settings.sqlite_file)
    else:
        with engine.connect() as connection:
            problems = [f"{table}: {name} was never checked" for table, name in connection.execute(INVALID)]
    for problem in problems:
        yield Finding("database", problem, RESTORE)
    if not problems:
        yield Finding("database", "the file is whole, and no row points to one that is not there")


def _problems_of_file(file: Path) -> list[str]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as connection:
        try:
            return sqlite_problems(connection)
        except sqlite3.DatabaseError as error:
            return [str(error)]


def _outputs() -> Iterator[Finding]:
    """Whether the bytes of each file are those that were once stored; read one at a time."""
    query = select(Output.id, Output.kind, Output.language, Release.number, Visit.slug).join(
        Release, Output.release_id == Release.id
    )
    named = session.execute(query.join(Visit, Release.visit_id == Visit.id).where(Output.sha256 != "")).all()
    damaged = 0
    for identity, kind, language, number, slug in named:
        output = session.get_one(Output, identity, options=[undefer(Output.body)])
        if hashlib.sha256(output.body or b"").hexdigest() != output.sha256:
            damaged += 1
            words = f"the {kind} of {slug}, version {number}, in {language} is not what was stored"
            yield Finding("files", words, f"eventapp remake, if that version is in force; else {RESTORE}")
        session.expunge(output)
    if not damaged:
        yield Finding("files", f"{len(named)} are what was stored")


def _hanging(now: datetime) -> Iterator[Finding]:
    """What somebody took in hand and did not finish, and what failed."""
    since = now - PATIENCE
    waiting = select(func.count()).select_from(Mail).where(Mail.state == MailState.WAITING, Mail.leased_until < since)
    making = (
        select(func.count()).select_from(Output).where(Output.state == OutputState.DUE, Output.leased_until < since)
    )
    hanging = {"letters": session.scalar(waiting), "PDFs": session.scalar(making)}
    for what, number in hanging.items():
        if number:
            words = f"{what} that somebody took in hand and left for more than ten minutes: {number}"
            yield Finding("hanging", words, "start eventapp worker, and look again")
    if not any(hanging.values()):
        yield Finding("hanging", "nothing was left half done")


def _due(now: datetime) -> Finding:
    """What the next minutes bring; data whose term has been over for long should be gone."""
    letters = session.scalar(
        select(func.count()).select_from(Mail).where(Mail.state == MailState.WAITING, Mail.due_at <= now)
    )
    papers = session.scalar(select(func.count()).select_from(Output).where(Output.state == OutputState.DUE))
    late = visits_with_expired(now=now - PATIENCE)
    over = len(visits_with_expired(now=now))
    words = f"letters: {letters}, PDFs: {papers}, visits with data whose term is over: {over}"
    if late:
        return Finding("due", words, "start eventapp worker: it erases what may not be kept any longer")
    return Finding("due", words)
