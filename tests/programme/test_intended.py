"""A conflict that is meant stays so while nothing of it moves, and asks again when either end does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventapp.core.acts import organiser
from eventapp.programme.conflicts import Conflict, ConflictKind, Planned, Schedule, Span, find_conflicts
from eventapp.programme.intended import Intent, Marks, judge, key_of

NINE = datetime(2017, 4, 3, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def span(start: float, end: float) -> Span:
    return Span(NINE + start * HOUR, NINE + end * HOUR)


OPENING = Planned("opening", span(0, 2), venue="hall", room="aula", people=("kari",))
TOUR = Planned("tour", span(1, 3), venue="hall", room="attic", people=("kari", "ola"))
LATER = Planned("later", span(5, 6), venue="hall", people=("kari",))
DAYS = (date(2017, 4, 3), date(2017, 4, 6))


def schedule(*sessions: Planned, **more: object) -> Schedule:
    return Schedule(sessions, DAYS, "Europe/Oslo", **more)  # type: ignore[arg-type]


def intended(found: Schedule) -> dict[str, Intent]:
    """All that clashes there is said to be meant."""
    marks = Marks(found)
    return {key_of(each): Intent(marks.state(each), "Two halves", organiser(1), NINE) for each in find_conflicts(found)}


def still_meant(before: Schedule, after: Schedule) -> bool:
    """Of the one conflict of both."""
    [conflict] = find_conflicts(after)
    found = judge([conflict], after, intended(before))
    assert len(found.open) + len(found.intended) == 1
    return bool(found.intended)


BEFORE = schedule(OPENING, TOUR, LATER)


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        schedule(LATER, TOUR, OPENING),
        schedule(OPENING, TOUR, replace(LATER, span=span(7, 8))),
        schedule(replace(OPENING, seats=30, slot_minutes=20), replace(TOUR, people=("ola", "kari")), LATER),
    ],
)
def test_it_stays_while_its_ends_stay(after: Schedule) -> None:
    assert still_meant(BEFORE, after)


@pytest.mark.parametrize(
    "after",
    [
        schedule(replace(OPENING, span=span(0, 1.5)), TOUR, LATER),
        schedule(OPENING, replace(TOUR, span=span(1.5, 3)), LATER),
        schedule(OPENING, replace(TOUR, room="cellar"), LATER),
        schedule(replace(OPENING, venue="hill"), TOUR, LATER),
        schedule(replace(OPENING, people=("ola",)), TOUR, LATER),
        schedule(OPENING, replace(LATER, span=TOUR.span)),
    ],
)
def test_it_asks_again_when_either_end_moves_and_for_anybody_else(after: Schedule) -> None:
    assert not still_meant(BEFORE, after)


def test_hours_of_a_person_and_of_a_venue_are_an_end_too() -> None:
    for name, who in (("available", "kari"), ("hours", "hall")):
        before = schedule(OPENING, **{name: {who: [span(4, 5)]}})
        assert still_meant(before, schedule(OPENING, **{name: {who: [span(4, 5)]}, "margin": 3}))
        assert not still_meant(before, schedule(OPENING, **{name: {who: [span(4, 6)]}}))


def test_the_order_of_what_clashes_is_not_part_of_its_key() -> None:
    first, second = (Conflict(ConflictKind.ROOM_TWICE, codes, span(0, 1)) for codes in (("a", "b"), ("b", "a")))
    assert key_of(first) == key_of(second)
    others = {
        key_of(first),
        key_of(replace(first, who="kari")),
        key_of(replace(first, kind=ConflictKind.SPEAKER_TWICE)),
        key_of(replace(first, sessions=("a", "c"))),
    }
    assert len(others) == 4


def test_what_nobody_has_said_anything_of_is_open_and_the_order_stays() -> None:
    crowd = schedule(OPENING, TOUR, replace(LATER, span=span(1, 2)))
    conflicts = find_conflicts(crowd)
    found = judge(conflicts, crowd, dict(list(intended(crowd).items())[1:2]))
    assert ([each for each, _ in found.intended], found.open) == ([conflicts[1]], (conflicts[0], *conflicts[2:]))
