"""What a finger or a key makes of a page: everything open, hovered, pressed, focused, and still to be read."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.desks import VISIT, at_the_desk, busy_desk
from tests.browser.test_pages import DESK, PATHS, PHONE

Open = Callable[..., Page]
# After a tap a phone keeps the thing hovered; "focus-visible" is what keys add.
STATES = (("hover", "active"), ("focus", "focus-visible"))
TOUCHED = "a, button, summary, input, select, textarea, label"
DESK_PATHS = (
    *("", "history", "sessions", "sessions/opening", "sessions/new", "speakers", "venues", "organisations", "facts"),
    *("facts/zone", "registrations", "registrations/new", "outbox", "release"),
)
THEMES = pytest.mark.parametrize(("screen", "scheme"), [(PHONE, "light"), (DESK, "dark")])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with busy_desk(tmp_path_factory.mktemp("states")) as found:
        yield found


@THEMES
def test_public_pages_can_be_read_in_every_state(
    open_page: Open, own_path: str, screen: dict[str, int], scheme: str
) -> None:
    page = open_page("about:blank", viewport=screen, color_scheme=scheme)
    for path in (*(f"/lt/{path}" for path in PATHS), own_path, f"{own_path}?edit=1", "/sign-in", "/lt/none"):
        page.goto(path)
        check_states(page)


@THEMES
def test_the_desk_can_be_read_in_every_state(
    open_page: Open, desk: tuple[str, str], screen: dict[str, int], scheme: str
) -> None:
    page = at_the_desk(open_page, desk, viewport=screen, color_scheme=scheme)
    for path in (*(f"{VISIT}/{path}" for path in DESK_PATHS), "/organise/", "/organise/account"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, path
        check_states(page)


def check_states(page: Page) -> None:
    """Each state of all that can be touched at once, with every panel open: enough contrast."""
    page.evaluate("for (const panel of document.querySelectorAll('details')) panel.open = true")
    browser = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        browser.send(f"{domain}.enable")
    root = browser.send("DOM.getDocument")["root"]["nodeId"]
    found = browser.send("DOM.querySelectorAll", {"nodeId": root, "selector": TOUCHED})["nodeIds"]
    for state in STATES:
        for node in found:
            browser.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": list(state)})
        report = Axe().run(page, context=TOUCHED, options={"runOnly": ["color-contrast"]})
        assert report.violations_count == 0, f"{page.url} {state}\n{report.generate_report()}"
    browser.detach()
