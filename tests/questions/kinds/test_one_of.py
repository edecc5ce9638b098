"""Answers that are among choices: yes or no, one, some, a country."""

import pytest

from eventapp.core.text import LANGUAGES
from eventapp.questions.kinds.country import Country, countries
from eventapp.questions.kinds.kind import Kind, NoSuchChoice
from eventapp.questions.kinds.one_of import OneOf
from eventapp.questions.kinds.some_of import SomeOf
from eventapp.questions.kinds.yes_no import YesNo

BEDS = {"single": "A room of my own", "shared": "Shared, two beds"}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (YesNo(), "yes", "yes"),
        (YesNo(), "", ""),
        (OneOf(), "shared", "shared"),
        (OneOf(), "", ""),
        (SomeOf(), "shared single shared", "single shared"),
        (SomeOf(), " ", ""),
        (Country(), "LT", "LT"),
        (Country(), "", ""),
    ],
)
def test_what_is_offered_is_kept(kind: Kind, typed: str, kept: str) -> None:
    assert kind.read(typed, tuple(BEDS)) == kept


@pytest.mark.parametrize(
    ("kind", "typed"), [(YesNo(), "perhaps"), (OneOf(), "suite"), (SomeOf(), "single suite"), (Country(), "Narnia")]
)
def test_a_choice_that_vanished_is_refused_in_words(kind: Kind, typed: str) -> None:
    with pytest.raises(NoSuchChoice) as refused:
        kind.read(typed, tuple(BEDS))
    assert refused.value.text("en") == "This choice is not offered any more. Please choose another one."


def test_they_are_said_by_what_they_are_called() -> None:
    assert YesNo().say("yes", "lt", {}) == "Taip"
    assert YesNo().choices("nb", {}) == {"yes": "Ja", "no": "Nei"}
    assert OneOf().say("single", "en", BEDS) == "A room of my own"
    assert SomeOf().say("single shared", "en", BEDS) == "A room of my own, Shared, two beds"
    assert SomeOf().cell("single shared", "en", BEDS) == "A room of my own; Shared, two beds"
    assert OneOf().choices("en", BEDS) == SomeOf().choices("en", BEDS) == BEDS
    assert [Country().say("NO", language, {}) for language in LANGUAGES] == ["Norvegija", "Norway", "Norge"]


def test_json_says_them_as_what_they_are() -> None:
    assert (YesNo().plain("yes"), YesNo().plain("no")) == (True, False)
    assert (OneOf().plain("single"), SomeOf().plain("single shared")) == ("single", ["single", "shared"])
    assert Country().plain("LT") == "LT"


def test_countries_stand_in_the_order_of_the_alphabet_and_are_those_of_iso_3166() -> None:
    names = list(countries("lt").values())
    assert names.index("Čilė") > names.index("Centrinės Afrikos Respublika")
    assert list(countries("nb").values())[-1] == "Åland"
    assert {"LT", "NO", "UA", "GB"} < countries("en").keys()
    assert not {"EU", "UN", "ZZ", "EA"} & countries("en").keys()
    assert 245 < len(countries("en")) < 255
