"""Who needs a room, for which nights, and with whom."""

from collections import Counter
from datetime import date
from typing import Final
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.rosters.rooming import MOST_NIGHTS, Guest, Match, Stay, by_night, matched, needs_room, stay_of

STARTS = date(2017, 4, 3)
SPACE = UUID(int=0)


TWO: Final = Stay(STARTS, 2, guessed=False)


def guest(name: str, shares: str = "", room: str = "shared", stay: Stay = TWO) -> Guest:
    return Guest(uuid5(SPACE, name), name, "Utena", room, shares, stay)


@pytest.mark.parametrize(
    ("answers", "needs"),
    [
        ({}, False),
        ({"needs-room": "no", "nights": "3"}, False),
        ({"needs-room": "yes"}, True),
        ({"nights": "3"}, True),
        ({"room": "single"}, True),
        ({"shares-with": "Ona"}, False),
    ],
)
def test_who_needs_a_room(answers: dict[str, str], needs: bool) -> None:
    assert needs_room(answers) is needs


@pytest.mark.parametrize(
    ("answers", "stay"),
    [
        ({}, Stay(STARTS, 0, guessed=True)),
        ({"nights": "3"}, Stay(STARTS, 3, guessed=True)),
        ({"arrival": "2017-04-02T23:55", "nights": "4"}, Stay(date(2017, 4, 2), 4, guessed=False)),
        ({"arrival": "2017-04-02T14:35", "departure": "2017-04-06T09:00"}, Stay(date(2017, 4, 2), 4, guessed=False)),
        ({"departure": "2017-04-02T09:00"}, Stay(STARTS, 0, guessed=True)),
        ({"arrival": "in the afternoon", "nights": "1"}, Stay(STARTS, 1, guessed=True)),
        ({"nights": "900"}, Stay(STARTS, MOST_NIGHTS, guessed=True)),
    ],
)
def test_nights_are_those_that_were_said_or_lie_between_the_journeys(answers: dict[str, str], stay: Stay) -> None:
    assert stay_of(answers, STARTS) == stay


@pytest.mark.parametrize(
    ("typed", "match", "mate"),
    [
        ("", Match.NOBODY, ""),
        ("Ona Žukaitė", Match.BOTH, "Žukaitė, Ona"),
        ("zukaite ona", Match.BOTH, "Žukaitė, Ona"),
        ("Rasa", Match.ONE_SIDED, "Petraitė, Rasa"),
        ("Jonas", Match.UNKNOWN, ""),
        ("Nobody", Match.UNKNOWN, ""),
        ("Eglė Kazlaitė", Match.UNKNOWN, ""),
    ],
)
def test_a_wish_is_read_in_any_order_and_spelling(typed: str, match: Match, mate: str) -> None:
    me = guest("Kazlaitė, Eglė", typed)
    others = [guest("Žukaitė, Ona", "Eglė Kazlaitė"), guest("Petraitė, Rasa", "Ona"), guest("Jonaitis, Jonas"),
              guest("Jonauskas, Jonas")]  # fmt: skip
    [found, *_] = matched([me, *others])
    assert (found.match, found.mate) == (match, mate)


@given(st.lists(st.tuples(st.sampled_from(["single", "shared", ""]), st.integers(0, 5), st.integers(0, 4)), max_size=9))
def test_each_night_of_each_guest_is_counted_once(guests: list[tuple[str, int, int]]) -> None:
    stays = [Stay(date(2017, 4, 1 + first), nights, guessed=False) for _, nights, first in guests]
    made = [guest(f"N{number}", room=room, stay=stays[number]) for number, (room, _, _) in enumerate(guests)]
    nights = by_night(made)
    assert sum(sum(counter.values()) for counter in nights.values()) == sum(stay.nights for stay in stays)
    assert list(nights) == sorted(nights)
    rooms = Counter[str]()
    for counter in nights.values():
        rooms += counter
    assert (
        rooms
        == Counter({room: sum(n for r, n, _ in guests if r == room) for room in ("single", "shared", "")}) + Counter()
    )
