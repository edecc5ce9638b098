"""Organisers' pages of this room: the overview, with what needs a hand and the charts."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.notifications.models import Mail, MailState
from eventapp.programme import snapshot
from eventapp.programme.snapshot import SessionStatus, SlotStatus
from eventapp.publishing.models import Output, OutputState
from eventapp.visits.models import Organisation, Role
from eventapp.visits.queries import get_visit
from tests.at_desk import DESK, opened, statements, words
from tests.factories import (
    make_organisation,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
)
from tests.pages import read_page
from tests.registration.people import join, leave

OVERVIEW = f"{DESK}/"


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit(places=2).id


def todo(desk: FlaskClient) -> list[tuple[str, str]]:
    """(what needs a hand, where), in order."""
    page = desk.get(OVERVIEW).text
    listed = page.split('<ul class="todo">')[1].split("</ul>")[0]
    return [(text, path) for path, text in re.findall(rf'href="{DESK}/([^"]*)">([^<]*)<', listed)]


def test_when_nothing_needs_a_hand_it_is_said(visit: int, desk: FlaskClient) -> None:
    venue = make_venue(visit).id
    make_session(visit, venue_id=venue)
    publish(visit)
    assert todo(desk) == []
    assert "Nothing. All is well" in desk.get(OVERVIEW).text


def test_each_thing_that_needs_a_hand_has_its_number_and_leads_there(visit: int, desk: FlaskClient) -> None:
    opening = make_session(visit).id
    make_slot(opening, make_speaker(visit).id, status=SlotStatus.INVITED)
    make_slot(opening, make_speaker(visit, "ola").id, status=SlotStatus.INVITED)
    publish(visit)
    make_session(visit, "later", starts_at=None, ends_at=None)
    make_session(visit, "lunch", kind=snapshot.Kind.MEAL, starts_at=None, ends_at=None)
    make_session(visit, "off", starts_at=None, ends_at=None, status=SessionStatus.CANCELLED)
    for name in ("a", "b", "c"):
        join(visit, f"{name}@example.org")
    with transaction():
        session.execute(update(Mail).where(Mail.to_address == "a@example.org").values(state=MailState.FAILED))
        session.execute(update(Output).where(Output.kind == "pdf", Output.language == "lt").values(state="failed"))
    found = todo(desk)
    assert found == [
        ("1 person waits for a place", "registrations?status=waitlisted"),
        ("1 letter could not be sent", "outbox?state=failed"),
        ("2 letters wait to be handed over", "outbox?state=waiting"),
        ("2 sessions have no time", "sessions?without=time"),
        ("2 sessions have no place", "sessions?without=venue"),
        ("2 speakers have not answered", "sessions?without=answer"),
        ("1 file could not be made", "release#files"),
        ("3 changes are not released yet", "release"),
    ]
    for _, path in found:
        assert desk.get(f"{DESK}/{path}").status_code == 200
    assert session.query(Output).filter_by(state=OutputState.FAILED).count() == 1


def test_before_the_first_release_that_is_what_is_missing(visit: int, desk: FlaskClient) -> None:
    make_session(visit, venue_id=make_venue(visit).id)
    assert todo(desk) == [("The programme is not public yet", "release")]
    page = desk.get(OVERVIEW).text
    assert "not public yet" in page
    assert "/en/oslo/programme" not in page


def test_it_says_how_it_stands(visit: int, desk: FlaskClient) -> None:
    *_, last = [join(visit, f"{name}@example.org") for name in ("a", "b", "c")]
    leave(last)
    make_session(visit)
    publish(visit)
    shown = words(desk.get(OVERVIEW).text)
    assert "Places taken 2 of 2 places On the waiting list 0 Cancelled 1 Registration open, without an end" in shown
    assert "Version 1 , 1 March 2017 at 13:00" in shown
    assert '<a class="btn" href="/en/oslo/programme.pdf">' in desk.get(OVERVIEW).text


@pytest.mark.parametrize(
    ("opens_in", "closes_in", "said"),
    [(1, None, "Registration opens"), (-2, 1, "Registration open until"), (-2, -1, "Registration closed since")],
)
def test_the_window_is_said(
    app: Flask, desk: FlaskClient, opens_in: int | None, closes_in: int | None, said: str
) -> None:
    now = datetime.now(UTC)
    opens = now + timedelta(days=opens_in) if opens_in else None
    closes = now + timedelta(days=closes_in) if closes_in else None
    make_visit(registration_opens_at=opens, registration_closes_at=closes)
    assert said in words(desk.get(OVERVIEW).text)


def press(desk: FlaskClient, verb: str) -> Any:
    """The button of the overview; gives the page that follows."""
    form = next(form for form in read_page(opened(desk, ""), OVERVIEW).forms if form.action == f"{DESK}/{verb}")
    return desk.post(form.action, data=dict(form.filled()), follow_redirects=True)


def test_the_buttons_show_and_hide_the_visit_open_and_close_registration(app: Flask, desk: FlaskClient) -> None:
    make_visit(visible=False, registration_open=False)
    public, form = app.test_client(), "/en/oslo/register"
    page = opened(desk, "")
    assert ("The visit is hidden" in page, "Hide the visit" in page, "Public page" in page) == (True, False, False)
    assert "Registration closed: nobody can register" in words(page)
    seen = []
    for verb in ("show", "open", "close", "hide"):
        said = re.findall(r'role="status">([^<]*)', press(desk, verb).text)
        app.extensions["eventapp.page_caches"].clear()  # what a second of waiting does
        answer = public.get(form)
        seen.append((answer.status_code, 'name="given_name"' in answer.text, said))
    assert seen == [
        (200, False, ["Everybody can see the visit now."]),
        (200, True, ["Registration is open now."]),
        (200, False, ["Registration is closed now."]),
        (404, False, ["The visit is hidden now."]),
    ]
    told = words(desk.get(f"{DESK}/history").text)
    assert told.count("Everybody can see the visit") == 2
    assert told.count("Registration is open") == 2


def test_what_a_colleague_has_switched_already_is_switched(visit: int, desk: FlaskClient) -> None:
    page = opened(desk, "")
    form = next(form for form in read_page(page, OVERVIEW).forms if form.action == f"{DESK}/hide")
    for _ in range(2):
        answer = desk.post(form.action, data=dict(form.filled()), follow_redirects=True)
        assert "The visit is hidden now." in answer.text
    assert words(desk.get(f"{DESK}/history").text).count("Everybody can see the visit") == 1


def test_a_button_without_its_token_does_nothing_and_is_asked_for_once_more(visit: int, desk: FlaskClient) -> None:
    answer = desk.post(f"{DESK}/hide")
    assert (answer.status_code, "Please send the form once more" in answer.text) == (400, True)
    assert get_visit("oslo").visible


def test_what_cannot_be_switched_says_why(app: Flask, desk: FlaskClient) -> None:
    """Dates of before a later version's rules."""
    make_visit(after_the_end=False, registration_closes_at=datetime(2117, 1, 1, tzinfo=UTC))
    answer = press(desk, "close")
    assert (answer.status_code, "This is after the visit’s last day." in answer.text) == (422, True)


