"""Files with which people answered, at the desk: for organisers, and for readers only what they may see."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.acts import COMMAND, Act
from eventapp.core.db import session, transaction
from eventapp.questions.models import StoredFile
from eventapp.questions.rules import Reader
from eventapp.visits.members import give
from eventapp.visits.models import Right
from tests.conftest import sign_in
from tests.factories import LINKS, NOON, make_question
from tests.people.desk import LIST, form_of, get
from tests.questions.sent import locked, pdf, picture, stored
from tests.registration.people import answering, join

KEY, OTHER = "ab" * 16, "cd" * 16


@pytest.fixture
def person(visit: int) -> str:
    make_question(visit, "passport", kind="file")
    make_question(visit, "badge", kind="file", readers=Reader.READERS)
    badge = stored(visit, OTHER, picture())
    badge.question, badge.media_type = "badge", "image/jpeg"
    with transaction():
        session.add_all([stored(visit, KEY, pdf()), badge])
    return str(join(visit, "ona@birzai.lt", answered=answering(visit, passport=KEY, badge=OTHER)).id)


def sent(desk: FlaskClient, person: str, content: bytes) -> Any:
    typed: dict[str, Any] = form_of(get(desk, f"/{person}"))
    typed["answer-passport-file"] = (BytesIO(content), "x")
    return desk.post(f"{LIST}/{person}", data=typed, content_type="multipart/form-data")


def test_an_organiser_saves_them_and_the_list_says_yes(person: str, desk: FlaskClient) -> None:
    page = get(desk, f"/{person}")
    assert f'href="{LIST}/{person}/files/passport"' in page
    answer = desk.get(f"{LIST}/{person}/files/passport")
    assert (answer.data, answer.headers["Content-Disposition"]) == (pdf(), 'attachment; filename="oslo-passport.pdf"')
    assert desk.get(f"{LIST}.csv").text.splitlines()[1].endswith('"Yes","Yes"')
    assert desk.get(f"{LIST}/{person}/files/other").status_code == 404


def test_a_reader_saves_only_what_is_for_readers(app: Flask, visit: int, person: str, desk: FlaskClient) -> None:
    with transaction():
        give(visit, "skaityk@example.org", Right.READER, language="en", act=Act(COMMAND, LINKS, NOON))
    reader = sign_in(app, "skaityk@example.org", right=False)
    assert reader.get(f"{LIST}/{person}/files/badge").status_code == 200
    assert reader.get(f"{LIST}/{person}/files/passport").status_code == 404


def test_an_organiser_replaces_one_and_is_told_what_cannot_be_taken(person: str, desk: FlaskClient) -> None:
    refused = sent(desk, person, locked())
    assert refused.status_code == 422
    assert "This PDF has a password." in refused.text
    assert sent(desk, person, picture()).status_code == 303
    session.remove()
    found = session.scalars(select(StoredFile).where(StoredFile.question == "passport")).all()
    assert [file.media_type for file in found] == ["image/jpeg"]
