"""The rules of places of choices, without app or database."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.registration.choice_places import ChoicePlaces, Limit, Pick, WaitingAnswer, grants
from eventapp.registration.errors import ChoiceIsFull

BUS, WALK, DINNER = Pick("way", "bus"), Pick("way", "walk"), Pick("meals", "dinner")


def places(limit: int, taken: int, **more: bool) -> ChoicePlaces:
    return ChoicePlaces({BUS: Limit(limit, title={"en": "By bus"}, **more)}, {BUS: taken})


def test_only_choices_with_a_number_of_places_are_picks() -> None:
    found = ChoicePlaces({BUS: Limit(1), DINNER: Limit(1)}).picks(
        {"way": "walk", "meals": "lunch dinner", "bus": "bus"}
    )
    assert found == [DINNER]


def test_what_nobody_can_wait_for_is_refused_when_full_and_not_before() -> None:
    places(2, 1).check([BUS])
    with pytest.raises(ChoiceIsFull) as refused:
        places(2, 2).check([BUS])
    assert refused.value.field == "answer-way"
    assert refused.value.text("en") == "All places of “By bus” are taken. Please choose something else."


def test_who_has_a_place_cannot_wait_with_it_for_what_they_need() -> None:
    full = places(1, 1, queue=True, needed=True)
    full.check([BUS])
    with pytest.raises(ChoiceIsFull):
        full.check([BUS], waits=False)


def test_what_is_full_and_has_a_queue_waits_with_its_turn() -> None:
    places(1, 1, queue=True).check([BUS])
    assert places(1, 1, queue=True).waiting([BUS], 7) == {"way": {"bus": 7}}
    assert places(2, 1, queue=True).waiting([BUS], 7) == {}


def test_only_needed_choices_are_needs() -> None:
    made = ChoicePlaces({BUS: Limit(1, needed=True), DINNER: Limit(1)})
    assert made.needs([DINNER, BUS, WALK]) == (BUS,)


LIMITS = st.dictionaries(st.sampled_from([BUS, WALK, DINNER]), st.builds(Limit, st.integers(0, 3)))
TAKEN = st.dictionaries(st.sampled_from([BUS, WALK, DINNER]), st.integers(0, 4))
WAITING = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([BUS, WALK, DINNER])), max_size=10).map(
    lambda said: [WaitingAnswer(turn, UUID(int=number), pick) for number, (turn, pick) in enumerate(said)]
)


@given(limits=LIMITS, taken=TAKEN, waiting=WAITING)
def test_the_law_of_answers_that_wait(
    limits: dict[Pick, Limit], taken: dict[Pick, int], waiting: list[WaitingAnswer]
) -> None:
    before = ChoicePlaces(limits, taken)
    granted, after = grants(reversed(waiting), before)
    left = [each for each in waiting if each not in granted]
    for pick, limit in limits.items():
        # Never more than there are, but for what was over the limit before; and none is made or lost.
        assert after.taken.get(pick, 0) <= max(limit.places, taken.get(pick, 0))
        assert after.taken.get(pick, 0) - taken.get(pick, 0) == sum(each.pick == pick for each in granted)
    for each in left:
        assert after.is_full(each.pick)
        # Nobody came before whoever had waited longer for the same.
        assert all(other < each for other in granted if other.pick == each.pick)
    assert grants(left, after) == ([], after)
