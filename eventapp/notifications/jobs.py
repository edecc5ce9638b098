"""The worker's tasks of this room: deliver what is due, forget what is old."""

from collections import deque
from datetime import timedelta
from smtplib import SMTP
from uuid import UUID

from eventapp.config import Settings
from eventapp.core import addresses, web
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.jobs import job
from eventapp.core.text import say
from eventapp.notifications import operations
from eventapp.notifications.delivery import (
    Attachment,
    ConversationFailed,
    LetterRefused,
    build_message,
    connection,
    hand_over,
)
from eventapp.notifications.models import Mail
from eventapp.notifications.rules import LEASE
from eventapp.visits.models import Visit


@job("notifications.deliver")
def deliver() -> None:
    """Send every letter that is due; without an SMTP server they wait in the outbox."""
    settings = web.settings()
    if settings.smtp:
        while deliver_batch(settings):
            pass


@job("notifications.tidy")
def tidy() -> None:
    with transaction():
        operations.empty_old_mails(now=utc_now())


def deliver_batch(settings: Settings, *, lease: timedelta = LEASE) -> bool:
    """Lease some letters and send them over one connection; says whether there were any."""
    with transaction():
        ids = operations.lease_mails(now=utc_now(), lease=lease)
    waiting = deque(ids)
    if not settings.smtp or not waiting:
        return False
    try:
        with connection(settings.smtp) as smtp:
            while waiting:
                _send(smtp, waiting[0], settings)
                waiting.popleft()
    except ConversationFailed as failure:
        for mail_id in waiting:
            _note_failure(mail_id, str(failure), for_good=False)
    return True


def _send(smtp: SMTP, mail_id: UUID, settings: Settings) -> None:
    """Send one letter. The server's refusal of it is noted. Raises ConversationFailed."""
    mail = session.get_one(Mail, mail_id)
    message = build_message(mail, mail_from=settings.mail_from, attachments=attachments(mail, settings.base_url))
    try:
        hand_over(smtp, message)
    except LetterRefused as refusal:
        _note_failure(mail_id, str(refusal), for_good=refusal.for_good)
        return
    with transaction():
        operations.mark_sent(mail_id, now=utc_now())


def _note_failure(mail_id: UUID, reason: str, *, for_good: bool) -> None:
    with transaction():
        operations.mark_failed(mail_id, error=reason, for_good=for_good, now=utc_now())


def attachments(mail: Mail, base_url: str) -> tuple[Attachment, ...]:
    """What the row names, made now: a visit's calendar entry has the visit's present facts."""
    made = (visit_calendar(item["visit"], mail, base_url) for item in mail.attachments if item["kind"] == "visit.ics")
    return tuple(attachment for attachment in made if attachment)


def visit_calendar(visit_id: int, mail: Mail, base_url: str) -> Attachment | None:
    """The visit as one all-day event in the letter's language; None if the visit is gone."""
    from eventapp.exports import ical

    visit = session.get(Visit, visit_id)
    if visit is None:
        return None
    order = visit.languages
    url = base_url + addresses.visit(mail.language, visit.slug)
    entry = ical.WholeDays(
        uid=visit.calendar_uid,
        summary=say(visit.name, mail.language, order),
        location=", ".join(word for place in (visit.city, visit.country) if (word := say(place, mail.language, order))),
        description=say(visit.summary, mail.language, order),
        url=url,
        starts_on=visit.starts_on,
        ends_on=visit.ends_on,
    )
    return Attachment(f"{visit.slug}.ics", "text/calendar; charset=utf-8", ical.all_day(entry, mail.created_at))
