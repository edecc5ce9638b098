"""One browser and one server for all of these tests: the real app on a real port, with a visit to look at."""

import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser.boards import BOARD, Desk
from tests.browser.visits import make_registration, make_visits
from tests.conftest import make_app, sign_in

CHROMIUM = Path("/usr/bin/chromium")
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
QUIETER = "--disable-component-update --disable-sync"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's chromium. Without it: a failure in CI, a skip elsewhere."""
    if not CHROMIUM.exists():
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell(f"{CHROMIUM} is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET.split(), *QUIETER.split()])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a running app with two visits, oslo-2017, released, and bergen, which is not; and the path of
    a registered person's own page.
    """
    with served(tmp_path_factory.mktemp("browser")) as (address, app):
        with app.app_context():
            make_visits(address)
            own_path = make_registration("oslo-2017")
        yield address, own_path


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Flask]]:
    """A new app, empty, running at that address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = make_app(folder, EVENTAPP_BASE_URL=address)
        server = make_server("127.0.0.1", 0, app, threaded=True, fd=listening.fileno())
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield address, app
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="package")
def server(site: tuple[str, str]) -> str:
    return site[0]


@pytest.fixture(scope="package")
def own_path(site: tuple[str, str]) -> str:
    return site[1]


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """A page in a fresh profile; nothing it does may make the browser complain."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str = "", **options: object) -> Page:
        context = browser.new_context(**{"base_url": server, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # A page of words for an error is still an error to the browser, which says so; and so is a cable that was pulled.
    assert [
        words
        for words in complaints
        if not re.search("status of (400|404|409|410|422)|ERR_INTERNET_DISCONNECTED", words)
    ] == []


@pytest.fixture(scope="package")
def board_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with served(tmp_path_factory.mktemp("board")) as (address, app):
        with app.app_context():
            cookie = sign_in(app).get_cookie("organiser")
            assert cookie is not None
        yield Desk(app, address, cookie.value)


@pytest.fixture
def board_desk(board_site: Desk) -> Desk:
    """With a new visit."""
    with board_site.app.app_context():
        board_site.new_visit()
    return board_site


@pytest.fixture
def open_board(open_page: Callable[..., Page], board_desk: Desk) -> Callable[..., Page]:
    """At the day on which the visit's sessions are."""

    def opened(**options: object) -> Page:
        page = open_page(
            "about:blank",
            base_url=board_desk.address,
            reduced_motion="reduce",
            **{"viewport": {"width": 1280, "height": 1100}, **options},
        )
        page.context.add_cookies([{"name": "organiser", "value": board_desk.cookie, "url": board_desk.address}])
        page.goto(BOARD.format(slug=board_desk.slug))
        return page

    return opened
