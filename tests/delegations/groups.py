"""Groups for the tests of this room."""

import html
import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from eventapp.core.acts import LEADER as BY_LEADER
from eventapp.core.acts import Act
from eventapp.core.db import session, transaction
from eventapp.delegations import operations
from eventapp.delegations.models import Delegation, Member
from eventapp.delegations.rules import Group
from eventapp.notifications.models import Mail
from eventapp.registration.consent import AGREED_BY_LEADER, Terms, ask_consent
from eventapp.registration.models import Registration
from tests.factories import LINKS, NOON
from tests.registration.people import entry, token_in

FORM = "/en/oslo/register/group"
SENT = "/en/oslo/register/group/sent"
LEADER = {
    "organisation": "birzai", "other_organisation": "", "given_name": "Rasa", "family_name": "Rasaitė",
    "email": "rasa@example.org", "phone": "", "language": "en", "consent": "y", "leave_blank": "",
}  # fmt: skip


CONSENT = ask_consent("en", Terms(365), AGREED_BY_LEADER)
LEADING: dict[str, Any] = {
    "given_name": "Rasa",
    "family_name": "Rasaitė",
    "language": "en",
    "consent": CONSENT,
    "care": None,
}


def someone(name: str, email: str = "", **values: Any) -> Any:
    return entry(email, given_name=name, family_name=f"{name}aitė", language="en", consent=CONSENT, care=None, **values)


def register_group(
    visit_id: int, *people: Any, takes_part: bool = False, shared: tuple[str, ...] = (), **values: Any
) -> None:
    leader = entry("rasa@example.org", **LEADING)
    keys = frozenset(("rasa@example.org", *shared))
    sent = Group(leader, takes_part, people, keys, values.get("sent_key", "a" * 22))
    with transaction():
        operations.register_group(visit_id, sent, act=Act(BY_LEADER, LINKS, values.get("now", NOON)))


def people(*lines: str) -> dict[str, str]:
    """Of "Ona Onaitė ona@example.org" a line each, as a form sends it."""
    sent: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        given, family, *email = line.split()
        sent |= {f"given_name-{number}": given, f"family_name-{number}": family, f"email-{number}": "".join(email)}
    return sent


def filled(client: FlaskClient, *lines: str, path: str = FORM, **typed: Any) -> dict[str, Any]:
    """The form at that address as somebody has filled it in."""
    page = client.get(path).text
    hidden = re.findall(r'<input(?=[^>]* name="(agreed_to|sent_key)")[^>]* value="([^"]*)"', page)
    sent = {"csrf_token": token_in(page), **{name: html.unescape(value) for name, value in hidden}}
    return {**(LEADER if path.endswith("group") else {}), **sent, **people(*lines), **typed}


def send(client: FlaskClient, *lines: str, path: str = FORM, verb: str = "", **typed: Any) -> Any:
    """Fill in the form and send it."""
    return post(client, f"{path}/{verb}" if verb else path, filled(client, *lines, path=path, **typed))


def post(client: FlaskClient, address: str, sent: Mapping[str, Any]) -> Any:
    """As a browser sends a form that may have a file."""
    parts = {name: FileStorage(*value) if isinstance(value, tuple) else value for name, value in sent.items()}
    boundary, body = encode_multipart(parts)
    return client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def group() -> Delegation:
    session.remove()
    return session.scalars(select(Delegation)).one()


def groups() -> int:
    session.remove()
    return len(session.scalars(select(Delegation)).all())


def leader_page(found: Delegation | None = None) -> str:
    """The address behind the link in the leader's letters."""
    of = found or group()
    return LINKS.group(of.id, of.generation).removeprefix(LINKS.base_url)


def registered() -> list[tuple[str, str, str]]:
    """(name, where letters go, state) of everybody, in the order of their turns."""
    session.remove()
    rows = session.scalars(select(Registration).order_by(Registration.turn, Registration.created_at))
    return [(f"{row.given_name} {row.family_name}", row.email, str(row.status)) for row in rows]


def member(name: str) -> Member:
    """Whoever of a group is called so by their given name."""
    session.remove()
    query = select(Member).join(Registration, Member.registration_id == Registration.id)
    return session.scalars(query.where(Registration.given_name == name).order_by(Member.position.desc())).first()  # type: ignore[return-value]


def letters_to(email: str) -> list[Mail]:
    session.remove()
    return list(session.scalars(select(Mail).where(Mail.to_address == email).order_by(Mail.created_at, Mail.subject)))


def latest_to(email: str) -> Mail:
    return letters_to(email)[-1]
