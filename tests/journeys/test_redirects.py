"""Redirects are paths, whatever host a reader writes: every page and form of the app, and the router's own."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from eventapp.core.addresses import ACCOUNT
from eventapp.core.browser import SESSION_COOKIE
from tests.conftest import installation, sign_in
from tests.walk import Browser, crawl, furnish, known_values, rules, walk_desk
from tests.walk import fill as filled

EVIL = "evil.example"
FORWARDED = {"X-Forwarded-Host": EVIL, "X-Forwarded-Server": EVIL, "Forwarded": f"host={EVIL}", "X-Host": EVIL}
Answer = tuple[str, int, str]


@pytest.fixture
def behind_a_proxy(tmp_path: Path) -> Iterator[Flask]:
    """One proxy is trusted, which hands on what the reader wrote."""
    with installation(tmp_path, EVENTAPP_TRUSTED_PROXIES="1") as app:
        yield app


def recorded(app: Flask) -> list[Answer]:
    """(path, status, Location) of each answer from now on that leads elsewhere."""
    found: list[Answer] = []
    inner = app.wsgi_app

    def outer(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            said = {name.lower(): value for name, value in headers}
            leading = [said[name] for name in ("location", "refresh", "content-location") if name in said]
            found.extend((environ["PATH_INFO"], int(status[:3]), where) for where in leading)
            assert EVIL not in str(headers), (environ["PATH_INFO"], headers)
            return start_response(status, headers, *error)

        return inner(environ, start)

    app.wsgi_app = outer  # type: ignore[method-assign]
    return found


def leads_here(location: str) -> bool:
    parts = urlsplit(location)
    return not parts.scheme and not parts.netloc and location[:1] == "/" and location[1:2] not in ("/", "\\")


def test_every_page_and_form_leads_to_a_path(behind_a_proxy: Flask) -> None:
    app = behind_a_proxy
    furnish()
    organiser = sign_in(app)
    shown = organiser.get_cookie(SESSION_COOKIE)
    assert shown is not None
    organiser.set_cookie(SESSION_COOKIE, shown.value, domain=EVIL)
    desk = Browser(organiser, f"http://{EVIL}", FORWARDED)
    anybody = Browser(app.test_client(), f"http://{EVIL}", FORWARDED)
    found = recorded(app)
    public = crawl(anybody, "/", "/lt/oslo/register", "/sign-in", "/organise/nowhere")
    mine = walk_desk(app, desk)
    forms = [form for form in mine.forms if form.method == "post" and form.action not in ("/sign-out", ACCOUNT)]
    for browser, form in [(anybody, form) for form in public.forms] + [(desk, form) for form in forms]:
        browser.send(form)
    desk.send(next(form for form in desk.page("/organise/").forms if form.action == "/sign-out"))
    assert len({urlsplit(location).path for _, _, location in found}) > 10
    assert [answer for answer in found if not leads_here(answer[2])] == []
    for path, answer in {**public.pages, **mine.pages}.items():
        assert EVIL not in answer.text, path


def variants(path: str) -> list[str]:
    """The address as it is mistyped or meant badly."""
    bare = path.rstrip("/")
    return [
        bare,
        f"{bare}/",
        f"/{bare}",
        f"//{bare}/",
        f"/{EVIL}/{bare}",
        f"/{EVIL}{bare}/..",
        f"{bare}//",
        f"/%5C{EVIL}{bare}",
    ]


def test_the_router_s_own_redirects_are_paths(behind_a_proxy: Flask) -> None:
    """A missing slash, one too many; with what an attacker puts before it."""
    app = behind_a_proxy
    furnish()
    crawled = walk_desk(app, Browser(sign_in(app)))
    browser = Browser(app.test_client(), f"http://{EVIL}", FORWARDED)
    found = recorded(app)
    paths = [filled(rule, known_values(app, rule, crawled)) for rule in rules(app) if "GET" in (rule.methods or ())]
    for path in paths:
        for asked in variants(path):
            answer = browser.open(asked + "?next=//" + "elsewhere.example")
            links = [unescape(link) for link in re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)]
            assert [link for link in links if urlsplit(link).netloc == EVIL or link[:2] in ("//", "/\\")] == [], asked
    assert {status for _, status, _ in found} >= {303, 308}
    assert [answer for answer in found if not leads_here(answer[2])] == []


@pytest.mark.parametrize("host", [EVIL, f"{EVIL}:8000", f"ona@{EVIL}", "", "a b", "[::1]:80", "\\\\" + EVIL])
def test_a_missing_slash_is_added_whatever_the_host(app: Flask, host: str) -> None:
    furnish()
    answer = app.test_client().get("/lt/oslo", headers={"Host": host})
    assert (answer.status_code, answer.headers.get("Location")) == (308, "/lt/oslo/")
    assert EVIL not in answer.text


def test_a_stranger_s_page_is_not_believed_for_the_host_it_forwards(behind_a_proxy: Flask) -> None:
    browser = Browser(behind_a_proxy.test_client())
    form = next(form for form in browser.page("/sign-in").forms if form.method == "post")
    typed = form.filled({"email": "ona@example.org"})

    def sent_from(origin: str) -> int:
        return browser.send(form, typed, headers={**FORWARDED, "Origin": origin}).status_code

    assert [sent_from(f"http://{EVIL}"), sent_from("http://localhost")] == [400, 200]
