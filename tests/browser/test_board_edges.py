"""The length of a session changed by the lower edge of its card with the mouse, and the handle for fingers."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.planning.moves import Target
from eventapp.planning.placing import place_sessions
from eventapp.programme.models import Session
from eventapp.visits.models import Visit
from tests.browser.boards import NINE, Desk, Open, card, lane, line


def stretch(page: Page, code: str, y: float, *, drop: bool = True) -> None:
    """The card's lower edge to that height, as a hand does."""
    box = card(page, code).bounding_box()
    assert box is not None
    x = box["x"] + box["width"] - 12
    page.mouse.move(x, box["y"] + box["height"] - 3)
    page.mouse.down()
    page.mouse.move(x, box["y"] + box["height"] + 9)
    page.mouse.move(x, y, steps=4)
    if drop:
        page.mouse.up()


def quarter_past_ten(page: Page) -> float:
    ten, eleven = line(page, "10:00"), line(page, "11:00")
    return ten + (eleven - ten) / 4


def test_the_lower_edge_is_the_end(open_board: Open, board_desk: Desk) -> None:
    """It is one card all the while, at its place, and one of several that are marked."""
    page = open_board()
    for code in ("a", "b"):
        card(page, code).locator(".move").focus()
        page.keyboard.press("x")
    stretch(page, "a", quarter_past_ten(page), drop=False)
    says = page.locator(".says")
    expect(says).to_contain_text("“Session a”: 09:00–10:00 → 09:00–10:15. No clash")
    expect(page.locator(".ghost")).to_have_text(["09:00–10:15"])
    expect(page.locator(".spot")).to_have_count(0)
    expect(page.locator(".drawn .card[data-code=a]")).to_have_count(1)
    page.mouse.up()
    expect(says).to_contain_text("Moved: Session a")
    expect(page.locator(".drawn .card[data-code=a]")).to_have_count(1)
    assert board_desk.rows() == {"a": "03 09:00-10:15 room", "b": "03 11:00-12:00 room", "c": ""}
    stretch(page, "a", line(page, "09:00") - 20)
    expect(says).to_contain_text("Moved: Session a")
    assert board_desk.moved("a") == "03 09:00-09:05 room"  # never shorter


def test_an_end_beside_the_board_and_one_that_is_put_back_change_nothing(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    stretch(page, "a", quarter_past_ten(page), drop=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    stretch(page, "a", quarter_past_ten(page), drop=False)
    page.mouse.move(600, 20)
    expect(page.locator(".ghost")).to_have_count(0)
    page.mouse.up()
    expect(page.locator(".says")).to_have_text("“Session a” is where it was.")
    assert page.locator(".ghost, .held").count() == 0
    assert board_desk.moved("a") == "03 09:00-10:00 room"


def test_an_end_that_reaches_into_another_one_chooses_and_swaps_nothing(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    stretch(page, "a", line(page, "11:00") + 8)
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("Session b")
    expect(dialog.get_by_role("button", name="Swap")).to_have_count(0)
    dialog.get_by_role("button", name="Push those after it").click()
    expect(page.locator(".says")).to_contain_text("Session b")
    moved = board_desk.rows()
    assert moved["a"].startswith("03 09:00-11:")
    assert moved["a"].split()[1][6:] == moved["b"].split()[1][:5]  # one begins when the other ends


def test_a_colleague_moves_what_is_being_made_longer(open_board: Open, board_desk: Desk) -> None:
    """No copy of it is left, and their move stands."""
    page = open_board()
    stretch(page, "a", quarter_past_ten(page), drop=False)
    with board_desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == board_desk.slug).one().id
        with transaction():
            place_sessions(visit, {"a": NINE}, Target(NINE.date(), "13:00"), act=board_desk.colleague)
    page.mouse.up()
    expect(card(page, "a").locator(".refused")).to_contain_text("jonas@example.org")
    expect(page.locator(".card[data-code=a]")).to_have_count(1)
    assert board_desk.moved("a") == "03 13:00-14:00 room"


def test_a_locked_one_keeps_its_length(open_board: Open, board_desk: Desk) -> None:
    with board_desk.app.app_context(), transaction():
        session.execute(update(Session).where(Session.code == "a").values(locked=True))
    page = open_board()
    stretch(page, "a", quarter_past_ten(page))
    expect(page.locator(".says")).to_have_text("“Session a” is locked and stays.")
    assert board_desk.moved("a") == "03 09:00-10:00 room"


@pytest.mark.parametrize(("start", "moved"), [(".handle", "03 10:00-11:00 house"), ("h3", "03 09:00-10:00 room")])
def test_a_finger_drags_by_the_handle_alone(open_board: Open, board_desk: Desk, start: str, moved: str) -> None:
    page = open_board(has_touch=True)
    hand = page.context.new_cdp_session(page)
    box = card(page, "a").locator(start).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 6
    points = [
        (x, y),
        (x + 9, y + 9),
        (lane(page, "school"), line(page, "10:00") + 1 + y - (card(page, "a").bounding_box() or box)["y"]),
    ]
    for kind, (left, top) in zip(("touchStart", "touchMove", "touchMove"), points, strict=True):
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": left, "y": top}]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    if start == ".handle":
        expect(page.locator(".says")).to_contain_text("Moved: Session a")
    assert board_desk.moved("a") == moved
