"""Eight people at once for the two places of a choice: two hold one, six wait, in the order in which they came."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from eventapp.core.acts import PARTICIPANT, Act
from eventapp.core.db import session, transaction
from eventapp.questions.queries import answers_of
from eventapp.registration import operations
from eventapp.registration.choice_places import Pick
from eventapp.registration.choosing import choice_places
from eventapp.registration.models import Registration
from tests.factories import LINKS, NOON, make_question, make_visit
from tests.registration.people import answering, entry


def test_never_more_hold_a_place_than_there_are(app: Flask) -> None:
    visit = make_visit().id
    make_question(visit, "way", "bus", kind="one", limits={"bus": {"places": 2, "queue": True}})
    answered = answering(visit, way="bus")
    session.remove()

    def come(number: int) -> None:
        with app.app_context(), transaction():
            said = entry(f"{number}@example.org", answered=answered)
            operations.register(visit, said, act=Act(PARTICIPANT, LINKS, NOON))

    with ThreadPoolExecutor(8) as crowd:
        for done in [crowd.submit(come, number) for number in range(8)]:
            done.result()
    session.remove()
    assert choice_places(visit).taken == {Pick("way", "bus"): 2}
    people = session.query(Registration).where(Registration.visit_id == visit).order_by(Registration.turn).all()
    answers = answers_of(visit, [person.id for person in people])
    assert [bool(answers[person.id]["way"].waits) for person in people] == [False] * 2 + [True] * 6
