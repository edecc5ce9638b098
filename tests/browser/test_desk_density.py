"""Organisers' lists are dense: a row is one line where its words are, and all that is pressed can be hit."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import Key
from eventapp.registration.rules import Diet
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit
from tests.browser.conftest import served
from tests.browser.desks import VISIT, at_the_desk
from tests.browser.visits import make_visits
from tests.conftest import sign_in
from tests.factories import LINKS, NOON, make_speaker
from tests.registration.people import join, leave, row

Open = Callable[..., Page]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
LISTS = ("sessions", "registrations", "registrations?status=waitlisted", "history", "removed", "speakers", "venues")
LINE = 44
"""Pixels that a row is high at most where each of its words stands in one line."""
NEEDS = "I come in a wheelchair, so I need a lift, and somebody who meets me at the station with a ramp."
ROWS = """() => [...document.querySelectorAll("tbody tr:not(.group)")].map(row => {
  const title = row.querySelector("th a") ?? row.querySelector("th");
  return [Math.round(row.getBoundingClientRect().height), Math.round(title.getBoundingClientRect().height)];
})"""
# A link in the middle of a sentence is as high as its line (WCAG 2.2, 2.5.8).
SMALL = """() => [...document.querySelectorAll("main :is(a, button, input, select, summary), nav a")]
  .filter(each => each.checkVisibility() && each.type !== "hidden" && !each.closest("p:not(.over, .brand)"))
  .filter(each => {
    const box = (each.closest("label") ?? each).getBoundingClientRect();
    return box.height < 24 || box.width < 24;
  })
  .map(each => each.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Some wait, some have needs, one has cancelled, something was changed much and something removed."""
    with served(Path(tmp_path_factory.mktemp("dense"))) as (address, app):
        with app.app_context():
            make_visits(address)
            visit = get_visit("oslo-2017").id
            with transaction():
                session.execute(update(Visit).where(Visit.id == visit).values(places=3))
            for number in range(6):
                wishes = {"diet": Diet.VEGAN} if number % 2 else {"needs": NEEDS}
                now = NOON + timedelta(hours=number)
                join(visit, f"p{number}@example.org", other_organisation="Biblioteka", now=now, **wishes)
            leave(row("p0@example.org"))
            make_speaker(visit, "gone")
            act = Act(organiser(1), LINKS, NOON)
            with transaction():
                remove_item(visit, Key("speaker", "gone"), act=act)
            with transaction():
                said = {"title.en": "Another title", "abstract.en": "Many words. " * 40, "status": "cancelled"}
                save_item(visit, Edit(Key("session", "opening"), said, {}), act=act)
            cookie = sign_in(app).get_cookie("organiser")
            assert cookie is not None
        yield address, cookie.value


@pytest.mark.parametrize("path", ["sessions", "registrations", "history", "removed"])
def test_a_row_is_one_line_where_its_title_is(open_page: Open, desk: tuple[str, str], path: str) -> None:
    page = at_the_desk(open_page, desk, path, viewport=WIDE)
    rows = page.evaluate(ROWS)
    one_line = [height for height, title in rows if title <= 26]
    assert len(one_line) >= len(rows) // 2 > 0
    assert path == "registrations" or max(one_line) <= LINE
    assert sorted(one_line)[len(one_line) // 2] <= LINE


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_is_pressed_is_24_pixels_high_and_wide_and_nothing_sticks_out(
    open_page: Open, desk: tuple[str, str], viewport: dict[str, int]
) -> None:
    page = at_the_desk(open_page, desk, viewport=viewport)
    for path in LISTS:
        page.goto(f"{VISIT}/{path}")
        found = page.evaluate(SMALL), page.evaluate("document.documentElement.scrollWidth")
        assert (path, *found) == (path, [], viewport["width"])


def test_a_person_s_row_tells_diet_needs_and_number_and_more_on_demand(open_page: Open, desk: tuple[str, str]) -> None:
    page = at_the_desk(open_page, desk, "registrations", viewport=WIDE)
    waits = page.locator("tr.waitlisted").filter(has_text="p4@example.org")
    expect(waits).to_contain_text("no. 1")
    expect(page.locator("tr").filter(has_text="p1@example.org")).to_contain_text("Vegan")
    more = waits.get_by_text("with a ramp")
    expect(more).not_to_be_visible()
    waits.locator("summary").click()
    expect(more).to_be_visible()


def test_what_changed_is_told_in_a_line_and_whole_on_demand(open_page: Open, desk: tuple[str, str]) -> None:
    page = at_the_desk(open_page, desk, "history?kind=sessions", viewport=WIDE)
    summary = page.locator("summary").first
    expect(summary).to_have_text("Title, About it, Status")
    change = page.get_by_text("Many words.").first
    expect(change).not_to_be_visible()
    summary.press("Enter")
    expect(change).to_be_visible()


def test_the_navigation_is_in_groups(open_page: Open, desk: tuple[str, str]) -> None:
    page = at_the_desk(open_page, desk, "sessions", viewport=WIDE)
    groups = page.locator(".desk-places [role=group]")
    names = [group.get_attribute("aria-label") for group in groups.all()]
    assert names == ["Visit", "People", "Programme", "What happened"]
    expect(page.get_by_role("group", name="Programme").locator("[aria-current=page]")).to_have_text("Sessions")
    assert page.locator(".desk-places").evaluate("each => each.getBoundingClientRect().height") <= 48
