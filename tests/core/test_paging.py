"""Pages of a long list: together they give every row once, in order, forwards and backwards, also with ties."""

from collections.abc import Iterator

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from eventapp.core.db import session, transaction
from eventapp.core.limits import Attempts
from eventapp.core.paging import Page, Place, page_of
from tests.factories import NOON

ORDER = (Attempts.number, Attempts.key)


def keys(row: Attempts) -> tuple[int, str]:
    return row.number, row.key


def write(numbers: list[int]) -> list[tuple[int, str]]:
    """A row of each number; what they are in order."""
    rows = [{"key": f"key{place:02}", "number": number, "ends_at": NOON} for place, number in enumerate(numbers)]
    with transaction():
        session.execute(delete(Attempts))
        session.execute(insert(Attempts), rows) if rows else None
    return sorted((row["number"], row["key"]) for row in rows)  # type: ignore[misc]


def turned(size: int, *, descending: bool, backwards: bool) -> Iterator[Page[Attempts]]:
    """Page after page, from one end to the other."""
    place = Place(backwards=backwards)
    while True:
        page = page_of(select(Attempts), ORDER, place, descending=descending, size=size)
        yield page
        if not (page.has_earlier if backwards else page.has_later):
            return
        place = Place(keys(page[0] if backwards else page[-1]), backwards)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3), max_size=9), st.integers(1, 4), st.booleans(), st.booleans())
@example([1, 1, 1, 1], 2, False, False)
@example([1, 1, 1, 1], 2, True, True)
def test_all_pages_together_are_the_list(
    app: Flask, numbers: list[int], size: int, descending: bool, backwards: bool
) -> None:
    expected = write(numbers)[:: -1 if descending else 1]
    pages = list(turned(size, descending=descending, backwards=backwards))
    inside = pages[::-1] if backwards else pages
    assert [keys(row) for page in inside for row in page] == expected
    assert all(len(page) == size for page in pages[:-1])
    assert len(pages[-1]) <= size
    assert bool(pages[-1]) or not expected
    assert [page.has_earlier for page in inside] == [bool(number) for number in range(len(pages))]
    assert [page.has_later for page in inside] == [number < len(pages) - 1 for number in range(len(pages))]


def test_a_page_begins_where_its_row_was_when_that_is_gone(app: Flask) -> None:
    write([1, 2, 4])
    page = page_of(select(Attempts), ORDER, Place((3, "gone")), size=5)
    assert [row.number for row in page] == [4]
    back = page_of(select(Attempts), ORDER, Place((3, "gone"), backwards=True), size=1)
    assert ([row.number for row in back], back.has_earlier, back.has_later) == ([2], True, True)
