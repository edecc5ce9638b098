"""The programme's page where much runs side by side: on every screen, and printed by the browser."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from sqlalchemy import select

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.core.paths import folder
from eventapp.exports.booklet import booklet
from eventapp.exports.sheets import render_booklet
from eventapp.programme import snapshot
from eventapp.programme.models import Release
from eventapp.programme.snapshot import PublicProgramme, SessionStatus
from eventapp.visitfiles.operations import load_visit
from eventapp.visitfiles.reading import read_visit_file
from eventapp.visits.queries import get_visit
from tests.browser.conftest import served
from tests.factories import LINKS, NOON, make_session, make_slot, make_speaker, make_visit, publish, text
from tests.paper import print_here

Open = Callable[..., Page]
BESIDE = range(2, 17)  # how many at one time: one row for each number
FIRST = datetime(2017, 4, 3, 6, tzinfo=UTC)
ADDRESS = "/en/parallel/programme"


@pytest.fixture(scope="module")
def parallel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A visit with rows of 2 to 16 at one time, some of which end late; a desk open all day; something cancelled."""
    with served(tmp_path_factory.mktemp("parallel")) as (address, app):
        with app.app_context():
            make_parallel()
        yield address


def make_parallel() -> None:
    visit = make_visit(slug="parallel")
    for number in BESIDE:
        starts = FIRST + timedelta(days=number % 4, hours=number // 4 * 2)
        for which in range(number):
            code = f"p{number}-{which}"
            item = make_session(
                visit.id,
                code,
                title=text(f"Begin-{code} of reading aloud in small groups, with those who read for the first time"),
                starts_at=starts,
                ends_at=starts + timedelta(minutes=150 if which == 1 else 90),
                status=SessionStatus.CONFIRMED if which % 3 else SessionStatus.PROVISIONAL,
            )
            make_slot(item.id, make_speaker(visit.id, code, name=f"End-{code}-x", affiliation={}).id)
    desk = text("Information desk is open")
    make_session(visit.id, "desk", title=desk, starts_at=FIRST, ends_at=FIRST + timedelta(hours=11))
    off = {"status": SessionStatus.CANCELLED, "starts_at": FIRST + timedelta(hours=3)}
    make_session(visit.id, "off", title=text("Cancelled"), ends_at=FIRST + timedelta(hours=4), **off)
    publish(visit.id)


@pytest.mark.parametrize("width", [360, 768, 960, 1280, 1920])
def test_however_many_side_by_side_all_can_be_read(open_page: Open, parallel: str, width: int) -> None:
    page = open_page(ADDRESS, base_url=parallel, viewport={"width": width, "height": 900})
    found = page.evaluate(MEASURE)
    assert len(found["widths"]) == sum(BESIDE) + 2
    assert min(found["widths"]) >= LEAST
    assert (found["overlapping"], found["outside"], found["cut"], found["narrower"]) == ([], [], [], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= width


LEAST = 220  # pixels: about 25 letters a line
# Of each session's box: its width, and whether it lies over another one or the rail, leaves the page or cuts its words;
# and of each row, whether its sessions leave room beside them.
MEASURE = """() => {
  const boxes = [...document.querySelectorAll(".cell, .time")];
  const at = boxes.map(box => box.getBoundingClientRect());
  const cells = boxes.filter(box => box.matches(".cell"));
  const overlapping = [];
  for (let one = 0; one < at.length; one++)
    for (let other = one + 1; other < at.length; other++)
      if (at[one].left < at[other].right - 1.5 && at[other].left < at[one].right - 1.5
          && at[one].top < at[other].bottom - 1.5 && at[other].top < at[one].bottom - 1.5)
        overlapping.push(boxes[one].textContent.trim() + " / " + boxes[other].textContent.trim());
  return {
    widths: cells.map(cell => cell.getBoundingClientRect().width),
    overlapping,
    outside: boxes.filter((_, n) => at[n].left < 0 || at[n].right > innerWidth).map(box => box.textContent),
    narrower: [...document.querySelectorAll(".row")].filter(row => {
      const right = Math.max(...[...row.querySelectorAll(".cell")].map(cell => cell.getBoundingClientRect().right));
      return right < row.getBoundingClientRect().right - 1;
    }).map(row => row.textContent),
    cut: boxes.filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.textContent),
  };
}"""


def test_printed_no_session_is_torn_and_no_page_is_empty(open_page: Open, parallel: str) -> None:
    page = open_page(ADDRESS, base_url=parallel, viewport={"width": 1280, "height": 900})
    pages = [sheet.extract_text().replace("-\n", "-") for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
    sessions = [f"{number}-{which}" for number in BESIDE for which in range(number)]
    where = {code: [on_pages(pages, rf"(?<!“)Begin-p{code} "), on_pages(pages, f"End-p{code}-x")] for code in sessions}
    assert {code: found for code, found in where.items() if len(found[0]) != 1 or found[0] != found[1]} == {}
    assert [number for number, words in enumerate(pages) if "Begin-" not in words] == []


def on_pages(pages: list[str], pattern: str) -> list[int]:
    """The numbers of those on which that stands."""
    return [number for number, words in enumerate(pages) if re.search(pattern, words)]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, PublicProgramme]]]:
    """The Oslo visit, one of 60 sessions and one of 140: where they are served, and their programmes."""
    with served(tmp_path_factory.mktemp("released")) as (address, app):
        with app.app_context():
            oslo = read_visit_file("oslo.toml", (folder("data") / "oslo-2017.toml").read_bytes())
            with transaction():
                load_visit(oslo, act=Act(COMMAND, LINKS, NOON), overwrite=False)
            make_full("five", days=5, rows=4, beside=3)
            make_full("many", days=4, rows=7, beside=5)
            programmes = {}
            for slug in ("oslo-2017", "five", "many"):
                publish(get_visit(slug).id)
                release = session.scalars(select(Release).where(Release.visit_id == get_visit(slug).id)).one()
                programmes[slug] = snapshot.load(release.content)
        yield address, programmes


