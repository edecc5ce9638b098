"""The time zone is corrected in the browser: chosen from a list, seen before it is done, done in one step."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import session
from eventapp.programme.models import Session
from eventapp.programme.queries import find_programme
from eventapp.visits.history import history
from eventapp.visits.models import Visit
from tests.at_desk import DESK, fields_of, opened, save
from tests.factories import NOON, make_session, make_visit, publish

STARTS = datetime(2017, 4, 3, 7, tzinfo=UTC)
CLOSES = datetime(2017, 3, 30, 10, tzinfo=UTC)


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit(after_the_end=False, registration_closes_at=CLOSES).id
    make_session(visit)
    return visit


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page[page.index("<main") :])).split())


def state(visit: int) -> tuple[str, datetime | None, datetime | None]:
    session.expire_all()
    row = session.get_one(Visit, visit)
    return row.timezone, session.query(Session).filter_by(code="opening").one().starts_at, row.registration_closes_at


def test_zones_are_a_list_by_names_in_the_reader_s_language_europe_first(visit: int, desk: FlaskClient) -> None:
    page = opened(desk, "facts/zone?l=lt")
    assert fields_of(page)["timezone"] == "Europe/Oslo"
    assert re.findall('<optgroup label="([^"]*)"', page)[:2] == ["Europa", "Afrika"]
    assert '<option value="Europe/Kyiv">Kijevas (Ukraina)</option>' in page
    assert "/facts/zone" in opened(desk, "facts")
    assert "timezone" not in fields_of(opened(desk, "facts"))


def test_clock_times_stay_and_what_moves_is_seen_before_it_is_done(visit: int, desk: FlaskClient) -> None:
    before = state(visit)
    seen = save(desk, "facts/zone", timezone="Europe/Vilnius", kept="clock")
    assert (seen.status_code, state(visit)) == (200, before)
    assert "This will happen" in words(seen.text)
    assert "Opening Monday 3 April, 09:00–10:30 (UTC+2) → Monday 3 April, 09:00–10:30 (UTC+3)" in words(seen.text)
    assert "Registration closes Thursday 30 March, 12:00 (UTC+2) → Thursday 30 March, 12:00 (UTC+3)" in words(seen.text)
    done = desk.post(f"{DESK}/facts/zone", data=fields_of(seen.text))
    assert done.status_code == 303
    hour = timedelta(hours=1)
    assert state(visit) == ("Europe/Vilnius", STARTS - hour, CLOSES - hour)
    assert {entry.thing for entry in history(visit)} == {"visit", "registration", "session.opening"}
    assert "Oslo (Norway) → Vilnius (Lithuania)" in words(opened(desk, "history"))


def test_instants_stay_where_that_is_chosen(visit: int, desk: FlaskClient) -> None:
    seen = save(desk, "facts/zone", timezone="Europe/Vilnius", kept="instants")
    assert "09:00–10:30 (UTC+2) → Monday 3 April, 10:00–11:30 (UTC+3)" in words(seen.text)
    assert desk.post(f"{DESK}/facts/zone", data=fields_of(seen.text)).status_code == 303
    assert state(visit) == ("Europe/Vilnius", STARTS, CLOSES)


def test_a_zone_with_the_same_clocks_needs_no_second_look(visit: int, desk: FlaskClient) -> None:
    assert save(desk, "facts/zone", timezone="Europe/Berlin", kept="clock").status_code == 303
    assert state(visit) == ("Europe/Berlin", STARTS, CLOSES)


def test_what_moved_meanwhile_is_seen_anew(visit: int, desk: FlaskClient) -> None:
    seen = save(desk, "facts/zone", timezone="Europe/Vilnius", kept="clock")
    save(desk, "sessions/opening", **{"from": "08:00"})
    again = desk.post(f"{DESK}/facts/zone", data=fields_of(seen.text))
    assert again.status_code == 200
    assert "08:00–10:30 (UTC+3)" in words(again.text)
    assert state(visit)[0] == "Europe/Oslo"


@pytest.mark.parametrize(("month", "told"), [(3, "Clocks never show 03:30"), (10, "Clocks show 03:30 twice")])
def test_an_hour_that_the_zone_skips_or_repeats_is_told_at_the_zone_with_its_session(
    visit: int, desk: FlaskClient, month: int, told: str
) -> None:
    day = 26 if month == 3 else 29
    starts = datetime(2017, month, day, 1 if month == 3 else 2, 30, tzinfo=UTC)
    make_session(visit, "night", starts_at=starts, ends_at=starts + timedelta(hours=3))
    answer = save(desk, "facts/zone", timezone="Europe/Vilnius", kept="clock")
    error = re.search('id="timezone-error">([^<]*)<', answer.text)
    assert (answer.status_code, error and told in error[1]) == (422, True), answer.text
    assert (fields_of(answer.text)["timezone"], state(visit)[0]) == ("Europe/Vilnius", "Europe/Oslo")


@pytest.mark.parametrize("typed", [{"timezone": "Oslo"}, {"kept": "perhaps"}])
def test_what_is_not_offered_is_refused(visit: int, desk: FlaskClient, typed: dict[str, str]) -> None:
    before = state(visit)
    answer = save(desk, "facts/zone", **{"timezone": "Europe/Vilnius", "kept": "clock", **typed})
    assert (answer.status_code, state(visit)) == (422, before)


def test_a_deadline_that_would_be_after_the_visit_keeps_the_zone(visit: int, desk: FlaskClient) -> None:
    assert save(desk, "facts/registration", closes="2017-04-07 00:00").status_code == 303
    seen = save(desk, "facts/zone", timezone="Europe/Vilnius", kept="instants")
    answer = desk.post(f"{DESK}/facts/zone", data=fields_of(seen.text))
    assert (answer.status_code, state(visit)[0]) == (422, "Europe/Oslo")
    assert "after the visit’s last day" in html.unescape(answer.text)


def test_the_next_release_raises_the_sequence_of_what_moved(visit: int, desk: FlaskClient) -> None:
    publish(visit)
    seen = save(desk, "facts/zone", timezone="Europe/Vilnius", kept="clock")
    desk.post(f"{DESK}/facts/zone", data=fields_of(seen.text))
    publish(visit, now=NOON + timedelta(days=1))
    assert [item.sequence for item in find_programme(visit).sessions] == [1]
