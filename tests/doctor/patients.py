"""Installations to be looked at, and what the doctor says of them."""

from datetime import UTC, datetime
from pathlib import Path

from eventapp.core.db import transaction
from eventapp.core.heartbeats import beat
from eventapp.doctor import Finding, examine
from eventapp.tasks import tasks
from tests.commands.typed import Said, typed
from tests.conftest import SECRET, free_port

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def environ(folder: Path, **values: str) -> dict[str, str]:
    """Settings; nobody answers at the address of the pages."""
    return {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": SECRET, "PORT": str(free_port()), **values}


def wrong(folder: Path, *, now: datetime = NOW, **values: str) -> list[Finding]:
    """But for the address in files: that of the factories is nobody's here."""
    found = examine(environ(folder, **values), secret_key=None, now=now)
    return [finding for finding in found if finding.remedy and finding.about != "address"]


def words(folder: Path, about: str, **values: str) -> list[str]:
    found = examine(environ(folder, **values), secret_key=None, now=NOW)
    return [finding.words for finding in found if finding.about == about]


def live(*, now: datetime) -> None:
    """What a worker writes whose jobs all come to their end."""
    for task in tasks():
        with transaction():
            beat(task.name, now=now)


def doctor(folder: Path, *options: str, **values: str) -> Said:
    return typed(environ(folder, **values), "doctor", *options)
