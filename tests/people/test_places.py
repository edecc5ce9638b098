"""Where a page begins is told without a name, and found again when those named are gone or stand elsewhere."""

from uuid import UUID, uuid4

import pytest

from eventapp.people.places import NEAR, Beside, nearest, read_place, write_place
from eventapp.registration.models import Registration
from tests.factories import LINKS

COLUMNS = ("sort_lt", "id")


def people(number: int) -> list[Registration]:
    return [Registration(id=uuid4(), sort_lt=f"azuolaite {place}".encode()) for place in range(number)]


@pytest.mark.parametrize("number", [0, 1, NEAR, NEAR + 4])
def test_what_is_written_is_read(number: int) -> None:
    rows = people(number)
    place = write_place(rows, COLUMNS, LINKS.sign_place)
    assert len(place) <= 80
    assert [each.id for each in read_place(place)] == [row.id for row in rows[:NEAR]]
    assert nearest(read_place(place), rows, COLUMNS, LINKS.sign_place) is (rows[0] if rows else None)


@pytest.mark.parametrize("text", ["", "x", "ąž", "nonsense", "A" * 500, "-", "\x00"])
def test_anything_else_is_nowhere(text: str) -> None:
    assert read_place(text) == ()


def test_an_address_of_before_names_one_id() -> None:
    one = people(1)[0]
    for text in (str(one.id), one.id.hex):
        assert read_place(text) == (Beside(one.id),)
        assert nearest(read_place(text), [one], COLUMNS, LINKS.sign_place) is one


def test_the_next_one_is_taken_for_who_is_gone_or_stands_elsewhere() -> None:
    rows = people(3)
    beside = read_place(write_place(rows, COLUMNS, LINKS.sign_place))
    assert nearest(beside, rows[1:], COLUMNS, LINKS.sign_place) is rows[1]
    rows[0].sort_lt = b"zukaite"
    assert nearest(beside, rows, COLUMNS, LINKS.sign_place) is rows[1]
    for row in rows:
        row.sort_lt = b"in another language"
    assert nearest(beside, rows, COLUMNS, LINKS.sign_place) is rows[0]
    assert nearest(beside, [], COLUMNS, LINKS.sign_place) is None


def test_a_place_says_nothing_to_whoever_knows_names() -> None:
    one = Registration(id=UUID(int=1), sort_lt=b"azuolaite")
    other = Registration(id=UUID(int=1), sort_lt=b"azuolaite")
    assert write_place([one], COLUMNS, LINKS.sign_place) == write_place([other], COLUMNS, LINKS.sign_place)
    assert write_place([one], COLUMNS, lambda _: b"0000") != write_place([one], COLUMNS, LINKS.sign_place)
