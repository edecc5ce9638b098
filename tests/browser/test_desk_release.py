"""The organisers' page for releasing, in a browser: for everyone, by keyboard, on a phone, with scripts and without."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from eventapp.accounts.operations import make_sign_in_link, spend_link
from eventapp.core.acts import WORKER, Act
from eventapp.core.browser import SESSION_COOKIE, session_value
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.text import translate
from eventapp.programme.models import Session, Venue
from eventapp.programme.snapshot import SessionStatus
from eventapp.publishing.compilation import BACKLOG, note_failure, store_output, take_order
from eventapp.visits.members import organise_all
from eventapp.visits.models import Visit
from tests.browser.conftest import served
from tests.browser.test_pages import DESK, ON_TOP, PHONE, check
from tests.factories import LINKS, NOON, make_session, make_slot, make_speaker, make_venue, make_visit, publish, text

REASON = "a speaker's name has a letter that no font has: " + "\N{GOTHIC LETTER AHSA}" * 40
Open = Callable[..., Page]
NUMBERS = count(1)


@dataclass(frozen=True)
class Desk:
    """The app, an organiser who is signed in to it, and a visit whose draft is ahead of its release."""

    app: Flask
    open: Open
    visit: Visit
    path: str

    def rename(self, title: str) -> None:
        with self.app.app_context(), transaction():
            session.execute(
                update(Session)
                .where(Session.visit_id == self.visit.id, Session.code == "other")
                .values(title=text(title))
            )

    def finish(self, failed: int = 0) -> None:
        """Make all paper that is due, as the worker does; the press refuses so many of them."""
        with self.app.app_context():
            for _ in range(failed * (len(BACKLOG.waits) + 1)):
                with transaction():
                    note_failure(self._order(), REASON, act=Act(WORKER, LINKS, NOON))
            while self._finish_one():
                pass

    def fail(self) -> None:
        """Let the press refuse one file; the others stay due."""
        with self.app.app_context():
            for _ in range(len(BACKLOG.waits) + 1):
                with transaction():
                    note_failure(self._order(), REASON, act=Act(WORKER, LINKS, NOON))

    def _order(self) -> Any:
        order = take_order(now=utc_now())
        assert order is not None
        return order

    def _finish_one(self) -> bool:
        with transaction():
            order = take_order(now=utc_now())
            if order is not None:
                store_output(order, b"%PDF-1.7", base_url="http://visits.example.org", now=utc_now())
            return order is not None


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Flask, str]]:
    """(address, app, session's token of an organiser)."""
    with served(tmp_path_factory.mktemp("release")) as (address, app):
        now = utc_now()
        with app.app_context():
            with transaction():
                organise_all("ona@example.org", language="en", now=now)
            with transaction():
                link = make_sign_in_link("ona@example.org", now=now)
            with transaction():
                token = session_value(spend_link(link, device="", now=now).token, now=now)
        yield address, app, token


@pytest.fixture
def desk(own_site: tuple[str, Flask, str], open_page: Open) -> Iterator[Desk]:
    address, app, token = own_site
    cookie = {"name": SESSION_COOKIE, "value": token, "domain": urlsplit(address).hostname, "path": "/"}
    signed_in: dict[str, Any] = {"base_url": address, "storage_state": {"cookies": [cookie], "origins": []}}
    slug = f"visit-{next(NUMBERS)}"
    with app.app_context():
        visit = make_visit(slug=slug)
        change_everything(visit.id)
    desk = Desk(app, partial(open_page, **signed_in), visit, f"/organise/visits/{slug}/release")
    yield desk
    desk.finish()  # so that the next test's paper comes first


def change_everything(visit_id: int) -> None:
    """Release it, then change something of every kind."""
    venue = make_venue(visit_id, f"hall-{visit_id}")
    opening = make_session(visit_id)
    for position, code in enumerate(("other", "gone", "cancelled", "later", "unbroken", "moved"), start=2):
        make_session(visit_id, code, position=position)
    make_slot(opening.id, make_speaker(visit_id).id)
    publish(visit_id)
    assert opening.starts_at
    assert opening.ends_at
    unbroken = "Savivaldybiųbendradarbiavimas" * 4
    changes: dict[str, dict[str, object]] = {
        "opening": {"starts_at": opening.starts_at + timedelta(days=1), "ends_at": opening.ends_at + timedelta(days=1)},
        "other": {"title": text("Another title")},
        "cancelled": {"status": SessionStatus.CANCELLED},
        "later": {"starts_at": None, "ends_at": None},
        "unbroken": {"title": text(unbroken), "abstract": text(unbroken)},
        "moved": {"venue_id": venue.id},
    }
    with transaction():
        for code, values in changes.items():
            session.execute(update(Session).where(Session.visit_id == visit_id, Session.code == code).values(**values))
        session.execute(update(Venue).where(Venue.id == venue.id).values(street="https://example.org/" + "x" * 80))
        session.delete(
            session.scalars(select(Session).where(Session.visit_id == visit_id, Session.code == "gone")).one()
        )
    make_session(visit_id, "new", position=9)


@pytest.mark.parametrize(
    ("language", "screen", "scheme"),
    [("lt", PHONE, "dark"), ("nb", PHONE, "light"), ("en", DESK, "light"), ("lt", DESK, "dark")],
)
def test_axe_finds_nothing_and_nothing_sticks_out(
    desk: Desk, language: str, screen: dict[str, int], scheme: str
) -> None:
    desk.fail()
    page = desk.open(f"{desk.path}?l={language}", viewport=screen, color_scheme=scheme)
    expect(page.locator("h3.small")).to_have_count(6)
    expect(page.get_by_text(REASON)).to_be_visible()
    expect(page.get_by_text(translate(language, "is being made …"))).to_have_count(2)
    check(page, screen)
    page.get_by_role("button", name=translate(language, "Release version %(number)s", number=2)).click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page, screen)
    page.locator("#note_nb").fill("Nytt tidspunkt")
    page.get_by_role("button", name=translate(language, "Release version %(number)s", number=2)).click()
    expect(page.get_by_role("status")).to_have_text(translate(language, "Version %(number)s is public now.", number=2))
    check(page, screen)


