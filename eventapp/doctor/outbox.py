"""Letters that did not leave: how many, and why."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from eventapp.config import Settings
from eventapp.core.db import session
from eventapp.doctor.findings import Finding
from eventapp.monitor import OVERDUE
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.rules import KEEP, code_of

MOST = 3


def look_at_outbox(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Those that were given up in the last month; with a mail server also those that wait in spite of it."""
    if failed := _reasons(Mail.state == MailState.FAILED, Mail.created_at > now - KEEP):
        yield Finding(
            "outbox", f"letters that have failed: {failed}", "eventapp outbox; then: eventapp outbox retry --failed"
        )
    late = (Mail.state == MailState.WAITING, Mail.due_at < now - OVERDUE, Mail.error != "")
    if settings.smtp and (waiting := _reasons(*late)):
        remedy = "correct what it says; then they leave by themselves, or at once with: eventapp outbox retry"
        yield Finding("outbox", f"letters that wait for more than ten minutes: {waiting}", remedy)


def _reasons(*conditions: ColumnElement[bool]) -> str:
    """ "3 (550: 2, 554: 1)", the most frequent first; "" if there are none. Nothing in it is about a person."""
    counted: dict[str, int] = {}
    rows = session.execute(select(Mail.error, func.count()).where(*conditions).group_by(Mail.error))
    for error, number in rows:
        counted[code_of(error)] = counted.get(code_of(error), 0) + number
    most = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{code}: {number}" for code, number in most[:MOST]) + (", …" if len(most) > MOST else "")
    return f"{sum(counted.values())} ({told})" if counted else ""
