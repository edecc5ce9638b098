"""The organisers' registrations in a browser: found, paged, added, changed and cancelled, by everyone."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from eventapp.accounts.operations import make_sign_in_link, spend_link
from eventapp.core.browser import SESSION_COOKIE, session_value
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.paging import PAGE
from eventapp.core.text import LANGUAGES, translate
from eventapp.registration.jobs import put_in_place
from eventapp.visits.members import organise_all
from tests.browser.test_pages import DESK, ON_TOP, PHONE, check
from tests.conftest import make_app
from tests.factories import make_organisation, make_visit
from tests.registration.people import change, join, leave

LIST = "/organise/visits/oslo/registrations"
LONG = "Savivaldybininkaitė-Nepertraukiamoji" * 3
Open = Callable[..., Page]


def make_people() -> dict[str, str]:
    """A visit with more people than a page holds; {who: the address of their registration}."""
    visit = make_visit(places=PAGE + 9).id
    make_organisation(visit, name="Brønnøysund kommune og Norges lengste navn på en organisasjon")
    for number in range(PAGE + 6):
        join(visit, f"person{number}@example.org", given_name="Ona", family_name=f"Onaitė{number}", phone="")
    found = {
        "confirmed": join(visit, "zydrune@example.org", organisation="birzai", other_organisation=""),
        "long": join(visit, f"{'x' * 60}@{'y' * 60}.example.org", family_name=LONG),
        "cancelled": join(visit, "jonas@example.org", given_name="Jonas", family_name="Jonaitis"),
    }
    join(visit, "kari@example.org", given_name="Kari", family_name="Østby", language="nb")
    found["waitlisted"] = join(visit, "last@example.org", family_name="Paskutinė")
    change(found["long"], family_name=LONG, email="new@example.org", needs="Reikia lifto.\n\nIr kavos.")
    leave(found["cancelled"])
    join(visit, "ola@example.org", given_name="Ola", family_name="Hansen")
    make_visit(slug="bergen")
    put_in_place()
    return {who: f"{LIST}/{row.id}" for who, row in found.items()}


def signed_in(language: str) -> str:
    """The cookie of a new organiser's session."""
    email, now = f"{language}@example.org", utc_now()
    with transaction():
        organise_all(email, language=language, now=now)
    with transaction():
        link = make_sign_in_link(email, now=now)
    with transaction():
        token = spend_link(link, device="", now=now).token
    return session_value(token, now=now)


def made(app: Flask) -> dict[str, str]:
    """Everything that is needed: addresses of people, sessions of organisers."""
    with app.app_context():
        return make_people() | {language: signed_in(language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def desk_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = make_app(tmp_path_factory.mktemp("desk"), EVENTAPP_BASE_URL=address)
        there = made(app)
        running = make_server("127.0.0.1", 0, app, threaded=True, fd=listening.fileno())
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield address, there
        running.shutdown()
        thread.join()
        running.server_close()


@pytest.fixture(scope="module")
def server(desk_site: tuple[str, dict[str, str]]) -> str:
    return desk_site[0]


@pytest.fixture(scope="module")
def there(desk_site: tuple[str, dict[str, str]]) -> dict[str, str]:
    return desk_site[1]


@pytest.fixture
def at_desk(open_page: Open, there: dict[str, str]) -> Open:
    """A page in which an organiser of that language is signed in."""

    def open_at_desk(path: str = LIST, language: str = "en", **options: Any) -> Page:
        cookie = {"name": SESSION_COOKIE, "value": there[language], "domain": "127.0.0.1", "path": "/"}
        return open_page(path, storage_state={"cookies": [cookie], "origins": []}, **options)

    return open_at_desk


@pytest.mark.parametrize(
    ("language", "screen", "scheme"),
    [("lt", PHONE, "light"), ("nb", PHONE, "dark"), ("lt", DESK, "dark"), ("en", DESK, "light")],
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    at_desk: Open, there: dict[str, str], language: str, screen: dict[str, int], scheme: str
) -> None:
    page = at_desk(LIST, language, viewport=screen, color_scheme=scheme)
    people = [there[who] for who in ("confirmed", "long", "waitlisted", "cancelled")]
    lists = [f"{LIST}{query}" for query in ("", "?at=last", "?status=waitlisted&organisation=other", "?status=pending")]
    for path in [*lists, *people, f"{LIST}/new", "/organise/visits/bergen/registrations"]:
        page.goto(path)
        for panel in page.locator("summary").all():
            panel.click()
        check(page, screen)


@pytest.mark.parametrize("width", [600, 768, 959, 960, 1024])
def test_the_list_fits_between_phone_and_desk_and_breaks_no_usual_address(at_desk: Open, width: int) -> None:
    page = at_desk(f"{LIST}?at=first", "lt", viewport={"width": width, "height": 800})
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    usual = page.get_by_role("link", name="person10@example.org")
    assert usual.evaluate("link => link.getClientRects().length") == 1


@pytest.mark.parametrize("width", [360, 600, 959, 960, 1024])
def test_it_fits_where_our_fonts_do_not_come(at_desk: Open, width: int) -> None:
    page = at_desk(f"{LIST}?at=first", "lt", viewport={"width": width, "height": 800})
    page.evaluate("document.documentElement.style.setProperty('--sans', 'DejaVu Sans')")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("screen", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_axe_finds_nothing_in_what_was_searched_and_refused(at_desk: Open, screen: dict[str, int], scheme: str) -> None:
    page = at_desk(LIST, "nb", viewport=screen, color_scheme=scheme)
    search(page, "savivaldybininkaite", "nb")
    expect(page.locator("tbody tr")).to_have_count(1)
    check(page, screen)
    search(page, "¤", "nb")
    expect(page.get_by_text(translate("nb", "Nobody is found."))).to_be_visible()
    check(page, screen)
    page.goto(f"{LIST}/new")
    page.get_by_role("button", name=translate("nb", "Add them")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page, screen)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.locator("#given_name")).to_be_focused()


def search(page: Page, words: str, language: str = "en") -> None:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name=translate(language, "Show")).click()


def test_what_is_searched_for_stands_in_no_address_and_is_there_again_after_a_person_and_back(
    at_desk: Open, server: str
) -> None:
    """Back was an error page of the browser: the list was the answer to a POST."""
    page = at_desk(java_script_enabled=False)
    search(page, "ONAITE ona")
    expect(page.locator("tbody tr")).to_have_count(PAGE)
    assert re.fullmatch(rf"{server}{LIST}\?search=[\w-]{{11}}", page.url)
    page.get_by_role("link", name="Onaitė10, Ona").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ona Onaitė10")
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(PAGE)
    expect(page.get_by_role("searchbox")).to_have_value("ONAITE ona")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("tbody tr")).to_have_count(6)
    expect(page.get_by_role("searchbox")).to_have_value("ONAITE ona")
    page.get_by_role("link", name="Norsk").click()
    expect(page.locator("tbody tr")).to_have_count(6)
    expect(page.get_by_role("searchbox")).to_have_value("ONAITE ona")
    page.reload()
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="First page").click()
    expect(page.locator("tbody tr")).to_have_count(PAGE)
    search(page, "")
    page.get_by_label("State").select_option("waitlisted")
    page.get_by_role("button", name="Show").click()
    assert page.url == f"{server}{LIST}?status=waitlisted"
    expect(page.locator("tbody th")).to_have_text(["Paskutinė, Žydrūnė", "Hansen, Ola"])


