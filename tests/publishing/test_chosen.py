"""What a reader has chosen of a programme: its page and its calendar, as HTTP sees them."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import delete, select, update

from eventapp.core.db import session, transaction
from eventapp.programme.models import Session, SpeakerSlot
from eventapp.programme.snapshot import Kind
from tests.factories import NOON, make_session, make_slot, make_speaker, make_venue, make_visit, publish, text

PAGE = "/en/oslo/programme"
FEED = f"{PAGE}.ics"


def at(day: int, hour: int) -> datetime:
    """Oslo time on a day of April 2017."""
    return datetime(2017, 4, day, hour - 2, tzinfo=UTC)


@pytest.fixture
def visit(app: Flask) -> int:
    """Four sessions on two days, of three kinds, at one place, with one speaker; released."""
    visit = make_visit()
    venue = make_venue(visit.id)
    make_venue(visit.id, "unused", position=2)
    opening = make_session(visit.id, venue_id=venue.id, starts_at=at(3, 9), ends_at=at(3, 10))
    make_slot(opening.id, make_speaker(visit.id).id)
    make_session(visit.id, "lunch", kind=Kind.MEAL, title=text("Lunch"), starts_at=at(3, 12), ends_at=at(3, 13))
    make_session(visit.id, "walk", kind=Kind.SOCIAL, title=text("Walk"), starts_at=at(4, 9), ends_at=at(4, 10))
    make_session(visit.id, "untimed", title=text("To come"), starts_at=None, ends_at=None)
    publish(visit.id)
    return visit.id


def release(visit_id: int, app: Flask, *, days: int = 1) -> None:
    publish(visit_id, now=NOON + timedelta(days=days))
    app.extensions["eventapp.page_caches"].clear()  # what a second of waiting does


def titles(client: FlaskClient, query: str = "") -> list[str]:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return [re.sub("<[^>]+>", "", found) for found in re.findall("<h3>(.*?)</h3>", answer.text)]


def events(client: FlaskClient, query: str) -> dict[str, tuple[Any, ...]]:
    answer = client.get(FEED + query)
    assert answer.status_code == 200
    return {
        str(event["summary"]): (str(event["status"]), event["sequence"])
        for event in Calendar.from_ical(answer.data).events
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?day=2017-04-03", "Opening Lunch"),
        ("?kind=meal", "Lunch"),
        ("?venue=town-hall", "Opening"),
        ("?speaker=kari", "Opening"),
        ("?day=2017-04-04&kind=social", "Walk"),
        ("?kind=meeting", "Opening To come"),
    ],
)
def test_the_page_shows_what_the_address_says_and_the_calendar_has_it(
    visit: int, client: FlaskClient, query: str, found: str
) -> None:
    assert " ".join(titles(client, query)) == found
    assert " ".join(events(client, query)) == found.replace(" To come", "")
    page = client.get(PAGE + query).text
    assert f"Shown: {found.replace('To come', 'To-come').count(' ') + 1} of 4" in page
    assert f'href="{FEED}{html.escape(query)}&amp;download=1"'.replace("&amp;amp;", "&amp;") in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="canonical"' not in page
    assert f'href="/lt/oslo/programme{html.escape(query)}"' in page


def test_the_whole_has_the_form_and_says_of_nothing_that_it_is_chosen(visit: int, client: FlaskClient) -> None:
    page = client.get(PAGE).text
    assert 'rel="canonical"' in page
    assert "Shown: 4" not in page
    form = page[page.index("<form") : page.index("</form>")]
    assert re.findall('name="([^"]+)"', form) == ["day", "kind"]
    assert "Meal" in form
    assert "csrf" not in form
    assert len(titles(client)) == 4


@pytest.mark.parametrize(
    ("query", "cleaned"),
    [
        ("?day=&kind=meal&venue=&speaker=", "?kind=meal"),
        ("?kind=meal&day=2017-04-03", "?day=2017-04-03&kind=meal"),
        ("?kind=meal&utm_source=letter", "?kind=meal"),
        ("?kind=meal&kind=social", "?kind=meal"),
        ("?kind=dance", ""),
        ("?day=2017-04-05", ""),
        ("?day=2017-4-3", ""),
        ("?venue=unused", ""),
        ("?speaker=%FF", ""),
        ("?kind=%6Deal", "?kind=meal"),
        ("?kind", ""),
    ],
)
@pytest.mark.parametrize("path", [PAGE, FEED])
def test_every_other_address_leads_to_the_one(
    visit: int, client: FlaskClient, path: str, query: str, cleaned: str
) -> None:
    answer = client.get(path + query)
    assert (answer.status_code, answer.location) == (303, path + cleaned)
    assert client.get(answer.location).status_code == 200


def test_what_is_not_ours_is_passed_over_as_before(visit: int, client: FlaskClient) -> None:
    assert client.get(f"{PAGE}?utm_source=letter").data == client.get(PAGE).data
    assert client.get(f"{FEED}?utm_source=letter").data == client.get(FEED).data


def test_a_download_keeps_what_is_chosen(visit: int, client: FlaskClient) -> None:
    answer = client.get(f"{FEED}?download=1&kind=meal")
    assert (answer.status_code, answer.location) == (303, f"{FEED}?kind=meal&download=1")
    answer = client.get(answer.location)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="oslo-en.ics"'
    assert len(Calendar.from_ical(answer.data).events) == 1


def test_nothing_is_said_to_be_nothing_with_the_way_to_all(visit: int, client: FlaskClient) -> None:
    page = client.get(f"{PAGE}?day=2017-04-04&kind=meal").text
    assert "Shown: 0 of 4" in page
    assert '<p class="lede" data-nothing>Nothing in the programme matches.</p>' in page
    assert f'<a class="btn" href="{PAGE}" data-all>Show all of it</a>' in page
    assert "<h3>" not in page
    assert events(client, "?day=2017-04-04&kind=meal") == {}


@pytest.mark.parametrize(
    ("language", "day", "kind"),
    [("lt", "Antradienis, balandžio 4 d.", "Neformalus renginys"), ("nb", "Tirsdag 4. april", "Sosialt arrangement")],
)
def test_a_calendar_is_called_by_what_is_chosen(
    visit: int, client: FlaskClient, language: str, day: str, kind: str
) -> None:
    answer = client.get(f"/{language}/oslo/programme.ics?day=2017-04-04&kind=social")
    name = str(Calendar.from_ical(answer.data)["X-WR-CALNAME"]).replace("\u00a0", " ").replace("\\,", ",")
    assert name == f"Visit to Oslo ({language}) · {day} · {kind}"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_what_leaves_the_choice_is_cancelled_there_and_lives_on_elsewhere(
    visit: int, client: FlaskClient, app: Flask
) -> None:
    with transaction():
        session.execute(update(Session).where(Session.code == "lunch").values(starts_at=at(4, 12), ends_at=at(4, 13)))
    release(visit, app)
    assert events(client, "?day=2017-04-03") == {"Opening": ("TENTATIVE", 0), "CANCELLED: Lunch": ("CANCELLED", 2)}
    assert events(client, "?day=2017-04-04") == {"Walk": ("TENTATIVE", 0), "Lunch": ("TENTATIVE", 1)}


def test_a_calendar_of_what_is_there_no_more_cancels_all_and_names_nobody(
    visit: int, client: FlaskClient, app: Flask
) -> None:
    with transaction():
        session.execute(delete(SpeakerSlot))
    release(visit, app)
    answer = client.get(f"{FEED}?speaker=kari")
    assert answer.status_code == 200
    assert "Kari" not in answer.text
    assert events(client, "?speaker=kari") == {"CANCELLED: Opening": ("CANCELLED", 1)}
    assert client.get(f"{PAGE}?speaker=kari").location == PAGE


@pytest.mark.parametrize("path", [f"{PAGE}?kind=meal", f"{FEED}?kind=meal"])
def test_who_has_it_gets_304(visit: int, client: FlaskClient, app: Flask, path: str) -> None:
    first = client.get(path)
    kept = {"If-None-Match": first.headers["ETag"]}
    app.extensions["eventapp.page_caches"].clear()
    for ask in (client.get, client.head):
        assert ask(path, headers=kept).status_code == 304
    assert client.get(path.replace("meal", "social")).headers["ETag"] != first.headers["ETag"]
    with transaction():
        session.execute(update(Session).where(Session.code == "lunch").values(title=text("Dinner")))
    release(visit, app)
    assert client.get(path, headers=kept).status_code == 200


@pytest.mark.parametrize("path", [f"{PAGE}?kind=meal", f"{FEED}?kind=meal"])
def test_before_the_release_and_of_a_hidden_visit_there_is_none(app: Flask, client: FlaskClient, path: str) -> None:
    make_session(make_visit().id, "lunch", kind=Kind.MEAL)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("now", "marked"),
    [
        (at(2, 23), None),
        (datetime(2017, 4, 2, 22, 0, tzinfo=UTC), "2017-04-03"),
        (at(3, 23), "2017-04-03"),
        (at(4, 12), "2017-04-04"),
        (at(5, 12), None),
        (at(9, 12), None),
    ],
)
def test_today_is_marked_and_has_an_anchor(
    visit: int, client: FlaskClient, app: Flask, now: datetime, marked: str | None
) -> None:
    app.extensions["eventapp.page_caches"].clear()
    with time_machine.travel(now, tick=False):
        page, about = client.get(PAGE).text, client.get("/en/oslo/").text
    found = re.findall(r'<a href="#([^"]+)" aria-current="date">', page)
    assert found == ([marked] if marked else [])
    assert (f'id="today" data-day="{marked}"' in page) is bool(marked)
    during = at(2, 24) <= now < at(6, 24)
    assert (f'href="{PAGE}#today">Today’s programme' in about) is during


def test_a_day_with_nothing_leads_to_the_next(visit: int, client: FlaskClient, app: Flask) -> None:
    make_session(visit, "last", starts_at=at(6, 9), ends_at=at(6, 10))
    release(visit, app)
    with time_machine.travel(at(5, 12), tick=False):
        page = client.get(PAGE).text
    assert 'id="today" data-day="2017-04-06"' in page
    assert 'aria-current="date"' not in page


def test_there_is_no_form_where_there_is_nothing_to_choose(app: Flask, client: FlaskClient) -> None:
    visit = make_visit()
    make_session(visit.id)
    publish(visit.id)
    assert "<form" not in client.get(PAGE).text
    assert session.scalars(select(Session.code)).all() == ["opening"]
