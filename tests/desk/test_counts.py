"""How many registered, counted by the database."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from eventapp.desk.counts import heads_by_organisation, registered_by_day
from eventapp.registration.rules import Status
from tests.factories import make_organisation, make_visit
from tests.registration.people import join, leave


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Europe/Oslo", 1), ("Atlantic/Reykjavik", 28), ("Asia/Kathmandu", 1), ("America/St_Johns", 28)],
)
def test_a_day_is_one_of_the_visit_s_calendar(app: Flask, zone: str, day: int) -> None:
    visit = make_visit(timezone=zone).id
    join(visit, "a@example.org", now=datetime(2017, 2, 28, 23, 14, 59, tzinfo=UTC))
    assert registered_by_day(visit, zone) == {date(2017, 3 if day == 1 else 2, day): 1}


def test_a_quarter_before_midnight_is_the_day_before(app: Flask) -> None:
    visit = make_visit(timezone="Asia/Kathmandu").id  # UTC+5:45
    join(visit, "a@example.org", now=datetime(2017, 3, 1, 18, 14, 59, tzinfo=UTC))
    join(visit, "b@example.org", now=datetime(2017, 3, 1, 18, 15, tzinfo=UTC))
    assert registered_by_day(visit, "Asia/Kathmandu") == {date(2017, 3, 1): 1, date(2017, 3, 2): 1}


def test_states_are_counted_by_organisation_and_cancelled_ones_make_no_day(app: Flask) -> None:
    visit = make_visit(places=2)
    birzai = make_organisation(visit.id).id
    first = join(visit.id, "a@example.org", organisation="birzai")
    join(visit.id, "b@example.org", organisation="birzai")
    join(visit.id, "c@example.org")
    leave(first)
    join(visit.id, "d@example.org", organisation="birzai")
    join(make_visit(slug="bergen").id, "e@example.org")
    assert heads_by_organisation(visit.id) == {
        birzai: Counter({Status.CONFIRMED: 1, Status.CANCELLED: 1, Status.WAITLISTED: 1}),
        None: Counter({Status.CONFIRMED: 1}),
    }
    assert registered_by_day(visit.id, visit.timezone) == {date(2017, 3, 1): 3}
