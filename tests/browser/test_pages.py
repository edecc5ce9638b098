"""The public pages in a browser: for everyone, by keyboard, on a phone, with scripts and without."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from eventapp.core.text import translate

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
PATHS = [
    "",
    "oslo-2017/",
    "oslo-2017/programme",
    "oslo-2017/sessions/opening",
    "oslo-2017/sessions/cancelled",
    "oslo-2017/sessions/unbroken",
    "oslo-2017/speakers/kari",
    "oslo-2017/speakers/unbroken",
    "oslo-2017/venues/town-hall",
    "oslo-2017/register",
    "oslo-2017/register/sent",
    "bergen/",
    "bergen/programme",
]
Open = Callable[..., Page]


@pytest.mark.parametrize(
    ("language", "screen", "scheme"),
    [("lt", PHONE, "light"), ("nb", PHONE, "dark"), ("lt", DESK, "dark"), ("en", DESK, "light")],
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    open_page: Open, language: str, screen: dict[str, int], scheme: str
) -> None:
    page = open_page(viewport=screen, color_scheme=scheme)
    for path in PATHS:
        page.goto(f"/{language}/{path}")
        open_panels(page)
        check(page, screen)


@pytest.mark.parametrize(("screen", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_axe_finds_nothing_in_a_refused_form_and_on_one_s_own_page(
    open_page: Open, own_path: str, screen: dict[str, int], scheme: str
) -> None:
    page = open_page("/nb/oslo-2017/register", viewport=screen, color_scheme=scheme)
    page.get_by_role("button", name="Meld deg på").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_visible()
    check(page, screen)
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Fornavn")).to_be_focused()
    page.goto(own_path)
    open_panels(page)
    check(page, screen)


def open_panels(page: Page) -> None:
    """All that are shown, and what they hold."""
    for panel in page.locator("summary").all():
        if panel.is_visible():
            panel.click()


def check(page: Page, screen: dict[str, int]) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], page.url


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
def test_a_line_holds_at_most_72_characters(open_page: Open, language: str) -> None:
    page = open_page(f"/{language}/oslo-2017/register", viewport=DESK)  # with the consent, the longest text of ours
    longest = page.evaluate(LONGEST_LINE)
    assert 50 < longest <= 72


# The characters of the longest line as it is broken on the screen.
LONGEST_LINE = """() => {
  const range = document.createRange(), lines = [0];
  for (const text of [...document.querySelectorAll("main p")].flatMap(p => [...p.childNodes])) {
    if (text.nodeType !== Node.TEXT_NODE) continue;
    let top = null;
    for (let at = 0; at < text.length; at++) {
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      if (top === null || Math.abs(box.top - top) > 4) lines.push(0);
      top = box.top;
      lines[lines.length - 1]++;
    }
  }
  return Math.max(...lines);
}"""


def test_the_keyboard_reaches_everything_and_shows_where_it_is(open_page: Open) -> None:
    page = open_page("/en/oslo-2017/programme", viewport=PHONE)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.goto("/en/oslo-2017/speakers/kari")
    page.goto("/en/oslo-2017/programme")
    wanted = page.locator(":is(a, button, summary, input):visible").count()
    for _ in range(wanted):
        page.keyboard.press("Tab")
        here = page.locator(":focus")
        expect(here).to_be_in_viewport()
        assert here.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
        assert here.evaluate(ON_TOP), here.evaluate("element => element.outerHTML")
    assert page.evaluate("document.querySelectorAll('footer a:focus').length") == 1


# Nothing sticky covers it: what a finger would touch at its middle is the element itself.
ON_TOP = """element => {
  const box = element.getClientRects()[0];
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return element === there || element.contains(there);
}"""


def test_the_address_is_copied_and_the_reader_told(open_page: Open, server: str) -> None:
    page = open_page("/en/oslo-2017/programme", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("Add to calendar").click()
    page.get_by_role("button", name="Copy the address").click()
    expect(page.locator("#feed ~ [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{server}/en/oslo-2017/programme.ics"


@pytest.mark.parametrize(
    ("zone", "shown"), [("Europe/Vilnius", "10.00"), ("America/Los_Angeles", "00.00"), ("Pacific/Auckland", "19.00")]
)
def test_times_turn_into_the_reader_s_own_and_back(open_page: Open, zone: str, shown: str) -> None:
    page = open_page("/lt/oslo-2017/sessions/opening", timezone_id=zone)
    start = page.locator("time.clock").first
    expect(start).to_have_text("09.00")
    page.get_by_role("button", name=translate("lt", "Show in my time zone")).click()
    expect(start).to_have_text(shown)
    status = page.locator(".zone [role=status]")
    expect(status).to_contain_text(translate("lt", "Shown in your time zone:"))
    expect(status).to_contain_text(zone)
    page.get_by_role("button", name=translate("lt", "Show local times")).click()
    expect(start).to_have_text("09.00")


def test_another_day_is_said_with_the_reader_s_time(open_page: Open) -> None:
    page = open_page("/en/oslo-2017/sessions/evening", timezone_id="Asia/Tokyo")
    page.get_by_role("button", name="Show in my time zone").click()
    expect(page.locator("time.clock").first).to_have_text("03:00 (Thu)")


def test_without_scripts_all_of_the_programme_is_there(open_page: Open) -> None:
    page = open_page("/en/oslo-2017/programme", java_script_enabled=False, viewport=PHONE)
    assert page.locator("button:visible").count() == 0
    expect(page.locator("li h3")).to_have_count(11)
    page.get_by_text("Add to calendar").click()
    expect(page.get_by_role("link", name="Subscribe")).to_be_visible()
    page.get_by_role("link", name="4 Tuesday").click()
    expect(page.get_by_role("heading", name="Tuesday 4 April")).to_be_in_viewport()
    page.get_by_role("link", name="Norsk").click()
    expect(page).to_have_title("Program · Visit to Oslo (nb)")
