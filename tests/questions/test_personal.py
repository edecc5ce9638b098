"""What somebody answered is found, handed over, erased by the term of each question, and merged."""

from collections.abc import Set

import pytest
from flask import Flask
from sqlalchemy import select, update

from eventapp.core import keepers
from eventapp.core.acts import WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.core.keepers import Keeper, Person
from eventapp.core.personal import EVERYTHING, PASSING, Term
from eventapp.questions.models import Answer, StoredQuestion
from eventapp.questions.queries import kept_by, questionnaire
from eventapp.questions.rules import Answered
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import visit_of
from tests.factories import LINKS, NOON, make_question, make_visit
from tests.registration.people import join

GIVEN = {"arrives-by": "plane", "photo": "Qzphoto"}
ACT = Act(WORKER, LINKS, NOON)


@pytest.fixture
def visit(app: Flask) -> VisitFacts:
    visit = make_visit().id
    make_question(visit, "arrives-by", "plane", "car", kind="one")
    make_question(visit, "photo")
    with transaction():
        session.execute(update(StoredQuestion).where(StoredQuestion.code == "photo").values(term="evidence"))
    return visit_of(visit)


def answered(visit: VisitFacts, email: str, **given: str) -> Person:
    person = join(visit.id, email, answered=Answered(questionnaire(visit), given)).id
    session.remove()
    return Person(visit.id, person)


def keeper() -> Keeper:
    return next(each for each in keepers.keepers() if each.name == "answers")


def erase(person: Person, terms: Set[Term]) -> dict[str, str]:
    """What is left."""
    with transaction():
        keepers.erase(person, terms, act=ACT)
    return kept_by(person.visit_id, person.identity)


def test_answers_are_found_and_handed_over_in_words(visit: VisitFacts) -> None:
    person = answered(visit, "ada@example.org", **GIVEN)
    assert keeper().find(person) == 2
    first, second = keeper().export(person)
    assert (first["question"], first["answer"], first["words"]["en"]) == ("arrives-by", "plane", "Plane")
    assert (second["question"], second["answer"]) == ("photo", "Qzphoto")
    assert keeper().shown("en", "words", first["words"]) == "Plane"
    assert keeper().shown("en", "title", first["title"]) == "Arrives-by"
    assert keeper().shown("en", "answer", "plane") == "", "a code says nothing to people"
    assert {keeper().label(name) for name in first} == {"Question", "Answer"}


def test_each_answer_goes_by_the_term_of_its_question(visit: VisitFacts) -> None:
    person = answered(visit, "ada@example.org", **GIVEN)
    other = answered(visit, "next@example.org", **GIVEN)
    assert erase(person, {Term.DIET}) == GIVEN
    assert erase(person, PASSING) == {"photo": "Qzphoto"}
    assert erase(person, {Term.EVIDENCE}) == {}
    assert erase(other, EVERYTHING) == {}
    assert session.scalars(select(Answer)).all() == []


def test_whoever_is_there_twice_keeps_what_was_answered_by_the_one_that_stays(visit: VisitFacts) -> None:
    person = answered(visit, "ada@example.org", **GIVEN)
    into = answered(visit, "lovelace@example.org", **{"arrives-by": "car"})
    with transaction():
        keepers.merge(person, into, act=ACT)
    assert kept_by(visit.id, into.identity) == {"arrives-by": "car", "photo": "Qzphoto"}
    assert session.scalars(select(Answer).where(Answer.person_id == person.identity)).all() == []
