"""The worker's tasks of this room: deliver what is due, forget what is old."""

import logging
import time
from uuid import UUID

from flask import current_app

from eventapp.config import Settings
from eventapp.core import current, limits
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.due import Backlog
from eventapp.core.jobs import AT_ONCE, ending, job
from eventapp.notifications import operations
from eventapp.notifications.attachments import attachments
from eventapp.notifications.backoff import Backoff
from eventapp.notifications.delivery import Conversation, ConversationFailed, LetterFailed, conversation
from eventapp.notifications.failures import own_failure
from eventapp.notifications.letters import outgoing
from eventapp.notifications.models import Mail, MailState
from eventapp.notifications.queries import BACKLOG
from eventapp.notifications.rules import NOT_MADE, code_of

SHIFT_SECONDS = 60.0
"""After so long a run ends, whatever is still due, so that the worker can say that it lives."""

log = logging.getLogger(__name__)


@job("notifications.deliver", every=AT_ONCE)
def deliver() -> None:
    """Send every letter that is due; without an SMTP server they wait in the outbox."""
    settings = current.settings()
    until = time.monotonic() + SHIFT_SECONDS
    while not ending.is_set() and time.monotonic() < until and deliver_batch(settings, until=until):
        pass


@job("notifications.tidy")
def tidy() -> None:
    with transaction():
        operations.empty_old_mails(now=utc_now())
        limits.forget_old(now=utc_now())


def deliver_batch(settings: Settings, *, backlog: Backlog[UUID] = BACKLOG, until: float = float("inf")) -> bool:
    """One conversation, in which letters that are due are sent one after the other.

    Says whether to begin the next at once: not if none is due, nor if the server takes nothing from us. ``until``: no
    letter is begun after that moment of the monotonic clock.
    """
    session.remove()  # what was read before is not what is due now
    backoff: Backoff = current_app.extensions.setdefault("eventapp.backoff", Backoff())
    if settings.smtp is None or backoff.lasts or not backlog.some_are_due(now=utc_now()):
        return False
    backoff.begin()
    try:
        with conversation(settings.smtp, settings.mail_from[1]) as server:
            _send_all(server, settings, backoff, backlog, until)
    except ConversationFailed as failure:
        if not backoff.heard:  # else it had enough of us for once, and may like to hear the rest
            _note_hindrance(str(failure), backoff.fail())
    except LetterFailed:
        backoff.break_off()
    return not backoff.lasts


def _send_all(server: Conversation, settings: Settings, backoff: Backoff, backlog: Backlog[UUID], until: float) -> None:
    """One letter after the other, each leased when it is its turn. Raises ConversationFailed, LetterFailed."""
    while not ending.is_set() and time.monotonic() < until:
        with transaction():
            mail_id = backlog.take(now=utc_now())
        if mail_id is None:
            return
        with backlog.in_hand(mail_id):
            _send(server, mail_id, settings)
        backoff.succeed()


def _send(server: Conversation, mail_id: UUID, settings: Settings) -> None:
    """Send one letter; what becomes of it is noted. Raises ConversationFailed, LetterFailed if that broke off."""
    mail = session.get_one(Mail, mail_id)
    if mail.state != MailState.WAITING:
        return
    try:
        with own_failure():
            letter = outgoing(mail, sender=settings.mail_from, attachments=attachments(mail, settings.base_url))
            data = letter.wire()
        session.remove()  # nothing is read of the database while the server speaks
        with own_failure(broken_off=True):
            server.hand_over(letter.recipient[1], data)
    except ConversationFailed:
        with transaction():
            BACKLOG.give_back(mail_id)
        raise
    except LetterFailed as failure:
        _note_failure(mail_id, failure)
        if failure.broken_off:
            raise
        return
    with transaction():
        operations.mark_sent(mail_id, now=utc_now())
    log.info("letter %s is sent", mail_id.hex, extra={"fields": {"letter": mail_id.hex}})


def _note_failure(mail_id: UUID, failure: LetterFailed) -> None:
    with transaction():
        BACKLOG.note_failure(mail_id, str(failure), for_good=failure.for_good, now=utc_now())
    fields = {"letter": mail_id.hex, "code": code_of(str(failure))}
    trace = failure.__cause__ if str(failure).startswith(NOT_MADE) else None  # a mistake of ours, not an answer
    log.warning("letter %(letter)s was not sent: %(code)s", fields, exc_info=trace, extra={"fields": fields})


def _note_hindrance(reason: str, seconds: int) -> None:
    """No letter is at fault; all wait."""
    with transaction():
        operations.note_hindrance(reason, now=utc_now())
    fields = {"code": code_of(reason), "seconds": seconds}
    log.warning("the mail server takes no letters: %(code)s; again in %(seconds)s s", fields, extra={"fields": fields})
