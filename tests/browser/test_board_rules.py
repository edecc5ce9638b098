"""What the board's script judges by itself is what the server judges: on a thousand random programmes."""

import json
import random
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from eventapp.core.static import static
from eventapp.planning.moves import Move
from eventapp.planning.plan import Key, Plan
from eventapp.planning.pushing import find_pushed
from eventapp.programme.conflicts import Conflict, ConflictKind, Planned, Schedule, Span, find_conflicts
from eventapp.programme.snapshot import Kind
from eventapp.programme.ways import Ways

DAY = datetime(2017, 4, 3, tzinfo=UTC)
JUDGED = frozenset(
    {
        ConflictKind.SPEAKER_TWICE,
        ConflictKind.ROOM_TWICE,
        ConflictKind.OVER_EVERYBODY,
        ConflictKind.WAY_TOO_SHORT,
        ConflictKind.ROOM_TOO_SMALL,
    }
)
VENUES = ("hall", "school", "town")


def programme(dice: random.Random) -> Schedule:
    given = {pair: dice.choice([5, 20, 45]) for pair in (("hall", "school"), ("school", "town"))}
    capacities = {(venue, room): dice.choice([None, 8, 40]) for venue, room in product(VENUES, "xy")}
    sessions = tuple(session(dice, f"s{number}") for number in range(dice.randint(0, 14)))
    days = (date(2017, 4, 3), date(2017, 4, 3))
    return Schedule(sessions, days, "UTC", Ways(given=given), capacities, margin=dice.choice([0, 10]))


def session(dice: random.Random, code: str) -> Planned:
    starts = DAY + timedelta(minutes=dice.randrange(0, 600, 5))
    venue = dice.choice([None, *VENUES])
    return Planned(
        code,
        Span(starts, starts + timedelta(minutes=dice.choice([5, 30, 60, 90, 300]))),
        dice.choice(list(Kind)),
        venue,
        dice.choice([None, "x", "y"]) if venue else None,
        tuple(dice.sample(["kari", "ola", "per"], dice.randint(0, 2))),
        seats=dice.choice([None, 5, 20, 60]),
        everybody=dice.random() < 0.2,
        cancelled=dice.random() < 0.1,
    )


