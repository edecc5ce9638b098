"""Cells of one field."""

import pytest

from eventapp.core.text import LANGUAGES, translate
from eventapp.planning.plan import TABLES
from eventapp.visitfiles.fieldwords import FORMULA, NOT_CHOSEN, NOT_YES, kind_of, read_field, tongue
from eventapp.visits import values
from eventapp.visits.fields import Control
from eventapp.visits.values import Unfit


def read(kind: str, name: str, cell: str) -> object:
    return read_field(kind, name, cell, "en")


@pytest.mark.parametrize("kind", ["session", "organisation"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_is_read_as_our_pages_call_it(kind: str, language: str) -> None:
    for name, field in TABLES[kind].fields.items():
        if field.control is Control.CHOICE:
            for value, words in field.choices.items():
                assert read(kind, name, translate(language, words).upper()) == value


@pytest.mark.parametrize(
    ("kind", "name", "cell", "value"),
    [
        ("session", "kind", "Kavos pertrauka", "meal"),
        ("session", "kind", "site visit", "site_visit"),
        ("session", "kind", "Lunsj", "meal"),
        ("session", "status", "patvirtinta", "confirmed"),
        ("session", "optional", "taip", True),
        ("session", "optional", "nei", False),
        ("session", "title.lt", "Du\nžodžiai", "Du žodžiai"),
        ("session", "abstract.lt", "Du\nžodžiai", "Du\nžodžiai"),
        ("session", "title.lt", "a\u202egnp", "agnp"),
        ("organisation", "role", "Partneris Nr. 2", "partner"),
        ("organisation", "name_language", "Lietuvių", "lt"),
        ("organisation", "name_language", "DE", "de"),
        ("organisation", "places", "12.0", 12),
        ("venue", "latitude", "59,9139", 59.9139),
        ("speaker", "website", "https://example.org", "https://example.org"),
    ],
)
def test_a_cell_is_read_as_its_field_keeps_it(kind: str, name: str, cell: str, value: object) -> None:
    assert read(kind, name, cell) == value


@pytest.mark.parametrize(
    ("kind", "name", "cell", "told"),
    [
        ("session", "kind", "whatever", NOT_CHOSEN),
        ("session", "optional", "perhaps", NOT_YES),
        ("session", "title.lt", "=HYPERLINK(1)", FORMULA),
        ("session", "title.lt", "x" * 201, values.TOO_LONG),
        ("session", "title.lt", "a\x07b", values.NOT_WORDS),
        ("organisation", "places", "many", values.NO_NUMBER),
        ("organisation", "places", "9" * 400, values.NO_NUMBER),
        ("venue", "latitude", "north", values.NO_DEGREES),
        ("speaker", "website", "example.org", values.NO_ADDRESS),
        ("organisation", "name_language", "Martian", values.NO_LANGUAGE),
    ],
)
def test_what_cannot_be_read_is_told(kind: str, name: str, cell: str, told: str) -> None:
    with pytest.raises(Unfit) as unfit:
        read(kind, name, cell)
    assert unfit.value.told == told
    assert all(unfit.value.text(language) for language in LANGUAGES)


def test_a_title_may_say_its_kind() -> None:
    titles = {"Pietūs": "meal", "Transfer to the hotel": "travel", "Laisvas laikas": "free", "Visit to the mayor": ""}
    assert {title: kind_of(title) for title in titles} == {title: kind or "meeting" for title, kind in titles.items()}


def test_languages_are_read() -> None:
    assert [tongue(words) for words in ("Norsk", "anglų", "LT", "Suomi")] == ["nb", "en", "lt", "suomi"]
