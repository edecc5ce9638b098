"""Choices with a number of places: refused, waited for, given to whoever waited longest; with rows."""

from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp.core.acts import COMMAND, PARTICIPANT, Act
from eventapp.core.db import session, transaction
from eventapp.core.errors import Refusal
from eventapp.planning.operations import Edit, remove_item, save_item
from eventapp.planning.plan import VISIT, Key
from eventapp.questions.queries import answers_of, kept_by, questionnaire
from eventapp.questions.rules import Answered
from eventapp.registration import operations
from eventapp.registration.choice_places import Pick
from eventapp.registration.choosing import choice_places, needs_of
from eventapp.registration.errors import ChoiceIsFull
from eventapp.registration.models import Registration
from eventapp.registration.queries import waiting
from eventapp.registration.rules import Status
from eventapp.visits.history import history
from eventapp.visits.queries import visit_of
from tests.factories import LINKS, NOON, make_question, make_visit
from tests.registration.people import answering, entry, join, leave, letters, row, states

QUEUE, NEEDED = {"queue": True}, {"queue": True, "needed": True}
WAY = Key("question", "way")


def asking(visit: int, places: int = 1, **more: bool) -> int:
    make_question(visit, "way", "bus", "walk", kind="one", limits={"bus": {"places": places, **more}})
    return visit


def by_bus(visit: int, email: str) -> Registration:
    return join(visit, email, answered=answering(visit, way="bus"))


def changed(visit: int, email: str, way: str) -> None:
    identity, answered = row(email).id, answering(visit, way=way)
    with transaction():
        act = Act(PARTICIPANT, LINKS, NOON)
        operations.change_registration(visit, identity, entry(email, answered=answered), act=act)


def edit(visit: int, key: Key, **fields: object) -> None:
    with transaction():
        save_item(visit, Edit(key, fields, {}), act=Act(COMMAND, LINKS, NOON))


def waits(visit: int) -> dict[str, list[str]]:
    """{e-mail: the choices that wait} of everybody whose answer does."""
    session.remove()
    people = {each.id: each.email for each in session.query(Registration).where(Registration.visit_id == visit)}
    found = answers_of(visit, people)
    return {
        people[person]: sorted(choice for answer in answers.values() for choice in answer.waits)
        for person, answers in found.items()
        if any(answer.waits for answer in answers.values())
    }


def test_a_full_choice_is_refused_at_its_field(visit: int) -> None:
    by_bus(asking(visit), "a@example.org")
    with pytest.raises(ChoiceIsFull) as refused:
        by_bus(visit, "b@example.org")
    assert refused.value.field == "answer-way"
    assert states() == {"a@example.org": "confirmed"}


def test_with_a_queue_the_answer_waits_and_the_person_does_not(visit: int) -> None:
    by_bus(asking(visit, **QUEUE), "a@example.org")
    by_bus(visit, "b@example.org")
    assert states() == {"a@example.org": "confirmed", "b@example.org": "confirmed"}
    assert waits(visit) == {"b@example.org": ["bus"]}


def test_who_cancels_leaves_it_to_the_earliest_who_is_told(visit: int) -> None:
    first = by_bus(asking(visit, **QUEUE), "a@example.org")
    by_bus(visit, "b@example.org")
    by_bus(visit, "c@example.org")
    leave(first)
    assert waits(visit) == {"c@example.org": ["bus"]}
    told = [who for who, subject in letters() if subject == "Jums atsilaisvino vieta: Visit to Oslo (lt)"]
    assert told == ["b@example.org"]
    assert history(visit)[0].action == "got choice"


def test_who_answers_otherwise_leaves_it_to_the_next(visit: int) -> None:
    by_bus(asking(visit, **QUEUE), "a@example.org")
    by_bus(visit, "b@example.org")
    changed(visit, "a@example.org", "walk")
    assert waits(visit) == {}
    changed(visit, "a@example.org", "bus")
    assert waits(visit) == {"a@example.org": ["bus"]}


def test_a_change_to_what_is_full_is_refused_and_the_earlier_answer_kept(visit: int) -> None:
    by_bus(asking(visit), "a@example.org")
    join(visit, "b@example.org", answered=answering(visit, way="walk"))
    with pytest.raises(ChoiceIsFull):
        changed(visit, "b@example.org", "bus")
    assert kept_by(visit, row("b@example.org").id) == {"way": "walk"}


def test_more_places_go_to_those_who_wait_and_fewer_take_nothing_away(visit: int) -> None:
    asking(visit, **QUEUE)
    for name in "abc":
        by_bus(visit, f"{name}@example.org")
    edit(visit, WAY.within("choice", "bus"), places=2)
    assert waits(visit) == {"c@example.org": ["bus"]}
    edit(visit, WAY.within("choice", "bus"), places=0)
    assert waits(visit) == {"c@example.org": ["bus"]}
    assert choice_places(visit).taken == {Pick("way", "bus"): 2}
    edit(visit, WAY.within("choice", "bus"), places=None)
    assert waits(visit) == {}


