"""Hostile words in every text field of every form and every parameter: refused at the field, or words that stay words.

Nothing here names a form: those that the pages show are filled in, one after the other.
"""

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from html import unescape
from itertools import cycle, islice
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp.core.db import session
from eventapp.core.text import clean_line
from eventapp.exports.booklet import booklet
from eventapp.exports.pdf import render_pdf
from eventapp.notifications.attachments import attachments
from eventapp.notifications.letters import html_of, text_of
from eventapp.notifications.models import Mail
from eventapp.programme.queries import public_programmes
from eventapp.registration.models import Registration
from tests.conftest import forget_attempts
from tests.factories import LINKS, publish
from tests.hostile import ALL, BAD, WORDS, intruders, worth_trying
from tests.pages import PageForm, encoded, read_page
from tests.paper import print_here
from tests.walk import (
    Browser,
    Crawl,
    crawl,
    entrances,
    fill,
    furnish,
    known_values,
    one_of_each,
    rules,
    same_form,
    secrets,
    walk_desk,
    with_query,
)

# What a field is given once it has refused the words, where what stood there does not do.
SENSIBLE = {
    "evidence_until": "2022-12-31",
    "audit_until": "2025-12-31",
    "day": "2017-04-04",
    "first_day": "2017-04-03",
    "last_day": "2017-04-06",
    "from": "09:00",
    "to": "10:30",
    "name_language": "lt",
    "consent": "y",
    "care": "y",
    "other_organisation": "",  # beside one of the list
}
ROBOTS_ONLY = "leave_blank"
TAKEN, REFUSED = (200, 302, 303), (404, 409, 410, 422)
NOT_READY = 503  # a PDF that the worker has still to make
BODY = 150_000
MIXTURES = 4
IN_TURN = 6  # words that a parameter, or a part of an address, is given; the next one gets those that follow
APART = 3  # places by which a mixture is turned for the next round


def sensible(form: PageForm, name: str, number: int, attempt: int) -> str:
    """A value with which the form would go through: what stood there, or something made for it."""
    control = next(control for control in form.controls if control.name == name)
    if control.value and name != ROBOTS_ONLY and control.kind != "checkbox":
        return control.value
    if name in SENSIBLE:
        return SENSIBLE[name]
    field, _, line = name.partition("-")
    if field == "email":
        return f"person{number}{line}@example.org"
    if field == "phone":
        return ""
    return next((choice for choice in control.choices if choice), ("", "Words", "7")[attempt])


def portions(typed: dict[str, str]) -> Iterator[dict[str, str]]:
    """What is to be typed into a form, as many fields at once as fit into a request."""
    portion: dict[str, str] = {}
    for name, words in typed.items():
        if portion and len(encoded([*portion.items(), (name, words)])) > BODY:
            yield portion
            portion = {}
        portion[name] = words
    yield portion


def fill_in(browser: Browser, form: PageForm, words: dict[str, str], number: int) -> TestResponse:
    """Type the words into their fields, and then only where they were not refused; gives the last answer."""
    typed, refused = dict(words), set[str]()
    for attempt in range(8):
        answer = browser.send(form, form.filled(typed))
        assert answer.status_code in (*TAKEN, *REFUSED), (form.page, typed, answer.status_code)
        assert intruders(answer.text, form.page) == [], (form.page, typed)
        again = same_form(read_page(answer.text, form.page), form)
        if answer.status_code in TAKEN or again is None or not again.invalid:
            return answer
        for name, value in typed.items():
            if can_be_typed(value):
                assert clean_line(again.value(name)) == clean_line(value), f"{form.page}: {name} lost {value[:20]!r}"
        refused = again.invalid
        typed |= {name: sensible(form, name, number, min(attempt, 2)) for name in refused}
    raise AssertionError(f"{form.page} never takes what is sensible: {refused}, {typed}")


def can_be_typed(words: str) -> bool:
    """No browser sends half a surrogate pair; what comes back of it is no matter."""
    return not any(unicodedata.category(letter) == "Cs" for letter in words)


