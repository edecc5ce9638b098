"""The worker erases files that answer nothing."""

from flask import Flask
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.questions.jobs import forget_files
from eventapp.questions.models import StoredFile
from tests.factories import make_visit
from tests.questions.sent import stored


def test_files_that_answer_nothing_are_erased(app: Flask) -> None:
    visit = make_visit().id
    with transaction():
        session.add(stored(visit, "ab" * 16, b"%PDF"))
    forget_files()
    session.remove()
    assert session.scalars(select(StoredFile)).all() == []
