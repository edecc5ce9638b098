"""The order of things: by buttons, in the draft, on public pages and in what a release changes."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import session, transaction
from eventapp.core.errors import NothingToSave
from eventapp.planning.errors import ItemNotFound
from eventapp.planning.ordering import move_item
from eventapp.planning.plan import Key
from eventapp.planning.reading import draft_plan
from eventapp.visits.history import history
from eventapp.visits.queries import get_visit
from tests.at_desk import DESK, opened
from tests.factories import (
    make_organisation,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
    text,
)
from tests.pages import read_page
from tests.planning.test_operations import ACT

CODES = ("a", "b", "c")
HOUSE, OPENING = Key("venue", "a"), Key("session", "opening")
# of each kind: the first of three, and the page that has the buttons
KINDS = {
    "organisation": (Key("organisation", "a"), "organisations"),
    "speaker": (Key("speaker", "a"), "speakers"),
    "venue": (HOUSE, "venues"),
    "room": (HOUSE.within("room", "a"), "venues/a"),
    "slot": (OPENING.within("slot", "a"), "sessions/opening"),
}


@pytest.fixture
def visit(app: Flask) -> int:
    visit_id = make_visit().id
    item, houses = make_session(visit_id).id, []
    for code in CODES:  # all at the same place: as files of long ago may have left them
        make_organisation(visit_id, code, name=f"Organisation {code}")
        make_slot(item, make_speaker(visit_id, code, name=f"Speaker {code}").id)
        houses.append(make_venue(visit_id, code, name=text(f"House {code}")).id)
    for code, house in zip(CODES, houses, strict=True):
        make_room(houses[0], code, name=text(f"Room {code}"))
        make_session(visit_id, f"in-{code}", venue_id=house, position=2)
    return visit_id


def codes(key: Key) -> list[str]:
    session.remove()
    return [other.code for other in draft_plan(get_visit("oslo")) if other.group == key.group]


def press(desk: FlaskClient, page: str, label: str) -> str:
    """Open the page, press the button of that name; gives where it leads."""
    shown = read_page(opened(desk, page), f"{DESK}/{page}")
    names = [found["aria-label"] for tag, found in shown.tags if tag == "button" and "aria-label" in found]
    forms = [form for form in shown.forms if form.action.rsplit("/", 1)[1] in ("up", "down")]
    form = dict(zip(names, forms, strict=True))[label]
    return str(desk.post(form.action, data=dict(form.filled())).location)


@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_up_and_down_among_its_like_and_the_page_comes_back_at_its_button(
    visit: int, desk: FlaskClient, kind: str
) -> None:
    key, page = KINDS[kind]
    word = {"organisation": "Organisation", "venue": "House", "room": "Room"}.get(kind, "Speaker")
    assert press(desk, page, f"Move down: {word} a") == f"{DESK}/{page}#down-a"
    assert codes(key) == ["b", "a", "c"]
    assert press(desk, page, f"Move down: {word} a") == f"{DESK}/{page}#up-a"
    assert press(desk, page, f"Move up: {word} c") == f"{DESK}/{page}#down-c"
    assert codes(key) == ["c", "b", "a"]
    shown = opened(desk, page)
    ids = re.findall(r'<button class="btn" id="((?:up|down)-\w)"', shown)
    assert ids == ["down-c", "up-b", "down-b", "up-a"]
    told = [(entry.action, entry.thing, entry.changes) for entry in history(visit)]
    assert told[0] == ("moved", key._replace(code="c").path, [{"field": "order", "old": 2, "new": 1}])
    words = re.sub("<[^>]*>", " ", desk.get(f"{DESK}/history").text)
    assert "moved in the list" in words
    assert re.search(r"Place in the list:\s+2\s+→\s+1", words)


@pytest.mark.parametrize("kind", KINDS)
def test_at_its_end_nothing_happens(visit: int, desk: FlaskClient, kind: str) -> None:
    """Somebody else may have moved it there while the page was open."""
    key, page = KINDS[kind]
    with pytest.raises(NothingToSave), transaction():
        move_item(visit, key, -1, act=ACT)
    address = f"{DESK}/{page}/{'rooms/' if kind == 'room' else 'slots/' if kind == 'slot' else ''}a"
    token = read_page(opened(desk, page)).forms[0].value("csrf_token")
    before = get_visit("oslo").version
    assert desk.post(f"{address}/up", data={"csrf_token": token}).location == f"{DESK}/{page}#down-a"
    session.remove()
    assert (codes(key), get_visit("oslo").version, len(history(visit))) == (list(CODES), before, 0)
    assert desk.get(f"{address}/up").location == f"{DESK}/{page}"
    refused = desk.post(f"{address}/down")
    assert refused.status_code == 400
    assert "Please send the form once more" in refused.text
    assert f'action="{address}/down"' in refused.text
    assert codes(key) == list(CODES)


@pytest.mark.parametrize("key", [Key("session", "opening"), Key("speaker", "none"), HOUSE.within("room", "none")])
def test_what_has_no_order_or_is_not_there_is_not_moved(visit: int, key: Key) -> None:
    with pytest.raises(ItemNotFound), transaction():
        move_item(visit, key, 1, act=ACT)


def test_organisations_are_public_in_their_new_order_at_once(
    visit: int, app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    client.get("/en/oslo/")
    press(desk, "organisations", "Move up: Organisation c")
    app.extensions["eventapp.page_caches"].clear()
    page = client.get("/en/oslo/").text
    assert re.findall(r"Organisation (\w)<", page) == ["a", "c", "b"]


def test_an_order_alone_can_be_released_and_readers_see_it(
    visit: int, app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    publish(visit)
    press(desk, "speakers", "Move up: Speaker c")
    press(desk, "venues", "Move down: House a")
    assert re.findall(r"Speaker (\w)<", client.get("/en/oslo/").text)[:3] == ["a", "b", "c"]
    preview = re.sub("<[^>]*>", " ", desk.get(f"{DESK}/release").text)
    assert re.search(
        r"Order of the speakers.*Speaker a, Speaker b, Speaker c\s+→\s+Speaker a, Speaker c, Speaker b", preview, re.S
    )
    assert re.search(r"Order of the venues.*House a, House b, House c\s+→\s+House b, House a, House c", preview, re.S)
    publish(visit)
    app.extensions["eventapp.page_caches"].clear()
    assert re.findall(r"Speaker (\w)<", client.get("/en/oslo/").text)[:3] == ["a", "c", "b"]
