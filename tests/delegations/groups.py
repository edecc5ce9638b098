"""Groups for the tests of this room."""

import html
import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from eventapp.core.db import session
from eventapp.delegations.models import Delegation, Member
from eventapp.notifications.models import Mail
from eventapp.registration.models import Registration
from tests.factories import LINKS
from tests.registration.people import token_in

FORM = "/en/oslo/register/group"
SENT = "/en/oslo/register/group/sent"
LEADER = {
    "organisation": "birzai", "other_organisation": "", "given_name": "Rasa", "family_name": "Rasaitė",
    "email": "rasa@example.org", "phone": "", "language": "en", "consent": "y", "leave_blank": "",
}  # fmt: skip


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
