"""Headings in three languages."""

import pytest

from eventapp.core.headings import in_order
from eventapp.core.text import LANGUAGES, translate
from eventapp.visitfiles.columns import columns_of, find_headings

SESSIONS = columns_of("session", ["lt", "en"])


def found(kind: str, *headings: str) -> list[str]:
    index, names = find_headings(kind, [headings], columns_of(kind, ["lt", "en"]))
    assert index == 0
    return names


@pytest.mark.parametrize(
    ("kind", "headings", "names"),
    [
        ("session", ("Diena", "Laikas", "Pavadinimas", "Vieta"), ["day", "time", "title.lt", "place"]),
        ("session", ("Date", "From", "To", "Title", "Venue"), ["day", "from", "to", "title.lt", "place"]),
        ("session", ("Dato", "Kl.", "Tittel", "Sted", "Rom"), ["day", "time", "title.lt", "place", "room"]),
        ("session", ("Data", "Pradžia", "Pabaiga", "Tema"), ["day", "from", "to", "title.lt"]),
        ("session", ("Pradžios laikas", "Trukmė (min.)", "Renginys"), ["from", "length", "title.lt"]),
        ("session", ("Title (EN)", "Title (LT)", "Time"), ["title.en", "title.lt", "time"]),
        ("session", ("Pavadinimas", "Title", "Tittel"), ["title.lt", "title.en", "title.nb"]),
        ("session", ("Pavadinimas angliškai", "Laikas"), ["title.en", "time"]),
        ("session", ("Title", "Speaker(s)", "Type", "Status"), ["title.lt", "speakers", "kind", "status"]),
        ("session", ("Tema", "Pranešėjas (-ai)", "Tipas", "Būsena"), ["title.lt", "speakers", "kind", "status"]),
        ("session", ("Tittel", "Foredragsholdere", "Beskrivelse"), ["title.lt", "speakers", "abstract.lt"]),
        ("session", ("Title", "Title", "Notes"), ["title.en", "title.lt", ""]),
        ("session", ("Day", "Day", "Time"), ["day", "", "time"]),
        ("speaker", ("Vardas, pavardė", "Pareigos", "Įstaiga"), ["name", "role.lt", "affiliation.lt"]),
        ("speaker", ("Name", "Position", "Organisation", "Website"), ["name", "role.lt", "affiliation.lt", "website"]),
        ("speaker", ("Navn", "Stilling", "Arbeidssted"), ["name", "role.lt", "affiliation.lt"]),
        ("venue", ("Vieta", "Gatvė", "Miestas"), ["name.lt", "street", "city"]),
        ("venue", ("Place", "Address", "Postal code"), ["name.lt", "street", "postal_code"]),
        ("organisation", ("Organizacija", "Vaidmuo"), ["name", "role"]),
        ("organisation", ("Organisation", "Role", "Website"), ["name", "role", "website"]),
    ],
)
def test_headings_are_recognised(kind: str, headings: tuple[str, ...], names: list[str]) -> None:
    assert found(kind, *headings) == names


@pytest.mark.parametrize("kind", ["session", "speaker", "venue", "organisation"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_of_our_own_forms_is_a_heading(kind: str, language: str) -> None:
    columns = columns_of(kind, ["lt", "en"])
    labels = {translate(language, column.label): column.base for column in columns.values()}
    _, names = find_headings(kind, [list(labels)], columns)
    assert [name.partition(".")[0] for name in names] == list(labels.values())


@pytest.mark.parametrize(
    "row",
    [
        ("2017-04-03", "9–10", "Meeting with speakers", "Town hall"),
        ("Welcome to the place of the visit", "Oslo", "9:00"),
        ("Lunch", "12", "", ""),
    ],
)
def test_what_is_said_of_a_session_is_no_heading(row: tuple[str, ...]) -> None:
    assert find_headings("session", [row], SESSIONS) == (-1, [""] * len(row))


def test_headings_may_stand_below_a_title() -> None:
    rows = [("Programme of the visit", "", ""), ("", "Oslo", ""), ("Day", "Time", "Title"), ("3 d.", "9–10", "A")]
    assert find_headings("session", rows, SESSIONS) == (2, ["day", "time", "title.lt"])


def test_a_list_of_names_may_have_one_heading() -> None:
    assert found("speaker", "Name") == ["name"]


def test_what_is_chosen_by_hand_stands_once() -> None:
    assert list(in_order(SESSIONS, ["title.lt", "day", "day", "nonsense", ""])) == ["title.lt", "day", "", "", ""]
