"""What is said, promised and refused before, at and after the end of registration and of the visit."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.notifications.letters import text_of
from eventapp.notifications.models import Mail
from eventapp.visits.models import Visit
from tests.factories import NOON, make_organisation, make_session, make_slot, make_speaker, make_visit, publish
from tests.registration.people import SENT, TYPED, join, leave, letters, own_page, send, states, token_in
from tests.walk import Browser, crawl


def test_a_closed_visit_refuses_with_the_reason_and_keeps_what_was_typed(app: Flask, client: FlaskClient) -> None:
    make_organisation(make_visit().id)
    page = client.get("/en/oslo/register")
    with app.app_context(), transaction():
        session.scalars(select(Visit)).one().registration_closes_at = NOON
    answer = client.post("/en/oslo/register", data={**TYPED, "csrf_token": token_in(page.text)})
    assert answer.status_code == 409
    assert "Registration is closed." in answer.text
    assert 'value="Ąžuolaitė"' in answer.text


def test_a_visit_that_ended_while_somebody_typed_refuses_with_the_reason(app: Flask, client: FlaskClient) -> None:
    make_organisation(make_visit().id)
    page = client.get("/en/oslo/register")
    with transaction():
        session.scalars(select(Visit)).one().after_the_end = False
    answer = client.post("/en/oslo/register", data={**TYPED, "csrf_token": token_in(page.text)})
    assert answer.status_code == 409
    assert "Registration is closed." in answer.text
    assert "Registration closed when the visit ended." in answer.text
    assert 'value="Ąžuolaitė"' in answer.text
    assert (states(), letters()) == ({}, [])


@pytest.mark.parametrize(
    ("until", "said", "not_said"),
    [
        ({"queue_until": NOON}, "The waiting list no longer moves", "you get a place and we write"),
        (
            {"queue_until": datetime(2117, 3, 1, tzinfo=UTC)},
            "If it is your turn before 1 March 2117 at 01:00",
            "any more",
        ),
        ({}, "you are first in the queue", "waiting list no longer moves"),
    ],
)
def test_who_waits_is_told_until_when(
    app: Flask, client: FlaskClient, until: dict[str, Any], said: str, not_said: str
) -> None:
    waits = join(make_visit(places=0, **until).id, now=NOON - timedelta(days=1))
    body = client.get(f"{own_page(waits.email)}?l=en").text
    assert said in body
    assert not_said not in body
    full = client.get("/en/oslo/register").text
    assert ("no waiting list is open" in full) is (until.get("queue_until") == NOON)


def test_whoever_cancelled_is_asked_to_register_again_only_while_that_is_possible(
    app: Flask, client: FlaskClient
) -> None:
    person = join(make_visit().id)
    leave(person)
    assert "Register again" in client.get(f"{own_page()}?l=en").text
    with transaction():
        session.scalars(select(Visit)).one().after_the_end = False
    assert "Register again" not in client.get(f"{own_page()}?l=en").text


PAST = {"starts_on": date(2017, 4, 3), "ends_on": date(2017, 4, 6)}


TO_COME = datetime(2117, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "letter", "box"),
    [
        ({"places": 5}, "please register again", "While registration is open, you can register again"),
        (
            {"registration_closes_at": NOON},
            "Registration has closed. Should you",
            "get it back: registration has closed",
        ),
        ({"registration_opens_at": TO_COME}, "opens: 1 March 2117", "Once registration opens"),
        ({"after_the_end": False, **PAST}, "", "get it back: registration has closed"),
    ],
)
def test_whoever_cancels_is_promised_what_is_so_at_that_moment(
    app: Flask, client: FlaskClient, window: dict[str, Any], letter: str, box: str
) -> None:
    visit = make_visit(starts_on=date(2117, 4, 3), ends_on=date(2117, 4, 6)).id
    person = join(visit, language="en")
    with transaction():
        session.execute(update(Visit).values(**window))
    page = client.get(f"{own_page()}?l=en").text
    promises = {"While registration is open", "registration has closed", "Once registration opens"}
    assert box in page
    assert [words for words in promises if words in page] == [words for words in promises if words in box]
    leave(person, now=utc_now())
    told = text_of(session.scalars(select(Mail).order_by(Mail.created_at.desc()).limit(1)).one())
    assert letter in told
    assert ("please register again" in told) is (letter == "please register again")
    assert ("Should you wish" in told) is bool(letter)


def ways_to_the_form(app: Flask, *, now: datetime) -> set[str]:
    """The pages of the visit, as the public walks them, that lead to the form."""
    app.extensions["eventapp.page_caches"].clear()
    with time_machine.travel(now, tick=False):
        pages = crawl(Browser(app.test_client()), "/en/oslo/", inside="/en/oslo").pages
    assert len(pages) > 4
    return {path for path, page in pages.items() if not path.endswith("/register") and '/oslo/register"' in page.text}


@pytest.mark.parametrize("on_purpose", [False, True])
def test_from_the_end_of_the_last_day_on_no_page_says_register_unless_it_is_open_on_purpose(
    app: Flask, on_purpose: bool
) -> None:
    """Compiled pages, too, at that instant: the midnight after the last day on the visit's clocks."""
    visit = make_visit(after_the_end=on_purpose).id
    item = make_session(visit)
    make_slot(item.id, make_speaker(visit).id)
    publish(visit)
    end = datetime(2017, 4, 6, 22, tzinfo=UTC)
    before = ways_to_the_form(app, now=end - timedelta(seconds=1))
    assert before >= {"/en/oslo/", "/en/oslo/programme", "/en/oslo/sessions/opening", "/en/oslo/speakers/kari"}
    assert ways_to_the_form(app, now=end) == (before if on_purpose else set())


def test_a_correction_is_not_offered_once_registration_is_closed(visit: int, client: FlaskClient) -> None:
    send(client, "/en/oslo/register")
    page = client.get(SENT).text
    with transaction():
        session.execute(update(Visit).values(registration_closes_at=utc_now()))
    closed = client.get(SENT).text
    assert ("Is the address wrong?" in page, "Is the address wrong?" in closed) == (True, False)
    answer = client.post(SENT, data={"email": "b@example.org", "csrf_token": token_in(page)})
    assert (answer.status_code, "Registration is closed." in answer.text) == (409, True)
    stranger = client.post(SENT, data={"email": "b@example.org", "csrf_token": token_in(page)})
    assert "Please register once more" not in stranger.text
