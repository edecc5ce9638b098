"""The programme's page during the visit: today, now, next, and what somebody chooses, with and without scripts."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from eventapp.core.clock import utc_now
from eventapp.programme.snapshot import Kind, SessionStatus
from tests.browser.conftest import served
from tests.browser.test_states import check_states
from tests.factories import make_session, make_slot, make_speaker, make_venue, make_visit, publish, text

Open = Callable[..., Page]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
AUTUMN = "/en/autumn/programme"
HOUR = timedelta(hours=1)


def oslo(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of October 2017 in summer time, by which Oslo's clocks went until the 29th at three."""
    return datetime(2017, 10, day, hour, minute, tzinfo=UTC) - 2 * HOUR


@pytest.fixture(scope="module")
def during(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two visits: autumn, over the night in which clocks go back, and present, which is on now."""
    with served(tmp_path_factory.mktemp("during")) as (address, app):
        with app.app_context():
            make_autumn()
            make_present()
        yield address


def make_autumn() -> None:
    visit = make_visit(slug="autumn", starts_on=date(2017, 10, 27), ends_on=date(2017, 10, 30))
    hall, house = make_venue(visit.id, "hall"), make_venue(visit.id, "house", position=2, name=text("Åse’s house"))

    def add(code: str, starts: datetime, ends: datetime, **values: Any) -> int:
        return make_session(visit.id, code, title=text(code.capitalize()), starts_at=starts, ends_at=ends, **values).id

    talk = add("talk", oslo(27, 9), oslo(27, 10, 30), venue_id=hall.id, kind=Kind.PRESENTATION)
    make_slot(talk, make_speaker(visit.id, "oystein", name="Øystein Ångström").id)
    add("desk", oslo(27, 8), oslo(27, 20), venue_id=hall.id)
    add("off", oslo(27, 9), oslo(27, 10), status=SessionStatus.CANCELLED)
    add("lunch", oslo(27, 12), oslo(27, 13), kind=Kind.MEAL, venue_id=house.id)
    add("party", oslo(27, 22), oslo(28, 1), kind=Kind.SOCIAL, venue_id=house.id)
    add("walk", oslo(28, 10), oslo(28, 12), kind=Kind.SOCIAL)
    add("watch", oslo(29, 1, 30), oslo(29, 3, 30))  # an hour longer than clocks say
    add("dawn", oslo(29, 4), oslo(29, 5))  # 03:00 in winter time
    add("end", oslo(30, 11), oslo(30, 12))
    make_session(visit.id, "untimed", title=text("To come"), starts_at=None, ends_at=None)
    publish(visit.id)


def make_present() -> None:
    now = utc_now()
    today = now.date()
    visit = make_visit(slug="present", timezone="UTC", starts_on=today - timedelta(1), ends_on=today + timedelta(1))
    for number in range(-4, 5):
        starts = now + number * HOUR - HOUR / 2
        make_session(visit.id, f"s{number}", title=text(f"Session {number}"), starts_at=starts, ends_at=starts + HOUR)
    publish(visit.id)


@pytest.fixture
def at(open_page: Open, during: str) -> Callable[..., Page]:
    """The page as it is at that instant, on the clocks of phone and server."""

    def open_at(instant: datetime, path: str = AUTUMN, *, zone: str = "Europe/Vilnius", **options: Any) -> Page:
        page = open_page("about:blank", base_url=during, timezone_id=zone, **options)
        page.clock.install(time=instant)
        say_the_date(page, instant)
        page.goto(path)
        return page

    return open_at


def say_the_date(page: Page, instant: datetime) -> None:
    """The server's clock shows that, too."""

    def answer(route: Route) -> None:
        if route.request.method == "HEAD":
            route.fulfill(status=200, headers={"Date": format_datetime(instant, usegmt=True)})
        else:
            route.continue_()

    page.route(re.compile("/programme"), answer)


def live(page: Page, name: str) -> list[str]:
    return codes(page, f".cell:has(> .live.{name})")


def codes(page: Page, selector: str) -> list[str]:
    """Of those sessions, in the page's order."""
    return [
        found.removeprefix("at-") for found in page.locator(selector).evaluate_all("all => all.map(each => each.id)")
    ]


def expect_live(page: Page, now: str, coming: str, today: str | None) -> None:
    marked = page.locator(".days [aria-current]")
    expect(marked).to_have_count(1 if today else 0)
    for name, there in (("now", now), ("next", coming)):
        expect(page.locator(f".cell > .live.{name}")).to_have_count(len(there.split()))
        assert live(page, name) == there.split()
    if today:
        expect(marked).to_have_attribute("href", f"#2017-10-{today}")


@pytest.mark.parametrize(
    ("instant", "now", "coming", "today"),
    [
        (oslo(20, 12), "", "", None),
        (oslo(26, 10), "", "desk", None),
        (oslo(27, 9, 0), "desk talk", "lunch", "27"),
        (oslo(27, 10, 29), "desk talk", "lunch", "27"),
        (oslo(27, 10, 30), "desk", "lunch", "27"),
        (oslo(27, 21), "", "party", "27"),
        (oslo(27, 23, 59), "party", "walk", "27"),
        (oslo(28, 0, 1), "party", "walk", "28"),
        (oslo(28, 1), "", "walk", "28"),
        (oslo(29, 2, 30), "watch", "dawn", "29"),
        (oslo(29, 3, 15), "watch", "dawn", "29"),
        (oslo(29, 3, 45), "", "dawn", "29"),
        (oslo(29, 4, 30), "dawn", "", "29"),
        (oslo(30, 0, 30), "", "end", "29"),  # half past eleven in winter time
        (oslo(30, 1, 30), "", "end", "30"),
        (oslo(30, 12), "", "", "30"),
        (oslo(31, 12), "", "", None),
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Vilnius", "America/Los_Angeles"])
def test_what_is_on_and_what_comes_by_the_visit_s_clock(
    at: Callable[..., Page], instant: datetime, now: str, coming: str, today: str | None, zone: str
) -> None:
    expect_live(at(instant, zone=zone), now, coming, today)


def test_it_goes_on_with_the_clock_and_over_midnight(at: Callable[..., Page]) -> None:
    page = at(oslo(27, 10, 29))
    expect_live(page, "desk talk", "lunch", "27")
    page.clock.run_for(60_000)
    expect_live(page, "desk", "lunch", "27")
    page.clock.fast_forward("13:28:00")
    page.clock.run_for(60_000)
    expect_live(page, "party", "walk", "27")
    page.clock.run_for(3 * 60_000)
    expect_live(page, "party", "walk", "28")
    assert page.locator("#today").get_attribute("data-day") == "2017-10-28"


def test_the_bar_leads_to_what_is_on(at: Callable[..., Page]) -> None:
    page = at(oslo(27, 9, 30), viewport=PHONE)
    for words, cell in (("Now", "talk"), ("Up next", "lunch")):
        page.get_by_role("link", name=words, exact=True).click()
        expect(page.locator(f"#at-{cell}")).to_be_in_viewport()
        assert (
            page.evaluate(f"document.elementFromPoint(180, {TOP_OF.format(cell)}).closest('.cell').id") == f"at-{cell}"
        )
    expect(page.locator(".bar")).to_be_in_viewport()
    expect(page.locator(".days a[href='#2017-10-30']")).to_be_attached()


TOP_OF = "document.getElementById('at-{}').getBoundingClientRect().top + 4"


@pytest.mark.parametrize("wrong", [-3 * HOUR, -HOUR, 2 * HOUR])
def test_a_phone_whose_clock_is_wrong_follows_the_server_s(open_page: Open, during: str, wrong: timedelta) -> None:
    page = open_page("about:blank", base_url=during)
    page.clock.install(time=utc_now() + wrong)
    page.goto("/en/present/programme")
    expect(page.locator("#at-s0 > .live.now")).to_be_visible()
    assert (live(page, "now"), live(page, "next")) == (["s0"], ["s1"])


def test_without_scripts_today_is_marked_and_has_an_anchor(open_page: Open, during: str) -> None:
    page = open_page("/en/present/", base_url=during, java_script_enabled=False, viewport=PHONE)
    page.get_by_role("link", name="Today’s programme").click()
    expect(page).to_have_url(re.compile("/programme#today$"))
    expect(page.locator("#today h2")).to_be_in_viewport()
    expect(page.locator(".days [aria-current=date]")).to_contain_text("today")
    expect(page.locator(".live")).to_have_count(0)
    expect(page.locator("#words")).to_be_hidden()


def cells(page: Page) -> list[str]:
    return codes(page, ".cell:visible")


WHOLE = ["desk", "off", "talk", "lunch", "party", "walk", "watch", "dawn", "end", "untimed"]


def open_choices(page: Page) -> None:
    page.get_by_text("Show only some of it").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_choosing_shows_the_same_with_scripts_and_without(open_page: Open, during: str, scripts: bool) -> None:
    page = open_page(AUTUMN, base_url=during, java_script_enabled=scripts, viewport=PHONE)
    assert sorted(cells(page)) == sorted(WHOLE)
    open_choices(page)
    page.get_by_label("Kind").select_option("social")
    page.get_by_label("Day", exact=True).select_option("2017-10-27")
    if not scripts:
        page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(f"{during}{AUTUMN}?day=2017-10-27&kind=social")
    expect(page.locator(".found")).to_have_text("Shown: 1 of 10")
    assert cells(page) == ["party"]
    assert page.locator(".day:visible h2").all_inner_texts() == ["Friday 27 October"]
    assert page.locator(".days li:visible:not(.jump)").count() == 1
    page.get_by_text("Add these to calendar").click()
    feed = f"{AUTUMN}.ics?day=2017-10-27&kind=social"
    expect(page.locator("#chosen-feed")).to_have_text(f"{during}{feed}")
    subscribe = page.locator(".chosen").get_by_role("link", name="Subscribe")
    expect(subscribe).to_have_attribute("href", f"webcal://{during.split('://')[1]}{feed}")
    download = page.locator(".chosen").get_by_role("link", name="Download a copy (.ics)")
    expect(download).to_have_attribute("href", f"{feed}&download=1")
    page.get_by_role("link", name="Lietuvių").click()
    expect(page).to_have_url(f"{during}/lt/autumn/programme?day=2017-10-27&kind=social")
    page.get_by_role("link", name="Rodyti visą programą").click()
    expect(page).to_have_url(f"{during}/lt/autumn/programme")
    expect(page.locator(".cell:visible")).to_have_count(len(WHOLE))


def test_a_page_of_a_part_goes_on_to_any_other(open_page: Open, during: str) -> None:
    page = open_page(f"{AUTUMN}?kind=meal", base_url=during, timezone_id="Europe/Vilnius")
    assert cells(page) == ["lunch"]
    page.get_by_role("button", name="Show in my time zone").click()
    page.get_by_label("Kind").select_option("social")
    expect(page.locator(".cell:visible")).to_have_count(2)
    assert cells(page) == ["party", "walk"]
    expect(page.locator("#at-walk").locator("xpath=ancestor::li[1]").locator("time.clock").first).to_have_text("11:00")
    expect(page).to_have_url(f"{during}{AUTUMN}?kind=social")
    page.get_by_label("Kind").select_option("")
    page.get_by_label("Place").select_option("hall")
    expect(page).to_have_url(f"{during}{AUTUMN}?venue=hall")
    assert sorted(cells(page)) == ["desk", "talk"]
    page.reload()
    assert sorted(cells(page)) == ["desk", "talk"]


def test_nothing_found_says_so_and_offers_all(open_page: Open, during: str) -> None:
    page = open_page(AUTUMN, base_url=during)
    open_choices(page)
    page.get_by_label("Kind").select_option("meal")
    page.get_by_label("Day", exact=True).select_option("2017-10-30")
    expect(page.get_by_text("Nothing in the programme matches.")).to_be_visible()
    assert page.locator(".day:visible").count() == 0
    page.get_by_role("link", name="Show all of it").click()
    expect(page.get_by_text("Nothing in the programme matches.")).to_be_hidden()
    expect(page.locator(".cell:visible")).to_have_count(len(WHOLE))
    expect(page.get_by_label("Day", exact=True)).to_be_focused()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lunch", "lunch"),
        ("  WALK ", "walk"),
        ("oystein", "talk"),
        ("angstrom Øy", "talk"),
        ("aangstroem", "talk"),
        ("ases", "lunch party"),
        ("ase's social", "party"),
        ("nobody", ""),
    ],
)
def test_a_search_finds_words_however_they_are_typed(open_page: Open, during: str, typed: str, found: str) -> None:
    page = open_page(AUTUMN, base_url=during)
    page.get_by_label("Search this programme").fill(typed)
    page.keyboard.press("Enter")
    expect(page.locator(".found")).to_have_text(f"Shown: {len(found.split())} of 10")
    assert cells(page) == found.split()
    expect(page).to_have_url(f"{during}{AUTUMN}")
    expect(page.get_by_text("Nothing in the programme matches.")).to_be_visible(visible=not found)
    page.get_by_label("Search this programme").fill("")
    expect(page.locator(".found")).to_be_empty()
    expect(page.locator(".cell:visible")).to_have_count(len(WHOLE))


@pytest.mark.parametrize(
    ("screen", "scheme"), [(PHONE, "light"), (DESK, "dark"), ({"width": 180, "height": 740}, "dark")]
)
def test_axe_finds_nothing_with_all_of_it_open(at: Callable[..., Page], screen: dict[str, int], scheme: str) -> None:
    page = at(oslo(27, 9, 30), "/lt/autumn/programme?day=2017-10-27", viewport=screen, color_scheme=scheme)
    expect(page.locator(".live.now")).to_have_count(2)
    for panel in page.locator("summary").all():
        if panel.is_visible() and not panel.evaluate("panel => panel.parentElement.open"):
            panel.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == screen["width"]
    check_states(page)


def test_the_bar_and_the_day_stay_on_top(at: Callable[..., Page]) -> None:
    page = at(oslo(27, 9, 30), viewport=PHONE)
    page.locator("#at-party").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('at-party').scrollIntoView({ block: 'end' })")
    bar, day = page.locator(".bar").bounding_box(), page.locator("[id='2017-10-27']").bounding_box()
    assert bar is not None
    assert day is not None
    assert abs(bar["y"]) < 1
    assert abs(day["y"] - bar["height"]) < 4


def test_nothing_moves_by_itself(open_page: Open, during: str) -> None:
    """Whoever asked for less motion gets no more than anybody: there is none."""
    page = open_page(AUTUMN, base_url=during)
    moving = """() => [...document.querySelectorAll("*")].filter(each => {
      const style = getComputedStyle(each);
      const moves = parseFloat(style.transitionDuration) || style.animationName !== "none";
      return moves || style.scrollBehavior === "smooth";
    }).length"""
    assert page.evaluate(moving) == 0
