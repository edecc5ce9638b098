"""Organisers' pages are for organisers alone; each page says so to caches, robots and frames; each form is its own.

Nothing here names a page: the URL map is walked, and the forms are those that pages show.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from eventapp.accounts.operations import make_sign_in_link
from eventapp.core.acts import COMMAND, Act
from eventapp.core.browser import SESSION_COOKIE
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.headers import CSP
from eventapp.registration.rules import Diet
from eventapp.visits.members import give, organise_all
from eventapp.visits.models import Right
from tests.conftest import installation, sign_in
from tests.factories import LINKS, NOON
from tests.pages import PageForm, read_page
from tests.registration.people import join
from tests.walk import (
    HOST,
    ORGANISERS,
    Browser,
    crawl,
    desk_rules,
    every_form,
    everything,
    fill,
    furnish,
    is_same,
    known_values,
    public_pages,
    rules,
    same_form,
    walk_desk,
)

pytestmark = pytest.mark.no_cover  # it walks where every page's own test has been

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
NO_VISIT = "no-such-visit"


def desk_addresses(app: Flask, desk: FlaskClient) -> list[str]:
    """One that exists of each of the organisers' addresses."""
    return [path for _, path in desk_rules(app, walk_desk(app, Browser(desk)))]


def ways_in(app: Flask, paths: list[str], client: FlaskClient) -> dict[str, tuple[int, str | None]]:
    """{method and address: status and where it leads} of what is not the sign-in."""
    browser = Browser(client)
    answers = {f"{method} {path}": browser.open(path, method) for path in paths for method in METHODS}
    outcomes = {what: (answer.status_code, answer.location) for what, answer in answers.items()}
    return {what: outcome for what, outcome in outcomes.items() if outcome != (303, "/sign-in")}


def unknown_like(value: str) -> str:
    """Something of the same shape that does not exist."""
    try:
        UUID(value)
    except ValueError:
        return "99999999" if value.isdigit() else "no-such-thing"
    return str(uuid4()) if "-" in value else uuid4().hex


def astray(rule: Rule, values: dict[str, str]) -> Iterator[str]:
    """The rule's addresses with one part that does not exist."""
    for name, value in values.items():
        for other in {NO_VISIT, unknown_like(value)} if name != "slug" else {NO_VISIT}:
            yield fill(rule, {**values, name: other})


