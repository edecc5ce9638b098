"""The page of an earlier version: what it changes, its two buttons, and what stands in their way."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from eventapp.core.db import session, transaction
from eventapp.programme.models import Venue
from tests.at_desk import DESK, opened, save, statements
from tests.factories import make_session, make_venue, make_visit, publish
from tests.pages import PageForm, read_page


@pytest.fixture
def visit(app: Flask, desk: FlaskClient) -> int:
    """Released, retitled, released."""
    visit = make_visit().id
    make_session(visit)
    publish(visit)
    assert save(desk, "sessions/opening", **{"title-en": "Welcome"}).status_code == 303
    publish(visit)
    return visit


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page[page.index("<main") :])).split())


def button(page: str, verb: str) -> PageForm:
    return next(form for form in read_page(page, f"{DESK}/release/1").forms if form.action.endswith(f"/{verb}"))


def send(desk: FlaskClient, form: PageForm, **typed: str) -> TestResponse:
    return desk.post(form.action, data=dict(form.filled()) | typed)


def test_the_list_of_versions_leads_to_each(visit: int, desk: FlaskClient) -> None:
    assert f'href="{DESK}/release/1"' in opened(desk, "release")
    page = words(opened(desk, "release/1"))
    assert "At another time" not in page
    assert page.count("Under another title 1 Opening") == 2, "readers and the draft have the other one"
    assert "It is what readers see now." in words(opened(desk, "release/2"))
    assert "The draft says the same." in words(opened(desk, "release/2"))


def test_released_again_with_a_note_that_is_proposed(visit: int, desk: FlaskClient) -> None:
    form = button(opened(desk, "release/1"), "again")
    sent = dict(form.filled())
    assert [sent[f"note_{language}"] for language in ("lt", "en", "nb")] == [
        "Vėl kaip 1-ojoje versijoje.",
        "Again as in version 1.",
        "Igjen som i versjon 1.",
    ]
    assert send(desk, form).headers["Location"] == f"{DESK}/release?done=1"
    page = words(opened(desk, "release?done=1"))
    assert "Version 3 is public now." in page
    assert "Again as in version 1." in page
    assert "Opening" in desk.get("/en/oslo/programme").text
    assert "As in version: 1" in words(opened(desk, "history"))


def test_taken_back_it_is_the_draft_and_the_page_of_the_release_says_so(visit: int, desk: FlaskClient) -> None:
    make_session(visit, "late", title={"en": "Late"})
    page = words(opened(desk, "release/1"))
    assert "Cancelled or removed 1 Late" in page
    answer = send(desk, button(opened(desk, "release/1"), "take-back"))
    assert answer.headers["Location"] == f"{DESK}/release?back=1"
    page = words(opened(desk, "release?back=1"))
    assert "The draft says what version 1 said." in page
    assert "Opening" in words(opened(desk, "sessions"))
    assert "Late" in words(opened(desk, "removed"))
    assert "Version 1 taken back as the draft" in words(opened(desk, "history"))
    assert "Welcome" in desk.get("/en/oslo/programme").text, "readers see nothing of it yet"


def test_what_is_left_out_is_said(visit: int, desk: FlaskClient) -> None:
    make_venue(visit, contact_name="Per Ask", contact_public=True)
    publish(visit)
    told = "This version named more than the draft makes public now."
    assert told not in words(opened(desk, "release/3"))
    with transaction():
        session.execute(update(Venue).values(contact_public=False))
    page = words(opened(desk, "release/3"))
    assert told in page
    assert "Contact on the day: name" in page, "which readers see now"


def test_without_a_note_or_after_a_change_it_is_refused_and_what_was_typed_stays(visit: int, desk: FlaskClient) -> None:
    page = opened(desk, "release/1")
    answer = send(desk, button(page, "again"), note_lt="", note_en="", note_nb="")
    assert answer.status_code == 422
    assert "Please write it in at least one language." in answer.text
    publish(visit)
    answer = send(desk, button(page, "again"), note_en="Back")
    assert answer.status_code == 409
    assert "The programme was changed while you were looking." in answer.text
    assert dict(button(answer.text, "again").filled())["note_en"] == "Back"
    save(desk, "sessions/opening", **{"title-en": "Hello"})
    answer = send(desk, button(page, "take-back"))
    assert answer.status_code == 409
    assert send(desk, button(answer.text, "take-back")).status_code == 303
    assert send(desk, button(answer.text, "take-back")).status_code == 409


def test_without_its_token_it_is_shown_again(visit: int, desk: FlaskClient) -> None:
    page = opened(desk, "release/1")
    for verb in ("again", "take-back"):
        assert send(desk, button(page, verb), csrf_token="").status_code == 400


def test_nothing_more_to_take_back_is_said(visit: int, desk: FlaskClient) -> None:
    form = button(opened(desk, "release/1"), "take-back")
    assert send(desk, form).status_code == 303
    page = opened(desk, "release/1")
    assert "The draft says the same." in words(page)
    answer = send(desk, form)
    assert answer.status_code == 409


def test_who_may_see_it(visit: int, desk: FlaskClient, client: FlaskClient) -> None:
    assert desk.get(f"{DESK}/release/9").status_code == 404
    assert desk.post(f"{DESK}/release/9/again").status_code == 404
    for verb in ("again", "take-back"):
        assert desk.get(f"{DESK}/release/1/{verb}").headers["Location"] == f"{DESK}/release/1"


def test_a_stranger_is_sent_to_sign_in(app: Flask, client: FlaskClient) -> None:
    make_visit()
    for address in ("release/1", "release/1/again"):
        assert client.get(f"{DESK}/{address}").headers["Location"].startswith("/sign-in")


def test_three_sessions_cost_as_many_statements_as_one(visit: int, desk: FlaskClient) -> None:
    counted = statements(desk, f"{DESK}/release/1")
    for code in ("a", "b"):
        make_session(visit, code)
    assert statements(desk, f"{DESK}/release/1") == counted
