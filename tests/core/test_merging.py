"""The laws of merging: nobody's change is lost, none is made twice, and only what both changed is asked about."""

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from eventapp.core.merging import Merged, merge

NAMES = ("title.lt", "title.en", "title.nb", "from", "to", "latitude", "longitude")
POINT = (("latitude", "longitude"),)
VALUES = st.sampled_from(["", "a", "b", "c", True, False])
Fields = dict[str, Any]
SIDES = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES))


def changed(before: Fields, after: Fields) -> set[str]:
    return {name for name in NAMES if before[name] != after[name]}


@given(SIDES)
def test_what_nobody_touched_stays(shown: Fields) -> None:
    assert merge(shown, shown, shown) == Merged(shown, ())


@given(SIDES, SIDES)
def test_where_only_one_changed_something_it_is_that(shown: Fields, other: Fields) -> None:
    assert merge(shown, other, shown) == Merged(other, ())
    assert merge(shown, shown, other) == Merged(other, ())


@given(SIDES, SIDES)
def test_what_both_changed_to_the_same_is_no_question(shown: Fields, other: Fields) -> None:
    assert merge(shown, other, other) == Merged(other, ())


@given(SIDES, SIDES, SIDES)
def test_no_change_is_lost_and_only_what_both_changed_is_asked(shown: Fields, mine: Fields, theirs: Fields) -> None:
    fields, disputed = merge(shown, mine, theirs)
    both = changed(shown, mine) & changed(shown, theirs) & changed(mine, theirs)
    assert set(disputed) == both
    for name in NAMES:
        mine_counts = name in changed(shown, mine)
        assert fields[name] == (mine[name] if mine_counts else theirs[name])


@given(SIDES, SIDES, SIDES)
def test_it_does_not_matter_who_of_two_is_first(shown: Fields, mine: Fields, theirs: Fields) -> None:
    one, other = merge(shown, mine, theirs), merge(shown, theirs, mine)
    assert set(one.disputed) == set(other.disputed)
    if not one.disputed:
        assert one.fields == other.fields


@given(SIDES, SIDES, SIDES, SIDES)
def test_three_who_touch_different_fields_all_keep_theirs_in_any_order(
    shown: Fields, one: Fields, two: Fields, three: Fields
) -> None:
    sides = [
        {name: side[name] if index % 3 == number else shown[name] for index, name in enumerate(NAMES)}
        for number, side in enumerate((one, two, three))
    ]
    there = {**shown}
    for side in sides:
        there, disputed = merge(shown, side, there)
        assert disputed == ()
    back = {**shown}
    for side in reversed(sides):
        back = merge(shown, side, back).fields
    assert there == back
    assert changed(shown, there) == set().union(*(changed(shown, side) for side in sides))


@given(SIDES, SIDES, SIDES)
def test_once_seen_again_it_is_a_decision(shown: Fields, mine: Fields, theirs: Fields) -> None:
    """The form comes back with what was merged, against what is there now: nothing is asked a second time."""
    first = merge(shown, mine, theirs)
    assert merge(theirs, first.fields, theirs) == Merged(first.fields, ())


@given(SIDES, SIDES, SIDES)
def test_what_belongs_together_is_never_of_two_people(shown: Fields, mine: Fields, theirs: Fields) -> None:
    fields, disputed = merge(shown, mine, theirs, together=POINT)
    point = [fields[name] for name in POINT[0]]
    assert point in ([mine[name] for name in POINT[0]], [theirs[name] for name in POINT[0]])
    assume(changed(shown, mine) & set(POINT[0]) and changed(shown, theirs) & set(POINT[0]))
    assert set(disputed) & set(POINT[0]) == changed(mine, theirs) & set(POINT[0])


def test_each_half_of_a_point_changed_by_another_is_asked() -> None:
    shown = {"latitude": "59.91", "longitude": "10.73"}
    found = merge(shown, {**shown, "latitude": "59.92"}, {**shown, "longitude": "10.74"}, together=POINT)
    assert found == Merged({"latitude": "59.92", "longitude": "10.73"}, ("latitude", "longitude"))


@given(SIDES, SIDES)
def test_what_was_shown_and_nobody_remembers_is_asked_where_it_differs(mine: Fields, theirs: Fields) -> None:
    fields, disputed = merge({}, mine, theirs)
    assert (fields, set(disputed)) == (mine, changed(mine, theirs))


def test_a_field_that_is_not_sent_is_theirs_and_one_that_is_not_there_yet_is_mine() -> None:
    assert merge({"a": 1}, {"b": 2}, {"a": 3}) == Merged({"a": 3, "b": 2}, ())
    assert merge({"a": 1, "b": ""}, {"a": 1}, {"a": 3, "b": "x"}) == Merged({"a": 3, "b": "x"}, ())