def test_by_keyboard_alone_one_sees_what_changes_writes_the_note_and_releases(desk: Desk) -> None:
    page = desk.open(desk.path, viewport=PHONE)
    page.locator("h1").click()
    wanted = page.locator("main").locator("a:visible, button:visible, textarea:visible").count()
    for number in range(wanted):
        page.keyboard.press("Tab")
        here = page.locator("main :focus")
        expect(here).to_be_in_viewport()
        assert here.evaluate("element => getComputedStyle(element).outlineStyle") == "solid", number
        assert here.evaluate(ON_TOP), here.evaluate("element => element.outerHTML")
    page.locator("#note_lt").focus()
    page.keyboard.type("Kitas laikas")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Release version 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Version 2 is public now.")
    expect(page.get_by_text("Nothing has changed since version 2.")).to_be_visible()


def test_of_two_organisers_the_second_sees_first_what_the_other_changed(desk: Desk) -> None:
    page = desk.open(desk.path, viewport=PHONE)
    page.locator("#note_en").fill("Another time")
    desk.rename("Nobody has seen this")
    page.get_by_role("button", name="Release version 2").click()
    expect(page.get_by_role("alert")).to_contain_text("was changed while you were looking")
    expect(page.locator("ins", has_text="Nobody has seen this").first).to_be_visible()
    expect(page.locator("#note_en")).to_have_value("Another time")
    check(page, PHONE)
    page.get_by_role("button", name="Release version 2").click()
    expect(page.get_by_role("status")).to_have_text("Version 2 is public now.")


def test_files_appear_when_they_are_made_and_whoever_stands_on_a_button_stays_there(desk: Desk) -> None:
    desk.fail()
    page = desk.open(desk.path)
    looks: list[str] = []
    page.on("requestfinished", lambda asked: looks.append(asked.url))
    again = page.get_by_role("button", name="Try again")
    again.focus()
    with page.expect_response(re.compile("release$")):
        pass
    page.wait_for_timeout(2500)  # the second look, each with another token in the button's form
    assert looks
    expect(again).to_be_focused()
    desk.finish()
    expect(page.locator("#made").get_by_role("link", name="ready")).to_have_count(8)
    expect(page.get_by_role("link", name="Look again")).to_have_count(0)
    expect(again).to_be_focused()
    seen = len(looks)
    page.wait_for_timeout(2500)
    assert len(looks) == seen, "nothing is being made: it looks no more"
    page.keyboard.press("Enter")
    expect(page.get_by_text("is being made …")).to_have_count(1)
    desk.finish()
    expect(page.locator("#made").get_by_role("link", name="ready")).to_have_count(9)


def test_without_scripts_one_looks_again(desk: Desk) -> None:
    page = desk.open(desk.path, java_script_enabled=False)
    expect(page.get_by_text("is being made …")).to_have_count(3)
    desk.finish()
    page.get_by_role("link", name="Look again").click()
    expect(page.locator("#made").get_by_role("link", name="ready")).to_have_count(9)


def test_a_page_without_the_form_s_token_still_leads_to_the_right_places(desk: Desk) -> None:
    desk.fail()
    page = desk.open(desk.path, java_script_enabled=False)
    page.context.clear_cookies(name="eventapp")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert urlsplit(page.url).path == f"{desk.path}/files"
    page.locator("#note_en").fill("Another time")
    page.get_by_role("button", name="Release version 2").click()
    expect(page.get_by_role("status")).to_have_text("Version 2 is public now.")
