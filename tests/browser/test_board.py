"""The board in a browser: a day moved by mouse, keys, taps and without scripts ends in the same rows."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, Request, expect
from sqlalchemy import update

from eventapp.accounts.operations import add_account
from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.planning.moves import Target
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.placing import place_sessions
from eventapp.planning.plan import Key
from eventapp.programme.models import Session
from eventapp.visits.models import Visit
from tests.browser.conftest import served
from tests.conftest import sign_in
from tests.factories import LINKS, NOON, make_room, make_session, make_slot, make_speaker, make_venue, make_visit, text

Open = Callable[..., Page]
BOARD = "/organise/visits/{slug}/board?day=2017-04-03"
NINE = datetime(2017, 4, 3, 7, 0, tzinfo=UTC)
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


class Desk:
    """A running app; each test has a visit of its own, and a page at its board."""

    def __init__(self, app: Flask, address: str, cookie: str) -> None:
        self.app, self.address, self.cookie, self.count = app, address, cookie, 0
        self.slug = ""
        with app.app_context(), transaction():
            jonas = add_account("jonas@example.org", language="en", now=NOON)
            self.colleague = Act(organiser(jonas.id), LINKS, NOON)

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
            **{"viewport": {"width": 1280, "height": 1100}, **options},
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


def test_ten_sessions_half_an_hour_later_in_eight_acts_and_as_one(open_board: Open, desk: Desk) -> None:
    """Acts: presses of keys and clicks, once somebody stands on the first card."""
    with desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == desk.slug).one().id
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
    assert {row.split()[1][3:5] for row in desk.rows().values() if row} == {"30"}


def test_what_would_clash_is_told_before_the_drop_and_may_be_dropped(open_board: Open, desk: Desk) -> None:
    page = open_board()
    drag(page, "a", lane(page, "school"), line(page, "11:00") + 6, drop=False)
    says = page.locator(".says")
    expect(says).to_contain_text("Kari Nordmann speaks in “Session b” then")
    expect(page.locator(".spot.clashing").first).to_have_text("Kari Nordmann")
    page.mouse.up()
    expect(says).to_contain_text("New clash")
    expect(card(page, "a").locator(".why").first).to_contain_text("two places at once")
    assert desk.moved("a") == "03 11:00-12:00 house"


def test_dropped_on_the_header_or_outside_it_goes_back(open_board: Open, desk: Desk) -> None:
    page = open_board()
    for x, y in (middle(page, ".heads p"), (600.0, 20.0)):
        drag(page, "a", x, y)
        expect(page.locator(".says")).to_have_text("“Session a” is where it was.")
    drag(page, "a", lane(page, "school"), line(page, "10:00"), drop=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.locator(".ghost, .spot, .held").count() == 0
    assert desk.moved("a") == "03 09:00-10:00 room"


def test_after_a_resize_it_falls_where_it_is_seen(open_board: Open, desk: Desk) -> None:
    page = open_board()
    page.set_viewport_size({"width": 1700, "height": 900})
    drag(page, "a", lane(page, "town-hall/small"), line(page, "10:00") + 6, drop=False)
    page.set_viewport_size({"width": 1100, "height": 1000})  # also while it is held
    page.mouse.move(lane(page, "school"), line(page, "10:00") + 6)
    page.mouse.up()
    expect(card(page, "a")).to_have_attribute("data-column", "school")
    assert desk.moved("a") == "03 10:00-11:00 house"


def test_all_marked_before_a_drag_is_not_dragged(open_board: Open, desk: Desk) -> None:
    page = open_board()
    page.keyboard.press("Control+A")
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(page.locator(".says")).to_contain_text("Moved: Session a")
    assert desk.moved("a") == "03 10:00-11:00 house"


def test_a_colleagues_change_comes_by_itself_with_their_name(open_board: Open, desk: Desk) -> None:
    """A room that was made after the page was opened, too: a card falls into it, not beside it."""
    page = open_board()
    with desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == desk.slug).one().id
        fields = {"name.en": "New room", "capacity": 20}
        with transaction():
            hall = Key("venue", "town-hall")
            save_item(visit, Edit(hall.within("room", "new"), fields, None), act=desk.colleague)
    expect(page.locator(".heads")).to_contain_text("New room", timeout=3500)
    expect(page.locator(".says")).to_contain_text("jonas@example.org: New room")
    drag(page, "a", lane(page, "town-hall/new"), line(page, "10:00") + 6)
    expect(card(page, "a")).to_have_attribute("data-column", "town-hall/new")


def test_a_session_removed_while_it_is_held_says_so(open_board: Open, desk: Desk) -> None:
    page = open_board()
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6, drop=False)
    with desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == desk.slug).one().id
        with transaction():
            remove_item(visit, Key("session", "a"), act=desk.colleague)
    page.mouse.up()
    expect(page.locator(".says")).to_contain_text("“Session a” stays where it was.")
    expect(page.locator(".drawn .card[data-code=a]")).to_have_count(0)


def test_a_move_sent_twice_moves_once(open_board: Open, desk: Desk) -> None:
    page = open_board()
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(page.locator(".says")).to_contain_text("Moved: Session a")
    again = page.request.post(sent[0].url, data=sent[0].post_data, headers=sent[0].headers)
    assert again.status == 200
    assert desk.moved("a") == "03 10:00-11:00 house"


def test_a_refusal_stands_on_the_card(open_board: Open, desk: Desk) -> None:
    page = open_board()
    with desk.app.app_context(), transaction():
        session.execute(update(Session).where(Session.code == "a").values(locked=True))
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(card(page, "a").locator(".refused")).to_contain_text("locked")
    expect(page.locator(".says")).to_contain_text("“Session a” stays where it was.")
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(page.locator(".says")).to_have_text("“Session a” is locked and stays.")


def test_without_a_connection_moves_wait_and_are_sent_in_their_order(open_board: Open, desk: Desk) -> None:
    page = open_board()
    page.context.set_offline(True)
    for code, clock in (("a", "10:00"), ("b", "12:00")):
        drag(page, code, lane(page, "school"), line(page, clock) + 6)
        expect(page.locator(".waiting")).to_contain_text(f"Session {code}")
    expect(page.locator(".card.waits")).to_have_count(2)
    assert desk.moved("a") == "03 09:00-10:00 room"
    with desk.app.app_context(), transaction():
        session.execute(update(Session).where(Session.code == "a").values(locked=True))
    page.context.set_offline(False)
    expect(page.locator(".waiting")).to_contain_text("“Session a” was refused")
    expect(page.locator(".waiting li")).to_have_count(1)
    assert desk.moved("b") == "03 11:00-12:00 room"
    page.get_by_role("button", name="Send the rest").click()
    expect(page.locator(".waiting")).to_be_hidden()
    assert desk.moved("b") == "03 12:00-13:00 house"


def test_what_waits_is_kept_for_its_visit_and_sent_by_nobody_else(open_board: Open, desk: Desk) -> None:
    page = open_board()
    first = desk.slug
    page.route("**/move", lambda route: route.abort("internetdisconnected"))
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(page.locator(".waiting li")).to_have_count(1)
    with desk.app.app_context():
        desk.new_visit()
    page.goto(BOARD.format(slug=desk.slug))
    expect(page.locator(".waiting")).to_be_hidden()
    drag(page, "b", lane(page, "school"), line(page, "12:00") + 6)
    expect(page.locator(".waiting li")).to_have_count(1)
    page.goto(BOARD.format(slug=first))
    expect(page.locator(".waiting li")).to_contain_text("Session a")
    with desk.app.app_context():
        theirs = sign_in(desk.app, "rasa@example.org").get_cookie("organiser")
    assert theirs is not None
    page.context.add_cookies([{"name": "organiser", "value": theirs.value, "url": desk.address}])
    page.unroute("**/move")
    for slug in (first, desk.slug):
        page.goto(BOARD.format(slug=slug))
        page.wait_for_load_state("networkidle")
        expect(page.locator(".waiting")).to_be_hidden()
    assert (desk.moved("a"), desk.moved("b")) == ("03 09:00-10:00 room", "03 11:00-12:00 room")
    desk.slug = first
    assert desk.moved("a") == "03 09:00-10:00 room"


@pytest.mark.parametrize(
    ("choice", "rows"),
    [
        ("Push those after it: Session b 12:00–13:00.", ("03 11:00-12:00 room", "03 12:00-13:00 room")),
        ("Swap with “Session b”", ("03 11:00-12:00 room", "03 09:00-10:00 room")),
        ("Leave both at this time; “Session b” stays where it is", ("03 11:00-12:00 room", "03 11:00-12:00 room")),
        ("Put it back", ("03 09:00-10:00 room", "03 11:00-12:00 room")),
    ],
)
def test_dropped_onto_another_one_chooses(open_board: Open, desk: Desk, choice: str, rows: tuple[str, str]) -> None:
    page = open_board()
    drag(page, "a", lane(page, "town-hall/hall"), line(page, "11:00") + 6)
    page.get_by_role("button", name=choice, exact=True).click()
    expect(page.locator("dialog")).to_have_count(0)
    if choice != "Put it back":
        expect(page.locator(".says")).to_contain_text("Session")
        expect(page.locator(".says")).not_to_have_text("Being moved …")
    assert (desk.moved("a"), desk.moved("b")) == rows


def test_a_card_that_a_colleague_has_moved_meanwhile_shows_both_and_one_chooses(open_board: Open, desk: Desk) -> None:
    page = open_board()
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6, drop=False)
    with desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == desk.slug).one().id
        target = Target(NINE.date(), "13:00")
        with transaction():
            place_sessions(visit, {"a": NINE}, target, act=desk.colleague)
    page.mouse.up()
    expect(card(page, "a").locator(".when")).to_contain_text("13:00")
    expect(card(page, "a").locator(".refused")).to_contain_text("jonas@example.org")
    page.get_by_role("button", name="Move it all the same: 10:00–11:00").click()
    expect(page.locator(".says")).to_contain_text("Moved: Session a")
    assert desk.moved("a") == "03 10:00-11:00 house"


def axe(page: Page) -> list[str]:
    return [f"{found['id']}: {found['nodes'][0]['html'][:120]}" for found in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(open_board: Open, desk: Desk, scheme: str) -> None:
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


def test_steps_are_taken_back_by_keys_after_a_reload_and_on_another_device(open_board: Open, desk: Desk) -> None:
    page = open_board()
    was = desk.rows()
    card(page, "a").locator(".move").focus()
    for key in ("Space", "Shift+ArrowDown", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".says")).to_contain_text("Moved: Session a")
    page.keyboard.press("Control+z")
    expect(card(page, "a").locator(".when")).to_contain_text("09:00")
    page.keyboard.press("Control+y")
    expect(card(page, "a").locator(".when")).to_contain_text("09:30")
    other = open_board(java_script_enabled=False)
    other.locator(".steps").get_by_role("button", name="Undo").click()
    expect(card(other, "a").locator(".when")).to_contain_text("09:00")
    assert desk.rows() == was
    expect(card(page, "a").locator(".when")).to_contain_text("09:00", timeout=5000)


def test_of_many_columns_each_head_stands_above_its_own(open_board: Open, desk: Desk) -> None:
    with desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == desk.slug).one().id
        for number in range(9):
            make_venue(visit, f"house-{number}", position=5 + number, name=text(f"House {number} of a long name"))
    page = open_board()
    columns = "selector => getComputedStyle(document.querySelector(selector)).gridTemplateColumns"
    assert page.evaluate(columns, ".wide .heads") == page.evaluate(columns, ".wide .drawn")
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