def make_full(slug: str, *, days: int, rows: int, beside: int) -> None:
    """A visit with so many rows of sessions on each day, so many side by side in each; all with a speaker."""
    visit = make_visit(slug=slug, starts_on=FIRST.date(), ends_on=(FIRST + timedelta(days=days - 1)).date())
    words = text("A short introduction, then talks in small groups. Please bring questions from your own municipality.")
    for number in range(days * rows * beside):
        day, row = number // (rows * beside), number // beside % rows
        starts = FIRST + timedelta(days=day, hours=row)
        name = text(f"Begin-n{number} of open youth centres, and what municipalities can learn of them")
        ends = starts + timedelta(minutes=50)
        item = make_session(visit.id, f"n{number}", title=name, abstract=words, starts_at=starts, ends_at=ends)
        make_slot(item.id, make_speaker(visit.id, f"n{number}", name=f"End-n{number}-x").id)


@pytest.mark.parametrize(("slug", "language"), [("oslo-2017", "lt"), ("five", "en"), ("many", "nb")])
def test_printed_by_the_browser_it_takes_no_more_pages_than_the_booklet(
    open_page: Open, released: tuple[str, dict[str, PublicProgramme]], slug: str, language: str
) -> None:
    address, programmes = released
    page = open_page(f"/{language}/{slug}/programme", base_url=address, viewport={"width": 1280, "height": 900})
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
    paper = print_here(render_booklet, booklet(programmes[slug], language, address))
    assert len(sheets) <= len(PdfReader(io.BytesIO(paper)).pages)
    assert all(len(words) > 100 for words in sheets)
    for number in range(len(programmes[slug].sessions) if slug != "oslo-2017" else 0):
        assert on_pages(sheets, f"Begin-n{number} ") == on_pages(sheets, f"End-n{number}-x")
