"""A place from the form to the public page, the paper and the next visit: hours, host, contact, how to get there."""

import json
import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.core.text import LANGUAGES
from eventapp.planning.creation import NewVisit, create_visit
from eventapp.programme.models import Release, Venue, Way
from eventapp.programme.snapshot import PublicWay, load
from eventapp.visitfiles.errors import VisitFileRefused
from eventapp.visitfiles.operations import dump_visit, load_visit
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.queries import get_visit
from tests.at_desk import DESK, fields_of, opened, save, words
from tests.factories import LINKS, NOON, make_organisation, make_session, make_venue, make_visit, publish, text

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


def test_ways_are_released_told_and_raise_no_sequence(visit: int, desk: FlaskClient, client: FlaskClient) -> None:
    make_venue(visit, "hut", position=2, latitude=59.93, name=text("Hut"))
    publish(visit)
    before = client.get("/en/oslo/programme.ics").text
    assert save(desk, "ways", **{"town-hall_hut": "bus 45 + 10"}).status_code == 303
    told = words(opened(desk, "release?l=en"))
    assert "to Hut: by bus 45 + 10 min" in told
    publish(visit, note="Second")
    first, second = (load(content) for content in session.scalars(select(Release.content).order_by(Release.number)))
    assert (first.ways, second.ways) == ((), (PublicWay("town-hall", "hut", 45, 10, "bus"),))
    assert [item.sequence for item in second.sessions] == [item.sequence for item in first.sessions] == [0]
    assert [item.changed_at for item in second.sessions] == [item.changed_at for item in first.sessions]
    assert client.get("/en/oslo/programme.ics").text.count("SEQUENCE:0") == before.count("SEQUENCE:0")
    assert "Hut" in words(client.get("/en/oslo/changes").text)


def test_a_file_has_the_ways_and_a_visit_as_in_another_too(visit: int, desk: FlaskClient) -> None:
    make_venue(visit, "hut", position=2)
    save(desk, "ways", **{"town-hall_hut": "bus 45 + 10"})
    written = dump_visit("oslo")
    assert '[[venue.way]]\nto = "hut"\nminutes = 45\nwaiting = 10\nby = "bus"' in written
    again = written.replace('slug = "oslo"', 'slug = "again"', 1)
    with transaction():
        load_visit(read_visit_file("again", again.encode()), act=Act(COMMAND, LINKS, NOON), overwrite=False)
    with transaction():
        copy = NewVisit({"name.en": "Third", "first_day": date(2018, 4, 3), "last_day": date(2018, 4, 5),
                         "timezone": "Europe/Oslo"}, "third", "oslo")  # fmt: skip
        create_visit(copy, act=Act(COMMAND, LINKS, NOON))
    assert [(way.minutes, way.waiting, way.by) for way in session.scalars(select(Way))] == [(45, 10, "bus")] * 3


@pytest.mark.parametrize(
    ("way", "problem"),
    [
        ('to = "gone"\nminutes = 5', 'there is no venue "gone"'),
        ('to = "a"\nminutes = 5', "expected another venue"),
        ('to = "b"', "expected the key minutes"),
        ("minutes = 5", "expected the key to, with a venue's code"),
        ('to = "b"\nminutes = 5\n[[venue]]\ncode = "b"\nname.en = "B"\n[[venue.way]]\nto = "a"\nminutes = 6',
         'it holds in both directions'),
    ],
)  # fmt: skip
def test_a_way_in_a_file_that_cannot_be(app: Flask, way: str, problem: str) -> None:
    head = '[visit]\nslug = "x"\ntimezone = "UTC"\nname.en = "X"\nfirst_day = 2018-04-03\nlast_day = 2018-04-03\n'
    tail = "" if '"b"\nname' in way or "gone" in way else '\n[[venue]]\ncode = "b"\nname.en = "B"'
    content = f'{head}[[venue]]\ncode = "a"\nname.en = "A"\n[[venue.way]]\n{way}{tail}'
    with pytest.raises(VisitFileRefused) as refused:
        load_visit(read_visit_file("x", content.encode()), act=Act(COMMAND, LINKS, NOON), overwrite=False)
    assert problem in str(refused.value)


def test_a_map_stands_on_the_visit_s_and_the_venue_s_page_once_it_is_released(
    app: Flask, visit: int, client: FlaskClient
) -> None:
    make_venue(visit, "hut", position=2, latitude=59.93, name=text("Hut"))
    make_venue(visit, "cave", position=3, latitude=None, longitude=None, name=text("Cave"))
    assert "<svg" not in client.get("/en/oslo/").text
    publish(visit)
    app.extensions["eventapp.page_caches"].clear()
    for page in ("", "venues/hut", "venues/cave"):
        shown = client.get(f"/en/oslo/{page}").text
        assert shown.count('<svg class="map"') == 2
        assert 'href="https://www.openstreetmap.org/?mlat=59.93&amp;mlon=10.73#map=17/59.93/10.73"' in shown
        assert (
            "Cave</a> not on the map" in " ".join(re.sub(r"</?span[^>]*>", "", shown).split()) or page == "venues/cave"
        )
    assert client.get("/en/oslo/venues/hut").text.count('class="map-here"') == 2
    ids = re.findall(r'\bid="([^"]+)"', client.get("/en/oslo/venues/hut").text)
    assert len(set(ids)) == len(ids)


def test_one_place_alone_is_no_map(visit: int, client: FlaskClient) -> None:
    publish(visit)
    assert "<svg" not in client.get("/en/oslo/").text
    assert "openstreetmap.org" in client.get("/en/oslo/venues/town-hall").text
