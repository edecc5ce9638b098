"""The Oslo visit on its board, in Lithuanian: what an organiser is told before and after a move, and a phone's gaps."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.planning.moves import Target
from eventapp.planning.placing import place_sessions
from eventapp.programme.models import Session, Speaker
from eventapp.visitfiles.operations import load_visit
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.queries import get_visit
from tests.browser.conftest import served
from tests.conftest import sign_in
from tests.factories import LINKS, NOON, make_room, make_slot, make_venue

Open = Callable[..., Page]
HOME = "/organise/visits/oslo-2017"
WEDNESDAY = f"{HOME}/board?day=2017-04-05&l=lt"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
ACT = Act(organiser(1), LINKS, NOON)
LESSON, ABILITIES, TALK = "nuotolinis-mokymasis", "administraciniai-gebejimai", "bendradarbiavimas"


def furnish() -> None:
    """The visit that comes with the program; a house and one across the town; Jonna Vienola speaks twice on Wednesday:
    at nine and at eleven in the same hall."""
    name = "oslo-2017.toml"
    with transaction():
        load_visit(read_visit_file(name, files("eventapp.data").joinpath(name).read_bytes()), act=ACT, overwrite=False)
    visit = get_visit("oslo-2017").id
    hall = make_venue(visit, "sale", name={"lt": "Aula"})
    make_room(hall.id, "didzioji", name={"lt": "Didžioji salė"})
    make_venue(visit, "mokykla", position=2, name={"lt": "Mokykla"}, latitude=59.97, longitude=10.66)
    vienola = session.query(Speaker).filter_by(visit_id=visit, code="vienola").one()
    second = session.query(Session).filter_by(visit_id=visit, code=ABILITIES).one()
    make_slot(second.id, vienola.id, position=2, minutes=20, topic={"lt": "Virtualūs mokymai"})


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Flask, str]]:
    with served(tmp_path_factory.mktemp("oslo")) as (address, app):
        with app.app_context():
            cookie = sign_in(app).get_cookie("organiser")
            assert cookie is not None
            furnish()
        yield address, app, cookie.value


@pytest.fixture
def oslo(running: tuple[str, Flask, str]) -> tuple[str, Flask, str]:
    """Each test begins with the same Wednesday."""
    _, app, _ = running
    with app.app_context():
        session.remove()
        for code, start in ((LESSON, "09:00"), (ABILITIES, "11:00")):
            row = session.query(Session).filter_by(code=code).one()
            target = Target(datetime(2017, 4, 5, tzinfo=UTC).date(), start, ("sale", "didzioji"))
            with transaction():
                place_sessions(row.visit_id, {code: row.starts_at}, target, act=ACT)
    return running


@pytest.fixture
def open_board(open_page: Open, oslo: tuple[str, Flask, str]) -> Open:
    def opened(path: str = WEDNESDAY, **options: Any) -> Page:
        address, _, cookie = oslo
        screen = {"viewport": {"width": 1280, "height": 1100}, "reduced_motion": "reduce"}
        page = open_page("about:blank", **{"base_url": address, **screen, **options})
        page.context.add_cookies([{"name": "organiser", "value": cookie, "url": address}])
        page.goto(path)
        return page

    return opened


def card(page: Page, code: str) -> Any:
    return page.locator(f'.drawn .card[data-code="{code}"]').first


def hold(page: Page, code: str, *keys: str) -> None:
    card(page, code).locator(".move").focus()
    for key in keys:
        page.keyboard.press(key)


def axe(page: Page) -> list[str]:
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in Axe().run(page).response["violations"]]


def test_who_would_be_in_two_places_is_told_before_the_drop(open_board: Open) -> None:
    page = open_board()
    hold(page, ABILITIES, "Space", *["Shift+ArrowUp"] * 3)
    says = page.locator(".says")
    expect(says).to_contain_text("Jonna Vienola tuo metu kalba kitur: „Nuotolinis mokymasis savivaldybėse“")
    expect(says).to_contain_text("tuo metu ten vyksta „Nuotolinis mokymasis savivaldybėse“")
    expect(page.locator(".ghost.clashing")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(card(page, ABILITIES).locator(".when")).to_contain_text("11.00")


def test_a_way_across_town_with_ten_minutes_is_told_and_its_remedy_taken(open_board: Open) -> None:
    page = open_board()
    hold(page, ABILITIES, "Space", *["ArrowUp"] * 4, "ArrowRight")
    expect(page.locator(".says")).to_contain_text("Jonna Vienola: keliui reikia")
    expect(page.locator(".says")).to_contain_text("o yra tik 10")
    page.keyboard.press("Space")
    expect(page.locator(".says")).to_contain_text("Naujas nesutapimas: Jonna Vienola: kelias „Aula“ – „Mokykla“")
    expect(card(page, ABILITIES).locator(".when")).to_contain_text("10.40")
    expect(card(page, ABILITIES).locator("xpath=preceding-sibling::*[1]").locator(".late")).to_contain_text("yra 10")
    assert axe(page) == []
    card(page, ABILITIES).locator(".why a").last.click()
    assert axe(page) == []
    page.get_by_role("button", name="Pradėti").first.click()
    expect(page.get_by_role("status").first).to_contain_text("programos punkt")
    assert axe(page) == []
    page.goto(WEDNESDAY)
    expect(card(page, ABILITIES).locator(".why.clash")).to_have_count(0)


def test_ten_steps_are_taken_back_after_a_reload_on_another_device(open_board: Open) -> None:
    page = open_board()
    for number in range(10):
        hold(page, ABILITIES, "Space", "ArrowDown", "Space")
        expect(card(page, ABILITIES).locator(".when")).to_contain_text(f"11.{5 * (number + 1):02d}")
    page.reload()
    expect(page.locator(".steps .undo")).to_contain_text("Atšaukti pakeitimą")
    other = open_board(**PHONE, java_script_enabled=False)
    for number in reversed(range(10)):
        other.locator(".steps .undo button").click()
        expect(card(other, ABILITIES).locator(".when b")).to_have_text(f"11.{5 * number:02d}")
    expect(card(page, ABILITIES).locator(".when b")).to_have_text("11.00", timeout=6000)


def test_on_a_phone_a_move_is_three_taps_the_card_a_day_a_gap(open_board: Open) -> None:
    page = open_board(**PHONE)
    when = card(page, LESSON).locator(".when b")
    when.scroll_into_view_if_needed()
    box = when.bounding_box()
    assert box is not None
    seen = "([x, y]) => document.elementFromPoint(x, y).closest('.when')?.textContent"
    assert "09.00" in (page.evaluate(seen, [box["x"] + box["width"] / 2, box["y"] + 8]) or "")  # on the rail, in sight
    card(page, LESSON).locator(".move").tap()
    expect(page.get_by_role("button", name="10.30, Mokykla: laisva")).to_have_count(0)  # nothing ends then
    page.get_by_role("button", name="12.30, Mokykla: laisva").tap()
    expect(page.locator(".says")).to_contain_text("Perkelta: Nuotolinis mokymasis savivaldybėse")
    expect(card(page, LESSON).locator(".when")).to_contain_text("12.30–14.00")
    card(page, LESSON).locator(".move").tap()
    page.locator(".bar a[data-day='2017-04-06']").tap()
    expect(page.locator("#day")).to_contain_text("balandžio 6")
    assert axe(page) == []
    page.locator(".spots button").last.tap()
    expect(page.locator(".says")).to_contain_text("Perkelta: Nuotolinis mokymasis savivaldybėse")
    expect(card(page, LESSON)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_gap_is_chosen_or_left_and_a_sheet_has_the_other_ways(open_board: Open) -> None:
    page = open_board(**PHONE)
    move = card(page, ABILITIES).locator(".move")
    move.tap()
    expect(page.locator(".spots button").first).to_be_visible()
    page.get_by_role("button", name="Grąžinti atgal").tap()
    expect(page.locator(".spots")).to_have_count(0)
    expect(move).to_be_focused()
    move.tap()
    page.get_by_role("button", name="Perkelti kitaip").tap()
    expect(page.get_by_role("dialog")).to_contain_text("Perkelti: Savivaldybių socialinė klasterystė")
    assert axe(page) == []
    page.get_by_role("button", name="Perkelti į tarpą").tap()
    page.get_by_role("button", name="10.30, Mokykla: laisva").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".spots")).to_have_count(0)
    card(page, ABILITIES).locator(".kind").tap()
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_around_the_board(open_board: Open, scheme: str) -> None:
    page = open_board(**PHONE, color_scheme=scheme)
    page.get_by_role("link", name="Rodyti ir manąją").tap()
    page.get_by_label("Mano laiko juosta").select_option("Europe/Vilnius")
    assert axe(page) == []
    page.get_by_role("button", name="Rodyti šį laiką").tap()
    expect(card(page, LESSON).locator(".own")).to_contain_text("10.00–11.30")
    assert axe(page) == []
    for path in ("board?day=all", "clashes", f"sessions/{LESSON}/move", "board/variants?day=2017-04-05"):
        page.goto(f"{HOME}/{path}")
        assert axe(page) == [], path


@pytest.mark.parametrize("screen", [{}, PHONE])
def test_a_mark_stands_at_the_first_line_of_its_words(open_board: Open, screen: dict[str, Any]) -> None:
    page = open_board(f"{HOME}/sessions/{LESSON}/move", **screen)
    for path in (f"{HOME}/sessions/{LESSON}/move", f"{HOME}/facts/zone"):
        page.goto(path)
        for choice in page.locator(".choice").all():
            mark, words = (choice.locator(each).bounding_box() for each in ("input", "span"))
            assert mark is not None
            assert words is not None
            line = 1.4 * float(choice.evaluate("each => parseFloat(getComputedStyle(each).fontSize)"))
            assert mark["y"] + mark["height"] / 2 == pytest.approx(words["y"] + line / 2, abs=2), path
