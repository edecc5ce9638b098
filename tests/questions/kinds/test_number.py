"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.text import LANGUAGES
from eventapp.questions.kinds.number import Count, Number
from eventapp.visits.values import Unfit

NUMBER = Number()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *[("3", "3"), (" 2,50 ", "2.5"), ("+2.5", "2.5"), ("1 200", "1200"), ("1\u00a0200,5", "1200.5")],
        *[("−4", "-4"), ("-0,0", "0"), ("007", "7"), ("", ""), ("  ", "")],
    ],
)
def test_it_is_read(typed: str, kept: str) -> None:
    assert NUMBER.read(typed) == kept


@pytest.mark.parametrize("typed", ["three", "1e9", "nan", "1.2.3", "12 34", "1" * 13, "٣", "0x1f"])
def test_what_is_none_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Unfit) as refused:
        NUMBER.read(typed)
    assert refused.value.text("en") == "Please write a number in digits, for example 3 or 2.5."


@given(st.decimals(-999_999, 999_999, places=3), st.sampled_from(LANGUAGES))
def test_what_is_shown_is_read_as_the_same(number: object, language: str) -> None:
    kept = NUMBER.read(str(number))
    assert NUMBER.read(NUMBER.shown(kept, language)) == kept


def test_it_is_said_in_each_language_and_is_a_number_in_json() -> None:
    assert [NUMBER.cell("2.5", language, {}) for language in LANGUAGES] == ["2,5", "2.5", "2,5"]
    assert (NUMBER.plain("2.5"), NUMBER.plain("-3")) == (2.5, -3)


@pytest.mark.parametrize("typed", ["-3", "0", "0,5", "2.5", "three"])
def test_a_count_is_whole_and_at_least_one(typed: str) -> None:
    assert [Count().read(each) for each in ("3", "3,0", "1 200", "")] == ["3", "3", "1200", ""]
    with pytest.raises(Unfit) as refused:
        Count().read(typed)
    assert refused.value.text("en") == "Please write a whole number, 1 or more, for example 3."
