"""The release page: what would change, the note, files and their failures; nothing is released unseen."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.core.acts import WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGE_NAMES
from eventapp.programme.models import Release
from eventapp.programme.queries import find_programme
from eventapp.publishing.compilation import note_failure, take_order
from eventapp.publishing.models import Output, OutputState
from eventapp.visits.history import history
from tests.at_desk import DESK, fields_of, opened, save, statements
from tests.factories import LINKS, NOON, make_session, make_speaker, make_visit, publish
from tests.paper import print_due
from tests.registration.people import token_in

NOTE = {"note_lt": "Naujas laikas", "note_en": "Another time", "note_nb": "Nytt tidspunkt"}
TWO_HOURS_LATER = {"from": "11:00", "to": "12:30"}


@pytest.fixture
def visit(app: Flask) -> int:
    """Released once, with two sessions; the opening is at 09:00 in Oslo."""
    visit = make_visit()
    make_session(visit.id)
    make_session(visit.id, "other", position=2)
    publish(visit.id)
    return visit.id


def words(page: str) -> str:
    """What a reader sees, without tags, blanks folded."""
    main = page[page.index("<main") :].split("</main>", maxsplit=1)[0]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def test_a_moved_session_is_shown_released_and_becomes_public_everywhere(
    visit: int, app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    before = find_programme(visit)
    save(desk, "sessions/opening", **TWO_HOURS_LATER)
    shown = words(opened(desk, "release"))
    assert "At another time 1 Opening Time Monday 3 April 09:00–10:30 → Monday 3 April 11:00–12:30" in shown
    answer = save(desk, "release", **NOTE)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{DESK}/release?done=1")
    after = find_programme(visit)
    assert [item.sequence - before.session(item.code).sequence for item in after.sessions] == [0, 1]
    assert after.session("other") == before.session("other")
    assert after.note == {"lt": "Naujas laikas", "en": "Another time", "nb": "Nytt tidspunkt"}
    app.extensions["eventapp.page_caches"].clear()
    assert "11:00" in client.get("/en/oslo/programme").text
    assert "DTSTART;TZID=Europe/Oslo:20170403T110000" in client.get("/en/oslo/programme.ics").text
    made = words(opened(desk, "release?done=1"))
    assert "Version 2 is public now." in made
    assert "Nothing has changed since version 2." in made
    assert made.count("is being made …") == 3
    print_due()
    later = words(opened(desk, "release"))
    assert (later.count("ready"), "is public now" in later) == (9, False)
    assert client.get("/en/oslo/programme.pdf").data.startswith(b"%PDF")
    latest = history(visit)[0]
    assert (latest.action, latest.thing, latest.actor.kind) == ("released", "release.2", "organiser")
    assert "Version 2" in made
    assert "ona@example.org Another time" in made


def test_before_the_first_release_everything_is_new(app: Flask, desk: FlaskClient, client: FlaskClient) -> None:
    visit = make_visit()
    empty = words(opened(desk, "release"))
    assert "There is nothing to release yet" in empty
    make_session(visit.id, starts_at=None, ends_at=None)
    assert "New 1 Opening Time to be announced" in words(opened(desk, "release"))
    assert client.get("/en/oslo/programme").status_code == 404
    assert save(desk, "release", **NOTE).status_code == 303
    app.extensions["eventapp.page_caches"].clear()
    assert client.get("/en/oslo/programme").status_code == 200


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({}, "Please write it in at least one language."),
        ({"note_nb": "x" * 501}, "at most 500 characters; these are 501"),
    ],
)
def test_a_note_that_does_not_fit_is_said_at_its_field(
    visit: int, desk: FlaskClient, typed: dict[str, str], reason: str
) -> None:
    save(desk, "sessions/opening", **TWO_HOURS_LATER)
    answer = save(desk, "release", **typed)
    assert answer.status_code == 422
    assert reason in words(answer.text)
    shown = fields_of(answer.text)
    assert {name: shown[name] for name in typed} == typed
    assert find_programme(visit).number == 1


def test_what_another_organiser_changed_meanwhile_is_looked_at_before_it_is_released(
    visit: int, desk: FlaskClient
) -> None:
    save(desk, "sessions/opening", **TWO_HOURS_LATER)
    stale = fields_of(opened(desk, "release")) | NOTE
    save(desk, "sessions/other", **{"title-en": "Unseen"})
    refused = desk.post(f"{DESK}/release", data=stale)
    assert refused.status_code == 409
    assert "was changed while you were looking" in refused.text
    assert "Unseen" in refused.text
    assert find_programme(visit).number == 1
    again = fields_of(refused.text)
    assert again["note_lt"] == NOTE["note_lt"]
    assert desk.post(f"{DESK}/release", data=again).status_code == 303
    twice = desk.post(f"{DESK}/release", data=again)
    assert (twice.status_code, "everything is public already" in twice.text) == (409, True)
    assert find_programme(visit).number == 2


def test_nothing_new_is_not_released(visit: int, desk: FlaskClient) -> None:
    save(desk, "sessions/opening", **TWO_HOURS_LATER)
    form = fields_of(opened(desk, "release")) | NOTE
    save(desk, "sessions/opening", **{"from": "09:00", "to": "10:30"})
    page = opened(desk, "release")
    assert "desk-form" not in page
    refused = desk.post(f"{DESK}/release", data=form | {"csrf_token": token_in(page)})
    assert refused.status_code == 409
    assert find_programme(visit).number == 1


def test_without_the_form_s_token_nothing_is_released_and_the_note_stays(visit: int, desk: FlaskClient) -> None:
    save(desk, "sessions/opening", **TWO_HOURS_LATER)
    answer = desk.post(f"{DESK}/release", data=NOTE)
    assert answer.status_code == 400
    assert fields_of(answer.text)["note_lt"] == NOTE["note_lt"]
    assert desk.post(f"{DESK}/release/files", data={"file": "1"}).status_code == 400
    assert find_programme(visit).number == 1


def test_a_file_that_failed_says_why_and_is_tried_again(visit: int, desk: FlaskClient, client: FlaskClient) -> None:
    for _ in range(3):
        with transaction():
            order = take_order(now=NOON)
        assert order is not None
        with transaction():
            note_failure(order, "no paper left", act=Act(WORKER, LINKS, NOON))
    page = opened(desk, "release")
    failed = session.scalars(select(Output).where(Output.state == OutputState.FAILED)).one()
    called = LANGUAGE_NAMES[failed.language]
    assert f"PDF, {called} no paper left Try again (PDF, {called})" in words(page)
    assert client.get(f"/{failed.language}/oslo/programme.pdf").status_code == 503
    typed = {"csrf_token": token_in(page), "file": str(failed.id)}
    answer = desk.post(f"{DESK}/release/files", data=typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{DESK}/release#files")
    session.remove()
    assert session.scalars(select(Output.state).where(Output.kind == "pdf")).all() == [OutputState.DUE] * 3
    assert history(visit)[0].action == "tried again"
    for number in (str(failed.id), "0", "x", "²", "9" * 30):
        assert desk.post(f"{DESK}/release/files", data=typed | {"file": number}).status_code == 404


def test_a_file_of_another_visit_is_not_there(visit: int, desk: FlaskClient) -> None:
    other = make_visit(slug="bergen")
    make_session(other.id, "bergen")
    publish(other.id, now=NOON + timedelta(days=1))
    with transaction():
        session.execute(update(Output).values(state=OutputState.FAILED))
    page = opened(desk, "release")
    foreign = session.scalars(
        select(Output.id).join(Release, Release.id == Output.release_id).where(Release.visit_id == other.id)
    ).first()
    answer = desk.post(f"{DESK}/release/files", data={"csrf_token": token_in(page), "file": str(foreign)})
    assert answer.status_code == 404


def test_forty_sessions_cost_as_many_statements_as_three(visit: int, desk: FlaskClient) -> None:
    make_speaker(visit)
    few = statements(desk, f"{DESK}/release")
    for number in range(38):
        make_session(visit, f"s{number}")
    assert statements(desk, f"{DESK}/release") == few
