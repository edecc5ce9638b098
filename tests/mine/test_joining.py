"""What those far away can join: for whoever has a place, of what is released, with the link as it is now."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.mine.joining import joinable
from eventapp.programme.models import Session
from eventapp.programme.snapshot import SessionStatus
from eventapp.visits.models import Visit
from tests.factories import NOON, make_session, make_visit, publish, text
from tests.registration.people import join, leave, own_page, row

LINK = "https://meet.example.org/opening"
SOON = {"starts_at": utc_now() + timedelta(hours=1), "ends_at": utc_now() + timedelta(hours=2)}


@pytest.fixture
def visit(app: Flask) -> int:
    return make_visit(places=1, after_the_end=True).id


def codes(email: str) -> list[str]:
    return [each.code for each in joinable(row(email), now=NOON)]


def test_only_whoever_has_a_place_can_join_and_only_what_is_released_and_to_come(visit: int) -> None:
    join(visit, "first@example.org")
    join(visit, "second@example.org")
    make_session(visit, "opening", join_link=LINK)
    make_session(visit, "later", starts_at=None, ends_at=None, join_link=LINK)
    make_session(visit, "off", status=SessionStatus.CANCELLED, join_link=LINK)
    make_session(visit, "over", starts_at=NOON - timedelta(hours=2), ends_at=NOON, join_link=LINK)
    make_session(visit, "here")
    assert codes("first@example.org") == []  # nothing is released
    publish(visit)
    make_session(visit, "draft", join_link=LINK)
    assert codes("first@example.org") == ["opening", "later"]
    assert codes("second@example.org") == []
    leave(row("first@example.org"))
    assert (codes("first@example.org"), codes("second@example.org")) == ([], ["opening", "later"])


def test_the_link_is_live_and_title_and_hours_are_those_of_the_release(visit: int, client: FlaskClient) -> None:
    join(visit, "first@example.org", language="en")
    join(visit, "second@example.org", language="en")
    make_session(visit, "opening", **SOON)
    publish(visit)
    with transaction():
        session.execute(update(Session).values(join_link=LINK, title=text("Secret"), starts_at=NOON))
    shown = client.get(own_page("first@example.org"))
    assert f'href="{LINK}" rel="noreferrer"' in shown.text
    assert 'href="/en/oslo/sessions/opening">Opening</a>' in shown.text
    assert "Secret" not in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    assert LINK not in client.get(own_page("second@example.org")).text
    with transaction():
        session.execute(update(Session).values(join_link=""))
    assert "meet.example.org" not in client.get(own_page("first@example.org")).text


def test_of_a_hidden_visit_the_link_stands_without_a_way_to_hidden_pages(visit: int, client: FlaskClient) -> None:
    join(visit, "first@example.org", language="en")
    make_session(visit, "opening", join_link=LINK, **SOON)
    publish(visit)
    with transaction():
        session.execute(update(Visit).values(visible=False))
    shown = client.get(own_page("first@example.org")).text
    assert LINK in shown
    assert "<b>Opening</b>" in shown
    assert "/en/oslo/sessions" not in shown
