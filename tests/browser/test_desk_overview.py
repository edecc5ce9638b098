"""The overview, the history and the frame of the desk in a browser: for everyone, on a phone and at a desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from eventapp.core.text import translate
from tests.browser.desks import VISIT, Open, at_the_desk, busy_desk
from tests.browser.test_pages import DESK, PHONE, check


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with busy_desk(tmp_path_factory.mktemp("overview")) as found:
        yield found


@pytest.mark.parametrize(
    ("language", "screen", "scheme"),
    [("lt", PHONE, "light"), ("nb", PHONE, "dark"), ("en", DESK, "dark"), ("lt", DESK, "light")],
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: Open, desk: tuple[str, str], language: str, screen: dict[str, int], scheme: Any
) -> None:
    page = at_the_desk(open_page, desk, f"?l={language}", viewport=screen, color_scheme=scheme)
    for panel in page.locator("summary").all():
        panel.click()
    check(page, screen)
    for path in ("history", "history?thing=session.opening", "sessions?without=venue", "sessions?without=answer"):
        page.goto(f"{VISIT}/{path}")
        check(page, screen)
    for path in ("/organise/", "/organise/account"):
        page.goto(path)
        check(page, screen)


def test_what_needs_a_hand_leads_to_it(open_page: Open, desk: tuple[str, str]) -> None:
    page = at_the_desk(open_page, desk, "?l=en", viewport=PHONE)
    todo = page.locator(".todo")
    expect(todo.get_by_role("link")).to_have_count(7)
    expect(todo.get_by_role("link", name="1 clash in the programme")).to_be_visible()
    expect(todo.get_by_role("link", name="2 April 1 clash")).to_be_visible()
    todo.get_by_role("link", name="2 people wait for a place").click()
    expect(page.get_by_role("rowheader")).to_have_count(2)
    page.go_back()
    todo.get_by_role("link", name="1 session has no time").click()
    expect(page.get_by_role("link", name="A title of some length for later")).to_be_visible()


def test_charts_keep_their_letters_on_a_phone_and_say_their_numbers(open_page: Open, desk: tuple[str, str]) -> None:
    page = at_the_desk(open_page, desk, "?l=en", viewport=PHONE)
    by_day = page.get_by_role("img", name="Registrations by day")
    expect(by_day.locator(".bar")).to_have_count(5)
    heights = by_day.locator("text").evaluate_all("all => all.map(text => text.getBoundingClientRect().height)")
    assert min(heights) >= 14
    ends = page.locator(".chart text").evaluate_all("all => all.map(text => text.getBoundingClientRect().right)")
    assert max(ends) <= PHONE["width"]
    for panel in page.get_by_text("As a table").all():
        panel.click()
    expect(page.get_by_role("row", name="9 March 2017 1")).to_be_visible()
    expect(page.get_by_role("row", name="8 March 2017 0")).to_be_visible()


@pytest.mark.parametrize("place", ["", "release", "history"])
def test_the_navigation_is_one_row_on_a_phone_and_shows_where_one_is(
    open_page: Open, desk: tuple[str, str], place: str
) -> None:
    page = at_the_desk(open_page, desk, place, viewport=PHONE, java_script_enabled=False)
    places = page.locator(".desk-places")
    box = places.bounding_box()
    assert box
    assert box["height"] < 60
    expect(places.locator("[aria-current]")).to_be_in_viewport(ratio=1)
    links = places.get_by_role("link")
    links.first.focus()
    for number in range(links.count()):
        expect(links.nth(number)).to_be_focused()
        expect(links.nth(number)).to_be_in_viewport(ratio=1)
        page.keyboard.press("Tab")


def test_the_history_is_filtered_without_scripts(open_page: Open, desk: tuple[str, str]) -> None:
    page = at_the_desk(open_page, desk, "history?l=lt", java_script_enabled=False)
    page.get_by_label(translate("lt", "What"), exact=True).select_option(label=translate("lt", "Release"))
    page.get_by_role("button", name=translate("lt", "Show")).click()
    expect(page.get_by_role("link", name="1-oji programos versija")).to_be_visible()
    expect(page.locator("tbody tr:not(.group)")).to_have_count(1)