def test_what_is_pasted_is_not_cut(at_desk: Open) -> None:
    page = at_desk()
    search(page, "Onaitė " * 20)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value(("Onaitė " * 20).strip())
    check(page, DESK)
    page.goto(f"{LIST}?search=AAAAAAAAAAA", wait_until="commit")
    expect(page.get_by_role("alert")).to_contain_text("This search has ended")
    check(page, DESK)


def test_the_keyboard_searches_reaches_everything_and_shows_where_it_is(at_desk: Open) -> None:
    page = at_desk(viewport=PHONE)
    page.get_by_role("searchbox").focus()
    page.keyboard.type("zydrune example")
    page.keyboard.press("Enter")
    expect(page.locator("tbody th")).to_contain_text(["Ąžuolaitė", "Paskutinė", "Savivaldybininkaitė"])
    wanted = page.locator("a:visible, button:visible, summary:visible, input:visible, select:visible").count()
    page.locator("main").focus()
    page.locator("body").evaluate("body => { document.activeElement.blur(); body.scrollIntoView(); }")
    for _ in range(wanted):
        page.keyboard.press("Tab")
        here = page.locator(":focus")
        expect(here).to_be_in_viewport()
        assert here.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
        assert here.evaluate(ON_TOP), here.evaluate("element => element.outerHTML")


def test_a_person_is_added_changed_by_two_and_cancelled(at_desk: Open) -> None:
    page = at_desk(f"{LIST}/new", "lt", viewport=PHONE)
    for name, words in {"given_name": "Rūta", "family_name": "Rutkauskaitė", "email": "ruta@example.org"}.items():
        page.locator(f"#{name}").fill(words)
    page.locator("#organisation").select_option("birzai")
    page.get_by_label(translate("lt", "Language of our letters")).select_option("nb")
    page.locator("#consent").check()
    page.get_by_role("button", name=translate("lt", "Add them")).click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?done=added$"))
    path = re.sub(r"\?.*", "", page.url)
    other = at_desk(path)
    other.get_by_label("Position").fill("Librarian")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("status")).to_have_text("Saved.")
    page.locator("#position").fill("Direktorė")
    page.get_by_role("button", name=translate("lt", "Save")).click()
    expect(page.locator(".change")).to_have_text(re.compile(": Librarian$"))
    expect(page.locator("#position")).to_have_value("Direktorė")
    check(page, PHONE)
    page.get_by_role("button", name=translate("lt", "Save")).click()
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_text(translate("lt", "Cancel their registration")).click()
    page.get_by_role("button", name=translate("lt", "Yes, cancel their registration")).click()
    expect(page.get_by_text(translate("lt", "registration cancelled")).first).to_be_visible()
    page.goto(f"{LIST}/new")
    search_again = at_desk(LIST)
    search(search_again, "ruta rutk")
    expect(search_again.locator("tbody tr")).to_have_count(1)


def test_every_page_is_shown_to_organisers_only(open_page: Open, there: dict[str, str]) -> None:
    for path in (LIST, f"{LIST}/new", there["confirmed"]):
        expect(open_page(path)).to_have_url(re.compile("/sign-in"))
