"""The server gives what the application gives, at every address there is: the same status, headers and bytes."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from http.client import HTTPConnection

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.browser import SESSION_COOKIE
from tests.conftest import SECRET, installation, sign_in
from tests.processes import COMMAND, Installation, started
from tests.walk import Browser, crawl, entrances, fill, furnish, known_values, rules

SERVERS = ("date", "server")
CHANGING = ("set-cookie", "x-request-id", "last-modified", "allow")
"""Of the moment, of the process that compiled the page, or in any order: only that they are there is compared."""
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT")
TOKEN = re.compile(rb"[A-Za-z0-9_=-]{16,}\.[A-Za-z0-9_-]{5,7}\.[A-Za-z0-9_-]{20,}")
"""Signed with the moment, so another one in each answer; as long each time."""
DRAWN = re.compile(rb'name="sent_key"[^>]*')
"""By which a form that is sent twice is known; drawn anew for each that is shown."""
WRITTEN = re.compile(rb'"written_at": "[^"]*"')
"""When a person's data was put together."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, FlaskClient, Installation]]:
    """An app with one of everything, an organiser's client of it, and a server of the same installation."""
    folder = tmp_path_factory.mktemp("same")
    settings = {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": SECRET}
    settings["EVENTAPP_BASE_URL"] = "http://visits.example.org"
    with ExitStack() as stack:
        app = stack.enter_context(installation(folder))
        app.testing = False  # an error is an answer, as in production
        furnish()
        desk = sign_in(app)
        running = stack.enter_context(started(folder / "output", command=(*COMMAND, "serve"), **settings))
        running.wait_until_ready()
        yield app, desk, running


def plain(status: int, headers: list[tuple[str, str]], body: bytes) -> tuple[int, Sequence[object], bytes]:
    """What has to be equal."""
    if any("spreadsheetml" in value for _, value in headers):  # says when it was made, which changes its length
        return status, sorted(name.lower() for name, _ in headers if name.lower() not in SERVERS), body[:4]
    body = WRITTEN.sub(b"", body)
    pairs = [(name.lower(), value) for name, value in headers if name.lower() not in SERVERS]
    kept = sorted((name, "" if name in CHANGING else value) for name, value in pairs)
    return status, kept, DRAWN.sub(b"", TOKEN.sub(b"token", body))


def test_every_address(place: tuple[Flask, FlaskClient, Installation]) -> None:
    app, desk, running = place
    browser = Browser(desk)
    crawled = crawl(browser, *entrances(app))
    addresses = {*crawled.answers, *(fill(rule, known_values(app, rule, crawled)) for rule in rules(app))}
    cookie = desk.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    connection = HTTPConnection("127.0.0.1", running.port, timeout=60)
    different = []
    asked: list[tuple[str, str, dict[str, str]]] = [
        (method, path, {}) for path in sorted(addresses) for method in METHODS
    ]
    asked += [("GET", path, {"Accept-Encoding": "gzip"}) for path in sorted(crawled.answers)]
    asked += [
        ("GET", path, {"If-None-Match": answer.headers["ETag"]})
        for path, answer in crawled.answers.items()
        if "ETag" in answer.headers
    ]
    for method, path, headers in asked:
        sent = {"Host": "localhost", "Cookie": f"{SESSION_COOKIE}={cookie.value}", **headers}
        bare = Browser(app.test_client(use_cookies=False)).open(path, method, headers=sent)
        expected = plain(bare.status_code, list(bare.headers), bare.data)
        connection.request(method, path, headers=sent)
        answer = connection.getresponse()
        found = plain(answer.status, answer.getheaders(), answer.read())
        if found != expected:
            heads = set(expected[1]) ^ set(found[1])
            different.append((method, path, headers, expected[0], found[0], heads, expected[2][:200], found[2][:200]))
    connection.close()
    assert different == []
    assert len(asked) > 500
