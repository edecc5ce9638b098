"""What each release changed, as readers see it at /changes, and where a moved session was."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from eventapp.core.db import session, transaction
from eventapp.programme.models import Session, SpeakerSlot, Venue
from eventapp.programme.snapshot import SlotStatus
from tests.factories import NOON, make_session, make_slot, make_speaker, make_venue, make_visit, publish, text

CHANGES = "/en/oslo/changes"


def read(client: FlaskClient, path: str) -> str:
    """The page's words."""
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))


@pytest.fixture
def visit(app: Flask) -> int:
    """One session with a speaker, released."""
    visit = make_visit()
    opening = make_session(visit.id)
    make_slot(opening.id, make_speaker(visit.id).id)
    publish(visit.id)
    return visit.id


def change(visit_id: int, *, note: str = "Later", days: int = 1, **values: Any) -> None:
    """Change the session and release that."""
    with transaction():
        session.execute(update(Session).values(values))
    publish(visit_id, note=note, now=NOON + timedelta(days=days))


def moved_by(hours: int) -> dict[str, Any]:
    with transaction():
        starts_at, ends_at = session.execute(select(Session.starts_at, Session.ends_at)).one()
    assert starts_at is not None
    assert ends_at is not None
    shift = timedelta(hours=hours)
    return {"starts_at": starts_at + shift, "ends_at": ends_at + shift}


def test_before_the_release_there_are_no_changes(app: Flask, client: FlaskClient) -> None:
    make_session(make_visit().id)
    answer = client.get(CHANGES)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_a_contact_that_was_withdrawn_is_told_of_nowhere(visit: int, client: FlaskClient) -> None:
    def ask(days: int, **contact: Any) -> None:
        with transaction():
            session.execute(update(Venue).values(contact))
        publish(visit, now=NOON + timedelta(days=days))

    make_venue(visit, contact_name="Per Ask", contact_phone="+47 11111111", contact_public=True)
    publish(visit, now=NOON + timedelta(days=1))
    ask(2, contact_phone="+47 22222222")
    pages = [f"/{language}/oslo/{page}" for language in ("lt", "en", "nb") for page in ("changes", "changes.atom")]
    for page in pages:
        told = client.get(page).text
        assert "+47 22222222" in told
        assert "+47 11111111" not in told, page
    ask(3, contact_public=False)
    client.application.extensions["eventapp.page_caches"].clear()  # a page that was just asked for is kept a second
    for page in pages:
        told = client.get(page).text
        assert not [words for words in ("Per Ask", "11111111", "22222222") if words in told], page


def test_the_first_version_is_only_that(visit: int, client: FlaskClient) -> None:
    words = read(client, CHANGES)
    assert "Version 1" in words
    assert words.index("Version 1") < words.index("First")
    assert "At another time" not in words


def test_each_version_tells_old_and_new_the_latest_first(visit: int, client: FlaskClient) -> None:
    change(visit, **moved_by(1))
    change(visit, title=text("Welcome"), note="A better title", days=2)
    words = read(client, CHANGES)
    latest, second, first = words.index("A better title"), words.index("Later"), words.index("First")
    assert latest < second < first
    assert "Opening → Welcome" in words[latest:second]
    assert "At another time" in words[second:first]
    assert re.search(r"Monday,? 3 April 09:00–10:30 → Monday,? 3 April 10:00–11:30", words[second:first])


def test_what_is_not_released_is_not_there(visit: int, client: FlaskClient) -> None:
    with transaction():
        session.execute(update(Session).values(title=text("Secret")))
    assert "Secret" not in read(client, CHANGES)


def test_who_is_not_public_any_more_is_not_named(visit: int, client: FlaskClient) -> None:
    assert "Kari Nordmann" in read(client, "/en/oslo/programme")
    with transaction():
        session.execute(update(SpeakerSlot).values(status=SlotStatus.DECLINED))
    publish(visit, note="Without a speaker", now=NOON + timedelta(days=1))
    words = read(client, CHANGES)
    assert "Without a speaker" in words
    assert "Kari" not in words


@pytest.mark.parametrize(
    ("language", "hours", "told"),
    [
        ("en", 1, "moved from 09:00"),
        ("lt", 1, "laikas pakeistas, buvo 09.00 val."),
        ("nb", 1, "flyttet fra kl. 09.00"),
        ("en", 24, "moved from 3 April, 09:00"),
        ("lt", 24, "laikas pakeistas, buvo balandžio 3 d. 09.00 val."),
        ("nb", 24, "flyttet fra 3. april kl. 09.00"),
    ],
)
def test_a_moved_session_says_from_when(visit: int, client: FlaskClient, language: str, hours: int, told: str) -> None:
    change(visit, **moved_by(hours))
    for page in ("programme", "sessions/opening"):
        assert told in read(client, f"/{language}/oslo/{page}").replace("\u00a0", " ")


def test_the_note_stands_under_the_heading_with_the_way_to_all_changes(visit: int, client: FlaskClient) -> None:
    change(visit, note="One hour later", **moved_by(1))
    page = client.get("/en/oslo/programme").text
    assert re.search(r"Version 2</b>: One hour later <a href=\"/en/oslo/changes\">", page)
