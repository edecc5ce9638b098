"""Whole sheets: how many pages a booklet has, what its running heads say, and what nobody hears."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from eventapp.exports.booklet import booklet
from eventapp.exports.sheets import render_booklet, whole_sheets
from eventapp.programme.snapshot import PublicProgramme
from tests.factories import public_programme, public_session, text

# WeasyPrint leaves the colour profile it ships open for the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:.*sRGB2014.icc:pytest.PytestUnraisableExceptionWarning")

BASE = "https://visits.example.org"
FIRST = datetime(2017, 4, 3, 6, tzinfo=UTC)
DAYS = [f"{day} {number} April" for number, day in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday"), start=3)]


def programme_of(number: int, days: int) -> PublicProgramme:
    """So many sessions on each of so many days, half an hour after each other."""
    words = text("A short introduction, then talks in small groups, and questions from all municipalities. " * 2)
    return public_programme(
        *(
            public_session(f"d{day}-{n}", title=text(f"Session {day}-{n}"), abstract=words, **at(day, n))
            for day in range(days)
            for n in range(number)
        )
    )


def at(day: int, n: int) -> dict[str, Any]:
    start = FIRST + timedelta(days=day, minutes=30 * n)
    return {"starts_at": start, "ends_at": start + timedelta(minutes=30)}


def pages_of(programme: PublicProgramme, language: str = "en") -> list[str]:
    pdf = render_booklet(booklet(programme, language, BASE))
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize(("pages", "whole"), [(1, 4), (3, 4), (4, 4), (5, 8), (14, 16)])
def test_sheets_have_four_pages(pages: int, whole: int) -> None:
    assert whole_sheets(pages) == whole


def test_a_page_more_than_the_sheets_have_is_saved() -> None:
    """With lines as they are it is nine pages, and three to write on."""
    pages = pages_of(programme_of(16, 4))
    assert len(pages) == 8
    assert all(f"{n} / 8" in page for n, page in enumerate(pages[1:], start=2))


@pytest.mark.parametrize(("number", "days"), [(0, 0), (4, 1), (5, 3), (9, 4)])
def test_a_booklet_is_whole_sheets_and_no_page_is_empty_by_chance(number: int, days: int) -> None:
    pages = pages_of(programme_of(number, days))
    assert len(pages) % 4 == 0
    said = [page for page in pages if page != "Notes"]
    assert pages == said + ["Notes"] * (len(pages) - len(said))  # at the end, fewer than a sheet
    assert len(pages) - len(said) < 4
    for n, page in enumerate(said[1:], start=2):
        assert page.endswith(f"{n} / {len(said)}") or f" {n} / {len(said)} " in page


def test_a_running_head_says_on_which_day_the_page_begins() -> None:
    """Not which day begins further down, which is what most style sheets say."""
    pages = pages_of(programme_of(16, 4))
    inside = 0
    for page in pages[2:]:
        codes = re.findall(r"Session (\d)-\d+", page)
        if not codes or page == "Notes":
            continue
        day = DAYS[int(codes[0])]
        others = [other for other in DAYS if other in page]
        head = page.split("1 March 2017 at 13:00")[0]
        assert day in others
        if page.count(day) == 1 and len(others) > 1:  # it began on an earlier page: only the head names it
            inside += 1
        assert all(head.count(other) <= 1 for other in others if other != day)
    assert inside


def test_where_sheets_have_room_each_day_begins_a_page() -> None:
    pages = pages_of(programme_of(8, 4))
    assert len(pages) == 8
    first = [next(n for n, page in enumerate(pages[2:]) if f"Session {day}-0" in page) for day in range(4)]
    assert len(set(first)) == 4


def test_nobody_hears_of_pages_to_write_on() -> None:
    """They are artifacts: no element of the structure points to such a page."""
    pdf = render_booklet(booklet(programme_of(0, 0), "en", BASE))
    reader = PdfReader(io.BytesIO(pdf))
    notes = [page.indirect_reference.idnum for page in reader.pages if page.extract_text().strip() == "Notes"]
    assert notes
    assert notes_in(reader.trailer["/Root"]["/StructTreeRoot"], set()).isdisjoint(notes)  # type: ignore[index]


def notes_in(element: Any, found: set[int]) -> set[int]:
    """The pages that hold words or pictures of it, by number of object."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        thing: Any = kid.get_object()
        if isinstance(thing, int):
            found.add(element.raw_get("/Pg").idnum)
        elif hasattr(thing, "raw_get"):  # a dictionary
            if "/Pg" in thing and "/S" not in thing:
                found.add(thing.raw_get("/Pg").idnum)
            notes_in(thing, found)
    return found


def test_the_same_text_gives_the_same_bytes() -> None:
    html = booklet(programme_of(4, 1), "lt", BASE)
    assert render_booklet(html) == render_booklet(html)
