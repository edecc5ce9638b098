"""Columns without headings."""

import pytest

from eventapp.core.cells import read_cells
from eventapp.visitfiles.columns import columns_of
from eventapp.visitfiles.guessing import guess, looks_of
from tests.visitfiles.test_proposals import ABOUT, DRAFT


def guessed(kind: str, text: str) -> list[str]:
    return guess(kind, read_cells(text), columns_of(kind, ["lt", "en"]), looks_of(kind, DRAFT, ABOUT))


@pytest.mark.parametrize(
    ("kind", "text", "names"),
    [
        (
            "session",
            "Pirmadienis\t9–10\tSusitikimas savivaldybėje\tOslo rådhus\n\t10–11\tPietūs\tBiblioteka",
            ["day", "time", "title.lt", "place"],
        ),
        (
            "session",
            "2017-04-03\t9:00\t10:00\tOpening\tOslo rådhus, Galleri\tKari Nordmann",
            ["day", "from", "to", "title.lt", "place", "speakers"],
        ),
        (
            "session",
            "3. april\t9.00\t45 min\tÅpning\tMøte\tbekreftet",
            ["day", "from", "length", "title.lt", "kind", "status"],
        ),
        ("session", "Opening\t42828\t09:00:00\t10:00:00", ["title.lt", "day", "from", "to"]),
        ("session", f"Opening\t{'About it. ' * 20}\tRådhus", ["title.lt", "abstract.lt", "place"]),
        ("session", "Only a title\nAnother one", ["title.lt"]),
        ("speaker", "Ola Nordmann\tMayor\tOslo\thttps://example.org", ["name", "role.lt", "affiliation.lt", "website"]),
        ("venue", "Library\tStorgata 1\t0155\tOslo", ["name.lt", "street", "postal_code", "city"]),
        ("organisation", "Kauno biblioteka\tpartneris\t12", ["name", "role", "places"]),
    ],
)
def test_columns_are_known_by_what_stands_in_them(kind: str, text: str, names: list[str]) -> None:
    assert guessed(kind, text) == names
