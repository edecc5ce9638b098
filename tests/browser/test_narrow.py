"""Names of the real world on a narrow window: from 180 pixels on nothing sticks out and nothing is cut."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from eventapp.core.hyphens import SOFT_HYPHEN
from tests.browser.desks import VISIT, at_the_desk, busy_desk

Open = Callable[..., Page]
NARROW = {"width": 180, "height": 740}
PATHS = ("", "oslo-2017/", "oslo-2017/programme", "oslo-2017/sessions/unbroken", "oslo-2017/speakers/unbroken")
DESK_PATHS = ("", "sessions", "speakers", "venues", "organisations", "registrations", "history", "outbox")
# What reaches beyond the window, or hides words that nobody can reach; what scrolls sideways by itself may.
CUT = """() => [...document.querySelectorAll("body *")].filter(element => {
  if (!element.checkVisibility() || element.closest(".unseen, .skip, thead")) return false;
  for (let around = element.parentElement; around; around = around.parentElement)
    if (["auto", "scroll"].includes(getComputedStyle(around).overflowX)) return false;
  const box = element.getBoundingClientRect(), style = getComputedStyle(element);
  const hides = style.overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1;
  return box.width && (box.left < -1 || box.right > innerWidth + 1 || hides);
}).map(element => element.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with busy_desk(tmp_path_factory.mktemp("narrow")) as found:
        yield found


@pytest.mark.parametrize("language", ["lt", "nb"])
def test_public_pages_are_whole_in_the_narrowest_window(open_page: Open, own_path: str, language: str) -> None:
    page = open_page(f"/{language}/", viewport=NARROW)
    for path in (*(f"/{language}/{path}" for path in (*PATHS, "oslo-2017/register")), f"{own_path}?l={language}"):
        page.goto(path)
        check(page)


def test_lists_of_the_desk_are_whole_in_the_narrowest_window(open_page: Open, desk: tuple[str, str]) -> None:
    page = at_the_desk(open_page, desk, viewport=NARROW)
    for path in DESK_PATHS:
        page.goto(f"{VISIT}/{path}")
        check(page)


def check(page: Page) -> None:
    found = page.url, page.evaluate("document.documentElement.scrollWidth"), page.evaluate(CUT)
    assert found == (page.url, NARROW["width"], [])


def test_a_long_word_is_broken_by_its_syllables_and_copied_whole(open_page: Open) -> None:
    page = open_page("/lt/oslo-2017/programme", viewport=NARROW, permissions=["clipboard-read", "clipboard-write"])
    assert SOFT_HYPHEN in page.content()
    expect(page).not_to_have_title(SOFT_HYPHEN)
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert ("Savivaldybiųbendradarbiavimas" in copied, SOFT_HYPHEN in copied) == (True, False)
