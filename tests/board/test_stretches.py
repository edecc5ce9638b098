"""Ways between sessions of the same people, and gaps in which nothing is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from eventapp.board.stretches import Gap, Journey, gaps, journeys
from eventapp.programme.conflicts import EVERYBODY, Planned, Schedule, Span
from eventapp.programme.ways import Position, Ways

OSLO = ZoneInfo("Europe/Oslo")
NINE = datetime(2017, 4, 3, 7, 0, tzinfo=UTC)
DAYS = (NINE.date(), NINE.date())


def span(start: int, end: int) -> Span:
    """Minutes after nine in Oslo."""
    return Span(NINE + timedelta(minutes=start), NINE + timedelta(minutes=end))


def planned(code: str, start: int, end: int, venue: str | None, **values: Any) -> Planned:
    return Planned(code, span(start, end), venue=venue, **{"people": ("kari",), **values})


def found(*sessions: Planned, margin: int = 0, **ways: Any) -> dict[str, list[Journey]]:
    given = {"given": {("hall", "school"): 28}, **ways}
    return journeys(Schedule(sessions, DAYS, "Europe/Oslo", Ways(**given), margin=margin), OSLO)


def way(leaves: datetime, needs: int, has: int) -> Journey:
    return Journey("hall", "school", leaves, needs, has, None, ("kari",))


def test_a_way_lies_between_two_of_the_same_people_elsewhere() -> None:
    first, second = planned("a", 0, 60, "hall"), planned("b", 100, 160, "school")
    assert found(first, second) == {"b": [way(first.span.ends, 28, 40)]}
    assert not found(first, second)["b"][0].is_late


def test_it_is_late_when_longer_than_the_gap_with_the_margin_of_the_visit() -> None:
    first, second = planned("a", 0, 60, "hall"), planned("b", 90, 160, "school")
    assert [each.is_late for each in found(first, second)["b"]] == [False]
    late = found(first, second, margin=5)["b"]
    assert [(each.needs, each.has, each.is_late) for each in late] == [(33, 30, True)]


def test_several_who_go_the_same_way_are_one() -> None:
    both = ("kari", "ola")
    told = found(planned("a", 0, 60, "hall", people=both), planned("b", 100, 160, "school", people=both))
    assert [each.who for each in told["b"]] == [both]


def test_what_everybody_attends_is_in_the_way_of_each_speaker() -> None:
    all_go = planned("a", 0, 60, "hall", people=(), everybody=True)
    assert [each.who for each in found(all_go, planned("b", 100, 160, "school"))["b"]] == [("kari",)]
    both = found(all_go, planned("b", 100, 160, "school", everybody=True))
    assert [each.who for each in both["b"]] == [(EVERYBODY,)]


def test_none_lies_within_one_venue_between_overlapping_or_cancelled_or_over_night_or_where_none_is_known() -> None:
    assert found(planned("a", 0, 60, "hall"), planned("b", 60, 90, "hall")) == {}
    assert found(planned("a", 0, 60, "hall"), planned("b", 30, 90, "school")) == {}
    assert found(planned("a", 0, 60, "hall", cancelled=True), planned("b", 90, 120, "school")) == {}
    assert found(planned("a", 0, 60, "hall"), planned("b", 24 * 60, 25 * 60, "school")) == {}
    assert found(planned("a", 0, 60, "hall"), planned("b", 90, 120, "elsewhere")) == {}
    assert found(planned("a", 0, 60, "hall"), planned("b", 90, 120, "school", people=("ola",))) == {}


def test_kilometres_are_told_where_both_positions_are_known() -> None:
    lie = {"hall": Position(59.91, 10.73), "school": Position(59.95, 10.73)}
    told = found(planned("a", 0, 60, "hall"), planned("b", 90, 120, "school"), given={}, positions=lie)["b"]
    assert [(round(each.kilometres or 0, 1), each.needs) for each in told] == [(4.4, 25)]


def test_gaps_are_between_the_first_and_the_last_and_touching_leaves_none() -> None:
    between = gaps([span(0, 60), span(60, 70), span(20, 30), span(115, 120)], OSLO)
    assert between == [Gap(span(70, 115).starts, span(70, 115).ends)]
    assert between[0].starts.tzinfo is OSLO
    assert gaps([], OSLO) == []
