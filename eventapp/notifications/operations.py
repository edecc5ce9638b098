"""The outbox: letters are written in the transaction that caused them and leave after it.

Whoever sends one leases its row first (core.due). If the sender dies, the letter may arrive twice, with the same
Message-ID, but it is never lost.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, update

from eventapp.core.db import insert_row, session
from eventapp.core.due import ERROR_LENGTH
from eventapp.core.text import clean_line
from eventapp.notifications.errors import LetterHasNotFailed, LetterIsEmpty, LetterIsSent
from eventapp.notifications.letters import Letter
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.queries import BACKLOG
from eventapp.notifications.rules import KEEP


def queue_mail(
    letter: Letter,
    *,
    about: str,
    to: tuple[str, str],
    message_host: str,
    now: datetime,
    visit_id: int | None = None,
    attachments: Sequence[dict[str, Any]] = (),
) -> Mail:
    """Put a letter to ``to`` (name, address) into the outbox, in the caller's transaction.

    Organisers of the visit ``visit_id`` may read it; None: nobody may.
    """
    identity = uuid4()
    mail = Mail(
        id=identity,
        message_id=message_identity(identity, message_host),
        about=about,
        visit_id=visit_id,
        to_name=to[0],
        to_address=to[1],
        language=letter.language,
        subject=clean_line(letter.subject),
        content=letter.content(),
        attachments=list(attachments),
        state=MailState.WAITING,
        created_at=now,
        due_at=now,
    )
    insert_row(mail)
    return mail


def message_identity(unique: UUID, host: str) -> str:
    """A Message-ID (RFC 5322, 3.6.4); a host that is an IPv6 address stands in brackets."""
    return f"<{unique}@[{host}]>" if ":" in host else f"<{unique}@{host}>"


def note_hindrance(error: str, *, now: datetime) -> None:
    """Why all that is due still waits, though no letter is at fault."""
    kept = error[:ERROR_LENGTH]
    session.execute(update(Mail).where(*BACKLOG.due(now), Mail.error != kept).values(error=kept))


def mark_sent(mail_id: UUID, *, now: datetime) -> None:
    """The server has taken the letter."""
    values = {"state": MailState.SENT, "sent_at": now, "leased_until": None, "error": "", "tries": Mail.tries + 1}
    session.execute(update(Mail).where(Mail.id == mail_id).values(**values))


def try_mail_again(mail_id: UUID, *, now: datetime) -> None:
    """Send a letter that was given up, with as many tries as a new one. Raises LetterIsEmpty, LetterHasNotFailed."""
    mail = session.get_one(Mail, mail_id, populate_existing=True)
    if mail.emptied_at:
        raise LetterIsEmpty
    if mail.state != MailState.FAILED:
        raise LetterHasNotFailed
    BACKLOG.begin_anew(mail, now=now)


def try_all_now(*, now: datetime) -> int:
    """Everything that waits for its next try is due at once; gives the number."""
    later = update(Mail).where(Mail.state == MailState.WAITING, Mail.due_at > now).returning(Mail.id)
    return len(session.scalars(later.values(due_at=now)).all())


def mark_handed_over(mail_id: UUID, *, now: datetime) -> None:
    """Somebody has given the letter to its reader; no server is asked any more. Raises LetterIsEmpty, LetterIsSent."""
    mail = session.get_one(Mail, mail_id, populate_existing=True)
    if mail.emptied_at:
        raise LetterIsEmpty
    if mail.state == MailState.SENT:
        raise LetterIsSent
    mail.state, mail.sent_at, mail.tries, mail.error = MailState.SENT, now, 0, ""
    session.flush()


def empty_old_mails(*, now: datetime) -> None:
    """Forget what letters said, and to whom, ``KEEP`` after they were sent."""
    nothing = {"subject": "", "content": {}, "to_name": "", "to_address": "", "attachments": []}
    old = update(Mail).where(Mail.sent_at <= now - KEEP, Mail.emptied_at.is_(None))
    session.execute(old.values(emptied_at=now, **nothing))


def withdraw_mail(mail_id: UUID, *, now: datetime) -> None:
    """Take back that letter if it has not been sent, and forget what it said."""
    _withdraw(Mail.id == mail_id, now=now)


def withdraw_mails(about: str, address: str, *, now: datetime) -> None:
    """Take back the letters about that thing to that address that have not been sent, and forget what they said."""
    _withdraw(Mail.about == about, Mail.to_address == address, now=now)


def _withdraw(*which: ColumnElement[bool], now: datetime) -> None:
    nothing = {"subject": "", "content": {}, "to_name": "", "to_address": "", "attachments": []}
    letters = update(Mail).where(*which, Mail.state.in_((MailState.WAITING, MailState.FAILED)))
    session.execute(letters.values(state=MailState.ERASED, error="", emptied_at=now, **nothing))


def empty_mails_about(about: str, *, now: datetime) -> None:
    """Forget every letter about that thing, sent or not: what waits is not sent any more."""
    nothing = {"subject": "", "content": {}, "to_name": "", "to_address": "", "attachments": []}
    letters = update(Mail).where(Mail.about == about)
    unsent = letters.where(Mail.state.in_((MailState.WAITING, MailState.FAILED)))
    session.execute(unsent.values(state=MailState.ERASED, error=""))
    session.execute(letters.values(emptied_at=now, **nothing))
