"""Finding at the desk, over the web: a page without scripts, an answer for one, and never a word in an address."""

import logging
import re
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.core.acts import COMMAND, Act
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.people.models import MOST_SEARCHED, Search
from eventapp.people.searches import LIFE
from eventapp.visits.members import give
from eventapp.visits.models import Right
from tests.at_desk import DESK, opened, words
from tests.conftest import sign_in
from tests.factories import LINKS, NOON, make_session, make_visit, text
from tests.registration.people import join, token_in

FIND = f"{DESK}/find"
JSON = {"Accept": "application/json"}


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    join(visit, phone="+37061234567")
    make_session(visit, "lunch", title=text("<b>Lunch</b> & rest"))
    return visit


def look(desk: FlaskClient, typed: str, **headers: str) -> Any:
    token = token_in(opened(desk, "find"))
    return desk.post(FIND, data={"csrf_token": token, "q": typed}, headers=headers)


def test_without_scripts_words_lead_to_a_page_whose_address_names_nobody(visit: int, desk: FlaskClient) -> None:
    answer = look(desk, "zydrune")
    assert answer.status_code == 303
    assert re.fullmatch(rf"{FIND}\?search=[\w-]{{11}}", answer.location)
    page = desk.get(answer.location).text
    assert 'value="zydrune"' in page
    assert "1 found" in words(page)
    assert "Žydrūnė Ąžuolaitė" in words(page)
    assert f'href="{DESK}/registrations/' in page
    assert "Nothing is called so." in desk.get(look(desk, "nobody").location).text
    empty = look(desk, "  ")
    assert (empty.status_code, empty.location) == (303, FIND)


def test_a_script_is_told_what_is_found_and_nothing_is_kept(visit: int, desk: FlaskClient) -> None:
    answer = look(desk, "zydrune", **JSON)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    [group] = answer.json["groups"]
    [person] = group.pop("found")
    assert (answer.json["said"], group) == ("1 found", {"title": "People"})
    assert (person["name"], person["more"]) == ("Žydrūnė Ąžuolaitė", "Varėnos biblioteka, confirmed")
    assert person["address"].startswith(f"{DESK}/registrations/")
    assert look(desk, "nobody", **JSON).json == {"said": "Nothing is called so.", "groups": []}
    assert look(desk, "", **JSON).json == {"said": "", "groups": []}
    assert session.scalars(select(Search)).all() == []


def test_what_is_too_long_is_told(visit: int, desk: FlaskClient) -> None:
    long = "a" * (MOST_SEARCHED + 1)
    assert look(desk, long).status_code == 422
    told = look(desk, long, **JSON)
    assert told.status_code == 422
    assert told.json == {"said": "Please write at most 100 characters; these are 101.", "groups": []}


def test_without_the_token_nothing_is_told(visit: int, desk: FlaskClient) -> None:
    told = desk.post(FIND, data={"q": "zydrune"}, headers=JSON)
    assert (told.status_code, (told.json or {})["groups"]) == (400, [])
    page = desk.post(FIND, data={"q": "zydrune"})
    assert (page.status_code, 'value="zydrune"' in page.text) == (400, True)


def test_a_search_that_has_ended_and_somebody_else_s(visit: int, app: Flask, desk: FlaskClient) -> None:
    address = look(desk, "zydrune").location
    g.pop("csrf_token", None)
    assert sign_in(app, "kita@example.org").get(address).status_code == 404
    with transaction():
        session.execute(update(Search).values(created_at=utc_now() - LIFE))
    over = desk.get(address)
    assert (over.status_code, "This search has ended" in over.text) == (410, True)


def test_strangers_are_led_to_the_sign_in_whether_there_is_such_a_visit_or_not(visit: int, client: FlaskClient) -> None:
    for path in (FIND, "/organise/visits/nowhere/find"):
        answer = client.get(path)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in")


def test_whoever_has_no_role_finds_no_such_page(visit: int, app: Flask) -> None:
    stranger = sign_in(app, "niekas@example.org", right=False)
    assert stranger.get(FIND).status_code == 404


def test_readers_find_people_but_no_telephones_and_nothing_of_the_draft(visit: int, app: Flask) -> None:
    with transaction():
        give(visit, "skaityk@example.org", Right.READER, language="en", act=Act(COMMAND, LINKS, NOON))
    reader = sign_in(app, "skaityk@example.org", right=False)
    assert [group["title"] for group in look(reader, "zydrune", **JSON).json["groups"]] == ["People"]
    for typed in ("61234567", "+370 612 34567", "lunch"):
        assert look(reader, typed, **JSON).json["groups"] == []
        assert "Nothing is called so." in reader.get(look(reader, typed).location).text
    assert 'href="/organise/visits/oslo/find"' in reader.get(f"{DESK}/").text


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "%s%n",
    "\u202eąžuol",
    "a\x00b",
    "'--",
)


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_words(visit: int, desk: FlaskClient, typed: str) -> None:
    answer = look(desk, typed)
    assert answer.status_code == 303
    page = desk.get(answer.location)
    assert page.status_code == 200
    assert ("<script>alert" in page.text, "<img" in page.text, ">49<" in page.text) == (False, False, False)
    assert look(desk, typed, **JSON).status_code == 200


def test_what_is_found_is_written_as_words(visit: int, desk: FlaskClient) -> None:
    page = desk.get(look(desk, "lunch").location).text
    assert "&lt;b&gt;Lunch&lt;/b&gt; &amp; rest" in page


def test_words_stand_in_no_address_and_in_no_log(
    visit: int, desk: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        location = look(desk, "zydrune").location
        desk.get(location)
        look(desk, "zydrune", **JSON)
    assert "zydrune" not in unquote(location).casefold()
    assert "zydrune" not in caplog.text.casefold()


def test_each_page_of_the_desk_leads_there(visit: int, desk: FlaskClient) -> None:
    for page in ("", "registrations", "board", "find"):
        shown = opened(desk, page)
        assert f'<a class="find" href="{FIND}"' in shown
        assert re.search(r'<script type="module" src="/static/[^"]*find[^"]*js', shown)
