"""One line as one person."""

from dataclasses import asdict

import pytest

from eventapp.core.errors import NotAnAddress
from eventapp.people.pasted import COLUMNS, MISSING, ONE_NAME, SURE, Person, Reading, looks_of, told
from eventapp.registration.errors import NotATelephone, WhichCountry
from eventapp.visitfiles.columns import find_headings
from eventapp.visitfiles.fieldwords import FORMULA
from eventapp.visitfiles.guessing import guess
from eventapp.visits import values

SENDERS = {"birzai": "Biržų rajono savivaldybė", "kaunas": "Kauno biblioteka"}
HEADINGS = ("given_name", "family_name", "email", "organisation", "phone", "language", "position")


def read(*row: str, columns: tuple[str, ...] = HEADINGS) -> Person:
    numbered = {at: COLUMNS[name] for at, name in enumerate(columns)}
    return Reading(numbered, SENDERS, "lt", "lt", None).read(1, row)


def test_a_line_is_read_as_the_form_reads_a_person() -> None:
    person = read("Ona", "Onaitė", " Ona@Biržai.LT ", "birzai", "8 612 34567", "anglų", "Vedėja")
    assert person.entry is not None
    said = {name: value for name, value in asdict(person.entry).items() if value}
    assert said == {
        "given_name": "Ona",
        "family_name": "Onaitė",
        "email": "Ona@xn--birai-wib.lt",
        "organisation": "birzai",
        "phone": "+37061234567",
        "language": "en",
        "position": "Vedėja",
        "diet": "none",
    }
    assert told("en", person.entry) == []


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [("Ona Onaitė", "Ona", "Onaitė"), ("Kari Marie Nordmann", "Kari Marie", "Nordmann")],
)
def test_one_column_may_have_both_names(name: str, given: str, family: str) -> None:
    person = read(name, "a@example.org", "Elsewhere", columns=("name", "email", "organisation"))
    assert person.entry is not None
    assert (person.entry.given_name, person.entry.family_name) == (given, family)
    assert (person.entry.organisation, person.entry.other_organisation) == ("", "Elsewhere")
    assert told("en", person.entry) == ["Another organisation: Elsewhere"]


@pytest.mark.parametrize(
    ("at", "cell", "mistake"),
    [
        (0, "", MISSING),
        (1, "=A1", FORMULA),
        (0, "x" * 121, values.TOO_LONG),
        (2, "", MISSING),
        (2, "nobody", NotAnAddress),
        (2, "ona@bіrzai.lt", SURE),
        (3, "", MISSING),
        (3, "a\x07", values.NOT_WORDS),
        (4, "12", NotATelephone),
        (4, "912 34 567", WhichCountry),
        (5, "suomi", values.NO_LANGUAGE),
        (6, "x" * 201, values.TOO_LONG),
    ],
)
def test_each_mistake_is_told_at_its_cell(at: int, cell: str, mistake: object) -> None:
    row = ["Ona", "Onaitė", "ona@birzai.lt", "birzai", "", "", ""]
    row[at] = cell
    person = read(*row)
    assert person.entry is None
    [(column, found)] = person.mistakes.items()
    assert (column, getattr(found, "told", type(found))) == (at, mistake)
    assert all(found.text(language) for language in ("lt", "en", "nb"))


def test_a_name_of_one_word_is_asked_for_both() -> None:
    person = read("Ona", "a@example.org", "birzai", columns=("name", "email", "organisation"))
    assert [(at, getattr(found, "told", "")) for at, found in person.mistakes.items()] == [(0, ONE_NAME)]


def test_an_empty_line_says_nothing_of_anybody() -> None:
    assert read("", "", "", "", "", "", "").is_empty


def test_what_no_column_says_is_told_of_the_line() -> None:
    assert set(read("Ona Onaitė", columns=("name",)).mistakes) == {-1}


@pytest.mark.parametrize(
    "headings",
    [
        ("Vardas", "Pavardė", "El. paštas", "Organizacija", "Telefonas", "Kalba", "Pareigos"),
        ("Given name", "Surname", "E-mail", "Organisation", "Phone", "Language", "Position"),
        ("Fornavn", "Etternavn", "E-post", "Organisasjon", "Mobil", "Språk", "Stilling"),
    ],
)
def test_headings_are_recognised_in_three_languages(headings: tuple[str, ...]) -> None:
    assert find_headings("registration", [headings], COLUMNS) == (0, list(HEADINGS))


def test_columns_are_known_by_what_stands_in_them() -> None:
    rows = [("Ona Onaitė", "Kauno biblioteka", "ona@example.org", "+370 612 34567", "lt", "Vedėja")]
    found = guess("registration", rows, COLUMNS, looks_of(SENDERS))
    assert found == ["name", "organisation", "email", "phone", "language", "position"]
