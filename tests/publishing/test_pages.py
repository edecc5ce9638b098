"""The public pages as a reader meets them: what is there, what is not, in three languages."""

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.core.acts import Act, organiser
from eventapp.core.clock import utc_now
from eventapp.core.db import session as database
from eventapp.core.db import transaction
from eventapp.planning.operations import Edit, save_item
from eventapp.planning.plan import VISIT
from eventapp.planning.reading import draft_plan
from eventapp.programme.editions import get_edition
from eventapp.programme.operations import remove_session
from eventapp.programme.snapshot import Kind, SessionStatus
from eventapp.visits.models import Visit
from eventapp.visits.queries import visit_of
from eventapp.visits.values import plain
from tests.at_desk import statements
from tests.factories import (
    LINKS,
    make_organisation,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_venue,
    make_visit,
    publish,
    text,
)
from tests.registration.people import join

LANGUAGES = ("lt", "en", "nb")
RELEASED = ["programme", "sessions/opening", "speakers/kari", "venues/town-hall"]


@pytest.fixture
def visit(app: Flask) -> int:
    """A visit with a session, its speaker and its place, not released yet."""
    visit = make_visit()
    make_organisation(visit.id)
    venue = make_venue(visit.id)
    room = make_room(venue.id)
    opening = make_session(visit.id, venue_id=venue.id, room_id=room.id)
    make_slot(opening.id, make_speaker(visit.id).id)
    return visit.id


def canonical(body: str) -> str:
    return str(re.findall(r'<link rel="canonical" href="([^"]*)"', body)[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", *RELEASED])
def test_a_released_page_names_itself_and_its_sisters(
    visit: int, client: FlaskClient, language: str, path: str
) -> None:
    publish(visit)
    answer = client.get(f"/{language}/oslo/{path}")
    body = answer.text
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language
    assert (answer.headers["Cache-Control"], "Set-Cookie" in answer.headers) == ("no-cache", False)
    assert f'<html lang="{language}">' in body
    assert canonical(body) == f"http://visits.example.org/{language}/oslo/{path}"
    listed = dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="http://visits.example.org([^"]*)"', body))
    sisters = {other: f"/{other}/oslo/{path}" for other in LANGUAGES}
    assert listed == {**sisters, "x-default": f"/lt/oslo/{path}"}
    switch = dict(re.findall(r'<a href="([^"]*)" lang="[^"]*" hreflang="([^"]*)"', body))
    assert switch == {address: other for other, address in sisters.items()}
    assert re.search(r"<title>[^<]{5,}</title>", body)
    assert re.search(r'<meta name="description" content="[^"]{5,}">', body)


