"""What others have changed meanwhile, told once, with who did it."""

from flask import Flask

from eventapp.board.changes import MOST, Change, changes_since, latest
from eventapp.core.acts import COMMAND, Act, organiser
from eventapp.core.db import transaction
from eventapp.planning.history import PlanAction, PlanKind
from eventapp.registration.history import PersonAction, PersonKind
from eventapp.visits.history import record
from eventapp.visits.members import organise_all
from eventapp.visits.models import Visit
from eventapp.visits.queries import get_visit
from tests.factories import LINKS, NOON, make_session, make_visit, text


def note(visit: Visit, act: Act, thing: str = "session.opening") -> None:
    with transaction():
        record(visit.id, act, PlanAction.CHANGED, PlanKind.SESSION, thing)


def test_what_is_new_is_told_with_its_name_and_who_did_it(app: Flask) -> None:
    visit = make_visit()
    make_session(visit.id, title=text("Opening"))
    with transaction():
        account = organise_all("ona@example.org", language="lt", now=NOON).id
    own, other = Act(organiser(account), LINKS, NOON), Act(COMMAND, LINKS, NOON)
    note(visit, own)
    seen = latest(visit.id)
    note(visit, own)
    note(visit, other)
    found = changes_since(get_visit("oslo"), "en", seen, organiser(account))
    assert [(each.title, each.code, each.own) for each in found] == [
        ("Opening", "opening", True),
        ("Opening", "opening", False),
    ]
    assert found[0].who == "ona@example.org"
    assert isinstance(found[0], Change)
    assert changes_since(get_visit("oslo"), "en", latest(visit.id), organiser(account)) == []


def test_people_are_no_part_of_the_board_and_of_many_the_last_are_told(app: Flask) -> None:
    visit = make_visit()
    assert latest(visit.id) == 0
    act = Act(COMMAND, LINKS, NOON)
    with transaction():
        record(visit.id, act, PersonAction.CANCELLED, PersonKind.PERSON, "registration.1")
    assert latest(visit.id) == 0
    for number in range(MOST + 2):
        note(visit, act, f"session.s{number}")
    found = changes_since(get_visit("oslo"), "en", 0, organiser(1))
    assert [each.code for each in found] == [f"s{number}" for number in range(2, MOST + 2)]
