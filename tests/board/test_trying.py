"""A variant replayed on the draft as it is: what it changes, what others have changed, what stands in its way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.board.trying import REASONS, InTheWay, Step, adoption, in_variant, placed, read, stored
from eventapp.planning.moves import Move
from eventapp.planning.plan import Key, Plan

NINE = datetime(2017, 4, 3, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def lying(hours: float | None = 0, venue: str = "", room: str = "", **values: Any) -> dict[str, Any]:
    """An hour long; None: without a time."""
    starts = None if hours is None else NINE + hours * HOUR
    times = {"starts": starts, "ends": starts and starts + HOUR}
    return {"status": "confirmed", "locked": False, "venue": venue, "room": room, **times, **values}


def plan(**sessions: dict[str, Any]) -> Plan:
    hall = Key("venue", "hall")
    places: dict[Key, dict[str, Any]] = {hall: {}, hall.within("room", "one"): {}}
    return Plan({**places, **{Key("session", code): fields for code, fields in sessions.items()}})


def move(code: str, before: dict[str, Any], after: dict[str, Any]) -> Move:
    return Move(code, before, after)


def test_what_nobody_else_has_touched_moves_from_where_it_lies() -> None:
    steps = [[move("a", lying(0), lying(2, "hall"))], [move("a", lying(2, "hall"), lying(3, "hall", "one"))]]
    now = plan(a=lying(0, title="A"), b=lying(1))
    found = adoption(now, steps)
    [moved] = found.moves
    assert (moved.code, placed(moved.before), placed(moved.after)) == (
        "a",
        placed(lying(0)),
        placed(lying(3, "hall", "one")),
    )
    assert (moved.after["title"], found.disputed, found.hindered) == ("A", frozenset(), {})
    tried = in_variant(now, steps)
    assert [tried[Key("session", code)]["starts"] for code in "ab"] == [NINE + 3 * HOUR, NINE + HOUR]
    assert now[Key("session", "a")]["starts"] == NINE


def test_what_others_have_moved_since_is_disputed_and_moves_only_if_that_is_agreed() -> None:
    steps = [[move("a", lying(0), lying(2)), move("b", lying(1), lying(3))]]
    found = adoption(plan(a=lying(5), b=lying(1)), steps)
    assert found.disputed == {"a"}
    assert [each.code for each in found.taken([])] == ["b"]
    assert [each.code for each in found.taken(["a", "b", "nobody"])] == ["a", "b"]


def test_what_lies_there_already_whoever_did_it_is_nothing_to_do() -> None:
    steps = [[move("a", lying(0), lying(2)), move("b", lying(1), lying(2))], [move("b", lying(2), lying(1))]]
    assert adoption(plan(a=lying(2), b=lying(1)), steps).moves == ()


@pytest.mark.parametrize(
    ("now", "after", "why"),
    [
        (None, lying(2), InTheWay.GONE),
        (lying(0, status="cancelled"), lying(2), InTheWay.CANCELLED),
        (lying(0, locked=True), lying(2), InTheWay.LOCKED),
        (lying(0), lying(2, "burnt-down"), InTheWay.PLACE_GONE),
        (lying(0), lying(2, "hall", "two"), InTheWay.PLACE_GONE),
    ],
)
def test_what_cannot_lie_there_stays_and_says_why(now: Any, after: Any, why: InTheWay) -> None:
    there = plan(**({"a": now} if now else {}))
    steps = [[move("a", lying(0), after)]]
    assert adoption(there, steps).hindered == {"a": why}
    assert in_variant(there, steps) == there
    assert set(REASONS) == set(InTheWay)


PLACES = st.builds(lying, st.sampled_from([None, 0, 1, 2.5, 20]), st.sampled_from(["", "hall"]))


@given(st.lists(st.tuples(st.sampled_from("abc"), PLACES), max_size=8))
def test_adopting_gives_what_the_variant_shows_and_adopting_again_changes_nothing(done: list[tuple[str, Any]]) -> None:
    now, steps = plan(a=lying(0), b=lying(1), c=lying(None)), list[Step]()
    for code, after in done:
        before = in_variant(now, steps)[Key("session", code)]
        steps.append(read(stored([Move(code, before, {**before, **placed(after)})])))
    found = adoption(now, steps)
    assert (found.disputed, found.hindered) == (frozenset(), {})
    adopted = Plan({**now, **{Key("session", each.code): each.after for each in found.taken([])}})
    assert adopted == in_variant(now, steps)
    assert adoption(adopted, steps).moves == ()
