"""What is kept of those in a group and of whoever leads it: handed over, erased, until when."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from eventapp.core import keepers
from eventapp.core.acts import WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.core.keepers import Person
from eventapp.core.personal import EVERYTHING, PASSING
from eventapp.delegations.erasing import erase_leader
from eventapp.delegations.errors import NoSuchGroup
from eventapp.delegations.jobs import erase
from eventapp.delegations.models import Member
from eventapp.delegations.queries import expired_leaders, leader_until, people_of
from eventapp.registration.erasing import erase_person
from eventapp.registration.models import Registration
from eventapp.visits.queries import visit_of
from tests.delegations.groups import group, latest_to, register_group, someone
from tests.factories import LINKS, NOON, make_visit
from tests.registration.people import join, row

pytestmark = pytest.mark.usefixtures("app")
LATE = NOON + timedelta(days=400)
BY_WORKER = Act(WORKER, LINKS, LATE)
EMPTIED = ("", "", "", "")


def told() -> tuple[str, ...]:
    """What the group says of its leader."""
    found = group()
    return found.given_name, found.family_name, found.email, found.phone


def exported(identity: Any, visit_id: int) -> dict[str, Any]:
    person = Person(visit_id, identity)
    return {each.name: each.export(person) for each in keepers.keepers() if each.name in ("member", "leader")}


def test_whoever_was_registered_by_a_leader_is_told_so_and_a_leader_what_is_kept() -> None:
    visit = make_visit()
    register_group(visit.id, someone("Ona", "ona@example.org"), takes_part=True)
    assert exported(row("ona@example.org").id, visit.id) == {
        "member": [{"given_name": "", "family_name": ""}],
        "leader": [],
    }
    [leading] = exported(row("rasa@example.org").id, visit.id)["leader"]
    assert (leading["given_name"], leading["email"]) == ("Rasa", "rasa@example.org")


def test_who_is_erased_is_in_no_group_and_in_no_letter_to_its_leader() -> None:
    visit = make_visit()
    register_group(visit.id, someone("Ona", "ona@example.org"), someone("Jonas"))
    identity = row("ona@example.org").id
    with transaction():
        erase_person(visit.id, identity, act=Act(WORKER, LINKS, NOON))
    assert [seen.name for seen in people_of(visit_of(visit.id), group())] == ["Jonas Jonasaitė"]
    assert [name for name, _ in latest_to("rasa@example.org").content["facts"]] == ["Jonas Jonasaitė"]


def test_what_was_typed_of_whoever_was_there_before_goes_with_them() -> None:
    visit = make_visit()
    known = join(visit.id, "ona@example.org")
    register_group(visit.id, someone("Ona", "ona@example.org"))
    with transaction():
        keepers.erase(Person(visit.id, known.id), PASSING, act=BY_WORKER)
    assert session.scalars(select(Member)).all() == []


@pytest.mark.parametrize("terms", [PASSING, EVERYTHING], ids=["passing", "everything"])
def test_a_leader_who_takes_part_is_erased_with_their_registration(terms: Any) -> None:
    visit = make_visit()
    register_group(visit.id, someone("Ona"), takes_part=True)
    identity = row("rasa@example.org").id
    with transaction():
        keepers.erase(Person(visit.id, identity), terms, act=BY_WORKER)
    assert (told(), group().leader_id, group().emptied_at) == (EMPTIED, None, LATE)


def test_merging_keeps_the_group_and_what_was_replaced() -> None:
    visit = make_visit()
    register_group(visit.id, someone("Ona"), someone("Onute", "ona@example.org"))
    into = row("ona@example.org").id
    other = session.scalars(select(Registration.id).where(Registration.id != into)).one()
    with transaction():
        keepers.merge(Person(visit.id, other), Person(visit.id, into), act=BY_WORKER)
    assert session.scalars(select(Member.registration_id)).all() == [into, into]


def test_a_leader_s_term_is_that_of_everybody_and_their_letters_are_emptied() -> None:
    visit = make_visit(keep_days=30)
    register_group(visit.id, someone("Ona"))
    until = leader_until(visit_of(visit.id), group())
    assert expired_leaders(now=until - timedelta(seconds=1)) == []
    assert expired_leaders(now=until) == [(visit.id, group().id)]
    identity = group().id
    with transaction():
        erase_leader(visit.id, identity, act=Act(WORKER, LINKS, until))
    assert (told(), group().emptied_at, latest_to("").emptied_at) == (EMPTIED, until, until)
    assert expired_leaders(now=until) == []


def test_the_worker_erases_leaders_whose_term_is_over() -> None:
    visit = make_visit()  # in 2017
    register_group(visit.id, someone("Ona"))
    erase()
    assert told() == EMPTIED
    other, identity = make_visit(slug="bergen").id, group().id
    with pytest.raises(NoSuchGroup), transaction():
        erase_leader(other, identity, act=BY_WORKER)
