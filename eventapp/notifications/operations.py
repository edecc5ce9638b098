"""The outbox: letters are written in the transaction that caused them and leave after it.

Whoever sends a letter first leases its row in a transaction of its own. If the sender dies, the lease runs out and
the letter is due again: it may arrive twice, with the same Message-ID, but it is never lost.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import or_, select, update

from eventapp.core.db import hint_after_commit, insert_row, session
from eventapp.core.text import clean_line
from eventapp.notifications.errors import LetterHasNotFailed, LetterIsEmpty, LetterIsSent
from eventapp.notifications.letters import Letter
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.rules import KEEP, LEASE, next_try


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
        message_id=f"<{identity}@{message_host}>",
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
    hint_after_commit("notifications.deliver")
    return mail


def lease_mails(*, now: datetime, lease: timedelta = LEASE, most: int = 20) -> list[UUID]:
    """Take up to ``most`` letters that are due; nobody else gets them until the lease runs out."""
    free = or_(Mail.leased_until.is_(None), Mail.leased_until <= now)
    due = select(Mail.id).where(Mail.state == MailState.WAITING, Mail.due_at <= now, free)
    chosen = due.order_by(Mail.due_at, Mail.id).limit(most).with_for_update(skip_locked=True)
    ids = list(session.scalars(chosen))
    session.execute(update(Mail).where(Mail.id.in_(ids)).values(leased_until=now + lease))
    return ids


def mark_sent(mail_id: UUID, *, now: datetime) -> None:
    """The server has taken the letter."""
    values = {"state": MailState.SENT, "sent_at": now, "leased_until": None, "error": "", "tries": Mail.tries + 1}
    session.execute(update(Mail).where(Mail.id == mail_id).values(**values))


def mark_failed(mail_id: UUID, *, error: str, for_good: bool, now: datetime) -> None:
    """The letter could not be handed over; it is tried again later, or given up with the reason kept."""
    mail = session.get_one(Mail, mail_id)
    mail.tries += 1
    mail.error = error[:500]
    mail.leased_until = None
    wait = None if for_good else next_try(mail.tries)
    if wait is None:
        mail.state = MailState.FAILED
    else:
        mail.due_at = now + wait
    session.flush()


def try_mail_again(mail_id: UUID, *, now: datetime) -> None:
    """Send a letter that was given up, with as many tries as a new one. Raises LetterIsEmpty, LetterHasNotFailed."""
    mail = session.get_one(Mail, mail_id, populate_existing=True)
    if mail.emptied_at:
        raise LetterIsEmpty
    if mail.state != MailState.FAILED:
        raise LetterHasNotFailed
    mail.state, mail.due_at, mail.tries, mail.error = MailState.WAITING, now, 0, ""
    session.flush()
    hint_after_commit("notifications.deliver")


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


def empty_mails_about(about: str, *, now: datetime) -> None:
    """Forget every letter about that thing, sent or not: what waits is not sent any more."""
    nothing = {"subject": "", "content": {}, "to_name": "", "to_address": "", "attachments": []}
    letters = update(Mail).where(Mail.about == about)
    unsent = letters.where(Mail.state.in_((MailState.WAITING, MailState.FAILED)))
    session.execute(unsent.values(state=MailState.ERASED, error=""))
    session.execute(letters.values(emptied_at=now, **nothing))
