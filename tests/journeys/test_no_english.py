"""Whoever reads Lithuanian or Norwegian meets no English sentence: pages, errors, letters, calendar, paper."""

import re
import subprocess
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.commands.serving import FIRST_NOTE, FIRST_VISIT, load_and_publish
from eventapp.core.acts import COMMAND, Act
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.errors import error_words
from eventapp.core.text import translate
from eventapp.exports.booklet import booklet
from eventapp.exports.pdf import render_pdf
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail
from eventapp.programme.queries import public_programmes
from eventapp.registration import errors as registration_errors
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.models import Visit
from tests.conftest import ON_SQLITE
from tests.factories import LINKS
from tests.paper import print_here
from tests.registration.people import TYPED, change, confirm, join, leave, row, send
from tests.walk import rules

# Words without which hardly an English sentence can be made, and which neither other language has.
ENGLISH = re.compile(
    r"\b(the|and|you|your|with|this|that|please|been|are|from|which|there|when|where|what|these|than|must|should)\b",
    re.IGNORECASE,
)
BOTH = pytest.mark.parametrize("language", ["lt", "nb"])
VISIT = "oslo-2017"
PLACE = """
[[venue]]
code = "house"
name = { lt = "Namai", en = "House", nb = "Hus" }
directions = { lt = "Pro kiemą.", en = "Through the yard.", nb = "Gjennom gården." }
"""


@pytest.fixture
def visit_id(app: Flask) -> int:
    """The Oslo visit, and one place in it, which it has not: so that a place has a page."""
    written = FIRST_VISIT.read_text().replace("[[session]]\n", '[[session]]\nvenue = "house"\n', 1) + PLACE
    file = read_visit_file(FIRST_VISIT.name, written.encode())
    with transaction():
        load_and_publish(file, note=FIRST_NOTE, act=Act(COMMAND, LINKS, utc_now()))
    return session.scalars(select(Visit.id)).one()


def words(html: str) -> str:
    """What a person reads or hears of a page; what is marked as English is meant to be."""
    html = re.sub(r"<(\w+)[^>]*\blang=\"en\"[^>]*>.*?</\1>", " ", html, flags=re.S)
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.S)
    spoken = re.findall(r"\b(?:alt|title|aria-label|placeholder|content)=\"([^\"]*)\"", html)
    return " ".join([re.sub(r"<[^>]*>", " ", html), *spoken])


def english(text: str) -> list[str]:
    """The English words in it, each with its neighbours."""
    text = " ".join(text.split())
    return [text[max(0, found.start() - 40) : found.end() + 40] for found in ENGLISH.finditer(text)]


def own_path(email: str) -> str:
    registration = row(email)
    return LINKS.registration(registration.id, registration.generation).removeprefix(LINKS.base_url)


def crawl(client: FlaskClient, language: str) -> Iterator[tuple[str, str]]:
    """Every page that links lead to from the list of visits, in that language."""
    waiting, seen = [f"/{language}/"], set()
    while waiting:
        path = waiting.pop().split("#")[0]
        if path in seen or not path.startswith(f"/{language}/") or "." in path.rsplit("/", 1)[-1]:
            continue
        seen.add(path)
        page = client.get(path).text
        yield path, page
        waiting += re.findall(r'href="(?:http://visits\.example\.org)?(/[^"]*)"', page)


def test_an_english_sentence_would_be_seen() -> None:
    assert english(words('<p title="x">See <b>your</b> registration</p>'))
    assert not english(words('<a lang="en" href="/en/">See your registration</a>'))


@ON_SQLITE
@BOTH
def test_pages(visit_id: int, client: FlaskClient, language: str) -> None:
    pages = dict(crawl(client, language))
    assert len(pages) > 20
    assert {path: found for path, page in pages.items() if (found := english(words(page)))} == {}


