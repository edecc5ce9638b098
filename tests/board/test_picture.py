"""The picture of a day: cards in columns and lanes, what is for everyone across them, ways above them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from eventapp.board.picture import EVERYONE, Card, Cell, Column, Entry, Layout, Picture, draw
from eventapp.board.stretches import Gap, Journey
from eventapp.programme.conflicts import Span
from eventapp.programme.snapshot import Kind, SessionStatus

OSLO = ZoneInfo("Europe/Oslo")
DAY = date(2017, 4, 3)
NINE = datetime(2017, 4, 3, 7, 0, tzinfo=UTC)
COLUMNS = [Column("hall", "Hall"), Column("school", "School"), Column("", "No place yet")]
LAYOUT = Layout(COLUMNS, lambda entry: [entry.place], Column(EVERYONE, "For everyone"))


def entry(code: str, start: int, end: int, venue: str | None = None, **values: Any) -> Entry:
    """Minutes after nine in Oslo."""
    span = Span(NINE + timedelta(minutes=start), NINE + timedelta(minutes=end))
    return Entry(
        code, code, **{"kind": Kind.MEETING, "status": SessionStatus.CONFIRMED} | values, span=span, venue=venue
    )


def drawn(*entries: Entry, layout: Layout = LAYOUT, **ways: list[Journey]) -> Picture:
    return draw(entries, DAY, OSLO, layout, ways)


def cells(picture: Picture) -> dict[str, Cell]:
    return {card.entry.code: card.cell for card in picture.cards}


def test_each_card_stands_at_its_hours_in_its_column() -> None:
    # the night is one row, the hour before the first is open
    assert cells(drawn(entry("a", 0, 60, "hall"), entry("b", 30, 90, "school"), entry("c", 60, 70))) == {
        "a": Cell(14, 12, 2, 1),
        "b": Cell(20, 12, 3, 1),
        "c": Cell(26, 2, 4, 1),
    }


def test_what_overlaps_in_a_column_makes_it_wider() -> None:
    picture = drawn(entry("a", 0, 60, "hall"), entry("b", 30, 90, "hall"), entry("c", 120, 180, "hall"))
    assert cells(picture) == {"a": Cell(14, 12, 2, 1), "b": Cell(20, 12, 3, 1), "c": Cell(38, 12, 2, 2)}
    assert [(head.column.key, head.cell.column, head.cell.columns) for head in picture.heads] == [
        ("hall", 2, 2),
        ("school", 4, 1),
        ("", 5, 1),
    ]
    assert picture.columns == 5


def test_what_is_for_everyone_lies_across_all_columns_once() -> None:
    picture = drawn(entry("a", 0, 60, "hall"), entry("lunch", 60, 120, "school", kind=Kind.MEAL), entry("b", 120, 150))
    assert cells(picture)["lunch"] == Cell(26, 12, 2, 3)
    assert [head.column.key for head in picture.heads] == ["hall", "school", ""]


def test_where_it_overlaps_anything_it_has_a_column_of_its_own() -> None:
    picture = drawn(
        entry("a", 0, 60, "hall"),
        entry("bus", 30, 60, kind=Kind.TRAVEL),
        entry("tour", 45, 90, "school", everybody=True),
        entry("lunch", 120, 180, kind=Kind.MEAL),
    )
    assert [head.column.key for head in picture.heads] == [EVERYONE, "hall", "school", ""]
    assert cells(picture) == {
        "bus": Cell(20, 6, 2, 1),
        "tour": Cell(23, 9, 3, 1),
        "a": Cell(14, 12, 4, 1),
        "lunch": Cell(38, 12, 2, 5),
    }


def test_whoever_stands_in_several_columns_is_marked_but_once() -> None:
    layout = Layout(COLUMNS[:2], lambda _: ["hall", "school"], Column(EVERYONE, ""))
    cards = drawn(entry("a", 0, 60), layout=layout).cards
    assert [(card.column, card.again) for card in cards] == [("hall", False), ("school", True)]


def test_items_go_by_time_with_the_gaps_between_them_and_cancelled_ones_fill_none() -> None:
    picture = drawn(
        entry("a", 0, 60, "hall"),
        entry("off", 60, 100, "hall", status=SessionStatus.CANCELLED),
        entry("b", 100, 160, "school"),
    )
    gap = Gap(*((NINE + timedelta(minutes=each)).astimezone(OSLO) for each in (60, 100)))
    told = [each.entry.code if isinstance(each, Card) else each for each in picture.items]
    assert sorted(map(str, told)) == sorted(map(str, ["a", "off", "b", gap]))
    assert [each.starts for each in picture.items] == sorted(each.starts for each in picture.items)


def test_a_way_lies_in_the_free_rows_above_its_card_else_in_it() -> None:
    def way(leaves: int) -> Journey:
        return Journey("hall", "school", NINE + timedelta(minutes=leaves), 28, 40, None, ("kari",))

    first, second = entry("a", 0, 60, "hall"), entry("b", 100, 160, "school")
    free = drawn(first, second, b=[way(60)])
    assert [(card.entry.code, card.way) for card in free.cards] == [("a", None), ("b", Cell(26, 8, 3, 1))]
    between = entry("c", 60, 95, "school")
    full = drawn(first, between, second, b=[way(60)])
    assert [(card.way, len(card.journeys)) for card in full.cards if card.entry.code == "b"] == [(None, 1)]


def test_what_began_yesterday_or_ends_tomorrow_says_so() -> None:
    picture = drawn(entry("night", -600, 30, "hall"), entry("on", 600, 1500, "hall"), entry("other-day", 1500, 1600))
    assert {card.entry.code: (card.before, card.after) for card in picture.cards} == {
        "night": (True, False),
        "on": (False, True),
    }


def test_a_day_with_nothing_has_its_columns_and_hours() -> None:
    picture = drawn()
    assert (picture.items, len(picture.heads), picture.columns) == ((), 3, 4)


starts = st.integers(-300, 1400)
sessions = st.tuples(
    starts, st.integers(5, 400), st.sampled_from(["hall", "school", None]), st.sampled_from(list(Kind))
)


@given(st.lists(sessions, max_size=12))
def test_no_card_lies_on_another_and_none_is_lost(made: list[tuple[int, int, str | None, Kind]]) -> None:
    entries = [entry(f"s{n}", a, a + b, venue, kind=kind) for n, (a, b, venue, kind) in enumerate(made)]
    picture = drawn(*entries)
    on = {each.code for each in entries if each.span and each.span.overlaps(picture.ruler.day)}
    assert {card.entry.code for card in picture.cards} == on
    taken: dict[tuple[int, int], str] = {}
    for card in picture.cards:
        row, rows, column, columns = card.cell
        for field in ((r, c) for r in range(row, row + rows) for c in range(column, column + columns)):
            assert taken.setdefault(field, card.entry.code) == card.entry.code
        assert row + rows - 1 <= picture.ruler.rows
        assert column + columns - 1 <= picture.columns
