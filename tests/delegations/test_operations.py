"""A group is registered: places and queue, who is known already, one form makes one group, and how much it costs."""

import time
from typing import Any

import pytest
from sqlalchemy import select, update

from eventapp.core.acts import LEADER, Act
from eventapp.core.db import session, transaction
from eventapp.delegations import operations
from eventapp.delegations.errors import NotEnoughPlaces, ReplacingIsOver
from eventapp.delegations.models import Delegation, Member
from eventapp.delegations.queries import people_of
from eventapp.delegations.rules import Group
from eventapp.registration.errors import RegistrationClosed, RegistrationNotOpen, UnknownOrganisation
from eventapp.registration.models import Registration
from eventapp.registration.rules import Status
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.models import HistoryEntry, Visit
from eventapp.visits.queries import visit_of
from tests.delegations.groups import LEADING, group, groups, latest_to, letters_to, register_group, registered, someone
from tests.factories import LINKS, NOON, make_organisation, make_visit
from tests.registration.people import entry, join, leave, letters, row

pytestmark = pytest.mark.usefixtures("app")


def add(visit_id: int, *people: Any, **values: Any) -> None:
    identity = group().id
    with transaction():
        act = Act(LEADER, LINKS, values.get("now", NOON))
        operations.add_people(visit_id, identity, people, frozenset(("rasa@example.org",)), act=act)


def test_who_does_not_fit_waits_in_order_behind_who_waits_already() -> None:
    visit = make_visit(places=3)
    join(visit.id, "first@example.org")
    register_group(visit.id, someone("Ona", "ona@example.org"), someone("Jonas"), someone("Eva"), someone("Ema"))
    assert [(name, state) for name, _, state in registered()[1:]] == [
        ("Ona Onaaitė", "confirmed"),
        ("Jonas Jonasaitė", "confirmed"),
        ("Eva Evaaitė", "waitlisted"),
        ("Ema Emaaitė", "waitlisted"),
    ]
    join(visit.id, "later@example.org")
    leave(row("first@example.org"))
    assert [(seen.name, str(seen.status), seen.turn) for seen in people_of(visit_of(visit.id), group())] == [
        ("Ona Onaaitė", "confirmed", 0),
        ("Jonas Jonasaitė", "confirmed", 0),
        ("Eva Evaaitė", "confirmed", 0),
        ("Ema Emaaitė", "waitlisted", 1),
    ]


def test_without_a_queue_the_whole_group_is_refused_with_the_number_that_is_free() -> None:
    visit = make_visit(places=2, queue=False)
    with pytest.raises(NotEnoughPlaces) as refused:
        register_group(visit.id, someone("Ona", "ona@example.org"), someone("Jonas"), someone("Eva"))
    assert refused.value.text("en").endswith("Free for it: 2.")
    assert (registered(), letters(), groups()) == ([], [], 0)


def test_an_organisation_s_places_count_too() -> None:
    visit = make_visit()
    make_organisation(visit.id, places=1)
    sent = Group(
        entry("rasa@example.org", organisation="birzai", other_organisation="", **LEADING), takes_part=True,
        people=(someone("Ona"),), shared=frozenset(), sent_key="b" * 22,
    )  # fmt: skip
    with transaction():
        operations.register_group(visit.id, sent, act=Act(LEADER, LINKS, NOON))
    assert [(email, state) for _, email, state in registered()] == [
        ("rasa@example.org", "confirmed"),
        ("rasa@example.org", "waitlisted"),
    ]


def test_a_leader_who_takes_part_is_the_first_with_a_letter_of_their_own() -> None:
    visit = make_visit()
    register_group(visit.id, someone("Ona", "rasa@example.org"), takes_part=True)
    rows = {person.given_name: person.email_key for person in session.scalars(select(Registration))}
    assert rows == {"Rasa": "rasa@example.org", "Ona": None}
    assert sorted(letters()) == [
        ("rasa@example.org", "You are registered: Visit to Oslo"),
        ("rasa@example.org", "Your group: Visit to Oslo"),
    ]
    assert group().leader_id == row("rasa@example.org").id


def test_people_who_share_an_address_are_reached_through_the_leader() -> None:
    visit = make_visit()
    office = "office@example.org"
    register_group(visit.id, someone("Ona", office), someone("Jonas", office), shared=(office,))
    assert [email for _, email, _ in registered()] == ["rasa@example.org"] * 2
    assert letters_to(office) == []


def test_whoever_is_registered_already_stays_as_they_are_and_is_told_as_the_form_tells() -> None:
    visit = make_visit()
    known = join(visit.id, "ona@example.org", given_name="Ona", family_name="Onaaitė", position="Direktorė")
    other = join(visit.id, "petras@example.org", given_name="Petras", family_name="Petraitis")
    before = [(vars(person)["position"], person.turn, person.consent_id) for person in (known, other)]
    register_group(visit.id, someone("Ona", "ona@example.org"), someone("Simas", "petras@example.org"))
    after = [row("ona@example.org"), row("petras@example.org")]
    assert [(person.position, person.turn, person.consent_id) for person in after] == before
    assert [mail.subject[:15] for mail in letters_to("ona@example.org")] == ["Jūs jau užsireg", "Jūsų registraci"]
    [again, _] = letters_to("petras@example.org")
    assert again.content["paragraphs"][0].startswith("Rasa Rasaitė (Varėnos biblioteka)")
    assert "Simas" in again.content["paragraphs"][1]
    assert len(registered()) == 2


