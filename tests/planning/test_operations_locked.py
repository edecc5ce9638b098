"""A session that is locked lies where it lies, whoever saves it; one tick in the same form lets it go."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import transaction
from eventapp.planning.errors import LockedHere
from eventapp.planning.operations import Edit, save_item
from eventapp.planning.plan import Key
from eventapp.planning.rules import moved_though_locked
from tests.at_desk import DESK, fields_of, save, words
from tests.factories import make_session, make_venue, make_visit
from tests.planning.test_desk_folded import folded
from tests.planning.test_operations import ACT
from tests.planning.test_several import HOUR, NINE, row, span

OPENING = Key("session", "opening")
LATER = {"starts": NINE + HOUR, "ends": NINE + 2.5 * HOUR}


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_venue(visit)
    make_session(visit, locked=True)
    return visit


def edit(visit: int, **fields: Any) -> None:
    with transaction():
        save_item(visit, Edit(OPENING, fields, {}), act=ACT)


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ({"locked": True, "starts": 1}, {"locked": True, "starts": 2}, "starts"),
        ({"locked": True, "ends": 1}, {"locked": True, "ends": None}, "ends"),
        ({"locked": True, "room": "hall"}, {"locked": True, "room": ""}, "room"),
        ({"locked": True, "starts": 1}, {"locked": False, "starts": 2}, ""),
        ({"locked": False, "starts": 1}, {"locked": True, "starts": 2}, ""),
        ({"locked": True, "starts": 1}, {"locked": True, "starts": 1}, ""),
        ({}, {"locked": True, "starts": 1}, ""),
        ({"name": "a"}, {"name": "b"}, ""),
    ],
)
def test_only_what_was_locked_and_stays_so_is_held(old: dict[str, Any], new: dict[str, Any], moved: str) -> None:
    assert moved_though_locked(old, new) == moved


@pytest.mark.parametrize("fields", [LATER, {"venue": "town-hall"}])
def test_a_locked_session_is_neither_moved_nor_put_elsewhere(visit: int, fields: dict[str, Any]) -> None:
    with pytest.raises(LockedHere):
        edit(visit, **fields)
    assert span("opening") == (NINE, NINE + 1.5 * HOUR)


def test_all_else_of_it_is_saved_and_unlocked_in_the_same_breath_it_moves(visit: int) -> None:
    edit(visit, **{"title.en": "Welcome"})
    edit(visit, locked=False, **LATER)
    assert (row("opening").title["en"], span("opening")[0]) == ("Welcome", NINE + HOUR)


def test_its_form_says_so_at_the_tick_and_keeps_what_was_typed(visit: int, desk: FlaskClient) -> None:
    refused = save(desk, "sessions/opening", **{"from": "10:00", "to": "11:30"})
    assert refused.status_code == 422
    assert "This session is locked, so its time and place stay. Untick this to move it." in words(refused.text)
    assert folded(refused.text)["For organisers only"][0]
    assert 'value="10:00"' in refused.text
    fields = [(name, value) for name, value in fields_of(refused.text).items() if name != "locked"]
    moved = desk.post(f"{DESK}/sessions/opening", data=dict(fields))
    assert moved.status_code == 303
    assert span("opening")[0] == NINE + HOUR
