"""The page's switch to the reader's own time zone, seen in a browser that is elsewhere."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
PROGRAMME = "oslo-2017/programme"


@pytest.mark.parametrize(
    ("language", "own"),
    [
        ("en", "Eastern European Summer Time"),
        ("lt", "Rytų Europos vasaros laikas"),
        ("nb", "østeuropeisk sommertid"),
    ],
)
def test_the_switch_takes_the_place_of_the_line_that_it_contradicts(open_page: Open, language: str, own: str) -> None:
    page = open_page(f"/{language}/{PROGRAMME}", timezone_id="Europe/Vilnius")
    line, clock = page.locator("[data-local-zone]"), page.locator("time.clock").first
    expect(line).to_be_visible()
    before = clock.inner_text()
    page.locator("[data-own-time]").click()
    expect(line).to_be_hidden()
    expect(page.locator(".zone [role=status]")).to_contain_text(own)
    assert int(clock.inner_text()[:2]) == int(before[:2]) + 1
    page.locator("[data-own-time]").click()
    expect(line).to_be_visible()
    expect(page.locator(".zone [role=status]")).to_be_empty()
    assert clock.inner_text() == before


@pytest.mark.parametrize(("zone", "shown"), [("Europe/Oslo", False), ("Europe/Rome", False), ("Europe/Vilnius", True)])
@pytest.mark.parametrize("path", [PROGRAMME, "oslo-2017/sessions/opening"])
def test_it_is_hidden_where_both_zones_agree(open_page: Open, zone: str, shown: bool, path: str) -> None:
    page = open_page(f"/en/{path}", timezone_id=zone)
    expect(page.locator("[data-local-zone]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-own-time]").is_visible() is shown