def test_of_whoever_was_there_the_leader_sees_what_a_newcomer_would_have_got() -> None:
    visit = make_visit(places=1)
    join(visit.id, "ona@example.org", given_name="Ona", family_name="Onaitė")
    register_group(visit.id, someone("Ona", "ona@example.org"), someone("Nauja", "nauja@example.org"))
    seen = people_of(visit_of(visit.id), group())
    assert [(each.name, str(each.status), each.turn, each.is_reached) for each in seen] == [
        ("Ona Onaaitė", "waitlisted", 1, False),
        ("Nauja Naujaaitė", "waitlisted", 1, False),
    ]
    assert row("ona@example.org").status == Status.CONFIRMED


def test_where_organisers_decide_who_comes_everybody_of_a_group_waits_for_that() -> None:
    visit = make_visit(moderated="everybody")
    register_group(visit.id, someone("Ona", "ona@example.org"), someone("Jonas"))
    assert [state for _, _, state in registered()] == ["pending", "pending"]
    assert [state for _, state in latest_to("rasa@example.org").content["facts"]] == ["being looked at"] * 2


def test_who_had_cancelled_comes_back_at_the_end_of_the_queue() -> None:
    visit = make_visit()
    was = join(visit.id, "ona@example.org")
    leave(was)
    register_group(visit.id, someone("Ona", "ona@example.org"))
    again = row("ona@example.org")
    assert (again.id, again.status, again.given_name, again.turn > was.turn) == (was.id, "confirmed", "Ona", True)
    assert session.scalars(select(Member.made)).all() == [True]


def test_a_form_that_is_sent_twice_makes_one_group() -> None:
    visit = make_visit()
    for _ in range(2):
        register_group(visit.id, someone("Ona"), someone("Jonas", "jonas@example.org"))
    assert (groups(), len(registered()), len(letters())) == (1, 2, 2)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"registration_open": False}, RegistrationClosed),
        ({"registration_opens_at": NOON.replace(year=2018)}, RegistrationNotOpen),
        ({"visible": False}, VisitNotFound),
    ],
)
def test_window_and_visibility_are_judged_as_for_one(values: Any, refusal: type[Exception]) -> None:
    visit = make_visit(**values)
    with pytest.raises(refusal):
        register_group(visit.id, someone("Ona"))
    assert (registered(), letters(), groups()) == ([], [], 0)


def test_an_organisation_that_is_not_the_visit_s_is_refused() -> None:
    visit = make_visit()
    sent = Group(entry("rasa@example.org", organisation="nobody", **LEADING), False, (), frozenset(), "c" * 22)
    with pytest.raises(UnknownOrganisation), transaction():
        operations.register_group(visit.id, sent, act=Act(LEADER, LINKS, NOON))


def test_the_history_names_the_leader_as_the_one_who_did_it() -> None:
    visit = make_visit()
    register_group(visit.id, someone("Ona"), someone("Jonas", "jonas@example.org"))
    entries = session.scalars(select(HistoryEntry).order_by(HistoryEntry.id))
    assert [(str(entry.actor), str(entry.kind), entry.action) for entry in entries] == [
        ("leader", "person", "registered"),
        ("leader", "person", "registered"),
        ("leader", "group", "group registered"),
    ]


def test_more_people_come_behind_the_others_until_registration_closes() -> None:
    visit = make_visit(places=2)
    register_group(visit.id, someone("Ona"))
    add(visit.id, someone("Jonas"), someone("Eva", "eva@example.org"))
    assert [(each.name.split()[0], str(each.status)) for each in people_of(visit_of(visit.id), group())] == [
        ("Ona", "confirmed"),
        ("Jonas", "confirmed"),
        ("Eva", "waitlisted"),
    ]
    assert latest_to("rasa@example.org").content["facts"][2] == ["Eva Evaaitė", "waits, number 1 in the queue"]
    with transaction():
        session.execute(update(Visit).values(registration_closes_at=NOON))
    with pytest.raises(ReplacingIsOver):
        add(visit.id, someone("Late"))


def test_a_group_of_fifty_is_registered_within_a_second() -> None:
    visit = make_visit(places=30)
    people = [someone(f"Nr{chr(97 + n % 26)}{chr(97 + n // 26)}", f"n{n}@example.org") for n in range(50)]
    began = time.process_time()
    register_group(visit.id, *people)
    assert time.process_time() - began < 1
    assert session.scalars(select(Delegation.id)).all() == [group().id]
    assert [state for _, _, state in registered()] == ["confirmed"] * 30 + ["waitlisted"] * 20
