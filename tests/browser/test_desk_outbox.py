"""The letters in a browser: read, tried again, handed over."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.desks import VISIT, Open, at_the_desk, busy_desk
from tests.browser.test_pages import DESK, PHONE, check


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with busy_desk(tmp_path_factory.mktemp("outbox")) as found:
        yield found


@pytest.mark.parametrize(
    ("language", "screen", "scheme"), [("lt", PHONE, "dark"), ("nb", DESK, "light"), ("en", PHONE, "light")]
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: Open, desk: tuple[str, str], language: str, screen: dict[str, int], scheme: Any
) -> None:
    page = at_the_desk(open_page, desk, f"outbox?l={language}", viewport=screen, color_scheme=scheme)
    check(page, screen)
    page.goto(f"{VISIT}/outbox?state=failed")
    check(page, screen)
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_role("article")).to_be_visible()
    check(page, screen)


def test_a_letter_is_handed_over_on_a_phone_without_scripts(open_page: Open, desk: tuple[str, str]) -> None:
    page = at_the_desk(open_page, desk, "?l=en", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="4 letters wait to be handed over").click()
    page.get_by_role("rowheader").get_by_role("link").last.click()
    own_page = page.get_by_role("article").get_by_role("link").first.get_attribute("href")
    assert own_page
    mine = page.get_by_role("link", name="Open in my own mail program").get_attribute("href")
    assert mine
    assert mine.startswith("mailto:p1%40example.org?subject=")
    page.get_by_role("button", name="Mark as handed over").click()
    expect(page.get_by_role("status")).to_have_text("Noted: it has been handed over.")
    expect(page.get_by_role("button", name="Mark as handed over")).to_have_count(0)
    page.get_by_role("link", name="History").last.click()
    expect(page.locator("tbody tr:not(.group)")).to_have_count(1)
    page.goto(urlsplit(own_page).path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_letter_that_failed_is_tried_again_by_keyboard(open_page: Open, desk: tuple[str, str]) -> None:
    page = at_the_desk(open_page, desk, "outbox?state=failed", viewport=DESK)
    page.get_by_role("rowheader").get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Try again").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("It is sent once more.")
    page.goto(f"{VISIT}/outbox?state=failed")
    expect(page.get_by_text("There are no letters here.")).to_be_visible()