def test_a_visit_without_a_release_lists_its_first_steps(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit(visible=False, registration_open=False, summary={}, purpose={}).id
    page = opened(desk, "")
    assert "Nothing yet." in page
    links = re.findall(r'<li><a href="([^"]*)">[^<]*</a>', page.split('<ol class="steps">')[1].split("</ol>")[0])
    asked = ["facts", "organisations", "venues", "sessions", "facts/registration", "release", "#visible"]
    assert links == [f"{DESK}/{page}" for page in asked]
    for link in links:
        assert desk.get(link.split("#")[0]).status_code == 200
    assert 'id="visible"' in page
    make_session(visit)
    publish(visit)
    assert "First steps" not in opened(desk, "")


def test_the_charts_have_their_tables(app: Flask, desk: FlaskClient) -> None:
    visit = make_visit(places=2).id
    make_organisation(visit, places=5)
    make_organisation(visit, "varena", position=2, name="Varėnos biblioteka")
    assert "<svg" not in desk.get(OVERVIEW).text
    midnight = datetime(2017, 2, 28, 23, 30, tzinfo=UTC)  # already March in Oslo
    join(visit, "a@example.org", organisation="birzai", now=midnight)
    join(visit, "b@example.org", organisation="", now=midnight + timedelta(days=2))
    join(visit, "c@example.org", organisation="birzai", now=midnight + timedelta(days=2))
    page = desk.get(OVERVIEW).text
    day, organisation = re.findall(r"<tbody>(.*?)</tbody>", page, re.S)
    assert re.findall(r'row">([^<]*)</th><td class="number">(\d+)', day) == [
        ("1 March 2017", "1"),
        ("2 March 2017", "0"),
        ("3 March 2017", "2"),
    ]
    assert [words(f"<main{row}") for row in organisation.split("</tr>")[:-1]] == [
        "Biržų rajono savivaldybė 1 5 1",
        "Varėnos biblioteka 0 – 0",
        "Another organisation 1 – 0",
    ]
    assert page.count('<svg class="chart" role="img"') == 2
    assert page.count('<rect class="bar" x="') == 2 + 3


def test_the_overview_costs_the_same_for_few_and_for_many(visit: int, desk: FlaskClient) -> None:
    make_session(visit)
    publish(visit)
    join(visit, "a@example.org")
    one = statements(desk, OVERVIEW)
    for name in ("b", "c", "d"):
        make_session(visit, name, starts_at=None, ends_at=None)
        join(visit, f"{name}@example.org")
    assert statements(desk, OVERVIEW) == one


def test_strangers_and_unknown_visits(visit: int, desk: FlaskClient, app: Flask) -> None:
    for page in ("", "history"):
        assert desk.get(f"/organise/visits/nowhere/{page}").status_code == 404
        assert app.test_client().get(f"{DESK}/{page}").headers["Location"] == "/sign-in"


def test_a_host_is_counted_only_if_somebody_of_it_has_registered(app: Flask, desk: FlaskClient) -> None:
    """Whose people have registered may have become a host."""
    visit = make_visit().id
    make_organisation(visit, "host", name="Oslo kommune", role=Role.HOST)
    became = make_organisation(visit, "became", name="Bergen kommune", role=Role.PARTNER).id
    join(visit, organisation="became")
    with transaction():
        session.get_one(Organisation, became).role = Role.HOST
    page = opened(desk, "")
    assert ("Oslo kommune" in page, "Bergen kommune" in page) == (False, True)
