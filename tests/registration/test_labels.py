"""What a person is told in words."""

import pytest

from eventapp.registration.labels import turn_in_words


@pytest.mark.parametrize(
    ("language", "number", "told"),
    [
        ("lt", 1, "esate pirmas (-a) eilėje"),
        ("lt", 2, "esate antras (-a) eilėje"),
        ("lt", 10, "esate dešimtas (-a) eilėje"),
        ("lt", 11, "esate 11-as (-a) eilėje"),
        ("en", 2, "you are second in the queue"),
        ("en", 24, "you are number 24 in the queue"),
        ("nb", 1, "du er først i køen"),
        ("nb", 2, "du er nummer to i køen"),
        ("nb", 24, "du er nummer 24 i køen"),
    ],
)
def test_a_turn_is_said_as_people_say_it(language: str, number: int, told: str) -> None:
    assert turn_in_words(language, number) == told