@ON_SQLITE
def test_every_page_is_reached(visit_id: int, app: Flask, client: FlaskClient) -> None:
    """By links: else it would be walked by nobody here, and found by nobody else."""
    adapter = app.url_map.bind("visits.example.org")
    reached = {adapter.match(path)[0] for path, _ in crawl(client, "lt")}
    pages = {
        rule.endpoint
        for rule in rules(app, "/<language:language>/")
        if "GET" in (rule.methods or ()) and "." not in rule.rule.rsplit("/", 1)[-1]
    }
    # where the forms lead, and what buttons of the second do
    assert pages - reached == {"registration.sent", *(f"delegations.{page}" for page in ("sent", "lines", "more"))}


@ON_SQLITE
@BOTH
def test_form_errors_and_answers(visit_id: int, client: FlaskClient, language: str) -> None:
    form = f"/{language}/{VISIT}/register"
    wrong = [
        send(client, form, **dict.fromkeys(TYPED, "")),
        send(client, form, email="x", phone="12", organisation="none", diet="meat", consent=""),
        send(client, form, **dict.fromkeys(("given_name", "position", "needs", "email", "diet_note"), "x" * 10000)),
        send(client, form, organisation="other", other_organisation="", leave_blank="x"),
        client.post(form, data=TYPED),
        client.post(form, data={**TYPED, "csrf_token": "wrong"}),
        client.get(f"/{language}/{VISIT}/register/sent"),
    ]
    assert [answer.status_code for answer in wrong[:3]] == [422] * 3
    assert {answer.request.path: found for answer in wrong if (found := english(words(answer.text)))} == {}


@ON_SQLITE
@BOTH
def test_my_registration(visit_id: int, client: FlaskClient, language: str) -> None:
    registration = join(visit_id, language=language)
    path = own_path(registration.email)
    pages = [client.get(f"{path}?l={language}"), client.get(f"/r/email/wrong?l={language}")]
    leave(registration)
    pages.append(client.get(f"{path}?l={language}"))
    assert [page.status_code for page in pages] == [200, 404, 200]
    assert [english(words(page.text)) for page in pages] == [[], [], []]


@ON_SQLITE
@BOTH
def test_refusals_and_error_pages(app: Flask, language: str) -> None:
    said = [translate(language, getattr(registration_errors, name).message) for name in REFUSALS]
    for status in (400, 403, 404, 405, 410, 413, 429, 500, 503):
        said += [translate(language, part) for part in (error_words(status).title, error_words(status).advice)]
    assert [found for text in said if (found := english(text))] == []


REFUSALS = [
    name
    for name, thing in vars(registration_errors).items()
    if isinstance(thing, type) and getattr(thing, "message", None)
]


@ON_SQLITE
@BOTH
def test_letters(visit_id: int, app: Flask, language: str) -> None:
    with transaction():
        session.get_one(Visit, visit_id).places = 1
    first = join(visit_id, "first@example.org", language=language)
    second = join(visit_id, "second@example.org", language=language)
    join(visit_id, "second@example.org", language=language)
    join(visit_id, "second@example.org", language=language, given_name="Ona")
    change(second, email="new@example.org")
    confirm(row("second@example.org"))
    leave(first)
    mails = list(session.scalars(select(Mail)))
    assert len(mails) >= 9
    assert {
        mail.subject: found
        for mail in mails
        if (found := english(f"{mail.subject} {text_of(mail)} {words(html_of(mail))}"))
    } == {}


@ON_SQLITE
@BOTH
def test_calendar_and_paper(visit_id: int, client: FlaskClient, language: str) -> None:
    calendar = client.get(f"/{language}/{VISIT}/programme.ics").text.replace("\r\n ", "")
    assert english(re.sub(r"^(PRODID|URL|UID).*$", "", calendar, flags=re.M)) == []
    (programme,) = public_programmes()
    pdf = print_here(render_pdf, booklet(programme, language, LINKS.base_url))
    paper = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True).stdout.decode()
    assert len(paper) > 2_000
    assert english(paper) == []
