"""People for the tests of registration."""

import html
import re
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.acts import PARTICIPANT, Act
from eventapp.core.db import session, transaction
from eventapp.notifications.models import Mail
from eventapp.questions.queries import questionnaire
from eventapp.questions.rules import Answered
from eventapp.registration import contact, operations
from eventapp.registration.consent import AGREED, CARE, Terms, ask_care, ask_consent
from eventapp.registration.models import Registration
from eventapp.registration.rules import Diet, Entry
from eventapp.visits.queries import visit_of
from tests.factories import LINKS, NOON

CONSENT = ask_consent("lt", Terms(365), AGREED)


def entry(email: str = "zydrune@example.org", **values: Any) -> Entry:
    return Entry(
        **{
            "given_name": "Žydrūnė", "family_name": "Ąžuolaitė", "email": email, "phone": "+37061234567",
            "organisation": "", "other_organisation": "Varėnos biblioteka", "position": "", "diet": Diet.NONE,
            "diet_note": "", "needs": "", "language": "lt", "consent": CONSENT, "care": ask_care("lt", CARE), **values,
        }
    )  # fmt: skip


def join(visit_id: int, email: str = "zydrune@example.org", **values: Any) -> Registration:
    """Register in a transaction of its own; gives the row as it is afterwards."""
    now = values.pop("now", NOON)
    with transaction():
        operations.register(visit_id, entry(email, **values), act=Act(PARTICIPANT, LINKS, now))
    return row(email)


def answering(visit_id: int, **answers: str) -> Answered:
    """To the questions that the visit asks now."""
    return Answered(questionnaire(visit_of(visit_id)), answers)


def leave(registration: Registration, *, now: datetime = NOON) -> None:
    visit_id, identity = registration.visit_id, registration.id
    with transaction():
        operations.cancel_registration(visit_id, identity, act=Act(PARTICIPANT, LINKS, now))


def change(registration: Registration, **values: Any) -> None:
    visit_id, identity = registration.visit_id, registration.id
    email = values.pop("email", registration.email)
    with transaction():
        operations.change_registration(visit_id, identity, entry(email, **values), act=Act(PARTICIPANT, LINKS, NOON))


def proof_of(registration: Registration) -> str:
    """What stands in the link of the letter that asks the new address."""
    email, until = registration.pending_email or registration.email, registration.pending_until or NOON
    return LINKS.email_proof(registration.id, registration.generation, email, until)


def confirm(registration: Registration, proof: str = "", *, now: datetime = NOON) -> None:
    """Follow the link of the letter that asks the new address, and press the button."""
    genuine = LINKS.read_email_proof(proof or proof_of(registration))
    assert genuine
    visit_id = registration.visit_id
    with transaction():
        contact.confirm_email(visit_id, genuine, act=Act(PARTICIPANT, LINKS, now))


def row(email: str) -> Registration:
    session.remove()
    return session.scalars(select(Registration).where(Registration.email_key == email.casefold())).one()


def states() -> dict[str, str]:
    """{e-mail: status} of everybody."""
    session.remove()
    return {item.email: str(item.status) for item in session.scalars(select(Registration).order_by(Registration.turn))}


def letters() -> list[tuple[str, str]]:
    """(to whom, subject) of each letter, in the order in which they were written; of one instant: by that."""
    session.remove()
    written = select(Mail).order_by(Mail.created_at, Mail.to_address, Mail.subject)
    return [(mail.to_address, mail.subject) for mail in session.scalars(written)]


def own_page(email: str = "zydrune@example.org") -> str:
    """The address behind the link in that person's letters."""
    registration = row(email)
    return LINKS.registration(registration.id, registration.generation).removeprefix(LINKS.base_url)


def token_in(page: str) -> str:
    """The form's CSRF token."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


TYPED = {
    "given_name": "Žydrūnė", "family_name": "Ąžuolaitė", "email": "zydrune@example.org", "phone": "",
    "organisation": "birzai", "other_organisation": "", "position": "", "diet": "none", "diet_note": "", "needs": "",
    "consent": "y", "care": "y", "leave_blank": "",
}  # fmt: skip


SENT = "/en/oslo/register/sent"
"""Where a sent form leads to."""


def send(client: FlaskClient, path: str = "/lt/oslo/register", **typed: str) -> Any:
    """Fill in the form at that address as a person would, and send it."""
    page = client.get(path).text
    return client.post(path.split("?", maxsplit=1)[0], data={**TYPED, **hidden_in(page), **typed})


def hidden_in(page: str) -> dict[str, str]:
    """What the form of that page sends unseen."""
    found = re.findall(r'<input(?=[^>]* name="(agreed_to|seen|asked_as)")[^>]* value="([^"]*)"', page)
    return {"csrf_token": token_in(page), **{name: html.unescape(value) for name, value in found}}
