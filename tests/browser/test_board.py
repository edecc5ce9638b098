"""The board in a browser: a day moved by mouse, keys, taps and without scripts ends in the same rows."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from eventapp.core.db import session
from eventapp.programme.snapshot import Kind
from eventapp.visits.models import Visit
from tests.browser.boards import BOARD, NINE, Desk, Open, card, drag, lane, line, middle
from tests.factories import make_session, make_venue, text

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def test_a_day_by_mouse(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    drag(page, "c", lane(page, "town-hall/small"), line(page, "09:00") + 1)
    expect(page.locator(".says")).to_contain_text("Moved: Session c")
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(page.locator(".says")).to_contain_text("Moved: Session a")
    expect(card(page, "a")).to_have_attribute("data-column", "school")
    box = page.locator(".days a", has_text="Wed").bounding_box()
    assert box is not None
    drag(page, "b", box["x"] + 9, box["y"] + 9)
    expect(page.locator(".says")).to_contain_text("Moved: Session b")
    assert board_desk.rows() == DAY


DAY = {"a": "03 10:00-11:00 house", "b": "05 11:00-12:00 room", "c": "03 09:00-10:00 room"}
"""However it is moved."""


def test_a_day_by_keys(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    page.locator(".choices a").last.focus()
    page.keyboard.press("Tab")  # one stop for the whole board
    for key in ("Home", "Space", "Shift+ArrowDown", "Shift+ArrowDown", "ArrowRight", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".says")).to_contain_text("Moved: Session a")
    expect(card(page, "a").locator(".move")).to_be_focused()
    card(page, "c").locator(".move").focus()
    for key in ("Space", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowLeft", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".says")).to_contain_text("Moved: Session c")
    card(page, "b").locator(".move").focus()
    for key in ("Space", "PageDown", "PageDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".says")).to_contain_text("Moved: Session b")
    assert board_desk.rows() == DAY


def test_enter_opens_the_form_and_the_live_region_says_each_step(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    move, says = card(page, "a").locator(".move"), page.locator(".says[role=status]")
    move.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog h2")).to_have_text("Move: Session a")
    page.keyboard.press("Escape")
    expect(move).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(says).to_have_text("“Session a”: 09:00–10:00 → 09:05–10:05. No clash with what is on this page.")
    page.keyboard.press("Shift+ArrowDown")
    expect(says).to_contain_text("09:35–10:35")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(r"/sessions/a$"))


def test_a_day_by_taps(open_board: Open, board_desk: Desk) -> None:
    """Each in at most three taps: the card, what, which; or the card and a gap."""
    page = open_board(**PHONE)
    dialog = page.locator("dialog")

    def tap(code: str, *names: str) -> None:
        card(page, code).locator(".kind").tap()
        for name in names:
            dialog.get_by_role("button", name=name).first.tap()
        expect(dialog).to_have_count(0)
        expect(page.locator(".says")).to_contain_text(f"Moved: Session {code}")

    tap("a", "Place", "School – free")
    for _ in range(4):
        tap("a", "Later by 15 min")
    tap("b", "Day", "Wednesday")
    card(page, "c").locator(".move").tap()
    page.get_by_role("button", name="11:00, free", exact=True).tap()
    expect(page.locator(".says")).to_contain_text("Moved: Session c")
    for _ in range(8):
        tap("c", "Earlier by 15 min")
    tap("c", "Place", "Town hall, Small room")
    assert board_desk.rows() == DAY
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_day_without_scripts(open_board: Open, board_desk: Desk) -> None:
    page = open_board(java_script_enabled=False)
    for code, day, start, place in (
        ("a", "2017-04-03", "10:00", "school"),
        ("b", "2017-04-05", "11:00", "="),
        ("c", "2017-04-03", "9", "town-hall/small"),
    ):
        page.goto(BOARD.format(slug=board_desk.slug))
        card(page, code).locator(".move").click()
        page.select_option("select[name=day]", day)
        page.fill("input[name=start]", start)
        page.select_option("select[name=place]", place)
        page.get_by_role("button", name="See what will happen").click()
        page.get_by_role("button", name="Do it").click()
        expect(page.locator(".says")).to_contain_text("1 session changed")
    assert board_desk.rows() == DAY


def test_ten_sessions_half_an_hour_later_in_eight_acts_and_as_one(open_board: Open, board_desk: Desk) -> None:
    """Acts: presses of keys and clicks, once somebody stands on the first card."""
    with board_desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == board_desk.slug).one().id
        for number in range(8):
            starts = NINE + timedelta(hours=3 + number)
            make_session(visit, f"m{number}", starts_at=starts, ends_at=starts + timedelta(minutes=45))
    page = open_board()
    card(page, "a").locator(".move").focus()
    acts = ("X", "Space", "Shift+ArrowDown", "Space")  # X marks all of the day
    for key in acts:
        page.keyboard.press(key)
    expect(page.locator(".says")).to_contain_text("10 sessions moved")
    assert len(acts) <= 8
    assert {row.split()[1][3:5] for row in board_desk.rows().values() if row} == {"30"}


def test_what_would_clash_is_told_before_the_drop_and_may_be_dropped(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    drag(page, "a", lane(page, "school"), line(page, "11:00") + 6, drop=False)
    says = page.locator(".says")
    expect(says).to_contain_text("Kari Nordmann speaks in “Session b” then")
    expect(page.locator(".spot.clashing").first).to_have_text("Kari Nordmann")
    page.mouse.up()
    expect(says).to_contain_text("New clash")
    expect(card(page, "a").locator(".why").first).to_contain_text("two places at once")
    assert board_desk.moved("a") == "03 11:00-12:00 house"


def test_dropped_on_the_header_or_outside_it_goes_back(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    for x, y in (middle(page, ".heads p"), (600.0, 20.0)):
        drag(page, "a", x, y)
        expect(page.locator(".says")).to_have_text("“Session a” is where it was.")
    drag(page, "a", lane(page, "school"), line(page, "10:00"), drop=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.locator(".ghost, .spot, .held").count() == 0
    assert board_desk.moved("a") == "03 09:00-10:00 room"


def test_after_a_resize_it_falls_where_it_is_seen(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    page.set_viewport_size({"width": 1700, "height": 900})
    drag(page, "a", lane(page, "town-hall/small"), line(page, "10:00") + 6, drop=False)
    page.set_viewport_size({"width": 1100, "height": 1000})  # also while it is held
    page.mouse.move(lane(page, "school"), line(page, "10:00") + 6)
    page.mouse.up()
    expect(card(page, "a")).to_have_attribute("data-column", "school")
    assert board_desk.moved("a") == "03 10:00-11:00 house"


def test_all_marked_before_a_drag_is_not_dragged(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    page.keyboard.press("Control+A")
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(page.locator(".says")).to_contain_text("Moved: Session a")
    assert board_desk.moved("a") == "03 10:00-11:00 house"


@pytest.mark.parametrize(
    ("choice", "rows"),
    [
        ("Push those after it: Session b 12:00–13:00.", ("03 11:00-12:00 room", "03 12:00-13:00 room")),
        ("Swap with “Session b”", ("03 11:00-12:00 room", "03 09:00-10:00 room")),
        ("Leave both at this time; “Session b” stays where it is", ("03 11:00-12:00 room", "03 11:00-12:00 room")),
        ("Put it back", ("03 09:00-10:00 room", "03 11:00-12:00 room")),
    ],
)
def test_dropped_onto_another_one_chooses(
    open_board: Open, board_desk: Desk, choice: str, rows: tuple[str, str]
) -> None:
    page = open_board()
    drag(page, "a", lane(page, "town-hall/hall"), line(page, "11:00") + 6)
    page.get_by_role("button", name=choice, exact=True).click()
    expect(page.locator("dialog")).to_have_count(0)
    if choice != "Put it back":
        expect(page.locator(".says")).to_contain_text("Session")
        expect(page.locator(".says")).not_to_have_text("Being moved …")
    assert (board_desk.moved("a"), board_desk.moved("b")) == rows


def axe(page: Page) -> list[str]:
    return [f"{found['id']}: {found['nodes'][0]['html'][:120]}" for found in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(open_board: Open, board_desk: Desk, scheme: str) -> None:
    page = open_board(color_scheme=scheme)
    assert axe(page) == []
    card(page, "a").locator(".move").focus()
    page.keyboard.press("x")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert axe(page) == []
    page.keyboard.press("Escape")
    card(page, "b").locator(".move").click()
    expect(page.locator("dialog form")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    drag(page, "a", lane(page, "school"), line(page, "11:00") + 6)
    expect(page.locator(".says")).to_contain_text("New clash")
    assert axe(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert axe(page) == []
    card(page, "b").locator(".kind").click()
    page.get_by_role("button", name="Place").click()
    assert axe(page) == []


@pytest.fixture
def wide_board(open_board: Open, board_desk: Desk) -> Page:
    """With more columns than fit, and a session for everybody."""
    with board_desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == board_desk.slug).one().id
        for number in range(9):
            make_venue(visit, f"house-{number}", position=5 + number, name=text(f"House {number} of a long name"))
        make_session(
            visit, "lunch", kind=Kind.MEAL, starts_at=NINE + timedelta(hours=4), ends_at=NINE + timedelta(hours=5)
        )
    return open_board()


def test_of_many_columns_each_head_stands_above_its_own(wide_board: Page) -> None:
    columns = "selector => getComputedStyle(document.querySelector(selector)).gridTemplateColumns"
    assert wide_board.evaluate(columns, ".wide .heads") == wide_board.evaluate(columns, ".wide .drawn")
    assert wide_board.evaluate("document.documentElement.scrollWidth") == 1280


def test_of_many_columns_those_in_sight_stay_in_sight_after_a_move(wide_board: Page) -> None:
    """So do the clock and what lies across all columns, however far to the side one looks."""
    page, scrolled = wide_board, "document.querySelector('.grid').scrollLeft"
    page.evaluate("document.querySelector('.grid').scrollTo(150, 0)")
    left = page.evaluate("document.querySelector('.grid').getBoundingClientRect().left")
    for selector in (".line .clock", '.card[data-code="lunch"] h3'):
        assert page.locator(selector).first.bounding_box()["x"] >= left  # type: ignore[index]
    drag(page, "b", lane(page, "town-hall/small"), line(page, "12:00") + 6)
    expect(page.locator(".says")).to_contain_text("Moved: Session b")
    expect(card(page, "b")).to_have_attribute("data-column", "town-hall/small")
    assert page.evaluate(scrolled) == 150
