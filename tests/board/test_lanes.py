"""Side by side: nothing lies on anything else, in as few lanes as there can be, whatever the order."""

from hypothesis import given
from hypothesis import strategies as st

from eventapp.board.lanes import Lane, Rows, lanes

rows = st.builds(lambda first, length: Rows(first, first + length), st.integers(1, 60), st.integers(1, 20))
named = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), rows, max_size=12)


def test_what_overlaps_stands_side_by_side_and_what_is_alone_takes_the_width() -> None:
    found = lanes({"a": Rows(1, 5), "b": Rows(3, 9), "c": Rows(5, 7), "alone": Rows(9, 10)})
    assert found == (2, {"a": Lane(0, 1), "b": Lane(1, 1), "c": Lane(0, 1), "alone": Lane(0, 2)})


def test_nothing_has_one_lane() -> None:
    assert lanes({}) == (1, {})


@given(named)
def test_no_two_lie_on_each_other_and_no_lane_is_wasted(each: dict[str, Rows]) -> None:
    count, found = lanes(each)
    taken = {name: set(range(lane.number, lane.number + lane.width)) for name, lane in found.items()}
    for one, own in each.items():
        assert taken[one] <= set(range(count))
        for other, theirs in each.items():
            assert one == other or not own.overlaps(theirs) or not taken[one] & taken[other]
    busiest = max((sum(of.first <= row < of.after for of in each.values()) for row in range(1, 90)), default=1)
    assert count == max(1, busiest)


@given(named)
def test_the_order_decides_nothing(each: dict[str, Rows]) -> None:
    assert lanes(each) == lanes(dict(reversed(each.items())))