def test_no_place_without_it_lets_the_person_wait_until_both_are_free(visit: int) -> None:
    first = by_bus(asking(visit, **NEEDED), "a@example.org")
    by_bus(visit, "b@example.org")
    join(visit, "c@example.org", answered=answering(visit, way="walk"))
    assert states() == {"a@example.org": "confirmed", "b@example.org": "waitlisted", "c@example.org": "confirmed"}
    edit(visit, VISIT, places=2)
    leave(first)
    assert states() == {"a@example.org": "cancelled", "b@example.org": "confirmed", "c@example.org": "confirmed"}
    assert waits(visit) == {}


def test_who_has_a_place_does_not_give_it_up_for_what_they_need(visit: int) -> None:
    by_bus(asking(visit, **NEEDED), "a@example.org")
    join(visit, "b@example.org", answered=answering(visit, way="walk"))
    with pytest.raises(ChoiceIsFull):
        changed(visit, "b@example.org", "bus")


def test_nobody_waits_for_a_choice_that_was_removed(visit: int) -> None:
    by_bus(asking(visit, **NEEDED), "a@example.org")
    by_bus(visit, "b@example.org")
    with transaction():
        remove_item(visit, WAY.within("choice", "bus"), act=Act(COMMAND, LINKS, NOON))
    assert states() == {"a@example.org": "confirmed", "b@example.org": "confirmed"}


def test_who_comes_back_gets_what_is_left(visit: int) -> None:
    first = by_bus(asking(visit, **QUEUE), "a@example.org")
    by_bus(visit, "b@example.org")
    leave(first)
    identity = row("a@example.org").id
    with transaction():
        operations.put_back_registration(visit, identity, act=Act(COMMAND, LINKS, NOON))
    assert waits(visit) == {"a@example.org": ["bus"]}
    leave(row("a@example.org"))
    assert waits(visit) == {}


def test_who_had_waited_themselves_gets_what_is_left(visit: int) -> None:
    asking(visit, **QUEUE)
    edit(visit, VISIT, places=1)
    by_bus(visit, "a@example.org")
    by_bus(visit, "b@example.org")
    edit(visit, VISIT, places=2)
    assert states() == {"a@example.org": "confirmed", "b@example.org": "confirmed"}
    assert waits(visit) == {"b@example.org": ["bus"]}


STEPS = st.lists(
    st.tuples(st.sampled_from(["join", "join", "leave", "back", "move", "limit", "visit"]), st.integers(0, 4),
              st.sampled_from(["", "bus", "dinner", "bus dinner"])),
    min_size=6, max_size=20,
)  # fmt: skip


@given(steps=STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_law_of_choices(app: Flask, steps: list[tuple[str, int, str]]) -> None:
    visit = make_visit(slug=uuid4().hex, places=3).id
    limits = {"bus": {"places": 1, **QUEUE}, "dinner": {"places": 1, **NEEDED}}
    make_question(visit, "way", "bus", "dinner", kind="some", limits=limits)
    for step in steps:
        try:
            with transaction():
                _do(visit, *step)
        except Refusal:
            pass
        session.remove()
        _check(visit, lowered=any(what == "limit" for what, _, _ in steps))


def _do(visit: int, what: str, number: int, chosen: str) -> None:
    act, email = Act(COMMAND, LINKS, NOON), f"{number}@example.org"
    found = session.query(Registration).where(Registration.visit_id == visit, Registration.email_key == email).first()
    said = entry(email, answered=Answered(questionnaire(visit_of(visit)), {"way": chosen} if chosen else {}))
    if what == "join":
        operations.register(visit, said, act=act)
    elif what == "limit":
        save_item(visit, Edit(WAY.within("choice", "bus"), {"places": number}, {}), act=act)
    elif what == "visit":
        save_item(visit, Edit(VISIT, {"places": number}, {}), act=act)
    elif found and what == "move":
        operations.change_registration(visit, found.id, said, act=act)
    elif found:
        action = operations.cancel_registration if what == "leave" else operations.put_back_registration
        action(visit, found.id, act=act)


def _check(visit: int, *, lowered: bool) -> None:
    places = choice_places(visit)
    people = {each.id: each for each in session.query(Registration).where(Registration.visit_id == visit)}
    answers = answers_of(visit, people)
    for pick, limit in places.limits.items():
        chosen = [who for who, said in answers.items() if pick.choice in said["way"].kept.split()]
        held = [who for who in chosen if people[who].status == Status.CONFIRMED]
        wait = [who for who in held if pick.choice in answers[who]["way"].waits]
        assert places.taken.get(pick, 0) == len(held) - len(wait)
        assert lowered or places.taken.get(pick, 0) <= limit.places
        assert not wait or places.is_full(pick)
        assert all(people[who].status == Status.CONFIRMED for who in chosen if answers[who]["way"].waits)
    queue = [each.id for each in waiting(visit)]
    needs = needs_of(visit, queue, places)
    if sum(each.status == Status.CONFIRMED for each in people.values()) < (visit_of(visit).places or 0):
        assert all(places.are_full(needs.get(who, ())) for who in queue)
