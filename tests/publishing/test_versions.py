"""The changes of each release as a feed (RFC 4287), read back by parsers that had no part in writing it."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree  # type: ignore[import-untyped]
from sqlalchemy import select, update

from eventapp.core.db import session, transaction
from eventapp.programme.models import Session, SpeakerSlot
from eventapp.programme.snapshot import SlotStatus
from eventapp.visits.models import Visit
from tests.factories import NOON, make_organisation, make_session, make_slot, make_speaker, make_visit, publish, text

FEED = "/en/oslo/changes.atom"
SITE = "http://visits.example.org"
ATOM = "{http://www.w3.org/2005/Atom}"
DIV = "{http://www.w3.org/1999/xhtml}div"


@pytest.fixture
def visit(app: Flask) -> int:
    """One session with a speaker, released."""
    visit = make_visit()
    make_organisation(visit.id, role="executor", name="Vilnius <Open> & Co")
    opening = make_session(visit.id)
    make_slot(opening.id, make_speaker(visit.id).id)
    publish(visit.id)
    return visit.id


def change(visit_id: int, *, days: int = 1, note: str = "Later", **values: Any) -> None:
    with transaction():
        session.execute(update(Session).values(values))
    publish(visit_id, note=note, now=NOON + timedelta(days=days))


def read(client: FlaskClient, path: str = FEED) -> Any:
    """The feed's root, for which both parsers see the same."""
    answer = client.get(path)
    assert answer.status_code == 200
    root = etree.fromstring(answer.data, etree.XMLParser(resolve_entities=False))
    other = ET.fromstring(answer.data)  # noqa: S314 - our own
    assert [item.tag for item in root.iter()] == [item.tag for item in other.iter()]
    assert "".join(root.itertext()) == "".join(other.itertext())
    check(root)
    return root


def check(feed: Any) -> None:
    """RFC 4287: 4.1.1 and 4.1.2 (what there must be, once), 4.2.6 (ids), 3.3 (dates), 3.1.1.3 (one div)."""
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
        moment = datetime.fromisoformat(part.findtext(f"{ATOM}updated"))
        assert moment.utcoffset() == timedelta()
        kinds = [(each.get("rel"), each.get("type"), each.get("hreflang")) for each in part.findall(f"{ATOM}link")]
        assert len(kinds) == len(set(kinds))
        assert ("alternate", "text/html", feed.get("{http://www.w3.org/XML/1998/namespace}lang")) in kinds
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [part.findtext(f"{ATOM}id") for part in (feed, *entries)]
    assert len(ids) == len(set(ids))
    assert [str(UUID(each)) for each in ids] == [each.removeprefix("urn:uuid:") for each in ids]
    for entry in entries:
        content = entry.find(f"{ATOM}content")
        assert (content.get("type"), [each.tag for each in content]) == ("xhtml", [DIV])
    addresses = [each.get("href") for each in feed.iter() if each.get("href")]
    assert [each for each in addresses if not each.startswith(SITE)] == []


def words(part: Any) -> str:
    return " ".join("".join(part.itertext()).split())


def test_before_the_release_there_is_no_feed(app: Flask, client: FlaskClient) -> None:
    make_session(make_visit().id)
    answer = client.get(FEED)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_a_hidden_visit_has_none(visit: int, client: FlaskClient, app: Flask) -> None:
    with transaction():
        session.execute(update(Visit).values(visible=False))
    assert client.get(FEED).status_code == 404


def test_each_release_is_an_entry_the_latest_first(visit: int, client: FlaskClient) -> None:
    change(visit, title=text("Welcome <all> & more"))
    feed = read(client)
    assert feed.findtext(f"{ATOM}title") == "What has changed · Visit to Oslo"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Vilnius <Open> & Co"
    second, first = feed.findall(f"{ATOM}entry")
    assert second.findtext(f"{ATOM}title") == "Version 2: Later"
    assert "Opening → Welcome <all> & more" in words(second.find(f"{ATOM}content"))
    assert first.findtext(f"{ATOM}title") == "Version 1: First"
    dates = [entry.findtext(f"{ATOM}{name}") for entry in (second, first) for name in ("published", "updated")]
    assert dates == ["2017-03-02T12:00:00Z"] * 2 + ["2017-03-01T12:00:00Z"] * 2
    assert feed.findtext(f"{ATOM}updated") == dates[0]
    assert second.find(f"{ATOM}link").get("href") == f"{SITE}/en/oslo/changes#v2"


@pytest.mark.parametrize(("language", "told"), [("lt", "2-oji programos versija"), ("nb", "Versjon 2")])
def test_it_speaks_the_reader_s_language(visit: int, client: FlaskClient, language: str, told: str) -> None:
    change(visit, title=text("Welcome"))
    feed = read(client, f"/{language}/oslo/changes.atom")
    assert told in feed.find(f"{ATOM}entry").findtext(f"{ATOM}title")
    assert f"Opening ({language}) → Welcome ({language})" in words(feed)


def test_ids_stay_whatever_becomes_of_the_visit_and_differ_by_language(
    visit: int, client: FlaskClient, app: Flask
) -> None:
    before = [each.text for each in read(client).iter(f"{ATOM}id")]
    with transaction():
        session.execute(update(Visit).values(name=text("Another name"), slug="elsewhere", edited_version=7))
    change(visit, title=text("Welcome"))
    app.extensions["eventapp.page_caches"].clear()
    after = [each.text for each in read(client, "/en/elsewhere/changes.atom").iter(f"{ATOM}id")]
    assert (after[0], after[2:]) == (before[0], before[1:])
    others = {each.text for each in read(client, "/lt/elsewhere/changes.atom").iter(f"{ATOM}id")}
    assert others.isdisjoint(after)


def test_who_is_not_public_any_more_is_not_named(visit: int, client: FlaskClient) -> None:
    with transaction():
        session.execute(update(Session).values(title=text("Welcome")))
    publish(visit, now=NOON + timedelta(days=1))
    with transaction():
        for slot in session.scalars(select(SpeakerSlot)):
            slot.status = SlotStatus.DECLINED
    publish(visit, now=NOON + timedelta(days=2))
    assert len(read(client).findall(f"{ATOM}entry")) == 3
    assert "Kari" not in client.get(FEED).text


def test_signs_that_xml_cannot_hold_are_left_out(visit: int, client: FlaskClient) -> None:
    change(visit, title=text("Wel\x01come\ufffe"))
    assert "Welcome" in words(read(client))


def test_a_reader_that_has_it_gets_304(visit: int, client: FlaskClient, app: Flask) -> None:
    first = client.get(FEED)
    assert first.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert (first.headers["Cache-Control"], first.headers["Content-Language"]) == ("public, max-age=300", "en")
    assert "Set-Cookie" not in first.headers
    for condition in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        for ask in (client.get, client.head):
            assert ask(FEED, headers=condition).status_code == 304
    change(visit, title=text("Welcome"))
    app.extensions["eventapp.page_caches"].clear()
    assert client.get(FEED, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_pages_name_the_feed(visit: int, client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/oslo/changes").text
    link = re.search(
        r"<link rel=\"alternate\" type=\"application/atom\+xml\" href=\"([^\"]+)\" title=\"[^\"]+\">", page
    )
    assert link is not None
    assert link[1] == f"/{language}/oslo/changes.atom"
    assert f'<a href="{link[1]}"' in page
