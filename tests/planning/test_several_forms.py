"""What a box sends of a session, and what of it can be read."""

from datetime import UTC, datetime

import pytest

from eventapp.planning.chosen import NEVER
from eventapp.planning.several_forms import Ticket, chosen_of, places_of, read_ticket, ticket

NINE = datetime(2017, 4, 3, 7, tzinfo=UTC)
AT = "2017-04-03T07:00:00+00:00"


@pytest.mark.parametrize(
    ("place", "sent", "read"),
    [
        (None, f"a@{AT}", None),
        ((None, None), f"a@{AT}@", ("", "")),
        (("hall", None), f"a@{AT}@hall", ("hall", "")),
        (("hall", "attic"), f"a@{AT}@hall/attic", ("hall", "attic")),
    ],
)
def test_it_tells_time_and_place_as_they_were_seen(
    place: tuple[str | None, str | None] | None, sent: str, read: tuple[str, str] | None
) -> None:
    assert ticket("a", NINE, place) == sent
    assert read_ticket(sent) == Ticket("a", NINE, read)
    untimed = read_ticket(ticket("a", None, place))
    assert untimed == Ticket("a", None, read)


@pytest.mark.parametrize(
    "moment",
    ["yesterday", "2017-04-03T07:00:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "1968-01-01T00:00Z"],
)
def test_what_no_visit_has_cannot_be_read(moment: str) -> None:
    assert read_ticket(f"a@{moment}@hall") == Ticket("a", NEVER, ("hall", ""))


def test_the_first_and_the_last_hour_of_all_zones_can_be_read() -> None:
    for moment in ("1969-12-31T10:00:00+00:00", "2200-01-01T11:59:00+00:00"):
        assert read_ticket(f"a@{moment}").starts == datetime.fromisoformat(moment)


def test_a_code_that_no_database_takes_is_nobodys() -> None:
    assert read_ticket("a\0b@").code == "a\N{REPLACEMENT CHARACTER}b"


def test_places_are_those_that_are_told() -> None:
    sent = [ticket("a", NINE, ("hall", "")), ticket("b", None)]
    assert (chosen_of(sent), places_of(sent)) == ({"a": NINE, "b": None}, {"a": ("hall", "")})
