"""Links that people have lost: who asks is noted, and the worker writes to whoever is registered with that address."""

from datetime import datetime

from sqlalchemy import delete, select

from eventapp.core import mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import insert_row, session
from eventapp.registration import contact
from eventapp.registration.models import LinkRequest, Registration
from eventapp.registration.rules import LINK_REQUEST


def ask(email: str, *, now: datetime) -> None:
    """Note that somebody asks; whether anybody has that address is not looked at, so that no answer tells it."""
    insert_row(LinkRequest(email=email, asked_at=now))


def next_request() -> int | None:
    """The id of the one that waits the longest; None: nobody asks."""
    return session.scalar(select(LinkRequest.id).order_by(LinkRequest.id).limit(1))


def answer(request_id: int, *, act: Act) -> None:
    """Forget the request, and write to whoever is registered with its address, at each visit by itself.

    A request of long ago, when no worker ran, is forgotten without an answer.
    """
    gone = delete(LinkRequest).where(LinkRequest.id == request_id).returning(LinkRequest.email, LinkRequest.asked_at)
    asked = session.execute(gone).one_or_none()
    if asked is None or act.now >= asked.asked_at + LINK_REQUEST:
        return
    columns = (Registration.visit_id, Registration.id, Registration.email)
    mine = select(*columns).where(Registration.email_key == mailboxes.key(asked.email)).order_by(Registration.visit_id)
    for visit_id, registration_id, email in session.execute(mine).all():
        contact.send_link(visit_id, registration_id, email, act=act)
