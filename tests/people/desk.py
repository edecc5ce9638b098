"""The desk of registrations, as an organiser uses it."""

import html
import re
from typing import Any

from flask import g
from flask.testing import FlaskClient

from eventapp.registration.jobs import put_in_place
from eventapp.registration.models import Registration
from tests.at_desk import DESK
from tests.registration.people import token_in

LIST = f"{DESK}/registrations"


PERSON = {
    "given_name": "Ona", "family_name": "Onaitė", "email": "ona@birzai.lt", "phone": "", "organisation": "birzai",
    "other_organisation": "", "position": "Vedėja", "diet": "vegan", "diet_note": "", "needs": "", "language": "nb",
    "consent": "y", "care": "y",
}  # fmt: skip


def get(desk: FlaskClient, path: str = "") -> str:
    put_in_place()
    g.pop("csrf_token", None)
    answer = desk.get(f"{LIST}{path}")
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def post(desk: FlaskClient, path: str = "", shown: str | None = None, **typed: str) -> Any:
    return desk.post(f"{LIST}{path}", data={"csrf_token": token_in(get(desk, shown or path)), **typed})


def search(desk: FlaskClient, words: str, **filters: str) -> str:
    """Search for the words; gives what follows the list's own address where that leads, "?search=…"."""
    answer = post(desk, q=words, **filters)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"]).removeprefix(LIST)


def names(page: str) -> list[str]:
    """Family names in the list, in its order."""
    return [html.unescape(name) for name in re.findall(r'rowheader"[^>]*><a [^>]*>([^,<]*),', page)]


def one(registration: Registration) -> str:
    return f"/{registration.id}"


def form_of(page: str) -> dict[str, str]:
    """What the registration's form would send as it stands."""
    form = next(part for part in re.findall(r"<form.*?</form>", page, re.S) if 'name="given_name"' in part)
    form = re.sub(r'<input(?=[^>]* type="(?:checkbox|radio)")(?![^>]* checked)[^>]*>', "", form)
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: html.unescape(value) for name, value in found.items()}


def turning(rel: str, page: str) -> str:
    """What follows the list's own address where that button of the pages leads, "?after=…"; "" without one."""
    found = re.search(rf'href="([^"]*)" rel="{rel}"', page)
    return html.unescape(found[1]).removeprefix(LIST) if found else ""
