"""Reading the outbox."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from eventapp.core.db import session
from eventapp.notifications.errors import MailNotFound
from eventapp.notifications.models import Mail


def outbox(limit: int = 100) -> Sequence[Mail]:
    """The latest letters, newest first."""
    return session.scalars(select(Mail).order_by(Mail.created_at.desc(), Mail.id).limit(limit)).all()


def get_mail(beginning: str) -> Mail:
    """The letter whose id begins so. Raises MailNotFound if none or several do."""
    try:
        low, high = UUID(beginning.ljust(32, "0")), UUID(beginning.ljust(32, "f"))
    except ValueError:
        raise MailNotFound from None
    found = session.scalars(select(Mail).where(Mail.id >= low, Mail.id <= high).limit(2)).all()
    if len(found) != 1:
        raise MailNotFound
    return found[0]
