"""Answers as columns: of the questions of now, and of those that were removed, by the words that were asked."""

from flask import Flask
from sqlalchemy import delete

from eventapp.core.db import session, transaction
from eventapp.questions.columns import AnswerColumns
from eventapp.questions.models import StoredQuestion
from eventapp.visits.queries import visit_of
from tests.factories import make_question, make_visit
from tests.registration.people import answering, join
from tests.registration.test_submissions import statements


def test_each_answer_has_its_cell_and_nothing_answered_is_empty(app: Flask) -> None:
    visit = make_visit().id
    make_question(visit, "travel", kind="heading")
    make_question(visit, "lands", kind="moment")
    make_question(visit, "bags", kind="number")
    make_question(visit, "bus", kind="yes_no")
    first = join(visit, "ona@example.org", answered=answering(visit, lands="2017-04-03T14:35", bags="2.5")).id
    second = join(visit, "jonas@example.org", answered=answering(visit)).id
    columns = AnswerColumns(visit_of(visit), "nb")
    assert columns.now == columns.every == {"lands": "Lands (nb)", "bags": "Bags (nb)", "bus": "Bus (nb)"}
    assert columns.cells([first, second], columns.every) == {
        first: ["2017-04-03 14:35", "2,5", ""],
        second: ["", "", ""],
    }
    with transaction():
        session.execute(delete(StoredQuestion).where(StoredQuestion.code.in_(["bags", "bus"])))
    columns = AnswerColumns(visit_of(visit), "en")
    assert columns.now == {"lands": "Lands"}
    assert columns.every == {"lands": "Lands", "bags": "Bags"}
    assert columns.cells([first], ["bags"]) == {first: ["2.5"]}


def test_all_people_cost_as_much_as_one(app: Flask) -> None:
    visit = make_visit().id
    make_question(visit, "bags", kind="number")
    people = [join(visit, f"{number}@example.org", answered=answering(visit, bags="1")).id for number in range(3)]
    facts, found = visit_of(visit), []
    for some in (people[:1], people):
        with statements() as asked:
            AnswerColumns(facts, "en").cells(some, ["bags"])
        found.append(len(asked))
    assert found[0] == found[1] == 2
