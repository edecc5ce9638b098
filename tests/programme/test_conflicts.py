"""Each kind of conflict, found where it is and not beside it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventapp.programme.conflicts import (
    EVERYBODY,
    Conflict,
    ConflictKind,
    Planned,
    Schedule,
    Severity,
    Span,
    find_conflicts,
)
from eventapp.programme.snapshot import Kind
from eventapp.programme.ways import Ways

DAY = datetime(2027, 4, 12, tzinfo=UTC)  # in Oslo two hours later


def at(start: str, end: str, day: datetime = DAY) -> Span:
    """In UTC."""
    moments = (day + timedelta(hours=int(each[:2]), minutes=int(each[2:])) for each in (start, end))
    return Span(*moments)


def planned(code: str, start: str, end: str, **more: object) -> Planned:
    return Planned(code, at(start, end), **more)  # type: ignore[arg-type]


def schedule(*sessions: Planned, **more: object) -> Schedule:
    values = {"days": (date(2027, 4, 12), date(2027, 4, 13)), "timezone": "Europe/Oslo", **more}
    return Schedule(sessions, **values)  # type: ignore[arg-type]


def found(*sessions: Planned, **more: object) -> list[Conflict]:
    return list(find_conflicts(schedule(*sessions, **more)))


def test_nothing_has_no_conflicts() -> None:
    assert found() == []


def test_a_speaker_in_two_places() -> None:
    first = planned("a", "0900", "1000", people=("ada",))
    second = planned("b", "0930", "1030", people=("ben", "ada"))
    twice = Conflict(ConflictKind.SPEAKER_TWICE, ("a", "b"), at("0930", "1000"), "ada")
    assert found(second, first) == [twice]
    assert twice.severity is Severity.CLASH
    assert found(first, replace(second, span=at("1000", "1030"))) == []
    assert found(first, replace(second, people=("ben",))) == []
    assert found(first, replace(second, cancelled=True, people=())) == []


def test_somebody_with_two_slots_of_a_session_is_there_once() -> None:
    first = planned("a", "0900", "1000", people=("ada", "ada"))
    assert found(first) == []
    assert len(found(first, planned("b", "0930", "1030", people=("ada", "ada")))) == 1


def test_a_room_twice() -> None:
    first = planned("a", "0900", "1000", venue="hall", room="aula")
    assert found(first, planned("b", "0959", "1100", venue="hall", room="aula")) == [
        Conflict(ConflictKind.ROOM_TWICE, ("a", "b"), at("0959", "1000"))
    ]
    # a room of the same code in another building, and a building whose rooms nobody has named
    assert found(first, planned("b", "0900", "1000", venue="museum", room="aula")) == []
    assert found(replace(first, room=None), planned("b", "0900", "1000", venue="hall")) == []


def test_a_way_that_is_too_short() -> None:
    ways = Ways(given={("hall", "hill"): 45})
    first = planned("a", "0900", "1000", venue="hall", people=("ada",))
    second = planned("b", "1044", "1100", venue="hill", people=("ada",))
    short = Conflict(ConflictKind.WAY_TOO_SHORT, ("a", "b"), at("1000", "1044"), "ada", needs=45, has=44)
    assert found(first, second, ways=ways) == [short]
    assert found(first, replace(second, span=at("1045", "1100")), ways=ways) == []
    assert found(first, replace(second, span=at("1045", "1100")), ways=ways, margin=10) == [
        replace(short, span=at("1000", "1045"), needs=55, has=45)
    ]
    assert found(first, replace(second, venue="barn"), ways=ways) == []  # nobody knows how long
    between = planned("c", "1010", "1020", venue="hall", people=("ada",))
    assert short in found(first, between, second, ways=ways)


def test_where_everybody_is_those_who_speak_come_from_there_too() -> None:
    ways = Ways(given={("hall", "hill"): 45})
    lunch = planned("lunch", "1000", "1100", venue="hall", everybody=True, kind=Kind.MEAL)
    before = planned("a", "0900", "0950", venue="hill", people=("ada",))
    after = planned("b", "1110", "1200", venue="hill", people=("ada",))
    assert [(each.sessions, each.who, each.has) for each in found(before, lunch, after, ways=ways)] == [
        (("a", "lunch"), "ada", 10),
        (("lunch", "b"), "ada", 10),
    ]
    dinner = planned("dinner", "1130", "1300", venue="hill", everybody=True, people=("ada",))
    assert [(each.sessions, each.who) for each in found(lunch, dinner, ways=ways)] == [(("lunch", "dinner"), EVERYBODY)]


def test_two_sessions_that_somebody_has_chosen() -> None:
    first, second = planned("a", "0900", "1000"), planned("b", "0930", "1030")
    choices = {"ona": frozenset({"a", "b", "gone"}), "jonas": frozenset({"a"})}
    assert found(first, second, choices=choices) == [
        Conflict(ConflictKind.SEATS_OVERLAP, ("a", "b"), at("0930", "1000"), "ona")
    ]


def test_something_over_a_session_for_everybody() -> None:
    lunch = planned("lunch", "1200", "1300", everybody=True)
    assert found(lunch, planned("a", "1130", "1230")) == [
        Conflict(ConflictKind.OVER_EVERYBODY, ("a", "lunch"), at("1200", "1230"), EVERYBODY)
    ]
    assert found(lunch, planned("rest", "1130", "1230", kind=Kind.FREE)) == []
    assert found(planned("a", "1130", "1230"), planned("b", "1130", "1230")) == []


@pytest.mark.parametrize(
    ("span", "outside"),
    [
        (at("2200", "2300", DAY - timedelta(days=1)), False),  # 0.00 in Oslo, of the first day
        (at("2159", "2300", DAY - timedelta(days=1)), True),
        (at("2100", "2330", DAY + timedelta(days=1)), False),  # over the last midnight
        (at("2200", "2330", DAY + timedelta(days=1)), True),
    ],
)
def test_a_day_that_is_none_of_the_visit_s(span: Span, outside: bool) -> None:
    kinds = [each.kind for each in found(Planned("a", span))]
    assert kinds == [ConflictKind.OUTSIDE_VISIT] * outside


def test_when_a_venue_is_closed_or_a_person_away() -> None:
    spans = (at("0800", "1000"), at("1100", "1200"))
    visit = planned("a", "0900", "1000", venue="museum", people=("ada", "ada", "ben"))
    closed = Conflict(ConflictKind.VENUE_CLOSED, ("a",), at("0930", "1130"))
    longer = replace(visit, span=at("0930", "1130"))
    assert found(visit, hours={"museum": spans}, available={"ada": spans}) == []
    assert found(longer, hours={"museum": spans}) == [closed]
    assert found(longer, hours={"museum": (), "hall": ()}) == [closed]
    assert found(longer, available={"ada": spans}) == [replace(closed, kind=ConflictKind.NOT_AVAILABLE, who="ada")]


@pytest.mark.parametrize(
    ("spans", "closed"),
    [
        ([at("2000", "2200"), at("2200", "2600")], False),  # a day's hours and the next one's touch at midnight
        ([at("2200", "2600"), at("1800", "2200")], False),
        ([at("2000", "2230"), at("2100", "2215"), at("2200", "2600")], False),
        ([at("2000", "2159"), at("2200", "2600")], True),
        ([at("2000", "2200"), at("2200", "2329")], True),
        ([at("2101", "2600")], True),
    ],
)
def test_hours_that_touch_are_one(spans: list[Span], closed: bool) -> None:
    party = planned("party", "2100", "2330", venue="museum")
    assert [each.kind for each in found(party, hours={"museum": spans})] == [ConflictKind.VENUE_CLOSED] * closed


def test_a_room_that_is_too_small() -> None:
    visit = planned("a", "0900", "1000", venue="hall", room="aula", seats=13)
    small = Conflict(ConflictKind.ROOM_TOO_SMALL, ("a",), visit.span, needs=13, has=12)
    assert found(visit, capacities={("hall", "aula"): 12}) == [small]
    assert found(visit, capacities={("hall", "aula"): 13}) == []
    assert found(visit, capacities={("hall", "aula"): None, ("museum", "aula"): 1}) == []
    assert found(replace(visit, seats=None), capacities={("hall", "aula"): 12}) == []


def test_slots_that_are_longer_than_their_session() -> None:
    assert found(planned("a", "0900", "1000", slot_minutes=60)) == []
    assert found(planned("a", "0900", "1000", slot_minutes=61)) == [
        Conflict(ConflictKind.SLOTS_TOO_LONG, ("a",), at("0900", "1000"), needs=61, has=60)
    ]


def test_more_than_four_hours_without_a_break() -> None:
    morning = [
        planned("a", "0700", "0900", everybody=True),
        planned("b", "0914", "1100", everybody=True),
        planned("c", "1100", "1101", everybody=True),
    ]
    assert found(*morning) == [Conflict(ConflictKind.NO_BREAK, ("a", "b", "c"), at("0700", "1101"), EVERYBODY, has=241)]
    assert found(*morning[:2]) == []
    pause = replace(morning[1], span=at("0915", "1100"))
    assert found(morning[0], pause, morning[2]) == []
    coffee = replace(morning[1], kind=Kind.MEAL)
    assert found(morning[0], coffee, morning[2]) == []
    assert [each.who for each in found(planned("long", "0700", "1130", people=("ada",)))] == ["ada"]
    assert found(planned("long", "0700", "1130")) == []


def test_a_short_session_inside_a_long_one_ends_no_stretch() -> None:
    long = planned("long", "0700", "1000", everybody=True)
    inside = planned("inside", "0710", "0720", everybody=True)
    after = planned("after", "1000", "1110", everybody=True)
    stretches = [each.sessions for each in found(long, inside, after) if each.kind is ConflictKind.NO_BREAK]
    assert stretches == [("long", "inside", "after")]


def test_a_cancelled_session_for_which_somebody_is_still_asked() -> None:
    assert found(planned("a", "0900", "1000", cancelled=True, people=("ada",))) == [
        Conflict(ConflictKind.CANCELLED_WITH_SLOTS, ("a",), at("0900", "1000"))
    ]
    assert found(planned("a", "0900", "1000", cancelled=True)) == []


@pytest.mark.parametrize(
    ("start", "twice"),
    [("0000", True), ("0059", True), ("0100", True), ("0159", True), ("0200", False), ("0300", False)],
)
def test_a_time_that_the_night_has_twice(start: str, twice: bool) -> None:
    night = datetime(2027, 10, 31, tzinfo=UTC)  # at 1.00 UTC clocks go from 3.00 back to 2.00
    begins = at(start, start, night).starts
    days = (date(2027, 10, 30), date(2027, 10, 31))
    kinds = [each.kind for each in found(Planned("a", Span(begins, begins + timedelta(hours=6))), days=days)]
    assert kinds == [ConflictKind.CLOCK_TWICE] * twice


@pytest.mark.parametrize("hour", range(4))
def test_no_time_of_the_night_in_which_an_hour_is_skipped_comes_twice(hour: int) -> None:
    begins = datetime(2027, 3, 28, hour, tzinfo=UTC)
    days = (date(2027, 3, 27), date(2027, 3, 28))
    assert found(Planned("a", Span(begins, begins + timedelta(hours=5))), days=days) == []


def test_the_worst_stands_first_then_what_comes_first() -> None:
    early = planned("early", "0600", "0700", slot_minutes=90)
    cancelled = planned("x", "0500", "0600", cancelled=True, people=("ben",))
    pair = [planned(code, "0900", "1000", people=("ada",)) for code in "ba"]
    later = [planned(code, "0800", "1000", venue="hall", room="aula") for code in "cd"]
    kinds = [(each.kind, each.sessions) for each in found(cancelled, early, *pair, *later)]
    assert kinds == [
        (ConflictKind.ROOM_TWICE, ("c", "d")),
        (ConflictKind.SPEAKER_TWICE, ("a", "b")),
        (ConflictKind.SLOTS_TOO_LONG, ("early",)),
        (ConflictKind.CANCELLED_WITH_SLOTS, ("x",)),
    ]
