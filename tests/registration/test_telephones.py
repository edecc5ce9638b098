"""Telephone numbers are read as people write them; of which country one is is asked, and nothing is left out."""

import pytest

from eventapp.registration.errors import MoreThanATelephone, NotATelephone, WhichCountry
from eventapp.registration.telephones import parse

ONE = "+37061234599"


@pytest.mark.parametrize("language", ["lt", "en", "nb"])
@pytest.mark.parametrize(
    "typed",
    [
        *(
            "+370 612 34599",
            "+37061234599",
            "00370 612 34599",
            "(+370) 612-34599",
            "+370 (612) 34599",
            "+370 8 612 34599",
        ),
        *(
            "+370 (0) 612 34599",
            "tel. +370 612 34599",
            "Tel: +370.612.34599",
            "tlf. 00 370 612 34599",
            "+370–612–34599",
        ),
    ],
)
def test_a_number_with_its_country_s_code_is_read_on_every_page(typed: str, language: str) -> None:
    assert parse(typed, language) == ONE


@pytest.mark.parametrize("typed", ["8 612 34599", "0 612 34599", "8-612-34599", "(8 612) 34599", "8~612 34599"])
def test_a_national_number_is_read_on_its_country_s_page_and_asked_back_on_others(typed: str) -> None:
    assert parse(typed, "lt") == ONE
    for language in ("en", "nb"):
        with pytest.raises(WhichCountry) as asked:
            parse(typed, language)
        assert asked.value.readings["LT"] == ONE
        assert parse(typed, language, "LT") == ONE


def test_what_could_be_of_two_countries_is_asked_back_on_both_pages() -> None:
    for language, first in (("lt", "LT"), ("nb", "NO")):
        with pytest.raises(WhichCountry) as asked:
            parse("612 34 599", language)
        assert next(iter(asked.value.readings)) == first
        assert {country: asked.value.readings[country] for country in ("LT", "NO")} == {"LT": ONE, "NO": "+4761234599"}
    assert parse("612 34 599", "lt", "NO") == "+4761234599"


def test_a_norwegian_number_is_norwegian_on_its_page() -> None:
    assert parse("912 34 567", "nb") == "+4791234567"
    with pytest.raises(WhichCountry):
        parse("912 34 567", "lt")


def test_an_answer_that_was_not_offered_is_asked_again() -> None:
    with pytest.raises(WhichCountry):
        parse("612 34 599", "lt", "FR")


@pytest.mark.parametrize(
    "typed",
    [
        "+370 612 34599 (žmonos)",
        "+370 612 34599 / +370 612 34600",
        "+370 612 34599 ext. 5",
        "+370 612 34599, 34600",
        "#5",
    ],
)
def test_what_would_be_lost_is_refused(typed: str) -> None:
    with pytest.raises((MoreThanATelephone, NotATelephone)):
        parse(typed, "lt")


@pytest.mark.parametrize("typed", ["+370 612", "12", "+", "0000000", "-", "+999 123 456 789"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NotATelephone):
        parse(typed, "lt")