def as_script_has_it(schedule: Schedule) -> dict[str, Any]:
    def minute(instant: datetime) -> int:
        return int(instant.timestamp() // 60)

    ways = [[schedule.ways.minutes(venue, other) for other in VENUES[:n]] for n, venue in enumerate(VENUES)]
    return {
        "margin": schedule.margin,
        "ways": ways,
        "capacities": {f"{venue}/{room}": seats for (venue, room), seats in schedule.capacities.items()},
        "sessions": [
            {
                "code": each.code,
                "s": minute(each.span.starts),
                "e": minute(each.span.ends),
                "kind": each.kind,
                "place": "/".join(filter(None, (each.venue, each.room))),
                "people": each.people,
                "seats": each.seats,
                "everybody": each.everybody,
                "off": each.cancelled,
            }
            for each in schedule.sessions
        ],
    }


def told(conflict: Conflict) -> str:
    numbers = [conflict.needs, conflict.has]
    return json.dumps([conflict.kind, list(conflict.sessions), conflict.who, *numbers])


JUDGE = """async ([address, venues, programmes]) => {
  const { clashes, waysOf } = await import(address);
  return programmes.map(({ sessions, ways, capacities, margin }) => {
    const known = { minutes: waysOf(venues, ways), capacities, margin };
    const all = clashes(sessions, known);
    const told = ({ kind, codes, who, needs, has }) => [kind, codes, who, needs ?? null, has ?? null];
    const one = sessions[0] && clashes(sessions, known, new Set([sessions[0].code])).map(told);
    return [all.map(told), one ?? []];
  });
}"""


@pytest.fixture
def judged(open_page: Callable[..., Page]) -> Callable[[list[Schedule]], list[Any]]:
    page = open_page("/sign-in")

    def judge(schedules: list[Schedule]) -> list[Any]:
        values = [as_script_has_it(each) for each in schedules]
        return list(page.evaluate(JUDGE, [static("board/rules.js"), VENUES, values]))

    return judge


def test_on_a_thousand_random_programmes(app: Flask, judged: Callable[[list[Schedule]], list[Any]]) -> None:
    dice = random.Random(2017)  # noqa: S311 - the same programmes each time
    schedules = [programme(dice) for _ in range(1000)]
    found = judged(schedules)
    seen = set()
    for schedule, (every, of_first) in zip(schedules, found, strict=True):
        expected = [each for each in find_conflicts(schedule) if each.kind in JUDGED]
        seen |= {each.kind for each in expected}
        assert sorted(map(json.dumps, every)) == sorted(map(told, expected))
        first = schedule.sessions[0].code if schedule.sessions else ""
        assert sorted(map(json.dumps, of_first)) == sorted(told(each) for each in expected if first in each.sessions)
    assert seen == JUDGED


def test_a_schedule_without_any_has_none(app: Flask, judged: Callable[[list[Schedule]], list[Any]]) -> None:
    dice = random.Random(1)  # noqa: S311
    assert judged([replace(programme(dice), sessions=())]) == [[[], []]]


PUSH = """async ([address, programmes]) => {
  const { pushed } = await import(address);
  return programmes.map(([sessions, moved]) => {
    const { moves, stopped } = pushed(sessions, moved);
    return [moves.map(({ code, s, e }) => [code, s, e]).sort(), stopped.map(({ code }) => code).sort()];
  });
}"""


def test_what_a_push_moves_is_what_the_server_moves(app: Flask, open_page: Callable[..., Page]) -> None:
    dice = random.Random(7)  # noqa: S311
    asked, expected = [], []
    for _ in range(300):
        schedule = programme(dice)
        locked = {each.code for each in schedule.sessions if dice.random() < 0.2}
        had = as_script_has_it(schedule)["sessions"]
        told = {each["code"]: each | {"locked": each["code"] in locked} for each in had}
        lying = {each.code: fields_of(each, locked) for each in schedule.sessions}
        moves = []
        for code in list(lying)[: dice.randint(0, 2)]:
            later = timedelta(minutes=dice.randrange(0, 200, 5))
            was = lying[code]
            moves.append(Move(code, was, {**was, "starts": was["starts"] + later, "ends": was["ends"] + later}))
        found = find_pushed(Plan({Key("session", code): fields for code, fields in lying.items()}), moves)
        asked.append([list(told.values()), [told[each.code] | minutes_of(each) for each in moves]])
        pushed = sorted([each.code, *minutes_of(each).values()] for each in found.moves)
        expected.append([pushed, sorted(found.stopped)])
    page = open_page("/sign-in")
    assert page.evaluate(PUSH, [static("board/rules.js"), asked]) == expected
    assert {bool(moves) for moves, _ in expected} == {bool(stopped) for _, stopped in expected} == {True, False}


def fields_of(session: Planned, locked: Collection[str]) -> dict[str, Any]:
    return {
        "starts": session.span.starts,
        "ends": session.span.ends,
        "venue": session.venue or "",
        "room": session.room or "",
        "status": "cancelled" if session.cancelled else "confirmed",
        "locked": session.code in locked,
    }


def minutes_of(move: Move) -> dict[str, int]:
    return {name: int(move.after[field].timestamp() // 60) for name, field in (("s", "starts"), ("e", "ends"))}


SPOTS = """async ([address, days]) => {
  const { spots } = await import(address);
  return days.map(([others, held, places, day]) => spots(others, held, places, day));
}"""
PLACES = ["a", "b/x", "b/y"]


def free_spots(others: list[dict[str, Any]], held: dict[str, Any], day: dict[str, int]) -> list[Any]:
    """The same, without a thought for speed."""
    length = 60 if held["s"] is None else held["e"] - held["s"]
    times = {each["e"] for each in others} | {min(each["s"] for each in others) - length} if others else {540}
    found = []
    for at in sorted(time for time in times if day["starts"] <= time < day["ends"]):
        offered = []
        for place in [held["place"], *(each for each in PLACES if each != held["place"])]:
            there = [each for each in others if place in ("", each["place"])]
            taken = any(minute in range(each["s"], each["e"]) for each in there for minute in range(at, at + length))
            later = [each["s"] for each in there if each["s"] >= at + length]
            if not taken and (at, place) != (held["s"], held["place"]):
                offered.append({"place": place, "until": min(later, default=None)})
        found += [[at, offered]] if offered else []
    return found


def test_a_phone_is_offered_each_place_as_long_as_it_is_free(app: Flask, open_page: Callable[..., Page]) -> None:
    dice = random.Random(3)  # noqa: S311
    day, asked = {"starts": 0, "ends": 1440}, list[Any]()
    for _ in range(200):
        lying: list[dict[str, Any]] = [
            {"s": 5 * dice.randint(90, 200), "place": dice.choice(["", *PLACES])} for _ in range(dice.randint(0, 6))
        ]
        others = [each | {"e": each["s"] + 5 * dice.randint(1, 20)} for each in lying]
        held = dice.choice([*others, {"s": None, "e": None, "place": dice.choice(["", *PLACES])}])
        asked.append([[each for each in others if each is not held], held, PLACES, day])
    page = open_page("/sign-in")
    found = page.evaluate(SPOTS, [static("board/spots.js"), asked])
    assert found == [free_spots(others, held, day) for others, held, *_ in asked]
    assert any(spot["until"] is None for spots in found for _, all_there in spots for spot in all_there)
