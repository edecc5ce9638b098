"""The page of ways: a small table, estimates marked as such, typed as people write them, saved in one step."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.core.text import LANGUAGES
from eventapp.programme.models import Way
from tests.at_desk import DESK, fields_of, opened, save, statements, words
from tests.factories import make_venue, make_visit, text


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit(way_margin=15).id
    for number, code in enumerate(("hall", "barn", "hut"), 1):
        make_venue(visit, code, position=number, latitude=59.9 + number / 100, name=text(code.title()))
    return visit


def kept() -> list[tuple[int, int, str]]:
    session.remove()
    return [(way.minutes, way.waiting, way.by) for way in session.scalars(select(Way).order_by(Way.id))]


def test_all_ways_of_a_few_venues_are_shown_with_their_estimates(visit: int, desk: FlaskClient) -> None:
    make_venue(visit, "cave", position=4, latitude=None, longitude=None, name=text("Cave"))
    page = words(opened(desk, "ways?l=en"))
    assert "Hall – Barn ≈ 1.1 km, 15 min" in page
    assert "Hall – Hut ≈ 2.2 km, 18 min" in page
    assert "Hall – Cave no position" in page
    assert "15 minutes are added to every way" in page
    assert "Without a position, so nothing is estimated: Cave" in page
    assert len(re.findall('name="[a-z]+_[a-z]+" type="text"', opened(desk, "ways"))) == 6


def test_a_correction_is_typed_as_people_write_it_and_saved_in_one_step(visit: int, desk: FlaskClient) -> None:
    answer = save(desk, "ways", hall_barn="autobusu 45 + 10", hall_hut="1 h")
    assert answer.headers["Location"] == f"{DESK}/ways?done=1"
    assert kept() == [(45, 10, "bus"), (60, 0, "")]
    shown = {each: fields_of(opened(desk, f"ways?l={each}"))["hall_barn"] for each in LANGUAGES}
    assert shown == {"lt": "autobusu 45 + 10", "en": "by bus 45 + 10", "nb": "med buss 45 + 10"}
    assert save(desk, "ways").headers["Location"] == f"{DESK}/ways?done=nothing"
    assert save(desk, "ways?l=nb", hall_barn="").status_code == 303
    assert kept() == [(60, 0, "")]
    assert "Hall – Hut" in words(opened(desk, "history?l=en"))


def test_what_cannot_be_read_is_refused_at_its_field_and_kept(visit: int, desk: FlaskClient) -> None:
    refused = save(desk, "ways?l=en", hall_barn="soon", hall_hut="25")
    assert refused.status_code == 422
    assert "“soon” cannot be read." in refused.text
    assert (fields_of(refused.text)["hall_barn"], fields_of(refused.text)["hall_hut"]) == ("soon", "25")
    assert kept() == []


def test_what_two_have_changed_is_asked_at_the_field(visit: int, desk: FlaskClient) -> None:
    typed = fields_of(opened(desk, "ways?l=en"))
    save(desk, "ways", hall_barn="45", hall_hut="5")
    refused = desk.post(f"{DESK}/ways?l=en", data=typed | {"hall_barn": "bus 50"})
    assert refused.status_code == 409
    assert "Somebody else has changed this meanwhile, too." in refused.text
    assert fields_of(refused.text)["hall_barn"] == "by bus 50"
    sent = fields_of(refused.text)
    again = desk.post(f"{DESK}/ways?l=en", data=sent)
    assert again.status_code == 303
    assert kept() == [(50, 0, "bus"), (5, 0, "")]


def test_a_venue_that_is_removed_meanwhile_is_told(visit: int, desk: FlaskClient) -> None:
    typed = fields_of(opened(desk, "ways"))
    form = fields_of(opened(desk, "venues/hut"))
    assert desk.post(f"{DESK}/venues/hut/remove", data={"csrf_token": form["csrf_token"]}).status_code == 303
    answer = desk.post(f"{DESK}/ways", data=typed | {"hall_barn": "45", "hall_hut": "5"})
    assert answer.status_code == 303
    assert kept() == [(45, 0, "")]


def test_of_many_venues_those_of_one_are_shown_and_saved(visit: int, desk: FlaskClient) -> None:
    for number in range(4, 27):
        make_venue(visit, f"v{number}", position=number, name=text(f"Place {number}"))
    page = opened(desk, "ways?venue=v7")
    assert len(re.findall('name="[a-z0-9]+_[a-z0-9]+" type="text"', page)) == 25
    assert "Place 7 – Hall" in words(page)
    answer = save(desk, "ways?venue=v7", hall_v7="45", v7_v9="5")
    assert answer.headers["Location"] == f"{DESK}/ways?venue=v7&done=1"
    assert kept() == [(45, 0, ""), (5, 0, "")]
    assert "Hall – Barn" in words(opened(desk, "ways?venue=nowhere"))
    assert statements(desk, f"{DESK}/ways?venue=v7") == statements(desk, f"{DESK}/ways?venue=v9")


def test_a_visit_without_two_venues_says_so(app: Flask, desk: FlaskClient) -> None:
    make_visit()
    assert "There are no two places yet." in words(opened(desk, "ways?l=en"))
    assert desk.post(f"{DESK}/ways", data={}).status_code in (303, 400)
