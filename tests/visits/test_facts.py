"""A visit's facts as a value: all of them, as they were read."""

from flask import Flask

from eventapp.core.db import session, transaction
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_facts
from eventapp.visits.queries import find_visit, find_visit_of, get_visit, visit_of, visits
from tests.factories import make_visit


def test_they_are_every_column_of_the_row() -> None:
    assert set(VisitFacts._fields) == set(Visit.__table__.c.keys())


def test_each_way_to_them_gives_the_same(app: Flask) -> None:
    row = make_visit(places=7)
    facts = get_visit("oslo")
    assert {name: getattr(row, name) for name in VisitFacts._fields} == facts._asdict()
    assert [find_visit("oslo"), find_visit_of(row.id), visit_of(row.id), *visits()] == [facts] * 4
    assert find_visit("bergen") is find_visit_of(404) is None


def test_they_stay_whatever_becomes_of_the_row(app: Flask) -> None:
    visit = make_visit(places=7)
    facts = get_visit("oslo")
    with transaction():
        held = hold_facts(visit.id)
        session.get_one(Visit, visit.id).places = 8
    assert (facts.places, facts.version, held.version) == (7, 0, 1)
    assert get_visit("oslo").places == 8
