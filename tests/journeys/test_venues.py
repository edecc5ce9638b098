"""A place from the form to the public page, the paper and the next visit: hours, host, contact, how to get there."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.core.text import LANGUAGES
from eventapp.programme.models import Release, Venue
from eventapp.programme.snapshot import load
from eventapp.visitfiles.operations import dump_visit
from eventapp.visits.queries import get_visit
from tests.at_desk import DESK, fields_of, opened, save, words
from tests.factories import make_organisation, make_session, make_venue, make_visit, publish

CONTACT = {"contact_name": "Ingrid Zqmarker", "contact_phone": "+47 55 56 85 13", "contact_email": "zq@example.org"}


@pytest.fixture
def visit(app: Flask) -> int:
    visit = make_visit().id
    make_organisation(visit, "kommune", name="Oslo kommune", name_language="nb", role="host")
    make_session(visit, venue_id=make_venue(visit).id)
    return visit


def released() -> str:
    return json.dumps([release.content for release in session.scalars(select(Release))])


@pytest.mark.parametrize("public", [True, False])
def test_whom_to_ask_on_the_day_is_released_only_if_it_is_public(
    visit: int, desk: FlaskClient, client: FlaskClient, *, public: bool
) -> None:
    saved = save(desk, "venues/town-hall", **CONTACT, **({"contact_public": "y"} if public else {}))
    assert saved.status_code == 303
    publish(visit)
    found = released(), *(client.get(f"/{each}/oslo/venues/town-hall").text for each in LANGUAGES)
    for value in CONTACT.values():
        assert [value in text for text in found] == [public] * 4
    shown = load(session.scalars(select(Release.content)).one()).venues[0]
    assert (shown.contact_name, shown.contact_phone, shown.contact_email) == (
        tuple(CONTACT.values()) if public else ("", "", "")
    )
    assert "zqmarker" in dump_visit("oslo").lower()


def test_a_venue_s_page_says_when_it_is_open_and_whose_it_is(
    visit: int, desk: FlaskClient, client: FlaskClient
) -> None:
    assert save(desk, "venues/town-hall", hours="man–fre 8–16; 2017-04-05 stengt", host="kommune").status_code == 303
    publish(visit)
    page = words(client.get("/lt/oslo/venues/town-hall").text)
    assert "Darbo laikas pr–pn 08.00–16.00 2017 m. balandžio 5 d. uždaryta" in page
    assert "Oslo kommune" in page
    assert "uždaryta" not in client.get("/lt/oslo/programme.ics").text


def test_what_is_changed_of_a_place_is_told_in_words(visit: int, desk: FlaskClient) -> None:
    publish(visit)
    assert save(desk, "venues/town-hall", hours="Mo-Fr 8-16", host="kommune", **CONTACT).status_code == 303
    for page in ("release", "history"):
        told = words(opened(desk, f"{page}?l=nb"))
        assert "man.–fre. 08.00–16.00" in told
        assert "Oslo kommune" in told
    assert "Zqmarker" not in words(opened(desk, "release?l=nb"))


def test_an_organisation_whose_house_it_is_cannot_be_removed(visit: int, desk: FlaskClient) -> None:
    assert save(desk, "venues/town-hall", host="kommune").status_code == 303
    form = fields_of(opened(desk, "organisations/kommune"))
    refused = desk.post(f"{DESK}/organisations/kommune/remove", data={"csrf_token": form["csrf_token"]})
    assert refused.status_code == 409
    assert f'href="{DESK}/venues/town-hall"' in refused.text


def test_a_host_that_was_removed_meanwhile_is_refused(visit: int, desk: FlaskClient) -> None:
    typed = fields_of(opened(desk, "venues/town-hall")) | {"host": "gone"}
    assert desk.post(f"{DESK}/venues/town-hall", data=typed).status_code == 422


def test_a_visit_as_in_another_has_the_hours_and_the_host_but_not_whom_to_ask(visit: int, desk: FlaskClient) -> None:
    save(desk, "venues/town-hall", hours="Mo-Fr 8-16", host="kommune", contact_public="y", **CONTACT)
    form = desk.get("/organise/new").text
    made = desk.post(
        "/organise/new",
        data=fields_of(form)
        | {"name-en": "Again", "slug": "again", "first_day": "2018-04-03", "last_day": "2018-04-05",
           "timezone": "Europe/Oslo", "as_in": "oslo"},
    )  # fmt: skip
    assert made.status_code == 303, made.text
    copied = session.scalars(select(Venue).where(Venue.visit_id == get_visit("again").id)).one()
    assert (copied.hours, bool(copied.organisation_id)) == ("Mo-Fr 08:00-16:00", True)
    assert (copied.contact_name, copied.contact_phone, copied.contact_email, copied.contact_public) == (
        "",
        "",
        "",
        False,
    )
