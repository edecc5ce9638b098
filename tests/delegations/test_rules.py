"""Who of a group gets a place, and who is complete."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.delegations.errors import NotEnoughPlaces
from eventapp.delegations.rules import decide_group, is_complete
from eventapp.questions.rules import Question, Questionnaire, Whom
from eventapp.registration.rules import Places, Status


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(1, 8))
def test_never_more_get_a_place_than_are_free(limit: int, taken: int, own: int, number: int) -> None:
    places = Places(limit, min(taken, limit), {1: own}, {1: 0})
    found = decide_group(places, 1, number, queue=True)
    free = min(limit - min(taken, limit), own)
    assert found == [Status.CONFIRMED] * min(free, number) + [Status.WAITLISTED] * max(0, number - free)


@given(st.integers(0, 5), st.integers(1, 8))
def test_without_a_queue_all_get_a_place_or_nobody(free: int, number: int) -> None:
    places = Places(free, 0, {}, {})
    if number <= free:
        assert decide_group(places, None, number, queue=False) == [Status.CONFIRMED] * number
    else:
        with pytest.raises(NotEnoughPlaces) as refused:
            decide_group(places, None, number, queue=False)
        assert refused.value.values == {"free": free}


def test_complete_is_who_has_answered_what_is_needed_of_a_person() -> None:
    own, once = Question("own", required=True), Question("once", required=True, whom=Whom.GROUP)
    asked = Questionnaire((own, once, Question("free")))
    assert [is_complete(asked, answers) for answers in ({}, {"own": "yes"}, {"once": "yes"})] == [False, True, False]