@pytest.mark.parametrize("path", RELEASED)
def test_the_same_page_is_304_and_head_works(visit: int, client: FlaskClient, path: str) -> None:
    publish(visit)
    first = client.get(f"/en/oslo/{path}")
    assert client.get(f"/en/oslo/{path}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.head(f"/en/oslo/{path}").headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    ("language", "words"), [("lt", "dar nepaskelbta"), ("en", "not been published"), ("nb", "ikke publisert")]
)
@pytest.mark.parametrize("path", RELEASED)
def test_before_the_release_a_page_says_so_and_shows_nothing(
    visit: int, client: FlaskClient, path: str, language: str, words: str
) -> None:
    answer = client.get(f"/{language}/oslo/{path}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
    assert words in answer.text
    assert f'href="/{language}/oslo/"' in answer.text
    assert "Opening" not in answer.text


def test_before_the_release_the_visit_s_page_shows_its_facts_and_nothing_of_the_draft(
    visit: int, client: FlaskClient
) -> None:
    answer = client.get("/en/oslo/")
    assert answer.status_code == 200
    assert "The programme has not been published yet" in answer.text
    assert "To learn from each other." in answer.text
    assert "Biržų rajono savivaldybė" in answer.text
    assert not re.search("Opening|Kari|Town hall|/oslo/programme", answer.text)


@pytest.mark.parametrize(
    ("language", "words"), [("lt", "programoje nėra"), ("en", "There is no such"), ("nb", "finnes ikke")]
)
@pytest.mark.parametrize("path", ["sessions/none", "speakers/none", "venues/none"])
def test_an_unknown_code_is_404_in_words(visit: int, client: FlaskClient, path: str, language: str, words: str) -> None:
    publish(visit)
    answer = client.get(f"/{language}/oslo/{path}")
    assert (answer.status_code, words in answer.text) == (404, True)
    assert f'href="/en/oslo/{path}"' in answer.text  # the switch keeps the address


@pytest.mark.parametrize("path", ["/de/", "/de/oslo/", "/no/oslo/programme", "/lt/bergen/", "/nb/bergen/programme"])
def test_an_unknown_language_or_visit_is_404(visit: int, client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def forget(app: Flask) -> None:
    """As if the cache's second had passed."""
    app.extensions["eventapp.page_caches"].clear()


def test_the_visit_s_page_follows_its_live_facts_and_the_programme_waits_for_a_release(
    visit: int, client: FlaskClient, app: Flask
) -> None:
    publish(visit)
    client.get("/en/oslo/")
    make_session(visit, "late", title=text("Late addition"))
    with transaction():
        database.execute(update(Visit).values(purpose=text("A new purpose."), version=Visit.version + 1))
    forget(app)
    body = client.get("/en/oslo/").text
    assert ("A new purpose." in body, "Late addition" in body) == (True, False)
    publish(visit)
    forget(app)
    assert "Late addition" in client.get("/en/oslo/").text


def test_a_visit_that_is_over_says_so_on_each_page_that_speaks_of_time(visit: int, client: FlaskClient) -> None:
    publish(visit)
    for path in ("", "programme", "sessions/opening"):
        assert "The visit is over." in client.get(f"/en/oslo/{path}").text
    assert "may change" not in client.get("/en/oslo/programme").text


def test_provisional_times_are_marked_and_explained(app: Flask, client: FlaskClient) -> None:
    coming = utc_now() + timedelta(days=20)
    visit = make_visit(starts_on=coming.date(), ends_on=coming.date() + timedelta(days=1))
    make_session(visit.id, starts_at=coming, ends_at=coming + timedelta(hours=1))
    publish(visit.id)
    for path in ("programme", "sessions/opening"):
        body = client.get(f"/en/oslo/{path}").text
        assert ">provisional</span>" in body
        assert "may change" in body
        assert "over" not in re.sub("<[^>]*>", "", body).split()


@pytest.mark.parametrize(
    ("opens", "closes", "words", "button"),
    [
        (None, None, "This visit is over, but registration is still open.", True),
        (None, 5, "It closes on", True),
        (5, None, "Registration opens on", False),
        (None, -5, "Registration closed on", False),
    ],
)
def test_the_state_of_registration_is_told(
    app: Flask, client: FlaskClient, opens: int | None, closes: int | None, words: str, button: bool
) -> None:
    now = utc_now()
    window = [days and now + timedelta(days=days) for days in (opens, closes)]
    make_visit(registration_opens_at=window[0], registration_closes_at=window[1])
    body = client.get("/en/oslo/").text
    assert words in body
    assert ('class="btn first" href="/en/oslo/register"' in body) is button
    named = re.search(words + r" [^<]*\d\d:\d\d \(Central European (Summer|Standard) Time, UTC\+[12]\)\.", body)
    assert bool(named) is (opens != closes), "whoever is in Vilnius reads that hour, too"


@pytest.mark.parametrize(
    ("days_to_go", "until", "said", "button"),
    [
        (5, {}, ("Registration is open.", "If it is your turn before the beginning of the visit"), True),
        (0, {}, ("It closes when the visit ends.", "The waiting list is closed."), True),
        (-5, {}, ("Registration closed when the visit ended.",), False),
        (-5, {"after_the_end": True}, ("registration is still open.", "as soon as one is free"), True),
    ],
)
def test_what_the_clock_makes_of_registration_is_told(
    app: Flask, client: FlaskClient, days_to_go: int, until: dict[str, bool], said: tuple[str, ...], button: bool
) -> None:
    day = utc_now().date() + timedelta(days=days_to_go)
    make_visit(starts_on=day, ends_on=day, places=3, timezone="UTC", **{"after_the_end": False, **until})
    body = html.unescape(client.get("/en/oslo/").text)
    assert [words for words in said if words not in body] == []
    assert ('class="btn first" href="/en/oslo/register"' in body) is button
    form = client.get("/en/oslo/register").text
    assert ("<form" in form, "Registration closed when the visit ended." in form) == (button, not button)


def test_a_removed_session_keeps_its_page_marked_cancelled(visit: int, client: FlaskClient, app: Flask) -> None:
    publish(visit)
    with transaction():
        remove_session(visit, "opening")
    publish(visit)
    forget(app)
    body = client.get("/lt/oslo/sessions/opening").text
    assert '<span class="mark cancelled">atšaukta</span>' in body
    assert "renginys nevyks" in body
    assert '<span class="mark cancelled">atšaukta</span>' in client.get("/lt/oslo/programme").text


def test_parallel_sessions_share_a_row_and_what_has_no_time_comes_last(visit: int, client: FlaskClient) -> None:
    make_session(visit, "beside", title=text("Beside it"), status=SessionStatus.CONFIRMED)
    make_session(visit, "sometime", title=text("Some time"), starts_at=None, ends_at=None)
    publish(visit)
    body = client.get("/en/oslo/programme").text
    row = re.findall(r'<li class="together">.*?</li>', body, re.DOTALL)[0]
    assert ("Opening" in row, "Beside it" in row, row.count("to <time")) == (True, True, 1)
    assert body.index("Time to be announced") < body.index("Some time")


def test_a_programme_without_any_time_has_no_days_and_speaks_of_no_zone(app: Flask, client: FlaskClient) -> None:
    visit = make_visit()
    publish(visit.id)
    assert "There is nothing in the programme yet." in client.get("/en/oslo/programme").text
    make_session(visit.id, starts_at=None, ends_at=None)
    publish(visit.id)
    forget(app)
    body = client.get("/en/oslo/programme").text
    assert ("Opening" in body, 'class="days"' in body, 'class="zone"' in body) == (True, False, False)


@pytest.mark.parametrize(
    ("language", "day", "time", "zone"),
    [
        ("lt", "Pirmadienis, balandžio 3\u00a0d.", "09.00", "Vidurio Europos vasaros laikas (UTC+2)"),
        ("en", "Monday 3 April", "09:00", "Central European Summer Time (UTC+2)"),
        ("nb", "Mandag 3.\u00a0april", "09.00", "sentraleuropeisk sommertid (UTC+2)"),
    ],
)
def test_days_and_times_are_those_of_the_visit_as_each_language_writes_them(
    visit: int, client: FlaskClient, language: str, day: str, time: str, zone: str
) -> None:
    publish(visit)
    body = client.get(f"/{language}/oslo/programme").text
    assert f'<h2 id="2017-04-03">{day}' in body
    assert f'<time class="clock" datetime="2017-04-03T09:00:00+02:00">{time}</time>' in body
    assert zone in body


def test_what_ends_on_another_day_or_lies_outside_the_visit_says_so(visit: int, client: FlaskClient) -> None:
    eve = datetime(2017, 4, 2, 20, tzinfo=UTC)
    make_session(visit, "eve", starts_at=eve, ends_at=eve + timedelta(hours=4))
    publish(visit)
    body = client.get("/en/oslo/programme").text
    assert "Ends on 3 April" in body
    assert re.search(r'<h2 id="2017-04-02">Sunday 2 April\s*<small>before the visit', body)
    assert "(3 April)" in client.get("/en/oslo/sessions/eve").text


def test_words_that_look_like_markup_stay_words(visit: int, client: FlaskClient) -> None:
    trap = text('"><script>alert(1)</script>{{7*7}}')
    with transaction():
        database.execute(update(Visit).values(name=trap, summary=trap, version=Visit.version + 1))
    make_session(visit, "trap", title=trap, abstract=trap)
    publish(visit)
    for path in ("", "programme", "sessions/trap"):
        body = client.get(f"/en/oslo/{path}").text
        assert "<script>alert" not in body
        assert 'content="">' not in body
        assert "{{7*7}}" in body


def test_a_text_without_translation_is_shown_marked_and_explained(visit: int, client: FlaskClient) -> None:
    make_session(visit, "only", title={"lt": "Tik lietuviškai"})
    publish(visit)
    body = client.get("/en/oslo/programme").text
    assert '<span lang="lt">Tik lietuviškai</span>' in body
    assert "is shown in another language (Lithuanian)" in body
    assert "nepaskelbta" not in client.get("/lt/oslo/programme").text
    assert "kita kalba" not in client.get("/lt/oslo/programme").text


def test_the_page_offers_the_feed_by_webcal_and_by_its_address(visit: int, client: FlaskClient) -> None:
    publish(visit)
    body = client.get("/nb/oslo/programme").text
    for wanted in (
        'href="webcal://visits.example.org/nb/oslo/programme.ics"',
        ">http://visits.example.org/nb/oslo/programme.ics</code>",
        'href="/nb/oslo/programme.ics?download=1"',
        'href="/nb/oslo/programme.pdf"',
    ):
        assert wanted in body


def test_an_organisation_s_name_says_in_which_language_to_read_it(visit: int, client: FlaskClient) -> None:
    assert 'href="http://www.birzai.lt/" lang="lt">Biržų' in client.get("/en/oslo/").text
    assert 'href="http://www.birzai.lt/">Biržų' in client.get("/lt/oslo/").text


def test_no_page_has_a_style_or_a_script_in_it(visit: int, client: FlaskClient) -> None:
    publish(visit)
    for path in ("", *RELEASED, "sessions/none"):
        body = client.get(f"/lt/oslo/{path}").text
        assert not re.search(r"<style|style=|<script(?![^>]* src=)|onclick", body)


def locations(client: FlaskClient) -> list[str]:
    tree = ET.fromstring(client.get("/sitemap.xml").text)  # noqa: S314 - made by ourselves
    return [item.text or "" for item in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_the_sitemap_lists_what_is_released_in_each_language(visit: int, client: FlaskClient) -> None:
    base = "http://visits.example.org"
    always = [f"{base}/{language}/{path}" for path in ("", "oslo/") for language in LANGUAGES]
    assert locations(client) == always
    publish(visit)
    assert sorted(locations(client)) == sorted(
        always + [f"{base}/{language}/oslo/{path}" for path in RELEASED for language in LANGUAGES]
    )
    assert all(client.get(address.removeprefix(base)).status_code == 200 for address in locations(client))


@pytest.mark.parametrize("path", ["/lt/", "/sitemap.xml", "/lt/oslo/", "/lt/oslo/programme"])
def test_three_items_cost_as_many_statements_as_one(visit: int, client: FlaskClient, app: Flask, path: str) -> None:
    publish(visit)
    one = statements(client, path)
    for number in (2, 3):
        make_session(visit, f"s{number}")
        make_speaker(visit, f"p{number}")
        make_organisation(visit, f"o{number}")
        publish(make_visit(slug=f"visit-{number}").id)
    publish(visit)
    forget(app)
    assert statements(client, path) == one


def test_who_registers_leaves_the_public_pages_as_they_are(visit: int, app: Flask) -> None:
    edition = get_edition("oslo", now=utc_now())
    join(visit)
    assert get_edition("oslo", now=utc_now()) == edition
    seen = plain_fields(visit)
    with transaction():
        save_item(visit, Edit(VISIT, {"city.en": "Bergen"}, seen), act=Act(organiser(1), LINKS, utc_now()))
    assert get_edition("oslo", now=utc_now()) != edition


def plain_fields(visit_id: int) -> dict[str, Any]:
    """The visit's facts as a form remembers them."""
    plan = draft_plan(visit_of(visit_id))
    return {name: plain(value) for name, value in plan[VISIT].items()}


def test_the_visit_s_page_names_what_is_no_meal_and_takes_place(visit: int, client: FlaskClient) -> None:
    make_session(visit, "lunch", kind=Kind.MEAL, title=text("Soup and bread"))
    make_session(visit, "off", status=SessionStatus.CANCELLED, title=text("Boat trip"))
    publish(visit)
    page = client.get("/en/oslo/").text
    assert [words in page for words in ("Opening", "Soup and bread", "Boat trip")] == [True, False, False]


def test_a_place_has_what_happens_there(visit: int, client: FlaskClient) -> None:
    make_session(visit, "elsewhere", title=text("Elsewhere"), venue_id=make_venue(visit, "harbour").id)
    publish(visit)
    pages = [client.get(f"/en/oslo/venues/{code}").text for code in ("town-hall", "harbour")]
    assert [("Opening" in page, "Elsewhere" in page) for page in pages] == [(True, False), (False, True)]
