"""Who comes: whoever holds a place, in the order of the reader's alphabet; the sums are the people."""

from itertools import count as count_up

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from eventapp.core.acts import Act, organiser
from eventapp.core.db import session, transaction
from eventapp.registration.jobs import put_in_place
from eventapp.registration.models import Registration
from eventapp.registration.rules import HOLDS, Status
from eventapp.rosters.meals import count
from eventapp.rosters.operations import hand_over
from eventapp.rosters.queries import Comers, changed_since, last_handed_over
from eventapp.rosters.travel import Way
from eventapp.visits.queries import visit_of
from tests.factories import LINKS, NOON, make_question, make_visit
from tests.registration.people import answering, join

ACT = Act(organiser(1), LINKS, NOON)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "needs-room": st.sampled_from(["yes", "no"]),
        "nights": st.integers(0, 9).map(str),
        "meals": st.sampled_from(["lunch", "lunch dinner"]),
        "arrival": st.sampled_from(["2017-04-03T14:35", "2017-04-02T23:59"]),
    },
)


numbers = count_up()


def asking() -> int:
    visit = make_visit(slug=f"visit-{next(numbers)}").id
    for code, kind in (("needs-room", "yes_no"), ("nights", "count"), ("arrival", "moment")):
        make_question(visit, code, kind=kind)
    make_question(visit, "meals", "lunch", "dinner", kind="some")
    return visit


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(people=st.lists(st.tuples(ANSWERS, st.sampled_from(list(Status))), max_size=5))
def test_the_sums_of_each_list_are_those_who_hold_a_place(
    app: Flask, people: list[tuple[dict[str, str], Status]]
) -> None:
    visit = asking()
    for number, (answers, status) in enumerate(people):
        person = join(visit, f"{number}@{visit}.example.org", answered=answering(visit, **answers))
        with transaction():
            session.execute(update(Registration).where(Registration.id == person.id).values(status=status))
    comers = Comers(visit_of(visit), "lt")
    here = [answers for answers, status in people if status in HOLDS]
    assert len(comers.people) == len(here)
    assert len(comers.travellers(Way.ARRIVAL)) == sum("arrival" in each for each in here)
    eaten = count(comers.eaters, list(comers.meals))
    assert sum(eaten["lunch"].values()) == sum("meals" in each for each in here)
    rooms = [each for each in here if each.get("needs-room", "yes") == "yes" and each.keys() & {"needs-room", "nights"}]
    assert len(comers.guests()) == len(rooms)


def test_they_stand_in_the_reader_s_alphabet(app: Flask) -> None:
    visit = make_visit().id
    for number, name in enumerate(("Žukas", "Aas", "Åsen", "Zalys")):
        join(visit, f"{number}@example.org", family_name=name, given_name="A")
    put_in_place()
    named = {
        language: [row.family_name for row in Comers(visit_of(visit), language).people] for language in ("lt", "nb")
    }
    assert named == {"lt": ["Aas", "Åsen", "Zalys", "Žukas"], "nb": ["Zalys", "Žukas", "Aas", "Åsen"]}


def test_who_waits_for_a_chair_at_a_meal_does_not_eat_there(app: Flask) -> None:
    visit = make_visit().id
    make_question(visit, "meals", "lunch", "dinner", kind="some", limits={"dinner": {"places": 1, "queue": True}})
    for number in range(3):
        join(visit, f"{number}@example.org", answered=answering(visit, meals="lunch dinner"))
    comers = Comers(visit_of(visit), "en")
    assert count(comers.eaters, list(comers.meals)) == {"lunch": {"none": 3}, "dinner": {"none": 1}}


def test_the_latest_numbers_count(app: Flask) -> None:
    visit = asking()
    facts = visit_of(visit)
    assert (last_handed_over(visit), changed_since(facts, "en")) == (None, [])
    for whom in ("one", "two"):
        with transaction():
            hand_over(visit, whom, act=ACT)
    assert last_handed_over(visit).to_whom == "two"
    join(visit, answered=answering(visit, meals="lunch"))
    assert [(each.meal, each.was, each.now) for each in changed_since(facts, "en")] == [("lunch", 0, 1)]
