"""Organisers see what will be erased of people, and when."""

import re
from datetime import UTC, date, datetime, timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update

from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.registration.jobs import erase
from eventapp.visits.models import Visit
from tests.factories import make_visit
from tests.registration.people import join, leave

PAGE = "/organise/visits/oslo/terms?l=en"
WHOLE, BUT_PROOF, PROOF = "Everything that is kept of them", "Everything but the proof", "The proof: name"


def rows(desk: FlaskClient) -> list[tuple[str, ...]]:
    """(when, what, of how many people), without tags."""
    body = re.findall(r"<tr role=\"row\"><th role=\"rowheader\".*?</tr>", desk.get(PAGE).text, re.S)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", each, re.S) for each in body)
    return [tuple(re.sub("<[^>]+>", "", cell).replace("\xa0", " ") for cell in each) for each in cells]


def test_where_nobody_is_registered_nothing_is_erased(desk: FlaskClient) -> None:
    make_visit()
    assert rows(desk) == []
    assert "Nobody is registered" in desk.get(PAGE).text
    assert "facts/funder" in desk.get(PAGE).text


def test_each_thing_stands_once_with_its_day_and_the_number_of_people(desk: FlaskClient) -> None:
    visit = make_visit(keep_days=10, evidence_ends_on=date(2022, 12, 31))
    join(visit.id)
    join(visit.id, "b@example.org")
    leave(join(visit.id, "c@example.org"))
    join(visit.id, "late@example.org", now=datetime(2017, 5, 1, tzinfo=UTC))
    found = rows(desk)

    def told(what: str) -> list[tuple[str, str]]:
        return [(when, number) for when, words, number in found if words.startswith(what)]

    assert told(BUT_PROOF) == [("17 April 2017 – 11 May 2017", "3 people")]
    assert told(WHOLE) == [("17 April 2017", "1 person")]
    assert told(PROOF) == [("1 January 2023", "3 people")]
    with time_machine.travel(datetime(2018, 1, 1, tzinfo=UTC), tick=False):
        erase()
    assert [(when, number) for when, _, number in rows(desk)] == [("1 January 2023", "3 people")]


def test_a_day_that_nobody_knows_is_asked_for(desk: FlaskClient) -> None:
    visit = make_visit(evidence_years=5)
    join(visit.id)
    words = "The day until which proof is kept is not known yet"
    assert rows(desk)[-1][0].startswith("The day is not known yet.")
    assert words in desk.get("/organise/visits/oslo/?l=en").text
    with transaction():
        session.execute(update(Visit).values(evidence_ends_on=date(2030, 1, 1)))
    assert words not in desk.get("/organise/visits/oslo/").text
    with transaction():
        coming = utc_now().date() + timedelta(days=9)
        session.execute(update(Visit).values(evidence_ends_on=None, starts_on=coming, ends_on=coming))
    assert words not in desk.get("/organise/visits/oslo/").text, "the visit has not been yet"
