"""What became of several things in one step: counted, and told in words."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from eventapp.core.outcomes import Outcome, added_in_words, in_words
from eventapp.core.text import Message, translate_plural


class Why(StrEnum):
    GONE = "gone"
    CANCELLED = "cancelled"


REASONS = {Why.GONE: Message("removed meanwhile"), Why.CANCELLED: Message("cancelled")}


def told(language: str, said: Mapping[str, str]) -> str:
    def changed(number: int) -> str:
        return translate_plural(language, "%(num)s session changed", "%(num)s sessions changed", number)

    return in_words(language, said, REASONS, changed)


def test_each_is_done_or_left_out_with_its_reason_in_their_order() -> None:
    outcome = Outcome.of([("a", None), ("b", Why.CANCELLED), ("c", None), ("d", Why.GONE), ("e", Why.CANCELLED)])
    assert outcome == Outcome(("a", "c"), {Why.CANCELLED: ("b", "e"), Why.GONE: ("d",)})
    assert outcome.counts == {"changed": 2, "cancelled": 2, "gone": 1}


def test_it_is_told_in_the_readers_language_with_the_reasons_in_their_order() -> None:
    said = {"changed": "24", "cancelled": "1", "gone": "2"}
    assert told("en", said) == "24 sessions changed, 2 left out: removed meanwhile, 1 left out: cancelled."
    assert told("lt", {"changed": "21"}) == "Pakeistas 21 programos punktas."


@pytest.mark.parametrize("said", [{}, {"gone": "1"}, {"changed": "many"}, {"changed": "1234567"}, {"changed": "٣"}])
def test_an_address_that_says_no_number_is_told_nothing(said: Mapping[str, str]) -> None:
    assert told("en", said) == ""


def test_many_that_were_added_are_told_by_their_numbers() -> None:
    assert added_in_words("en", {"added": "25", "altered": "3"}) == "Added: 25. Changed: 3."
    assert added_in_words("lt", {"added": "0", "altered": "3"}) == "Pakeista: 3."
    assert added_in_words("en", {"added": "many"}) == added_in_words("en", {}) == ""
