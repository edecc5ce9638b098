"""What this room keeps of a person: found, handed over, emptied, erased, given to another row of the same person."""

from collections.abc import Set

from sqlalchemy import select

from eventapp.core import keepers
from eventapp.core.acts import WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.core.keepers import Person, Record
from eventapp.core.personal import EVIDENCE, PASSING, Term
from eventapp.notifications.models import Mail
from eventapp.registration.models import Registration
from eventapp.registration.queries import names_of
from eventapp.registration.rules import Diet
from tests.factories import LINKS, NOON
from tests.registration.people import change, join
from tests.registration.test_jobs_erased import mentions

ADA = {"given_name": "Qada", "family_name": "Qlovelace", "phone": "+37061234567", "position": "Qpoet"}
ADA |= {"needs": "Qneeds", "diet_note": "Qdiet"}
TOLD_OF_ADA = {name: ADA[name] for name in ("phone", "position", "needs", "diet_note")}
ACT = Act(WORKER, LINKS, NOON)


def ada(visit_id: int) -> Person:
    registration = join(visit_id, "qada@example.org", diet=Diet.VEGAN, **ADA)
    change(registration, diet=Diet.VEGAN, **ADA | {"position": "Qpoet of numbers"})
    join(visit_id, "qada@example.org", **ADA)
    join(visit_id, "qada@example.org", given_name="Somebody", family_name="Else")
    return Person(visit_id, registration.id)


def found(person: Person) -> dict[str, int]:
    session.remove()
    numbers = {each.name: each.find(person) for each in keepers.keepers()}
    return {name: number for name, number in numbers.items() if number}


def told(person: Person) -> dict[str, list[Record]]:
    session.remove()
    return {each.name: each.export(person) for each in keepers.keepers()}


def erase(person: Person, terms: Set[Term]) -> None:
    with transaction():
        keepers.erase(person, terms, act=ACT)


def test_all_that_is_kept_is_found_and_handed_over(visit: int) -> None:
    person = ada(visit)
    join(visit, "next@example.org")
    assert found(person) == {"history": 4, "letters": 3, "registration": 1, "sendings": 3, "typed_again": 2}
    said = told(person)
    (mine,) = said["registration"]
    assert {name: mine[name] for name in ("given_name", "email", "diet", "needs", "phone")} == {
        "given_name": "Qada",
        "email": "qada@example.org",
        "diet": "vegan",
        "needs": "Qneeds",
        "phone": "+37061234567",
    }
    assert "search_key" not in mine
    assert "email_key" not in mine
    assert [each["given_name"] for each in said["typed_again"]] == ["Qada"], "who else was typed is another person"
    assert {each["to_address"] for each in said["letters"]} == {"qada@example.org"}
    assert "/r/" not in str(said)
    assert [each["action"] for each in said["history"]] == [
        *("registered", "changed", "registered again", "registered again")
    ]


def test_what_is_said_has_a_label_and_words(visit: int) -> None:
    person = ada(visit)
    for each in keepers.keepers():
        for record in each.export(person):
            for name, value in record.items():
                assert each.label(name) != name, (each.name, name)
                assert each.shown("lt", name, value) or value in (None, "", []), (each.name, name)


def test_the_first_term_leaves_name_and_organisation_and_nothing_else(visit: int) -> None:
    person = ada(visit)
    erase(person, PASSING)
    session.remove()
    left = session.get_one(Registration, person.identity)
    assert names_of(visit, [person.identity]) == {person.identity: "Qada Qlovelace"}
    assert (left.email, left.email_key, left.phone, left.position) == ("", None, "", "")
    assert (left.diet, left.diet_note, left.needs, left.care_agreed_at) == (Diet.NONE, "", "", None)
    assert mentions(TOLD_OF_ADA) == {}
    assert set(mentions(ADA)) == {"registration", "registration_word"}
    assert found(person) == {"history": 4, "letters": 3, "registration": 1}
    assert not told(person)["letters"]


def test_nothing_is_emptied_before_its_term(visit: int) -> None:
    person = ada(visit)
    before = told(person)
    erase(person, {Term.TRAVEL})
    assert told(person) == before
    erase(person, {Term.NEEDS})
    assert told(person)["registration"] == [before["registration"][0] | {"needs": ""}]


def test_after_both_terms_there_is_nothing(visit: int) -> None:
    person = ada(visit)
    erase(person, PASSING | EVIDENCE)
    assert mentions(ADA) == {}
    assert found(person) == {"letters": 3}, "emptied"
    assert {mail.emptied_at for mail in session.scalars(select(Mail))} == {NOON}
    assert not any(told(person).values())


def test_whoever_is_there_twice_becomes_one(visit: int) -> None:
    person = ada(visit)
    kept = join(visit, "ada@example.org", given_name="Ada", family_name="Lovelace", phone="", position="Countess")
    with transaction():
        keepers.merge(person, Person(visit, kept.id), act=ACT)
    session.remove()
    one = session.get_one(Registration, kept.id)
    assert (one.phone, one.position, one.needs) == ("+37061234567", "Countess", "Qneeds")
    assert (one.diet, one.care_agreed_at) == (Diet.VEGAN, NOON)
    assert session.get(Registration, person.identity) is None
    assert found(Person(visit, kept.id)) == {
        "history": 5,
        "letters": 4,
        "registration": 1,
        "sendings": 4,
        "typed_again": 2,
    }
