"""Things of the draft are removed; what is still used stays, what colleagues typed meanwhile is kept."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp.core.db import session
from eventapp.planning.reading import draft_plan
from eventapp.programme.models import Session, Speaker, SpeakerSlot, Venue
from eventapp.visits.queries import get_visit
from tests.at_desk import DESK, fields_of, opened, save
from tests.factories import (
    make_organisation,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
)
from tests.pages import read_page
from tests.registration.people import join

SESSION = {"title-lt": "Pradžia", "title-en": "Start", "title-nb": "Start", "kind": "meeting", "status": "confirmed"}
TIMES = {"day": "2017-04-03", "from": "09:00", "to": "10:30"}


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit(after_the_end=False).id


def remove(desk: FlaskClient, page: str) -> TestResponse:
    """Open the page, press its button for that."""
    forms = read_page(opened(desk, page)).forms
    form = next(form for form in forms if form.action == f"{DESK}/{page}/remove")
    return desk.post(form.action, data=dict(form.filled()))


def test_removing_a_released_session_keeps_it_public_as_cancelled(
    visit: int, desk: FlaskClient, client: FlaskClient
) -> None:
    make_session(visit)
    publish(visit)
    answer = remove(desk, "sessions/opening")
    assert answer.headers["Location"] == f"{DESK}/sessions?done=1"
    assert session.scalars(select(Session)).all() == []
    publish(visit)
    assert "cancelled" in client.get("/en/oslo/sessions/opening").text
    taken = save(desk, "sessions/new", **SESSION, code="opening")
    assert taken.status_code == 422
    assert "earlier release" in taken.text


def test_what_is_still_used_stays_and_the_page_says_where(visit: int, desk: FlaskClient) -> None:
    speaker, venue = make_speaker(visit), make_venue(visit)
    room = make_room(venue.id)
    row = make_session(visit, venue_id=venue.id, room_id=room.id)
    make_slot(row.id, speaker.id)
    make_organisation(visit)
    join(visit, organisation="birzai", other_organisation="")
    opening = (f"{DESK}/sessions/opening", "Opening")
    used = {
        "speakers/kari": [opening],
        "venues/town-hall": [(f"{DESK}/venues/town-hall/rooms/hall", "Great hall"), opening],
        "venues/town-hall/rooms/hall": [opening],
        "organisations/birzai": [(f"{DESK}/registrations?organisation=birzai", "1 registration")],
    }
    for page, places in used.items():
        answer = remove(desk, page)
        assert answer.status_code == 409, page
        assert read_page(answer.text).text.count("This is still used in the places named below") == 1
        listed = answer.text[answer.text.index('class="summary"') : answer.text.index('class="desk-form"')]
        assert re.findall('<li><a href="([^#"]*)">([^<]*)</a>', listed) == places
    for page in (
        "sessions/opening/slots/kari",
        "sessions/opening",
        "venues/town-hall/rooms/hall",
        "venues/town-hall",
        "speakers/kari",
    ):
        assert remove(desk, page).status_code == 303, page
    assert [session.scalars(select(model)).all() for model in (Session, SpeakerSlot, Venue, Speaker)] == [[]] * 4
    assert "Removed." in desk.get(f"{DESK}/speakers?done=1").text


REMOVED = {
    "sessions/opening": ("title-en", "sessions/new"),
    "speakers/kari": ("role-en", "speakers/new"),
    "venues/town-hall": ("name-en", "venues/new"),
    "venues/town-hall/rooms/hall": ("name-en", "venues/town-hall/rooms/new"),
    "sessions/opening/slots/kari": ("topic-en", "sessions/opening/slots/new"),
    "organisations/birzai": ("name", "organisations/new"),
}


@pytest.mark.parametrize("page", REMOVED)
def test_what_was_typed_about_something_that_a_colleague_removed_can_become_a_new_thing(
    visit: int, desk: FlaskClient, page: str
) -> None:
    make_organisation(visit)
    make_room(make_venue(visit).id)
    make_slot(make_session(visit).id, make_speaker(visit).id)
    field, new = REMOVED[page]
    typed = fields_of(opened(desk, page)) | {field: "Typed with care"}
    if page in ("speakers/kari", "venues/town-hall"):
        remove(desk, {"speakers/kari": "sessions/opening/slots/kari"}.get(page, "venues/town-hall/rooms/hall"))
    remove(desk, page)
    lost = desk.post(f"{DESK}/{page}", data=typed)
    assert lost.status_code == 404
    assert re.search(r"This was removed meanwhile \(ona@example\.org, \d+ \w+ \d{4} at", lost.text)
    form = next(form for form in read_page(lost.text).forms if field in form.typed)
    assert (form.action, form.value(field)) == (f"{DESK}/{new}", "Typed with care")
    made = desk.post(form.action, data=dict(form.filled()))
    assert made.status_code == 303, made.text
    assert "Typed with care" in " ".join(str(fields) for fields in draft_plan(get_visit("oslo")).values())
    assert desk.get(f"{DESK}/{page}").status_code == (200 if "slots" in page else 404)


def test_what_was_typed_about_a_part_of_what_was_removed_is_shown_to_be_copied(visit: int, desk: FlaskClient) -> None:
    make_slot(make_session(visit).id, make_speaker(visit).id)
    make_speaker(visit, "ola", name="Ola")
    slot, new = (fields_of(opened(desk, f"sessions/opening/slots/{each}")) for each in ("kari", "new"))
    remove(desk, "sessions/opening")
    for page, typed in (("kari", slot), ("new", new | {"speaker": "ola"})):
        lost = desk.post(f"{DESK}/sessions/opening/slots/{page}", data=typed | {"topic-lt": "Rūpestingai"})
        assert lost.status_code == 404
        assert "What this belonged to was removed meanwhile (ona@example.org" in lost.text
        assert fields_of(lost.text)["topic-lt"] == "Rūpestingai"
        assert ">Save<" not in lost.text
