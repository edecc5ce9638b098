"""What comes after a moved session at its place makes room, until a gap swallows it."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from eventapp.planning.chosen import LeftOut
from eventapp.planning.moves import Move
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.planning.pushing import Pushed, find_pushed
from tests.planning.test_moves import NINE, lying

OSLO = ZoneInfo("Europe/Oslo")
MINUTE = timedelta(minutes=1)


def at(minutes: int, length: int = 60, place: str = "hall", **more: Any) -> Fields:
    return lying(NINE + minutes * MINUTE, length, venue="v", room=place, **more)


def push(by: Fields, **others: Fields) -> Pushed:
    plan = Plan({Key("session", code): fields for code, fields in {"moved": lying(None), **others}.items()})
    return find_pushed(plan, [Move("moved", plan[Key("session", "moved")], by)])


def begins(pushed: Pushed) -> dict[str, int]:
    return {move.code: (move.after["starts"] - NINE) // MINUTE for move in pushed.moves}


def test_those_after_it_follow_closely_until_a_gap_is_long_enough() -> None:
    found = push(at(0, 90), b=at(60), c=at(120), d=at(200), e=at(300))
    assert begins(found) == {"b": 90, "c": 150, "d": 210}
    assert [move.after["ends"] - move.after["starts"] for move in found.moves] == [60 * MINUTE] * 3


def test_what_touches_what_lies_elsewhere_and_what_began_before_stays() -> None:
    found = push(at(60), a=at(0, 90), b=at(120), c=at(60, place="other"), d=at(60, place=""), e=lying(None, venue="v"))
    assert found == Pushed((), {})


def test_a_building_without_a_room_is_a_place_and_no_place_is_none() -> None:
    assert begins(push(at(0, place=""), b=at(30, place=""))) == {"b": 60}
    assert push(lying(NINE), b=lying(NINE)) == Pushed((), {})
    assert push(lying(None, venue="v"), b=at(0, place="")) == Pushed((), {})


def test_what_is_locked_or_cancelled_stops_it_and_is_named() -> None:
    found = push(at(0), b=at(30), c=at(60, locked=True), d=at(90))
    assert (begins(found), found.stopped) == ({"b": 60}, {"c": LeftOut.LOCKED})
    found = push(at(0), b=at(30, status="cancelled"), c=at(60))
    assert (begins(found), found.stopped) == ({}, {"b": LeftOut.CANCELLED})
    assert push(at(0), b=at(30), c=at(120, locked=True)).stopped == {}


def test_several_push_one_after_the_other() -> None:
    plan = Plan({Key("session", code): fields for code, fields in {"a": at(0), "b": at(60), "c": at(90)}.items()})
    moves = [Move("x", lying(None), at(30)), Move("y", lying(None), at(60))]
    found = find_pushed(plan, moves)
    assert begins(found) == {"b": 120, "c": 180}


spans = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: at(5 * pair[0], 5 * pair[1]))


@given(st.lists(spans, max_size=8), spans)
def test_what_was_pushed_overlaps_nothing_before_it_and_the_order_stays(others: list[Fields], by: Fields) -> None:
    named = {f"s{number}": fields for number, fields in enumerate(others)}
    found = push(by, **named)
    after = sorted((fields["starts"], code) for code, fields in named.items() if fields["starts"] >= by["starts"])
    now = {**named, **{move.code: move.after for move in found.moves}}
    assert all(move.after["starts"] > move.before["starts"] for move in found.moves)
    order = [code for _, code in after]
    free = by["ends"]
    for code in order[: len(found.moves) + 1]:
        assert now[code]["starts"] >= free or code not in begins(found)
        free = max(free, now[code]["ends"])
    assert [move.code for move in found.moves] == order[: len(found.moves)]
