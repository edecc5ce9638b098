"""What rows remember of how they were written."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.db import session
from eventapp.visits.models import Visit
from tests.at_desk import save
from tests.factories import make_visit


@pytest.mark.parametrize(
    ("typed", "sequence"),
    [
        ({"last_day": "2017-04-07"}, 1),
        ({"first_day": "2017-04-02"}, 1),
        ({"city-en": "Bergen"}, 1),
        ({"country-nb": "Sverige"}, 1),
        ({"name-en": "Another name", "summary-lt": "Kitaip"}, 0),
        ({}, 0),
    ],
)
def test_days_and_place_raise_the_sequence_of_the_visit_s_own_calendar_entry(
    app: Flask, desk: FlaskClient, typed: dict[str, str], sequence: int
) -> None:
    visit = make_visit(ends_on=date(2017, 4, 6)).id
    assert save(desk, "facts", **typed).status_code == 303
    assert session.get_one(Visit, visit).calendar_sequence == sequence
