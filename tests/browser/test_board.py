"""The board in a browser: a day moved by mouse, keys, taps and without scripts ends in the same rows."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventapp.core.db import session
from eventapp.programme.models import Session
from eventapp.visits.models import Visit
from tests.browser.conftest import served
from tests.conftest import sign_in
from tests.factories import make_room, make_session, make_slot, make_speaker, make_venue, make_visit, text

Open = Callable[..., Page]
BOARD = "/organise/visits/{slug}/board?day=2017-04-03"
NINE = datetime(2017, 4, 3, 7, 0, tzinfo=UTC)
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


class Desk:
    """A running app; each test has a visit of its own, and a page at its board."""

    def __init__(self, app: Flask, address: str, cookie: str) -> None:
        self.app, self.address, self.cookie, self.count = app, address, cookie, 0
        self.slug = ""

    def new_visit(self) -> int:
        """Three rooms in two buildings; "a" at nine in the hall, "b" at eleven, with the same speaker."""
        self.count += 1
        self.slug = f"visit-{self.count}"
        visit = make_visit(slug=self.slug)
        hall = make_venue(visit.id)
        room = make_room(hall.id)
        make_room(hall.id, "small", position=2, name=text("Small room"), capacity=8)
        make_venue(visit.id, "school", position=2, name=text("School"), latitude=59.95)
        kari = make_speaker(visit.id)
        for code, hours in (("a", 0), ("b", 2)):
            starts = NINE + timedelta(hours=hours)
            row = make_session(
                visit.id,
                code,
                title=text(f"Session {code}"),
                venue_id=hall.id,
                room_id=room.id,
                starts_at=starts,
                ends_at=starts + timedelta(hours=1),
            )
            make_slot(row.id, kari.id)
        make_session(visit.id, "c", title=text("Session c"), starts_at=None, ends_at=None)
        return visit.id

    def rows(self) -> dict[str, str]:
        """Where each lies: "09:00-10:00 room"."""
        with self.app.app_context():
            session.remove()
            found = session.query(Session).join(Visit, Session.visit_id == Visit.id).where(Visit.slug == self.slug)
            return {row.code: _told(row) for row in found}

    def moved(self, code: str) -> str:
        return self.rows()[code]


def _told(row: Session) -> str:
    if row.starts_at is None or row.ends_at is None:
        return ""
    starts, ends = (each + timedelta(hours=2) for each in (row.starts_at, row.ends_at))
    place = "room" if row.room_id else "house" if row.venue_id else "nowhere"
    return f"{starts:%d %H:%M}-{ends:%H:%M} {place}"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with served(tmp_path_factory.mktemp("board")) as (address, app):
        with app.app_context():
            cookie = sign_in(app).get_cookie("organiser")
            assert cookie is not None
        yield Desk(app, address, cookie.value)


@pytest.fixture
def desk(running: Desk) -> Desk:
    with running.app.app_context():
        running.new_visit()
    return running


@pytest.fixture
def open_board(open_page: Open, desk: Desk) -> Open:
    def opened(**options: Any) -> Page:
        page = open_page(
            "about:blank",
            base_url=desk.address,
            reduced_motion="reduce",
            **{"viewport": {"width": 1280, "height": 900}, **options},
        )
        page.context.add_cookies([{"name": "organiser", "value": desk.cookie, "url": desk.address}])
        page.goto(BOARD.format(slug=desk.slug))
        return page

    return opened


def card(page: Page, code: str) -> Any:
    return page.locator(f'.card[data-code="{code}"]').first


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, code: str, x: float, y: float, *, drop: bool = True) -> None:
    """From the top of the card to there, as a hand does."""
    box = card(page, code).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + 12)
    page.mouse.move(x, y, steps=4)
    if drop:
        page.mouse.up()


def line(page: Page, clock: str) -> float:
    """The height of that hour on the screen."""
    box = page.locator(".line", has_text=clock).first.bounding_box()
    assert box is not None
    return box["y"]


def lane(page: Page, key: str) -> float:
    return middle(page, f'.lane[data-key="{key}"]')[0]


def test_a_day_by_mouse(open_board: Open, desk: Desk) -> None:
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
    assert desk.rows() == DAY


DAY = {"a": "03 10:00-11:00 house", "b": "05 11:00-12:00 room", "c": "03 09:00-10:00 room"}
"""However it is moved."""


def test_a_day_by_keys(open_board: Open, desk: Desk) -> None:
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
    assert desk.rows() == DAY


def test_a_day_by_taps(open_board: Open, desk: Desk) -> None:
    """Each in three taps: the card, what, which."""
    page = open_board(**PHONE)
    dialog = page.locator("dialog")

    def tap(code: str, *names: str) -> None:
        card(page, code).locator(".move").tap()
        for name in names:
            dialog.get_by_role("button", name=name).first.tap()
        expect(dialog).to_have_count(0)
        expect(page.locator(".says")).to_contain_text(f"Moved: Session {code}")

    tap("a", "Place", "School – free")
    for _ in range(4):
        tap("a", "Later by 15 min")
    tap("b", "Day", "Wednesday")
    tap("c", "Between", "11:00")
    for _ in range(8):
        tap("c", "Earlier by 15 min")
    tap("c", "Place", "Town hall, Small room")
    assert desk.rows() == DAY
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_day_without_scripts(open_board: Open, desk: Desk) -> None:
    page = open_board(java_script_enabled=False)
    for code, day, start, place in (
        ("a", "2017-04-03", "10:00", "school"),
        ("b", "2017-04-05", "11:00", "="),
        ("c", "2017-04-03", "9", "town-hall/small"),
    ):
        page.goto(BOARD.format(slug=desk.slug))
        card(page, code).locator(".move").click()
        page.select_option("select[name=day]", day)
        page.fill("input[name=start]", start)
        page.select_option("select[name=place]", place)
        page.get_by_role("button", name="See what will happen").click()
        page.get_by_role("button", name="Do it").click()
        expect(page.locator(".says")).to_contain_text("1 session changed")
    assert desk.rows() == DAY
