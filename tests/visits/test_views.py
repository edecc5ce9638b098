"""The way in, and the list of visits."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.clock import utc_now
from tests.factories import make_visit, text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("nn, en;q=0.5", "nb"),
        ("en-GB,en;q=0.9,lt;q=0.8", "en"),
        ("en-GB", "en"),
        ("EN", "en"),
        ("no-NO", "nb"),
        ("en;q=0", "lt"),
        ("en;q=0, nb;q=0.1", "nb"),
        ("de", "lt"),
        ("", "lt"),
    ],
)
def test_the_root_leads_to_the_reader_s_language(client: FlaskClient, accepted: str, language: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}/")
    assert answer.headers["Vary"] == "Accept-Language"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("language", "words"), [("lt", "Vizitų dar nėra"), ("en", "There are no visits yet"), ("nb", "ingen besøk ennå")]
)
def test_without_visits_the_list_says_so(app: Flask, client: FlaskClient, language: str, words: str) -> None:
    assert words in client.get(f"/{language}/").text


def test_the_list_has_the_latest_visit_first_and_says_which_are_over(app: Flask, client: FlaskClient) -> None:
    make_visit()
    soon = utc_now().date() + timedelta(days=30)
    make_visit(slug="bergen", name=text("Visit to Bergen"), starts_on=soon, ends_on=soon)
    body = client.get("/en/").text
    assert re.findall(r'<h2><a href="([^"]*)"', body) == ["/en/bergen/", "/en/oslo/"]
    assert body.count("The visit is over.") == 1
    assert body.index("The visit is over.") > body.index("/en/oslo/")


def test_robots_may_read_the_feeds_and_not_the_secret_links(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /r/" in lines
    assert "Sitemap: http://visits.example.org/sitemap.xml" in lines
    assert not any(".ics" in line or line == "Disallow: /" for line in lines)
