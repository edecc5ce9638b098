"""Names of the real world on pages, in letters and on paper: what is missing leaves no comma."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.core.hyphens import SOFT_HYPHEN
from eventapp.exports.booklet import booklet
from eventapp.notifications.models import Mail
from tests.factories import make_session, make_visit, public_programme, publish, text
from tests.registration.people import join

PATHS = ("", "oslo/", "oslo/programme", "oslo/register")


@pytest.mark.parametrize(
    ("city", "country", "shown"),
    [
        (text("Oslo"), text("Norway"), "3–6 April 2017 · Oslo, Norway"),
        (text("Oslo"), {}, "3–6 April 2017 · Oslo"),
        ({}, text("Norway"), "3–6 April 2017 · Norway"),
        ({}, {}, "3–6 April 2017"),
    ],
)
def test_without_a_city_or_a_country_there_is_no_stray_comma(
    app: Flask, client: FlaskClient, city: dict[str, str], country: dict[str, str], shown: str
) -> None:
    visit = make_visit(city=city, country=country)
    publish(visit.id)
    for path in PATHS:
        over = re.findall(r'<p class="over[^"]*">(.*?)</p>', client.get(f"/en/{path}").text, re.DOTALL)
        assert [words.strip() for words in over][:1] == [shown], path
    facts = client.get("/en/oslo/").text
    assert (">Where</dt>" in facts) == bool(city or country)
    paper = booklet(public_programme(city=city, country=country), "en", "http://visits.example.org")
    assert ('class="city"' in paper) == bool(city or country)
    assert not re.search(r">\s*,|,\s*<", re.sub(r", <span", "", paper.split('class="city"')[-1].split("</p>")[0]))


def test_long_words_of_titles_can_be_broken_on_pages_and_nowhere_else(app: Flask, client: FlaskClient) -> None:
    visit = make_visit(name=text("Deinstitutionalisation"))
    make_session(visit.id, title=text("Deinstitutionalisation of care"), starts_at=None, ends_at=None)
    publish(visit.id)
    for path in ("oslo/", "oslo/programme", "oslo/sessions/opening"):
        body = client.get(f"/en/{path}").text
        head, shown = body.split("</head>")
        assert (SOFT_HYPHEN in head, SOFT_HYPHEN in shown) == (False, True), path
    assert SOFT_HYPHEN not in client.get("/en/oslo/programme.ics").text


def test_a_short_name_stands_at_the_head_of_pages_and_in_subjects_of_letters(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    visit = make_visit(short_name={"en": "Oslo 2017"})
    publish(visit.id)
    heads = {
        path: re.findall(r'<p class="brand"><a[^>]*>(.*?)</a>', client.get(path).text)
        for path in ("/en/oslo/", "/en/oslo/programme", "/en/oslo/register", "/lt/oslo/")
    }
    assert heads == {path: ["Oslo 2017" if "/en/" in path else "Visit to Oslo (lt)"] for path in heads}
    assert "<h1>Visit to Oslo</h1>" in client.get("/en/oslo/").text
    assert ">Oslo 2017</a></p>" in desk.get("/organise/visits/oslo/?l=en").text
    join(visit.id, "ola@example.org", language="en")
    join(visit.id, "ona@example.org", language="lt")
    subjects = session.execute(select(Mail.to_address, Mail.subject).order_by(Mail.to_address)).all()
    assert [(address, subject.split(": ")[1]) for address, subject in subjects] == [
        ("ola@example.org", "Oslo 2017"),
        ("ona@example.org", "Visit to Oslo (lt)"),
    ]
