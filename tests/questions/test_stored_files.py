"""Files are found for their question alone, and erased when no answer names them."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.questions.models import StoredFile
from eventapp.questions.stored_files import UNUSED, file_of, find_file, forget_files, forget_unused
from eventapp.registration.models import Registration
from tests.factories import NOON, make_question, make_visit
from tests.questions.sent import pdf, stored
from tests.registration.people import answering, join

NAMED, UNNAMED = "ab" * 16, "cd" * 16


@pytest.fixture
def person(app: Flask) -> Registration:
    visit = make_visit().id
    make_question(visit, "passport", kind="file")
    with transaction():
        session.add_all([stored(visit, NAMED, pdf()), stored(visit, UNNAMED, pdf())])
    return join(visit, answered=answering(visit, passport=NAMED))


def keys() -> list[str]:
    session.remove()
    return sorted(session.scalars(select(StoredFile.key)))


def test_one_is_found_for_its_question_of_its_visit_alone(person: Registration) -> None:
    visit = person.visit_id
    asked = [(visit, "passport"), (visit, "badge"), (visit + 1, "passport")]
    assert [find_file(*each, NAMED) is not None for each in asked] == [True, False, False]
    mine = file_of(visit, person.id, "passport")
    assert mine is not None
    assert mine.key == NAMED
    assert file_of(visit, person.id, "badge") is None


def test_what_no_answer_names_is_erased_after_half_an_hour_and_not_before(person: Registration) -> None:
    with transaction():
        forget_unused(now=NOON + UNUSED / 2)
    assert keys() == [NAMED, UNNAMED]
    with transaction():
        forget_unused(now=NOON + UNUSED)
    assert keys() == [NAMED]


def test_what_another_answer_names_is_not_erased(person: Registration) -> None:
    visit = person.visit_id
    with transaction():
        forget_files(visit, [NAMED, UNNAMED])
    assert keys() == [NAMED]
