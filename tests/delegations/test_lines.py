"""Lines of people: what is read, what is wrong at which cell, and how lines of a spreadsheet become such."""

from typing import Any

import pytest

from eventapp.core.cells import read_cells
from eventapp.delegations.lines import FIELDS, from_cells, is_heading, read_lines, shared


def typed(given: str = "Ona", family: str = "Onaitė", email: str = "", **more: str) -> dict[str, str]:
    return {"given_name": given, "family_name": family, "email": email, "phone": "", "position": "", **more}


def mistakes(*lines: dict[str, str]) -> list[tuple[int, str, str]]:
    """(line, field, what is wrong, in English)."""
    return [
        (line.number, name, mistake.text("en"))
        for line in read_lines(lines, "lt")
        for name, mistake in line.mistakes.items()
    ]


def test_a_line_is_read_as_the_form_reads_one_person() -> None:
    [line] = read_lines([typed(" Ona ", email="Ona@Example.org", phone="8 612 34567", position="Vadovė")], "lt")
    assert line.said == {
        "given_name": "Ona", "family_name": "Onaitė", "email": "Ona@example.org", "phone": "+37061234567",
        "position": "Vadovė",
    }  # fmt: skip
    assert (line.number, line.mistakes) == (1, {})


def test_empty_lines_are_nobody_and_the_others_keep_their_number() -> None:
    empty = dict.fromkeys(FIELDS, "")
    assert [line.number for line in read_lines([empty, typed(), empty, typed("Jonas")], "lt")] == [2, 4]


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        (typed(""), "given_name", "This is missing."),
        (typed(family=""), "family_name", "This is missing."),
        (typed("42828"), "given_name", "This is no name: there is no letter in it."),
        (typed("2017-04-03"), "given_name", "This is no name: there is no letter in it."),
        (typed("=A1"), "given_name", "A cell that begins with “=” is a formula. Copy what it shows."),
        (typed("a" * 121), "given_name", "Please write at most 120 characters; these are 121."),
        (typed(email="ona"), "email", "This is not an e-mail address. One looks like name@example.org."),
        (
            typed(email="ona@bаnk.org"),
            "email",
            "Letters of this address look like others. Please leave it empty, or let this person register.",
        ),
        (
            typed(phone="12"),
            "phone",
            "This is not a telephone number. Please begin with the country code, as in +370 612 34567.",
        ),
        (typed(phone="22 12 34 56"), "phone", "Please begin with the country code, as in +370 612 34567."),
        (typed(position="=SUM(A1)"), "position", "A cell that begins with “=” is a formula. Copy what it shows."),
    ],
)
def test_each_mistake_stands_at_its_cell(line: dict[str, str], field: str, words: str) -> None:
    assert mistakes(typed("Jonas"), line) == [(2, field, words)]


def test_the_same_person_twice_is_a_mistake_with_the_number_of_the_first() -> None:
    twice = [typed(email="a@example.org"), typed("Jonas"), typed("ona", "ONAITE", "A@example.org"), typed("Jonas")]
    assert mistakes(*twice) == [
        (3, "given_name", "This person stands in line 1 already."),
        (4, "given_name", "This person stands in line 2 already."),
    ]


def test_two_people_may_share_an_address_which_is_nobody_s_own_then() -> None:
    lines = read_lines(
        [typed(email="Biuras@example.org"), typed("Jonas", email="biuras@example.org"), typed("Eva")], "lt"
    )
    assert [line.mistakes for line in lines] == [{}, {}, {}]
    assert shared(lines, "") == {"biuras@example.org"}
    assert shared(lines, "vadovas@example.org") == {"biuras@example.org", "vadovas@example.org"}


def people(text: str) -> list[list[str]]:
    """What each line says, in the order of FIELDS."""
    return [[line[name] for name in FIELDS] for line in from_cells(read_cells(text)).typed]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ona\tOnaitė\tona@example.org", [["Ona", "Onaitė", "ona@example.org", "", ""]]),
        ("Ona Marija Onaitė", [["Ona Marija", "Onaitė", "", "", ""]]),
        ("Ona Onaitė;+370 612 34567;Vadovė", [["Ona", "Onaitė", "", "+370 612 34567", "Vadovė"]]),
        ("ona@example.org,Ona,Onaitė", [["Ona", "Onaitė", "ona@example.org", "", ""]]),
        ("Vardas;Pavardė;El. paštas;Tel.;Pareigos\nOna;Onaitė;;;Vadovė", [["Ona", "Onaitė", "", "", "Vadovė"]]),
        ("Etternavn\tFornavn\tE-post\nNordmann\tKari\t", [["Kari", "Nordmann", "", "", ""]]),
        ("Dalyvis;Pareigos;Diena\nOna Onaitė;Vadovė;42828", [["Ona", "Onaitė", "", "", "Vadovė"]]),
    ],
)
def test_columns_are_recognised_by_headings_or_by_what_stands_in_them(text: str, found: list[list[str]]) -> None:
    assert people(text) == found


def test_two_rows_of_headings_and_a_title_above_are_nobody() -> None:
    text = "Delegacija\t\t\nVardas\tPavardė\tEl. paštas\nGiven name\tFamily name\tE-mail\nOna\tOnaitė\t"
    pasted = from_cells(read_cells(text))
    assert pasted.headings == (1, 2, 3)
    assert [line["given_name"] for line in pasted.typed] == ["Ona"]


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        (("Vardas", "Pavardė"), True),
        (("Ona", "Onaitė"), False),
        (("Vardas", "ona@example.org"), False),
        (("", ""), False),
    ],
)
def test_a_line_of_headings_is_told_from_a_person(row: Any, answer: bool) -> None:
    assert is_heading(row) is answer


def test_merged_cells_leave_what_is_missing_to_be_corrected() -> None:
    lines = from_cells(read_cells("Vardas\tPavardė\tPareigos\nOna\tOnaitė\tVadovė\n\tJonaitis\t")).typed
    assert mistakes(*(dict(line) for line in lines)) == [(2, "given_name", "This is missing.")]
