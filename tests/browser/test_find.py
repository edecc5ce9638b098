"""Ctrl+K in a browser: opened, typed into, steered and left by the keyboard alone; told to screen readers."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from eventapp.core.db import session
from eventapp.visits.models import Visit
from tests.browser.boards import Desk
from tests.registration.people import join

Open = Callable[..., Page]


@pytest.fixture
def opened(open_page: Open, board_desk: Desk) -> Open:
    """At the overview of a new visit, in which Åse O’Brien is registered."""
    with board_desk.app.app_context():
        visit = session.query(Visit.id).filter_by(slug=board_desk.slug).scalar()
        join(visit, f"{board_desk.slug}@example.org", given_name="Åse", family_name="O’Brien")

    def at_desk(page: str = "", **options: object) -> Page:
        shown = open_page("about:blank", base_url=board_desk.address, reduced_motion="reduce", **options)
        shown.context.add_cookies([{"name": "organiser", "value": board_desk.cookie, "url": board_desk.address}])
        shown.goto(f"/organise/visits/{board_desk.slug}/{page}")
        return shown

    return at_desk


def violations(page: Page) -> list[str]:
    return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in Axe().run(page).response["violations"]]


def test_everything_is_done_by_the_keyboard(opened: Open, board_desk: Desk) -> None:
    page = opened()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("obrien")
    options = page.get_by_role("option")
    expect(options).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(page.locator(".find-box [role=status]")).to_have_text("1 found")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/registrations/[0-9a-f-]+$"))
    assert "O’Brien" in page.inner_text("h1")


def test_arrows_go_round_and_the_field_keeps_the_focus(opened: Open, board_desk: Desk) -> None:
    page = opened()
    page.keyboard.press("Control+k")
    page.keyboard.type("session")
    options, field = page.get_by_role("option"), page.get_by_role("combobox")
    expect(options).to_have_count(4)  # three sessions, and the page of them
    chosen = page.locator("[role=option][aria-selected=true]")
    for way, place in (("Down", 1), ("Down", 2), ("Up", 1), ("Up", 0), ("Up", 3), ("Down", 0)):
        page.keyboard.press(f"Arrow{way}")
        expect(chosen).to_have_count(1)
        expect(chosen).to_have_id(f"find-{place}")
        expect(field).to_have_attribute("aria-activedescendant", f"find-{place}")
        expect(field).to_be_focused()


def test_escape_leaves_it_and_gives_the_focus_back(opened: Open) -> None:
    page = opened()
    link = page.locator("a.find")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.find-box")).to_be_visible()
    page.keyboard.type("obrien")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    if page.locator("dialog.find-box").is_visible():  # the first one empties a field of that type
        page.keyboard.press("Escape")
    expect(page.locator("dialog.find-box")).to_be_hidden()
    expect(link).to_be_focused()
    assert page.url.endswith("/")


def test_what_is_typed_last_counts(opened: Open) -> None:
    """Answers that come late, to what was typed before, are not shown."""
    page = opened()
    page.keyboard.press("Control+k")
    for letters in ("o", "br", "ien", " nobody"):
        page.keyboard.type(letters)
        page.wait_for_timeout(170)
    expect(page.locator(".find-box [role=status]")).to_have_text("Nothing is called so.")
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/find\?search="))
    assert "obrien" not in page.url


def test_without_an_answer_it_says_so_and_enter_still_looks(opened: Open) -> None:
    page = opened()

    def lose(route: Route) -> None:
        route.abort("internetdisconnected")

    page.keyboard.press("Control+k")
    page.route("**/find", lose)
    page.keyboard.type("obrien")
    expect(page.locator(".find-box [role=status]")).to_contain_text("No answer came.")
    page.unroute("**/find", lose)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/find\?search="))
    assert "Åse O’Brien" in page.inner_text("main")


def test_without_scripts_the_link_leads_to_a_page_that_finds(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    page.locator("a.find").click()
    page.get_by_role("searchbox").fill("aase")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/find\?search="))
    assert "Åse O’Brien" in page.inner_text("main")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_jumps_or_juts_out(opened: Open, scheme: str, width: int) -> None:
    page = opened(color_scheme=scheme, viewport={"width": width, "height": 700})
    page.keyboard.press("Control+k")
    box = page.locator("dialog.find-box")
    expect(box).to_be_visible()
    assert violations(page) == []
    before = box.bounding_box()
    page.keyboard.type("session")
    expect(page.get_by_role("option")).to_have_count(4)
    assert box.bounding_box() == before
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_that_finds_is_good_for_everybody(opened: Open) -> None:
    page = opened("find", viewport={"width": 360, "height": 740})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
