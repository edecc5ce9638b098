"""What a visit wants before its first release, and what of it is done."""

from flask import Flask

from eventapp.desk.first_steps import first_steps
from eventapp.visits.queries import get_visit
from tests.factories import make_organisation, make_session, make_venue, make_visit, text


def done(slug: str) -> list[bool]:
    return [step.is_done for step in first_steps(get_visit(slug))]


def test_nothing_of_a_new_visit_is_done(app: Flask) -> None:
    make_visit(visible=False, registration_open=False, summary={}, purpose={})
    other = make_visit(slug="bergen").id
    make_session(other)
    make_venue(other)
    make_organisation(other)
    assert done("oslo") == [False] * 7


def test_each_step_is_done_by_itself(app: Flask) -> None:
    visit = make_visit(visible=True, registration_open=False, summary=text("Four days"), purpose={}).id
    assert done("oslo") == [True, False, False, False, False, False, True]
    make_venue(visit)
    assert done("oslo") == [True, False, True, False, False, False, True]
    make_organisation(visit)
    make_session(visit)
    assert done("oslo") == [True, True, True, True, False, False, True]