def rounds() -> list[list[str]]:
    """What is typed, one after the other: nothing, and words that have to be kept, into all fields; bad ones mixed.

    In a mixture the fields of a form take turns, so that in each round each bad word stands in some field of most
    forms; that each field gets each of them is what the fuzz sees to.
    """
    bad = worth_trying(BAD)
    turns = [turn * APART % len(bad) for turn in range(min(MIXTURES, len(bad)))]
    mixtures = [bad[turn:] + bad[:turn] for turn in turns]
    return [[words] for words in ["", *worth_trying(WORDS)]] + mixtures


ONCE = ("/ways", "/call-off", "/give-place", "/reject", "/replace", "/register/group")
"""Where such forms are sent: pairs of places, of which there are more with each, what is gone once it is done, and
lines of many people, which have tests of their own."""


def type_everything(app: Flask, browser: Browser) -> None:
    """Everything bad into every form of the visit."""
    mine = [f"/r/{secrets()['token']}?edit=1"]
    crawled = [walk_desk(app, browser), crawl(Browser(app.test_client()), *entrances(app), *mine)]
    forms = [form for found in crawled for form in found.forms if form.method == "post" and form.typed]
    # it asks for pairs of places, of which there are more with each that is typed here; it has tests of its own
    forms = [form for form in one_of_each(app, forms) if not form.action.endswith(ONCE)]
    assert len(forms) > 15
    went_through: set[str] = set()
    for number, mixture in enumerate(rounds()):
        for form in forms:
            forget_attempts()
            names = [name for name in form.typed if name != ROBOTS_ONLY]
            for words in portions(dict(zip(names, cycle(mixture), strict=False))):
                fresh = same_form(browser.page(form.page), form)
                assert fresh is not None, form.page
                answer = fill_in(browser, fresh, words, number)
                went_through |= {form.action} if answer.status_code in TAKEN else set()
    assert {form.action for form in forms} - went_through == set()


@pytest.mark.slow
def test_words_typed_into_every_field_stay_words_everywhere(app: Flask, desk: FlaskClient) -> None:
    visit, browser = furnish(), Browser(desk)
    kept = worth_trying(WORDS)
    assert len(kept) > 1
    type_everything(app, browser)
    walked = walk_desk(app, browser, most=20)
    check_pages(walked)
    written = unescape(" ".join(answer.text for answer in walked.pages.values()))
    assert [words for words in kept if clean_line(words) not in written] == []
    publish(visit)
    app.extensions["eventapp.page_caches"].clear()
    public = crawl(Browser(app.test_client()), *entrances(app), inside="/")
    check_pages(public)
    printed = unescape(" ".join(answer.text for answer in public.pages.values()))
    assert [words for words in kept if clean_line(words) not in printed] == []
    check_calendars(public, kept)
    check_letters(kept)
    check_people()
    check_paper(kept)


def check_pages(crawled: Crawl) -> None:
    assert len(crawled.pages) > 30
    for path, answer in crawled.pages.items():
        assert intruders(answer.text) == [], path
        assert answer.status_code in (*TAKEN, 404, NOT_READY), path


def check_calendars(crawled: Crawl, kept: list[str]) -> None:
    calendars = {path: answer for path, answer in crawled.answers.items() if answer.mimetype == "text/calendar"}
    assert len(calendars) > len(kept)
    for path, answer in calendars.items():
        calendar = Calendar.from_ical(answer.data)
        assert [part.name for part in calendar.walk() if part.name == "VCALENDAR"] == ["VCALENDAR"], path
        for event in calendar.walk("VEVENT"):
            assert set(event) <= {
                *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "DTEND", "LOCATION"),
                *("DESCRIPTION", "URL", "CATEGORIES", "TRANSP", "GEO"),
            }, path
        lines = answer.data.replace(b"\r\n ", b"").split(b"\r\n")
        assert not any(line.startswith((b"ATTENDEE", b"Bcc")) for line in lines), path
        assert lines.count(b"END:VCALENDAR") == 1, path


