"""What is written of answers, and what becomes of them with the person and with the question."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from eventapp.core.acts import PARTICIPANT, WORKER, Act
from eventapp.core.db import session, transaction
from eventapp.questions.answers import change_answers
from eventapp.questions.models import Answer, AskedQuestions, StoredQuestion
from eventapp.questions.queries import kept_by, questionnaire, told
from eventapp.questions.rules import Answered
from eventapp.registration import erasing, operations, submissions
from eventapp.registration.models import Attempt, Registration
from eventapp.visits.facts import VisitFacts
from eventapp.visits.queries import visit_of
from tests.factories import LINKS, NOON, make_question, make_visit, text
from tests.registration.people import change, entry, join, leave, row
from tests.registration.test_submissions import CORRECTION, RIGHT, SECOND, WRONG, correct, send, statements

FLIGHT: Mapping[str, str] = {"arrives-by": "plane", "flight": "SK 4711"}
CAR: Mapping[str, str] = {"arrives-by": "car"}


@pytest.fixture
def visit(app: Flask) -> VisitFacts:
    visit = make_visit().id
    make_question(visit, "arrives-by", "plane", "car", kind="one", required=True)
    make_question(visit, "flight", only_if="arrives-by=plane")
    for number in range(10):
        make_question(visit, f"more-{number}")
    return visit_of(visit)


def said(visit: VisitFacts, answers: Mapping[str, str] = FLIGHT) -> Answered:
    return Answered(questionnaire(visit), answers)


def count(table: Any) -> int:
    session.remove()
    return session.scalar(select(func.count()).select_from(table)) or 0


def answers(visit: VisitFacts, email: str = RIGHT) -> dict[str, str]:
    person = row(email).id
    return kept_by(visit.id, person)


def in_words(visit: VisitFacts, person: UUID) -> list[tuple[str, str, bool]]:
    session.remove()
    return [(item.title, item.words, item.is_asked) for item in told(visit, person, questionnaire(visit), "en")]


def test_all_answers_of_a_person_cost_one_statement_whatever_their_number(visit: VisitFacts) -> None:
    join(visit.id, "zzz@example.org", answered=said(visit))
    few, many, found = CAR, {**FLIGHT, **{f"more-{number}": "yes" for number in range(10)}}, []
    for number, given in enumerate((few, many)):
        answered = said(visit, given)
        with statements() as asked:
            send(visit.id, f"new-{number}@example.org", answered=answered)
        found.append(asked)
    assert found[0] == found[1]
    assert sum(each.startswith("INSERT INTO answer") for each in found[0]) == 1
    assert answers(visit, "new-1@example.org") == many
    assert count(AskedQuestions) == 1


def test_whoever_is_known_costs_the_same(visit: VisitFacts) -> None:
    for email in ("known@example.org", "zzz@example.org"):
        join(visit.id, email, answered=said(visit))
    found = []
    for email in ("known@example.org", "new@example.org"):
        answered = said(visit, CAR)
        with statements() as asked:
            send(visit.id, email, answered=answered)
        found.append(asked)
    assert found[0] == found[1]
    assert answers(visit, "known@example.org") == FLIGHT, "what a stranger types changes nothing"


def test_who_answers_nothing_and_where_nothing_is_asked_nothing_is_kept(visit: VisitFacts) -> None:
    join(visit.id, answered=said(visit, {}))
    join(make_visit(slug="bergen").id, "ona@example.org")
    assert (count(Answer), count(AskedQuestions)) == (0, 0)


def test_who_comes_back_answers_anew(visit: VisitFacts) -> None:
    leave(join(visit.id, RIGHT, answered=said(visit)))
    join(visit.id, RIGHT, answered=said(visit, CAR), now=NOON + SECOND)
    assert answers(visit) == CAR


def test_what_was_typed_goes_with_a_corrected_address(visit: VisitFacts) -> None:
    key = send(visit.id, WRONG, answered=said(visit))
    correct(visit.id, key, RIGHT)
    assert answers(visit) == FLIGHT
    join(visit.id, "taken@example.org", answered=said(visit, CAR))
    key = send(visit.id, "taken@example.org", answered=said(visit))  # who has it already is not changed by that
    correct(visit.id, key, "ona@example.org", now=NOON + SECOND)
    assert answers(visit, "taken@example.org") == CAR
    assert answers(visit, "ona@example.org") == FLIGHT


def test_one_changed_answer_leaves_the_others_as_they_were_asked(visit: VisitFacts) -> None:
    person = join(visit.id, RIGHT, answered=said(visit)).id
    with transaction():
        session.execute(update(StoredQuestion).values(title={"en": "Anew"}))
    change(row(RIGHT), answered=said(visit, {**FLIGHT, "flight": "SK 1"}))
    assert in_words(visit, person) == [("Arrives-by", "Plane", True), ("Anew", "SK 1", True)]
    assert count(AskedQuestions) == 2


def test_an_answer_can_be_taken_back(visit: VisitFacts) -> None:
    join(visit.id, RIGHT, answered=said(visit))
    change(row(RIGHT), answered=said(visit, CAR))
    assert answers(visit) == CAR
    change(row(RIGHT), answered=said(visit, {}))
    assert answers(visit) == {}


def test_what_was_answered_stays_readable_when_its_question_and_its_choices_are_gone(visit: VisitFacts) -> None:
    person = join(visit.id, RIGHT, answered=said(visit)).id
    asked = said(visit).asked
    with transaction():
        session.execute(delete(StoredQuestion).where(StoredQuestion.code == "flight"))
        session.execute(update(StoredQuestion).where(StoredQuestion.code == "arrives-by").values(kind="date"))
    assert in_words(visit, person) == [("Arrives-by", "Plane", True), ("Flight", "SK 4711", False)]
    now = questionnaire(visit)
    assert now.fitting(FLIGHT)["arrives-by"] == "", "the form of now cannot show it"
    assert asked.fitting(FLIGHT)["arrives-by"] == "plane"
    with transaction():
        change_answers(visit.id, person, Answered(now, {}), ["given_name"])
    assert len(in_words(visit, person)) == 2


def test_an_erased_person_leaves_no_answer(visit: VisitFacts) -> None:
    join(visit.id, RIGHT, answered=said(visit))
    send(visit.id, RIGHT, answered=said(visit, CAR), given_name="Ona", now=NOON + SECOND)
    assert count(Answer) == 3
    with transaction():
        erasing.erase_expired(visit.id, act=Act(WORKER, LINKS, NOON + timedelta(days=4000)))
    assert (count(Registration), count(Attempt), count(Answer)) == (0, 0, 0)


def test_of_what_was_typed_for_a_known_address_no_answer_is_kept_longer_than_it_can_be_corrected(
    visit: VisitFacts,
) -> None:
    join(visit.id, RIGHT, answered=said(visit))
    send(visit.id, RIGHT, answered=said(visit, CAR), given_name="Ona", now=NOON + SECOND)
    with transaction():
        submissions.forget_old(now=NOON + CORRECTION + 2 * SECOND)
    assert (count(Attempt), count(Answer)) == (1, 2)
    assert answers(visit) == FLIGHT


def test_an_organiser_s_newcomer_answers_too(visit: VisitFacts) -> None:
    with transaction():
        given = entry(RIGHT, answered=said(visit))
        operations.add_registration(visit.id, given, act=Act(PARTICIPANT, LINKS, NOON))
    assert answers(visit) == FLIGHT
    assert text("Flight")["en"] in [title for title, _, _ in in_words(visit, row(RIGHT).id)]
