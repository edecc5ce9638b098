"""The board while others work on it, while there is no connection, and steps taken back."""

from playwright.sync_api import Request, expect
from sqlalchemy import update

from eventapp.core.db import session, transaction
from eventapp.planning.moves import Target
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.placing import place_sessions
from eventapp.planning.plan import Key
from eventapp.programme.models import Session
from eventapp.visits.models import Visit
from tests.browser.boards import BOARD, NINE, Desk, Open, card, drag, lane, line
from tests.conftest import sign_in


def test_a_colleagues_change_comes_by_itself_with_their_name(open_board: Open, board_desk: Desk) -> None:
    """A room that was made after the page was opened, too: a card falls into it, not beside it."""
    page = open_board()
    with board_desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == board_desk.slug).one().id
        fields = {"name.en": "New room", "capacity": 20}
        with transaction():
            hall = Key("venue", "town-hall")
            save_item(visit, Edit(hall.within("room", "new"), fields, None), act=board_desk.colleague)
    expect(page.locator(".heads")).to_contain_text("New room", timeout=3500)
    expect(page.locator(".says")).to_contain_text("jonas@example.org: New room")
    drag(page, "a", lane(page, "town-hall/new"), line(page, "10:00") + 6)
    expect(card(page, "a")).to_have_attribute("data-column", "town-hall/new")


def test_a_session_removed_while_it_is_held_says_so(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6, drop=False)
    with board_desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == board_desk.slug).one().id
        with transaction():
            remove_item(visit, Key("session", "a"), act=board_desk.colleague)
    page.mouse.up()
    expect(page.locator(".says")).to_contain_text("“Session a” stays where it was.")
    expect(page.locator(".drawn .card[data-code=a]")).to_have_count(0)


def test_a_move_sent_twice_moves_once(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(page.locator(".says")).to_contain_text("Moved: Session a")
    again = page.request.post(sent[0].url, data=sent[0].post_data, headers=sent[0].headers)
    assert again.status == 200
    assert board_desk.moved("a") == "03 10:00-11:00 house"


def test_a_refusal_stands_on_the_card(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    with board_desk.app.app_context(), transaction():
        session.execute(update(Session).where(Session.code == "a").values(locked=True))
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(card(page, "a").locator(".refused")).to_contain_text("locked")
    expect(page.locator(".says")).to_contain_text("“Session a” stays where it was.")
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(page.locator(".says")).to_have_text("“Session a” is locked and stays.")


def test_without_a_connection_moves_wait_and_are_sent_in_their_order(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    page.context.set_offline(True)
    for code, clock in (("a", "10:00"), ("b", "12:00")):
        drag(page, code, lane(page, "school"), line(page, clock) + 6)
        expect(page.locator(".waiting")).to_contain_text(f"Session {code}")
    expect(page.locator(".card.waits")).to_have_count(2)
    assert board_desk.moved("a") == "03 09:00-10:00 room"
    with board_desk.app.app_context(), transaction():
        session.execute(update(Session).where(Session.code == "a").values(locked=True))
    page.context.set_offline(False)
    expect(page.locator(".waiting")).to_contain_text("“Session a” was refused")
    expect(page.locator(".waiting li")).to_have_count(1)
    assert board_desk.moved("b") == "03 11:00-12:00 room"
    page.get_by_role("button", name="Send the rest").click()
    expect(page.locator(".waiting")).to_be_hidden()
    assert board_desk.moved("b") == "03 12:00-13:00 house"


def test_what_waits_is_kept_for_its_visit_and_sent_by_nobody_else(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    first = board_desk.slug
    page.route("**/move", lambda route: route.abort("internetdisconnected"))
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6)
    expect(page.locator(".waiting li")).to_have_count(1)
    with board_desk.app.app_context():
        board_desk.new_visit()
    page.goto(BOARD.format(slug=board_desk.slug))
    expect(page.locator(".waiting")).to_be_hidden()
    drag(page, "b", lane(page, "school"), line(page, "12:00") + 6)
    expect(page.locator(".waiting li")).to_have_count(1)
    page.goto(BOARD.format(slug=first))
    expect(page.locator(".waiting li")).to_contain_text("Session a")
    with board_desk.app.app_context():
        theirs = sign_in(board_desk.app, "rasa@example.org").get_cookie("organiser")
    assert theirs is not None
    page.context.add_cookies([{"name": "organiser", "value": theirs.value, "url": board_desk.address}])
    page.unroute("**/move")
    for slug in (first, board_desk.slug):
        page.goto(BOARD.format(slug=slug))
        page.wait_for_load_state("networkidle")
        expect(page.locator(".waiting")).to_be_hidden()
    assert (board_desk.moved("a"), board_desk.moved("b")) == ("03 09:00-10:00 room", "03 11:00-12:00 room")
    board_desk.slug = first
    assert board_desk.moved("a") == "03 09:00-10:00 room"


def test_a_card_that_a_colleague_has_moved_meanwhile_shows_both_and_one_chooses(
    open_board: Open, board_desk: Desk
) -> None:
    page = open_board()
    drag(page, "a", lane(page, "school"), line(page, "10:00") + 6, drop=False)
    with board_desk.app.app_context():
        visit = session.query(Visit).where(Visit.slug == board_desk.slug).one().id
        target = Target(NINE.date(), "13:00")
        with transaction():
            place_sessions(visit, {"a": NINE}, target, act=board_desk.colleague)
    page.mouse.up()
    expect(card(page, "a").locator(".when")).to_contain_text("13:00")
    expect(card(page, "a").locator(".refused")).to_contain_text("jonas@example.org")
    page.get_by_role("button", name="Move it all the same: 10:00–11:00").click()
    expect(page.locator(".says")).to_contain_text("Moved: Session a")
    assert board_desk.moved("a") == "03 10:00-11:00 house"


def test_steps_are_taken_back_by_keys_after_a_reload_and_on_another_device(open_board: Open, board_desk: Desk) -> None:
    page = open_board()
    was = board_desk.rows()
    card(page, "a").locator(".move").focus()
    for key in ("Space", "Shift+ArrowDown", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".says")).to_contain_text("Moved: Session a")
    page.keyboard.press("Control+z")
    expect(card(page, "a").locator(".when")).to_contain_text("09:00")
    expect(page.locator(".says")).to_contain_text("Undone: ")
    expect(page.locator(".says button")).to_have_count(0)  # "Redo" stands above the board
    page.keyboard.press("Control+y")
    expect(card(page, "a").locator(".when")).to_contain_text("09:30")
    other = open_board(java_script_enabled=False)
    other.locator(".steps").get_by_role("button", name="Undo").click()
    expect(card(other, "a").locator(".when")).to_contain_text("09:00")
    assert board_desk.rows() == was
    expect(card(page, "a").locator(".when")).to_contain_text("09:00", timeout=5000)