def check_letters(kept: list[str]) -> None:
    mails = session.scalars(select(Mail)).all()
    assert len(mails) > len(kept)
    for mail in mails:
        assert not re.search(r"[\r\n\x00-\x1f\x7f]", mail.subject + mail.to_name + mail.to_address), mail.subject
        assert intruders(html_of(mail)) == []
        for enclosed in attachments(mail, LINKS.base_url):
            (event,) = Calendar.from_ical(enclosed.body).walk("VEVENT")
            assert "ATTENDEE" not in event
    said = " ".join(text_of(mail) for mail in mails)
    assert [words for words in kept if clean_line(words) not in said] == []


def check_people() -> None:
    kept = [
        value for row in session.scalars(select(Registration)) for value in vars(row).values() if isinstance(value, str)
    ]
    assert not any(
        unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" for value in kept for letter in value
    )
    assert not any(re.search("[\u202a-\u202e\u2066-\u2069]", value) for value in kept)


def check_paper(kept: list[str]) -> None:
    (programme,) = public_programmes()
    pdf = print_here(render_pdf, booklet(programme, "en", LINKS.base_url))
    paper = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, check=True, capture_output=True).stdout.decode()
    flat = "".join(paper.split())
    for words in kept:
        printed = "".join(letter for letter in clean_line(words) if unicodedata.category(letter) not in ("So", "Cf"))
        assert "".join(printed.split()) in flat, words


# ---- what stands behind the question mark


def own_parameters(crawled: Crawl, page: str) -> set[str]:
    """Those that the page's own forms and links use for it."""
    read = read_page(crawled.answers[page].text, page)
    path = page.split("?", maxsplit=1)[0]
    named = {name for link in read.links if urlsplit(link).path == path for name, _ in parse_qsl(urlsplit(link).query)}
    return named | {
        control.name for form in read.forms if form.method == "get" for control in form.controls if control.name
    }


@pytest.mark.slow
def test_whatever_is_asked_of_a_page_is_answered_in_words(app: Flask, desk: FlaskClient) -> None:
    furnish()
    crawled = walk_desk(app, Browser(desk))
    public = crawl(Browser(app.test_client()), *entrances(app), f"/r/{secrets()['token']}")
    tried, strange = 0, worth_trying(ALL)
    next_words = cycle(strange)
    for browser, found in ((Browser(desk), crawled), (Browser(app.test_client()), public)):
        for page in found.pages:
            names = sorted(own_parameters(found, page) - {"l"})
            asked = [[(name, next(next_words))] for name in names for _ in range(IN_TURN)]
            many = [*names, "l", "done", "edit", "unknown"] if names else []
            asked += [[(name, next(next_words)) for name in many] for _ in range(IN_TURN) if many]
            asked += [[("l", next(next_words)), ("done", next(next_words)), ("before", next(next_words))]]
            for pairs in asked:
                address = with_query(page, pairs)
                answer = browser.open(address)
                assert answer.status_code in (*TAKEN, *REFUSED, NOT_READY), address
                assert intruders(answer.text) == [], address
                tried += 1
    assert tried > len(strange) * 3


@pytest.mark.slow
def test_no_address_is_too_strange(app: Flask, desk: FlaskClient) -> None:
    """Hostile words in the place of each placeholder."""
    furnish()
    browser = Browser(desk)
    crawled = walk_desk(app, browser)
    next_words = cycle(words[:200] for words in worth_trying(ALL) if words and "/" not in words)
    for rule in rules(app):
        values = known_values(app, rule, crawled)
        for name in values:
            for words in islice(next_words, IN_TURN):
                strange = fill(rule, {**values, name: quote(words, safe="", errors="surrogatepass")})
                answer = browser.open(strange)
                assert answer.status_code in (404, 405, 410), strange
                assert intruders(answer.text) == [], (rule.rule, name, words)
