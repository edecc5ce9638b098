"""How long ways are: on foot, by a ride, as given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.text import LANGUAGES
from eventapp.programme.ways import (
    LONGEST,
    By,
    Given,
    Position,
    Ways,
    check_way,
    distance,
    estimate,
    read_way,
    tell_way,
    write_way,
)
from eventapp.visits.values import Unfit

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


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""), (" ", ""), ("25", "25"), ("0", "0"), ("45+10", "45+10"), ("45 + 10 min", "45+10"), ("1 h", "60"),
        ("1,5 h + 10", "90+10"),
        ("bus 45 + 10", "bus 45+10"), ("Bus: 45 min + 10", "bus 45+10"), ("45 min bus", "bus 45"),
        ("autobusu 1 val. 5 min. + 10", "bus 65+10"), ("med buss 45", "bus 45"), ("45, med T-bane", "metro 45"),
        ("t-bane 12+5", "metro 12+5"), ("pėsčiomis 20", "foot 20"), ("til fots 20", "foot 20"),
        ("20 on foot", "foot 20"),
        ("ferge 90", "boat 90"), ("taksi 15", "taxi 15"), ("dviračiu 15", "bicycle 15"), ("45+0", "45"),
    ],
)  # fmt: skip
def test_a_way_as_people_type_it(typed: str, kept: str) -> None:
    assert check_way(typed) == kept
    assert check_way(kept) == kept


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("soon", "soon"), ("45 + x", "x"), ("45+", "45+"), ("rocket 5", "rocket 5"), ("1+2+3", "1"), ("-5", "-5"),
        ("4.5", "4.5"), ("bus", ""), ("٣", "٣"), (f"{LONGEST + 1}", "24"), (f"{LONGEST} + 1", "24"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_of_a_way_is_named(typed: str, part: str) -> None:
    with pytest.raises(Unfit) as refused:
        check_way(typed)
    assert all(part in refused.value.text(language) for language in LANGUAGES)


def test_a_file_says_a_way_in_quotes() -> None:
    with pytest.raises(Unfit, match="quotes"):
        check_way(45)


givens = st.builds(
    Given, st.integers(0, LONGEST // 2), st.integers(0, LONGEST // 2), st.sampled_from(["", *map(str, By)])
)


@given(givens, st.sampled_from(LANGUAGES))
def test_what_is_kept_or_told_of_a_way_is_read_as_the_same(way: Given, language: str) -> None:
    assert read_way(write_way(way)) == way
    assert read_way(tell_way(language, way)) == way
    assert way.whole == way.minutes + way.waiting


def test_nothing_is_told_of_no_way() -> None:
    assert (tell_way("lt", None), write_way(None)) == ("", "")


def test_an_estimate_stays_beside_what_is_given() -> None:
    ways = Ways({"hall": OSLO, "hill": HOLMENKOLLEN}, {("hall", "hill"): 45})
    assert (ways.estimated("hall", "hill"), ways.estimated("hall", "barn")) == (35, None)
    assert ways.kilometres("hall", "hill") == pytest.approx(7.3, abs=0.05)
    assert ways.kilometres("barn", "hill") is None
