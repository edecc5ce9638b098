"""A board to look at in a browser: visits of their own in a running app, and what a hand does there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from playwright.sync_api import Page

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.programme.models import Session
from eventapp.visits.members import organise_all
from eventapp.visits.models import Visit
from tests.factories import LINKS, NOON, make_room, make_session, make_slot, make_speaker, make_venue, make_visit, text

Open = Callable[..., Page]
BOARD = "/organise/visits/{slug}/board?day=2017-04-03"
NINE = datetime(2017, 4, 3, 7, 0, tzinfo=UTC)


class Desk:
    """A running app; each test has a visit of its own, and a page at its board."""

    def __init__(self, app: Flask, address: str, cookie: str) -> None:
        self.app, self.address, self.cookie, self.count = app, address, cookie, 0
        self.slug = ""
        with app.app_context(), transaction():
            jonas = organise_all("jonas@example.org", language="en", now=NOON)
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
