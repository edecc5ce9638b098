"""The parts of a session's form that are folded: what stands in them is told, and a mistake opens its part."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.programme.models import Session
from eventapp.visits.history import history
from tests.at_desk import DESK, fields_of, save
from tests.factories import make_session, make_visit
from tests.walk import Browser

LINK = "https://meet.example.org/" + "x" * 400
SAID = {
    "meeting_point-en": "Lobby",
    "meeting_minutes": "1 h",
    "transfer-lt": "Autobusu",
    "spoken": "nb",
    "join_link": LINK,
    "organisers_note": "Ask Kari",
    "places": "0",
}
FOLDED = re.compile(
    r'<details class="fold"( open)?><summary>([^<]*?)(?: <span class="quiet">([^<]*)</span>)?</summary>'
)


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_session(visit)
    return visit


def folded(page: str) -> dict[str, tuple[bool, str]]:
    """{heading: (whether it is open, what is told to stand in it)} of each part."""
    return {words: (bool(is_open), said) for is_open, words, said in FOLDED.findall(page)}


def interpreted(desk: FlaskClient, *codes: str) -> int:
    """Ticks those boxes and no others in the form as it stands now (or sends what no box has); gives the status."""
    browser = Browser(desk)
    form = next(form for form in browser.page(f"{DESK}/sessions/opening").forms if form.typed)
    others = [pair for pair in form.filled() if pair[0] != "interpretation"]
    return browser.send(form, [*others, *(("interpretation", code) for code in codes)]).status_code


def test_what_is_folded_is_kept_and_told(visit: int, desk: FlaskClient) -> None:
    parts = folded(desk.get(f"{DESK}/sessions/opening").text)
    assert list(parts.values()) == [(False, "")] * 4
    assert save(desk, "sessions/opening", **SAID).status_code == 303
    row = session.scalars(select(Session)).one()
    assert (row.meeting_point, row.meeting_minutes, row.transfer) == ({"en": "Lobby"}, 60, {"lt": "Autobusu"})
    assert (row.spoken, row.join_link, row.organisers_note, row.places) == ("nb", LINK, "Ask Kari", 0)
    page = desk.get(f"{DESK}/sessions/opening").text
    shown = fields_of(page)
    assert {name: shown[name] for name in SAID} == {**SAID, "meeting_minutes": "60"}
    assert folded(page) == {
        "Meeting point and way there": (False, "Meeting point, Minutes before the beginning, Way there"),
        "Who attends": (False, "Number of places"),
        "Language, joining from afar": (False, "Language, Link to join from afar"),
        "For organisers only": (False, "Note"),
    }
    told = desk.get(f"{DESK}/history").text
    assert "Norwegian" in told
    assert "Ask Kari" in told


def test_a_mistake_opens_its_part_and_no_other(visit: int, desk: FlaskClient) -> None:
    answer = save(desk, "sessions/opening", join_link="http://meet.example.org")
    assert answer.status_code == 422
    assert [heading for heading, (is_open, _) in folded(answer.text).items() if is_open] == [
        "Language, joining from afar"
    ]


def test_languages_are_ticked_in_any_order_and_taken_back(visit: int, desk: FlaskClient) -> None:
    assert interpreted(desk, "uk", "lt") == 303
    assert session.scalars(select(Session.interpretation)).one() == ["lt", "uk"]
    assert "Lithuanian, Ukrainian" in desk.get(f"{DESK}/history").text
    assert len(history(visit)) == 1
    assert interpreted(desk, "lt", "uk") == 303
    assert len(history(visit)) == 1  # the same is no change
    assert interpreted(desk) == 303
    assert session.scalars(select(Session.interpretation)).one() == []


@pytest.mark.parametrize("code", ["xx", "lt xx", "<b>"])
def test_a_language_that_is_none_is_refused(visit: int, desk: FlaskClient, code: str) -> None:
    assert interpreted(desk, code) == 422
    assert save(desk, "sessions/opening", spoken=code).status_code == 422
    assert session.scalars(select(Session.interpretation)).one() == []


def test_what_two_have_ticked_is_asked_about_in_words(visit: int, desk: FlaskClient) -> None:
    browser = Browser(desk)
    form = next(form for form in browser.page(f"{DESK}/sessions/opening").forms if form.typed)
    assert interpreted(desk, "en") == 303
    answer = browser.send(form, [*form.filled(), ("interpretation", "nb")])
    assert answer.status_code == 409
    assert "<ins>English</ins>" in answer.text
    assert folded(answer.text)["Language, joining from afar"][0]
    assert session.scalars(select(Session.interpretation)).one() == ["en"]
