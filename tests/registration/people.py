"""People for the tests of registration."""

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.core.links import Links
from eventapp.notifications.models import Mail
from eventapp.registration import operations
from eventapp.registration.models import Registration
from eventapp.registration.rules import Diet, Entry
from eventapp.visits.history import PARTICIPANT
from tests.conftest import SECRET
from tests.factories import NOON

LINKS = Links("http://visits.example.org", SECRET)


def entry(email: str = "zydrune@example.org", **values: Any) -> Entry:
    return Entry(
        **{
            "given_name": "Žydrūnė", "family_name": "Ąžuolaitė", "email": email, "phone": "+37061234567",
            "organisation": "", "other_organisation": "Varėnos biblioteka", "position": "", "diet": Diet.NONE,
            "diet_note": "", "needs": "", "language": "lt", **values,
        }
    )  # fmt: skip


def join(visit_id: int, email: str = "zydrune@example.org", **values: Any) -> Registration:
    """Register in a transaction of its own; gives the row as it is afterwards."""
    now = values.pop("now", NOON)
    with transaction():
        operations.register(visit_id, entry(email, **values), links=LINKS, now=now)
    return row(email)


def leave(registration: Registration) -> None:
    visit_id, identity = registration.visit_id, registration.id
    with transaction():
        operations.cancel_registration(visit_id, identity, by=PARTICIPANT, links=LINKS, now=NOON)


def change(registration: Registration, **values: Any) -> None:
    visit_id, identity = registration.visit_id, registration.id
    email = values.pop("email", registration.email)
    with transaction():
        operations.change_registration(
            visit_id, identity, entry(email, **values), by=PARTICIPANT, links=LINKS, now=NOON
        )


def row(email: str) -> Registration:
    session.remove()
    return session.scalars(select(Registration).where(Registration.email_key == email.casefold())).one()


def states() -> dict[str, str]:
    """{e-mail: status} of everybody."""
    session.remove()
    return {item.email: str(item.status) for item in session.scalars(select(Registration).order_by(Registration.turn))}


def letters() -> list[tuple[str, str]]:
    """(to whom, subject) of each letter, in the order in which they were written."""
    session.remove()
    return [(mail.to_address, mail.subject) for mail in session.scalars(select(Mail).order_by(Mail.created_at))]


def token_in(page: str) -> str:
    """The form's CSRF token."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


TYPED = {
    "given_name": "Žydrūnė", "family_name": "Ąžuolaitė", "email": "zydrune@example.org", "phone": "",
    "organisation": "birzai", "other_organisation": "", "position": "", "diet": "none", "diet_note": "", "needs": "",
    "consent": "y", "homepage": "",
}  # fmt: skip


def send(client: FlaskClient, path: str = "/lt/oslo/register", **typed: str) -> Any:
    """Fill in the form at that address as a person would, and send it."""
    page = client.get(path)
    return client.post(path.split("?", maxsplit=1)[0], data={**TYPED, "csrf_token": token_in(page.text), **typed})