def test_a_stranger_is_led_to_the_sign_in_from_every_address_whether_it_exists_or_not(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    furnish()
    paths = desk_addresses(app, desk)
    assert len(paths) > 20
    nowhere = [path.replace("/oslo", f"/{NO_VISIT}") for path in paths] + [f"{ORGANISERS}/nowhere"]
    assert ways_in(app, [*paths, *nowhere], client) == {}


def test_an_organiser_finds_no_unknown_visit_and_no_unknown_thing(app: Flask, desk: FlaskClient) -> None:
    furnish()
    browser, crawled = Browser(desk), walk_desk(app, Browser(desk))
    token = read_page(browser.open("/organise/").text).forms[0].value("csrf_token")
    wrong = {}
    for rule, _ in desk_rules(app, crawled):
        values = known_values(app, rule, crawled)
        for path in astray(rule, values):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                data = {"csrf_token": token} if method == "POST" else None
                status = browser.open(path, method, data=data).status_code
                if status != 404:
                    wrong[f"{method} {path}"] = status
    assert wrong == {}


READ = {
    *("GET desk.overview", "GET people.registrations", "GET people.as_csv_file", "GET people.as_xlsx_file"),
    *("POST people.search", "GET person.registration", "GET find.page", "POST find.look"),
    # of an account, not of a visit
    *("GET desk.all_visits", "GET new_visit.form", "POST new_visit.create"),
}
"""What a reader of the visit reaches, by method and endpoint; all else is not there for them."""
OF_ACCOUNTS = "accounts."
UNSEEN = ("+37061234567", "Qzdiet", "Qzneeds", "Vegan", "/organise/visits/oslo/outbox")


def test_a_reader_reaches_what_is_for_readers_and_nothing_else_is_there(app: Flask, desk: FlaskClient) -> None:
    visit = furnish()
    join(visit, "qz@example.org", diet=Diet.VEGAN, diet_note="Qzdiet", needs="Qzneeds", family_name="Qzseen")
    paths = list(desk_rules(app, walk_desk(app, Browser(desk))))
    with transaction():
        give(visit, "skaityk@example.org", Right.READER, language="en", act=Act(COMMAND, LINKS, NOON))
    reader = Browser(sign_in(app, "skaityk@example.org", right=False))
    token = reader.page("/organise/").forms[0].value("csrf_token")
    before = everything()
    reached = {}
    for rule, path in paths:
        if rule.endpoint.startswith(OF_ACCOUNTS):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            data = {"csrf_token": token} if method == "POST" else None
            answer = reader.open(path, method, data=data)
            if answer.status_code != 404:
                reached[f"{method} {rule.endpoint}"] = answer
    assert set(reached) == READ
    assert everything() == before, "a search without words keeps nothing"
    for what, answer in reached.items():
        for words in UNSEEN:
            assert words.encode() not in answer.data, (what, words)
    assert "Qzseen" in reached["GET people.registrations"].text
    assert "telephone" not in reached["GET people.registrations"].text
    assert "Qzseen" in reached["GET people.as_csv_file"].text
    crawled = crawl(reader, "/organise/visits/oslo/", inside=f"{ORGANISERS}/visits/")
    assert {path: answer.status_code for path, answer in crawled.answers.items() if answer.status_code != 200} == {}
    assert {form.action.split("?")[0] for form in crawled.forms if form.method == "post"} <= {
        *("/organise/visits/oslo/registrations", "/organise/visits/oslo/find", "/sign-out")
    }
    for words, found in (("Qzseen", True), ("+37061234567", False), ("1234567", False), ("61234567 Qzseen", False)):
        form = next(form for form in crawled.forms if form.action.endswith("/registrations"))
        answer = reader.open(reader.send(form, form.filled({"q": words})).location)
        assert (">Qzseen, " in answer.text) is found, words


def test_no_page_leads_an_organiser_astray(app: Flask, desk: FlaskClient) -> None:
    furnish()
    crawled = walk_desk(app, Browser(desk))
    adapter = app.url_map.bind(HOST)
    known = {path: answer for path, answer in crawled.answers.items() if adapter.test(urlsplit(path).path, "GET")}
    assert {path: answer.status_code for path, answer in known.items() if answer.status_code not in (200, 303)} == {}


@pytest.mark.parametrize("how", ["expired", "ended", "signed out"])
def test_a_session_that_is_over_opens_nothing(app: Flask, desk: FlaskClient, how: str) -> None:
    furnish()
    paths = desk_addresses(app, desk)
    browser = Browser(desk)
    cookie = desk.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    if how == "expired":
        with time_machine.travel(utc_now() + timedelta(days=14, seconds=1), tick=False):
            assert ways_in(app, paths, desk) == {}
        return
    page = browser.page(f"{ORGANISERS}/account")
    form = next(form for form in page.forms if (form.action == "/sign-out") == (how == "signed out"))
    assert browser.send(form).status_code == 303
    desk.set_cookie(SESSION_COOKIE, cookie.value)
    assert ways_in(app, paths, desk) == {}


def test_only_the_session_s_own_token_in_its_own_cookie_opens_anything(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    furnish()
    with transaction():
        link = make_sign_in_link("ona@example.org", now=utc_now())
    genuine = desk.get_cookie(SESSION_COOKIE)
    assert genuine is not None
    tries = [(SESSION_COOKIE, link), (SESSION_COOKIE, ""), (SESSION_COOKIE, genuine.value + "x")]
    tries += [(name, genuine.value) for name in ("eventapp", "session", f"{SESSION_COOKIE}2", SESSION_COOKIE.upper())]
    for name, value in tries:
        stranger = app.test_client()
        stranger.set_cookie(name, value)
        assert ways_in(app, ["/organise/", "/organise/visits/oslo/sessions"], stranger) == {}, name
    assert Browser(desk).open("/organise/").status_code == 200


def test_what_a_stranger_sends_changes_nothing(app: Flask, desk: FlaskClient, client: FlaskClient) -> None:
    """The organisers' own forms, filled, with a token of the stranger's own."""
    furnish()
    forms = [form for form in walk_desk(app, Browser(desk)).forms if form.method == "post"]
    assert len(forms) > 20
    browser = Browser(client)
    token = browser.page("/sign-in").forms[0].value("csrf_token")
    before = everything()
    for form in forms:
        pairs = form.filled({"csrf_token": token, **dict.fromkeys(form.typed, "Stranger")})
        answer = browser.send(form, pairs)
        assert (answer.status_code, answer.location) == (303, "/sign-in"), form.action
    assert everything() == before


def test_every_organiser_s_page_is_for_this_reader_alone(app: Flask, desk: FlaskClient) -> None:
    furnish()
    crawled = walk_desk(app, Browser(desk))
    assert len(crawled.pages) > 20
    for path, answer in crawled.answers.items():
        headers = answer.headers
        assert "no-store" in headers["Cache-Control"], path
        assert headers["Content-Security-Policy"] == CSP, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert is_unlisted(answer), path


def is_unlisted(answer: TestResponse) -> bool:
    """Whether search engines are told to leave it alone, by its headers and in the page itself."""
    if answer.headers.get("X-Robots-Tag") != "noindex":
        return False
    robots = ("meta", {"name": "robots", "content": "noindex"})
    is_page = answer.mimetype == "text/html" and answer.status_code != 303
    return not is_page or robots in read_page(answer.text).tags


# ---- forms


def test_every_form_without_its_token_comes_back_filled_and_does_nothing(app: Flask, desk: FlaskClient) -> None:
    furnish()
    forms = [(browser, form) for browser, form in every_form(app, desk) if form.method == "post"]
    assert len(forms) > 25
    before = everything()
    for browser, form in forms:
        assert form.value("csrf_token"), f"the form {form.shape} of {form.page} has no token"
        typed = {name: f"Žodis & {number}" for number, name in enumerate(form.typed) if name != "leave_blank"}
        for token in (None, "wrong"):
            pairs = [pair for pair in form.filled(typed) if pair[0] != "csrf_token"]
            pairs += [("csrf_token", token)] if token else []
            answer = browser.send(form, pairs)
            assert answer.status_code == 400, (form.page, form.shape, token)
            again = same_form(read_page(answer.text), form)
            assert again, f"{form.action} does not show its form {form.shape} again"
            assert {name: again.value(name) for name in typed} == typed, form.action
    assert everything() == before


@pytest.fixture
def https(tmp_path: Path) -> Iterator[tuple[Flask, Browser]]:
    """An installation behind https, in which an organiser has signed in as organisers do."""
    with installation(tmp_path, EVENTAPP_BASE_URL=f"https://{HOST}") as app:
        furnish()
        with transaction():
            organise_all("ona@example.org", language="en", now=utc_now())
        with transaction():
            link = f"/sign-in/{make_sign_in_link('ona@example.org', now=utc_now())}"
        browser = Browser(app.test_client(), f"https://{HOST}")
        (form,) = browser.page(link).forms
        entered = browser.send(form, headers=as_a_browser_says(browser.open(link), form))
        assert entered.location == "/organise/"
        yield app, browser


def as_a_browser_says(page: TestResponse, form: PageForm, origin: str = f"https://{HOST}") -> dict[str, str]:
    """What a browser tells of the page from which a form is sent (Referrer Policy, section 8.3; Fetch, Origin)."""
    policy = page.headers["Referrer-Policy"]
    assert policy in ("same-origin", "no-referrer")
    if policy == "no-referrer":
        return {"Origin": "null"}
    return {"Origin": origin, "Referer": origin + form.page}


def test_behind_https_every_form_works_from_its_own_page_and_from_no_other(https: tuple[Flask, Browser]) -> None:
    app, browser = https
    crawled = walk_desk(app, browser)
    forms = [form for form in crawled.forms if form.method == "post" and form.action != "/sign-out"]
    forms += [form for path in public_pages(app) for form in browser.page(path).forms if form.method == "post"]
    assert len(forms) > 25
    foreign = [
        {"Origin": "https://elsewhere.example", "Referer": "https://elsewhere.example/"},
        {"Referer": f"https://{HOST}.elsewhere.example/organise/"},
        {"Origin": f"http://{HOST}", "Referer": f"http://{HOST}/organise/"},
        {"Origin": "null"},
    ]
    before = everything()
    for form in forms:
        for headers in foreign:
            assert browser.send(form, headers=headers).status_code == 400, (form.page, headers)
    assert everything() == before
    worked = 0
    for form in sorted(forms, key=lambda form: (not form.typed, form.action == "/organise/account")):
        page = browser.open(form.page)
        if page.status_code == 200 and any(is_same(form, other) for other in read_page(page.text).forms):
            answer = browser.send(form, headers=as_a_browser_says(page, form))
            assert answer.status_code != 400, (form.page, form.shape)
            worked += 1
    assert worked > 20


def test_cookies_are_no_script_s_no_stranger_s_and_never_sent_in_the_clear(https: tuple[Flask, Browser]) -> None:
    app, _ = https
    with transaction():
        link = f"/sign-in/{make_sign_in_link('ona@example.org', now=utc_now())}"
    browser = Browser(app.test_client(), f"https://{HOST}")
    opened = browser.open(link)
    (form,) = read_page(opened.text, link).forms
    entered = browser.send(form)
    left = browser.send(next(form for form in browser.page("/organise/").forms if form.action == "/sign-out"))
    cookies = [cookie for answer in (opened, entered, left) for cookie in answer.headers.getlist("Set-Cookie")]
    assert {re.split("=", cookie)[0] for cookie in cookies} == {"__Host-eventapp", f"__Host-{SESSION_COOKIE}"}
    for cookie in cookies:
        assert {"HttpOnly", "SameSite=Lax", "Secure", "Path=/"} <= set(cookie.split("; ")), cookie
        assert "Domain" not in cookie


def test_what_every_address_answers_is_guarded_by_the_same_headers(app: Flask, desk: FlaskClient) -> None:
    furnish()
    browser = Browser(app.test_client())
    crawled = crawl(browser, *public_pages(app))
    answers = [*crawled.answers.values(), browser.open("/lt/none/"), browser.open("/", "DELETE")]
    assert {rule.endpoint.split(".")[0] for rule in rules(app)} > {"publishing", "registration"}
    for answer in answers:
        assert answer.headers["Content-Security-Policy"] == CSP, answer.request.path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", answer.request.path
        assert answer.headers["Referrer-Policy"] == "same-origin", answer.request.path
