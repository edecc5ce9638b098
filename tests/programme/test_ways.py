"""How long ways are: on foot, by a ride, as given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.programme.ways import Position, Ways, distance, estimate

OSLO, HOLMENKOLLEN, BERGEN = Position(59.9139, 10.7522), Position(59.9639, 10.6676), Position(60.3913, 5.3221)
positions = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("start", "end", "kilometres"),
    [
        (OSLO, OSLO, 0),
        (OSLO, HOLMENKOLLEN, 7.3),
        (OSLO, BERGEN, 305.0),
        (Position(0, 179.5), Position(0, -179.5), 111.2),  # over the date line
        (Position(90, 0), Position(-90, 0), 20015.1),
    ],
)
def test_kilometres_between_two_positions(start: Position, end: Position, kilometres: float) -> None:
    assert distance(start, end) == pytest.approx(kilometres, rel=0.005, abs=0.05)


@pytest.mark.parametrize(
    ("kilometres", "minutes"),
    [(0, 0), (0.075, 1), (0.076, 2), (1.5, 20), (2.0, 27), (2.001, 17), (3.0, 20), (9.0, 40), (18.0, 70)],
)
def test_up_to_two_kilometres_are_walked_more_are_ridden(kilometres: float, minutes: int) -> None:
    assert estimate(kilometres) == minutes


def test_what_is_given_holds_in_both_directions_and_what_is_not_known_is_none() -> None:
    ways = Ways({"hall": OSLO, "hill": HOLMENKOLLEN}, {("hall", "hill"): 45, ("hall", "barn"): 5})
    assert [ways.minutes("hall", "hill"), ways.minutes("hill", "hall"), ways.minutes("barn", "hall")] == [45, 45, 5]
    assert ways.minutes("barn", "barn") == 0
    assert ways.minutes("barn", "hill") is None
    assert ways.longest({"hall", "hill", "barn"}) == 45
    assert ways.longest({"hall"}) == ways.longest(set()) == 0
    assert Ways(ways.positions).minutes("hall", "hill") == 35


@given(positions, positions)
def test_a_way_is_as_long_as_the_way_back(start: Position, end: Position) -> None:
    assert distance(start, end) == pytest.approx(distance(end, start))
    assert 0 <= distance(start, end) <= 20016
