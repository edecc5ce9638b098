"""What a person can do on their own page in each state, what is done when it is sent anyway, and which letter tells it.

One table: a cell says what becomes of the state, and the letter that is written; REFUSED: nothing, and the page says
why.
"""

import re
from typing import Final

import pytest
import time_machine
from flask.testing import FlaskClient

from eventapp.core.acts import Act, organiser
from eventapp.core.db import transaction
from eventapp.registration import deciding
from tests.factories import LINKS, NOON, make_visit
from tests.registration.people import join, leave, letters, own_page, row, states
from tests.walk import Browser

ACT = Act(organiser(1), LINKS, NOON)
ME: Final = "zydrune@example.org"
REFUSED: Final = ("", "")
# {state: {verb: (state afterwards, subject of the letter), or REFUSED}}; a verb that the page offers is marked.
TABLE: Final = {
    "confirmed": {
        "cancel*": ("cancelled", "Your registration is cancelled"),
        "accept": ("confirmed", ""),
        "decline": REFUSED,
    },
    "offered": {
        "cancel*": ("cancelled", "Your registration is cancelled"),
        "accept*": ("confirmed", "You are registered"),
        "decline*": ("cancelled", "You have declined the place"),
    },
    "waitlisted": {"cancel*": ("cancelled", "Your registration is cancelled"), "accept": REFUSED, "decline": REFUSED},
    "pending": {"cancel*": ("cancelled", "Your registration is cancelled"), "accept": REFUSED, "decline": REFUSED},
    "rejected": {"cancel": ("rejected", ""), "accept": REFUSED, "decline": REFUSED},
    "cancelled": {"cancel": ("cancelled", ""), "accept": REFUSED, "decline": ("cancelled", "")},
}
CHANGED: Final = {
    "confirmed": 303,
    "offered": 303,
    "waitlisted": 303,
    "pending": 303,
    "rejected": 409,
    "cancelled": 409,
}
BACK: Final = {
    **dict.fromkeys(("confirmed", "offered", "waitlisted", "pending"), "You are already registered"),
    "rejected": "About your registration",
    "cancelled": "You are registered",
}


ENDS: Final = {"rejected": "pending", "cancelled": "confirmed"}
"""{state: the one before it}."""


def become(state: str) -> str:
    """Be in that state; gives the address of the own page."""
    first = ENDS.get(state, state)
    full, hours = first in ("offered", "waitlisted"), 500_000 if first == "offered" else None
    moderated = "everybody" if first == "pending" else "nobody"
    visit = make_visit(places=1 if full else 5, moderated=moderated, accept_hours=hours).id
    if full:
        join(visit, "first@example.org", language="en")
    join(visit, ME, language="en")
    if first == "offered":
        leave(row("first@example.org"))
    end(state)
    return own_page(ME)


def end(state: str) -> None:
    """From the state before to that one, if it is an end."""
    me = row(ME)
    visit, identity = me.visit_id, me.id
    if state == "rejected":
        with transaction():
            deciding.reject(visit, identity, "No more room", act=ACT)
    elif state == "cancelled":
        leave(me)
    assert states()[ME] == state


def send(client: FlaskClient, page: str, verb: str = "", **typed: str) -> int:
    shown = client.get(page).text
    token = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', shown)
    given = token[0] if token else re.findall(r'value="([^"]+)"', client.get(f"{page}/erase").text)[0]
    return client.post(f"{page}/{verb}" if verb else page, data={"csrf_token": given, **typed}).status_code


CELLS = [
    (state, verb.rstrip("*"), verb.endswith("*"), cell)
    for state, verbs in TABLE.items()
    for verb, cell in verbs.items()
]


@pytest.mark.parametrize(("state", "verb", "is_offered", "cell"), CELLS, ids=[f"{s}-{v}" for s, v, _, _ in CELLS])
def test_each_cell(client: FlaskClient, state: str, verb: str, is_offered: bool, cell: tuple[str, str]) -> None:
    with time_machine.travel(NOON, tick=False):
        page = become(state)
        assert (f'action="{page}/{verb}"' in client.get(page).text) == is_offered
        before = letters()
        status = send(client, page, verb)
    after, subject = cell
    assert status == (409 if cell == REFUSED else 303)
    assert states()[ME] == (after or state)
    told = [each for to, each in letters() if to == ME and (to, each) not in before]
    assert [each.split(":")[0] for each in told] == ([subject] if subject else [])


@pytest.mark.parametrize("state", TABLE)
def test_changing(client: FlaskClient, state: str) -> None:
    with time_machine.travel(NOON, tick=False):
        page = become(ENDS.get(state, state))
        browser = Browser(client)
        form = next(form for form in browser.page(f"{page}?edit=1").forms if "given_name" in form.typed)
        end(state)
        assert ("?edit=1" in client.get(page).text) == (CHANGED[state] == 303)
        assert browser.send(form, form.filled({"given_name": "Ada"})).status_code == CHANGED[state]
    assert row(ME).given_name == ("Ada" if CHANGED[state] == 303 else "Žydrūnė")


@pytest.mark.parametrize("state", TABLE)
def test_registering_again(client: FlaskClient, state: str) -> None:
    with time_machine.travel(NOON, tick=False):
        become(state)
        join(row(ME).visit_id, ME, language="en")
    told = [each.split(":")[0] for to, each in letters() if to == ME]
    assert BACK[state] in told
    assert states()[ME] == ("confirmed" if state == "cancelled" else state)


@pytest.mark.parametrize("state", TABLE)
def test_ones_data_a_new_link_and_erasing_are_there_in_every_state(client: FlaskClient, state: str) -> None:
    with time_machine.travel(NOON, tick=False):
        page = become(state)
        assert client.get(f"{page}/data").status_code == 200
        assert client.get(f"{page}/data.json").status_code == 200
        assert client.get(f"{page}/erase").status_code == 200
        shown = client.get(f"{page}/erase").text
        token = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', shown)[0]
        assert client.post(f"{page}/erase", data={"csrf_token": token}).status_code == 303
    assert ME not in states()
