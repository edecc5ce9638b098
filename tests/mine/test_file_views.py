"""A person's own files behind the secret link: saved, replaced, removed, erased."""

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.core.keepers import Person
from eventapp.questions.models import StoredFile
from eventapp.registration.own_data import document
from eventapp.registration.rows import erase, get_row
from eventapp.visits.queries import visit_of
from tests.factories import make_question
from tests.planning.test_operations import ACT
from tests.questions.sent import pdf, picture, stored
from tests.registration.people import TYPED, answering, hidden_in, join, own_page, row

KEY = "ab" * 16


@pytest.fixture
def person(visit: int) -> int:
    make_question(visit, "passport", kind="file")
    with transaction():
        session.add(stored(visit, KEY, pdf()))
    join(visit, organisation="birzai", other_organisation="", phone="", answered=answering(visit, passport=KEY))
    return visit


def keys() -> list[str]:
    session.remove()
    return list(session.scalars(select(StoredFile.key)))


def sent(client: FlaskClient, content: bytes = b"", **typed: Any) -> Any:
    page = client.get(own_page() + "?edit=1&l=en").text
    body: dict[str, Any] = {**TYPED, **hidden_in(page), "answer-passport": KEY, **typed}
    if content:
        body["answer-passport-file"] = (BytesIO(content), "x.pdf")
    return client.post(own_page(), data=body, content_type="multipart/form-data")


def test_it_is_saved_by_who_has_the_link_and_nothing_in_it_runs(person: int, client: FlaskClient) -> None:
    assert f'<a href="{own_page()}/files/passport">' in client.get(own_page() + "?l=en").text
    answer = client.get(own_page() + "/files/passport")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, pdf(), "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="oslo-passport.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'; sandbox" in answer.headers.getlist("Content-Security-Policy")
    assert client.get(own_page() + "/files/other").status_code == 404
    assert client.get("/r/nonsense/files/passport").status_code == 404


def test_it_is_replaced_and_the_earlier_one_is_gone(person: int, client: FlaskClient) -> None:
    assert sent(client, picture()).status_code == 303
    [key] = keys()
    assert key != KEY
    assert client.get(own_page() + "/files/passport").mimetype == "image/jpeg"


def test_it_is_removed(person: int, client: FlaskClient) -> None:
    assert sent(client, b"", **{"answer-passport-remove": "y"}).status_code == 303
    assert keys() == []


def test_it_stays_when_something_else_is_changed(person: int, client: FlaskClient) -> None:
    assert sent(client, position="Librarian").status_code == 303
    assert keys() == [KEY]


def test_it_is_handed_over_and_erased_with_the_person(person: int, client: FlaskClient) -> None:
    identity = row(TYPED["email"]).id
    assert b'"base64": "JVBERi0' in document(Person(person, identity), visit_of(person))
    with transaction():
        erase(get_row(person, identity), act=ACT)
    assert keys() == []
