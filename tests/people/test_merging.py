"""Two registrations of one person become one: what stays, who is told, who gets the place that is free."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from eventapp.core.acts import PARTICIPANT, Act
from eventapp.core.db import session, transaction
from eventapp.people.errors import DoublesChanged, SamePerson
from eventapp.people.merging import find_doubles, look_at, merge_people, set_apart
from eventapp.people.models import Apart
from eventapp.questions.queries import answers_of, kept_by
from eventapp.registration.doubles import Double, Likeness
from eventapp.registration.erasing import erase_person
from eventapp.registration.errors import RegistrationNotFound
from eventapp.registration.models import Registration
from eventapp.registration.rules import Diet
from tests.factories import LINKS, NOON, make_question, make_visit
from tests.registration.people import answering, join, leave, letters, row, states

ACT = Act(PARTICIPANT, LINKS, NOON)
A, B, C = "a@example.org", "b@example.org", "c@example.org"


def merge(one: str, other: str, **chosen: str) -> Registration:
    """By their addresses; gives the one that stays."""
    first, second = row(one), row(other)
    visit_id, ids, seen = first.visit_id, (first.id, second.id), look_at(first, second).digest
    with transaction():
        kept = merge_people(visit_id, *ids, chosen, seen, act=ACT)
    return session.get_one(Registration, kept)


def test_what_only_one_says_stays_and_what_is_chosen_of_both(visit: int) -> None:
    make_question(visit, "flight")
    make_question(visit, "bus")
    join(visit, A, phone="", needs="", diet=Diet.VEGAN, answered=answering(visit, flight="LO1", bus="x"))
    join(visit, B, phone="+37061111111", needs="Rampa", answered=answering(visit, flight="LO2"))
    earlier = row(A).id
    kept = merge(A, B, **{"answer-flight": "other", "email": "kept"})
    assert (kept.id, kept.email, kept.phone, kept.needs, kept.diet) == (earlier, A, "+37061111111", "Rampa", "vegan")
    assert kept_by(visit, kept.id) == {"flight": "LO2", "bus": "x"}
    assert states() == {A: "confirmed"}


def test_nobody_is_written_to_unless_the_address_is_another_one(visit: int) -> None:
    join(visit, A)
    join(visit, B)
    generation = row(A).generation
    merge(B, A)
    assert row(A).generation == generation
    assert [to for to, _ in letters() if to] == [A], "the other's own had not been sent"


def test_another_address_gets_a_new_link(visit: int) -> None:
    join(visit, A)
    join(visit, B)
    generation = row(A).generation
    kept = merge(A, B, email="other")
    assert (kept.email, kept.email_key, kept.generation) == (B, B, generation + 1)
    assert [to for to, _ in letters() if to] == [B]


def test_the_place_that_is_free_goes_to_the_next(app) -> None:  # type: ignore[no-untyped-def]
    visit = make_visit(places=2).id
    for email in (A, B, C):
        join(visit, email)
    merge(A, B)
    assert states() == {A: "confirmed", C: "confirmed"}


def test_the_better_state_stays_whoever_is_named_first(app) -> None:  # type: ignore[no-untyped-def]
    visit = make_visit(places=1).id
    join(visit, A)
    join(visit, B)
    assert merge(B, A).email == A
    assert states() == {A: "confirmed"}


def test_what_was_cancelled_adds_nothing_but_what_it_says(visit: int) -> None:
    join(visit, A, phone="+37061111111")
    leave(row(A))
    join(visit, B, phone="")
    kept = merge(A, B)
    assert (kept.email, kept.status, kept.phone) == (B, "confirmed", "+37061111111")


def test_a_choice_of_somebody_who_held_none_waits_where_it_is_full(app) -> None:  # type: ignore[no-untyped-def]
    visit = make_visit(places=2).id
    make_question(visit, "tour", "fjord", kind="one", limits={"fjord": {"places": 1, "queue": True}})
    join(visit, A, answered=answering(visit, tour="fjord"))
    join(visit, B)
    join(visit, C, answered=answering(visit, tour="fjord"))
    assert states() == {A: "confirmed", B: "confirmed", C: "waitlisted"}
    kept = merge(B, C)
    assert answers_of(visit, [kept.id])[kept.id]["tour"].waits.keys() == {"fjord"}


def test_what_was_changed_meanwhile_is_not_merged(visit: int) -> None:
    join(visit, A)
    join(visit, B)
    one, other = row(A), row(B)
    ids, seen = (one.id, other.id), look_at(one, other).digest
    leave(row(B))
    with pytest.raises(DoublesChanged), transaction():
        merge_people(visit, *ids, {}, seen, act=ACT)
    assert states() == {A: "confirmed", B: "cancelled"}


def test_who_is_merged_already_is_not_there(visit: int) -> None:
    join(visit, A)
    join(visit, B)
    ids, seen = (row(A).id, row(B).id), look_at(row(A), row(B)).digest
    merge(A, B)
    with pytest.raises(RegistrationNotFound), transaction():
        merge_people(visit, *ids, {}, seen, act=ACT)


def test_nobody_is_merged_with_themselves(visit: int) -> None:
    mine = join(visit, A).id
    with pytest.raises(SamePerson), transaction():
        merge_people(visit, mine, mine, {}, "", act=ACT)
    with pytest.raises(SamePerson), transaction():
        set_apart(visit, mine, mine, act=ACT)


def test_doubles_are_shown_until_somebody_says_that_they_are_two(visit: int) -> None:
    one, other = join(visit, A, phone="").id, join(visit, B, phone="", given_name="Rasa").id
    join(visit, C, phone="", given_name="RASA")
    third = row(C).id
    assert find_doubles(visit) == [Double(other, third, (Likeness.NAME,))]
    for _ in range(2):
        with transaction():
            set_apart(visit, third, other, act=ACT)
    assert find_doubles(visit) == []
    with transaction():
        erase_person(visit, other, act=ACT)
    assert session.scalar(select(func.count()).select_from(Apart)) == 0
    assert one == row(A).id


def test_two_who_have_cancelled_are_not_shown(visit: int) -> None:
    join(visit, A)
    join(visit, B)
    for email in (A, B):
        leave(row(email))
    assert find_doubles(visit) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_merging_never_raises_the_number_of_held_places_nor_loses_an_answer(app, data) -> None:  # type: ignore[no-untyped-def]
    slug = f"law-{data.draw(st.integers(0, 10**9))}"
    places = data.draw(st.integers(1, 3))
    with session.no_autoflush:
        taken = session.scalar(select(func.count()).select_from(Registration)) or 0
    visit = make_visit(slug=f"{slug}-{taken}", places=places).id
    make_question(visit, "flight")
    emails = [f"p{taken}x{number}@example.org" for number in range(4)]
    said = [data.draw(st.sampled_from(["", "LO1", "LO2"])) for _ in emails]
    ids = []
    for email, flight in zip(emails, said, strict=True):
        answered = answering(visit, **({"flight": flight} if flight else {}))
        ids.append(join(visit, email, answered=answered).id)
        if data.draw(st.booleans()):
            leave(row(email))
    one, other = data.draw(st.permutations(range(4)))[:2]
    side = data.draw(st.sampled_from(["kept", "other", ""]))
    kept = merge(emails[one], emails[other], **{"answer-flight": side})
    held = select(func.count()).where(Registration.visit_id == visit, Registration.status == "confirmed")
    waiting = select(func.count()).where(Registration.visit_id == visit, Registration.status == "waitlisted")
    assert (session.scalar(held) or 0) <= places
    assert not (session.scalar(waiting) and (session.scalar(held) or 0) < places)
    answer = kept_by(visit, kept.id).get("flight", "")
    assert answer in {said[one], said[other]} - {""} or not (said[one] or said[other])
