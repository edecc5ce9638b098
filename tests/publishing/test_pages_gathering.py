"""What the public pages say of the way to a session: where and when people gather, in which language it is."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.programme.models import Session
from eventapp.programme.snapshot import SessionStatus
from tests.conftest import ON_SQLITE
from tests.factories import NOON, make_session, make_visit, publish

pytestmark = ON_SQLITE
GATHERING = {"lt": "Viešbučio fojė", "en": "Hotel lobby"}


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_session(
        visit,
        meeting_point=GATHERING,
        meeting_minutes=20,
        transfer={"en": "On foot.\n\nBack by bus."},
        spoken="nb",
        interpretation=["lt", "en"],
        everybody=True,
        places=12,
        locked=True,
        organisers_note="q·note",
        join_link="https://q.example.org",
    )
    make_session(visit, "plain")
    publish(visit)
    return visit


def words(client: FlaskClient, path: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", client.get(path).text.split("<main", 1)[1]).split())


def test_a_session_s_page_says_what_is_looked_for_on_the_way(visit: int, client: FlaskClient) -> None:
    told = words(client, "/en/oslo/sessions/opening")
    assert "Meeting point 08:40 , Hotel lobby Way there On foot. Back by bus. Language Norwegian" in told
    assert "Interpreted into Lithuanian, English Who attends Everybody attends" in told
    assert "Susitikimo vieta 08.40 , Viešbučio fojė" in words(client, "/lt/oslo/sessions/opening")
    assert "Møtested 08.40 , Viešbučio fojė" in words(client, "/nb/oslo/sessions/opening")  # borrowed
    plain = words(client, "/en/oslo/sessions/plain")
    for label in ("Meeting", "Way there", "Language", "Interpreted", "Who attends"):
        assert label not in plain.replace("Meeting Opening", "").replace("Meeting provisional", "")


def test_the_programme_has_the_hour_and_the_place_and_no_more(visit: int, client: FlaskClient) -> None:
    told = words(client, "/en/oslo/programme")
    assert told.count("Meeting point: 08:40 , Hotel lobby") == 1
    assert "On foot" not in told
    for page in ("programme", "sessions/opening", "programme.ics", "changes", "changes.atom", ""):
        answer = client.get(f"/en/oslo/{page}").text
        assert "q·note" not in answer
        assert "q.example.org" not in answer


def test_without_a_point_there_is_a_time_and_without_an_hour_of_its_own_a_point(
    app: Flask, visit: int, client: FlaskClient
) -> None:
    with transaction():
        session.execute(update(Session).values(meeting_point={}, meeting_minutes=560))
    publish(visit, now=NOON + timedelta(days=1))
    assert "Meeting time 23:40 (2 April)" in words(client, "/en/oslo/sessions/opening")
    with transaction():
        session.execute(update(Session).values(meeting_point=GATHERING, starts_at=None, ends_at=None))
    publish(visit, now=NOON + timedelta(days=2))
    app.extensions["eventapp.page_caches"].clear()
    assert "Meeting point Hotel lobby" in words(client, "/en/oslo/sessions/opening")


def test_nobody_is_sent_to_what_is_cancelled(visit: int, client: FlaskClient) -> None:
    with transaction():
        session.execute(update(Session).values(status=SessionStatus.CANCELLED))
    publish(visit, now=NOON + timedelta(days=1))
    for page in ("sessions/opening", "programme"):
        told = words(client, f"/en/oslo/{page}")
        assert "Hotel lobby" not in told
        assert "08:40" not in told
