"""What a speaker's own forms take, as a plan keeps it."""

import pytest
from flask import Flask

from eventapp.mine.speaker_forms import SAID_OF_ME, TextsForm, flat, said
from eventapp.planning.plan import TABLES

FIELDS = {"name": "Kari", "role.lt": "Patarėja", "role.nb": "Rådgiver", "affiliation.lt": "", "biography.lt": "Apie."}


def test_all_but_the_name_has_a_text_for_each_language() -> None:
    assert [flat(name, "nb") for name in SAID_OF_ME] == ["name", "role.nb", "affiliation.nb", "biography.nb"]
    assert set(SAID_OF_ME) <= set(TABLES["speaker"].fields)


def test_what_stands_there_is_that_of_the_language() -> None:
    assert said(FIELDS, "lt") == {"name": "Kari", "role": "Patarėja", "affiliation": "", "biography": "Apie."}


@pytest.mark.parametrize("typed", ["  Kari  ", "Kari"])
def test_texts_are_taken_without_blanks_around_them(app: Flask, typed: str) -> None:
    with app.test_request_context(method="POST", data={"name": typed, "biography": " A.\r\n\r\nB. "}):
        texts = TextsForm("en").texts("en")
    assert texts == {"name": "Kari", "role.en": "", "affiliation.en": "", "biography.en": "A.\n\nB."}
