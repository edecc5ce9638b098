"""Files in the public form: kept, not lost when something else is refused, refused in words."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.core.db import session, transaction
from eventapp.questions.models import StoredFile
from eventapp.questions.queries import kept_by
from eventapp.questions.stored_files import UNUSED, forget_unused
from eventapp.visits.models import Visit
from tests.factories import NOON, make_question
from tests.questions.sent import pdf, picture, with_script
from tests.registration.people import TYPED, hidden_in, row, states

FORM = "/en/oslo/register"


@pytest.fixture
def asking(visit: int) -> int:
    make_question(visit, "passport", kind="file", required=True)
    return visit


def sent(client: FlaskClient, content: bytes | None, **typed: Any) -> Any:
    """As a browser sends it; ``content`` None: no file was chosen."""
    page = client.get(FORM).text
    body: dict[str, Any] = {**TYPED, **hidden_in(page), **typed}
    body["answer-passport-file"] = (BytesIO(content or b""), "C:\\Jonas\\passport.exe" if content else "")
    return client.post(FORM, data=body, content_type="multipart/form-data")


def files() -> list[StoredFile]:
    session.remove()
    return list(session.scalars(select(StoredFile)))


def test_the_form_is_as_ever_where_no_file_is_asked(visit: int, client: FlaskClient) -> None:
    assert "multipart" not in client.get(FORM).text


def test_the_form_asks_for_the_file(asking: int, client: FlaskClient) -> None:
    page = client.get(FORM).text
    assert 'enctype="multipart/form-data"' in page
    assert 'name="answer-passport-file" type="file"' in page


def test_a_file_is_kept_with_the_answer(asking: int, client: FlaskClient) -> None:
    assert sent(client, pdf()).status_code == 303
    [file] = files()
    assert (file.media_type, file.content) == ("application/pdf", pdf())
    assert kept_by(asking, row(TYPED["email"]).id) == {"passport": file.key}


def test_a_file_is_not_lost_when_another_field_is_refused(asking: int, client: FlaskClient) -> None:
    refused = sent(client, picture(), given_name="")
    assert refused.status_code == 422
    [file] = files()
    assert f'<input type="hidden" name="answer-passport" value="{file.key}">' in refused.text
    assert "A file is attached. Choose another one to send it instead." in refused.text
    assert sent(client, None, **{"answer-passport": file.key}).status_code == 303
    assert kept_by(asking, row(TYPED["email"]).id) == {"passport": file.key}


def test_what_is_refused_is_told_at_the_field_and_the_rest_kept(asking: int, client: FlaskClient) -> None:
    refused = sent(client, with_script())
    assert refused.status_code == 422
    assert "This PDF contains a program" in refused.text
    assert 'id="answer-passport-error"' in refused.text
    assert 'value="Žydrūnė"' in refused.text
    assert (files(), states()) == ([], {})


def test_a_file_that_is_needed_is_asked_for(asking: int, client: FlaskClient) -> None:
    refused = sent(client, None)
    assert refused.status_code == 422
    assert "Please answer this." in refused.text


def test_a_file_that_waited_too_long_has_to_be_chosen_again(asking: int, client: FlaskClient) -> None:
    sent(client, picture(), given_name="")
    [file] = files()
    with transaction():
        forget_unused(now=file.created_at + UNUSED - timedelta(seconds=1))
    assert len(files()) == 1
    with transaction():
        forget_unused(now=file.created_at + UNUSED)
    assert files() == []
    refused = sent(client, None, **{"answer-passport": file.key})
    assert refused.status_code == 422
    assert "The file was kept for half an hour and is gone. Please choose it again." in refused.text


def test_a_file_of_another_question_is_none_of_this_one(asking: int, client: FlaskClient) -> None:
    make_question(asking, "photo", kind="file")
    sent(client, picture(), given_name="")
    [file] = files()
    with transaction():
        session.get_one(StoredFile, file.key).question = "photo"
    assert sent(client, None, **{"answer-passport": file.key}).status_code == 422


def test_what_answers_is_not_swept_away(asking: int, client: FlaskClient) -> None:
    sent(client, pdf())
    with transaction():
        forget_unused(now=NOON.replace(year=2099))
    assert len(files()) == 1


def test_a_large_file_is_asked_about_before_its_body(asking: int, client: FlaskClient) -> None:
    """On the head alone: the window, whether a file is asked, the limit of the network address."""
    ask = {"environ_overrides": {"eventapp.head_only": True}}
    assert client.post(FORM, **ask).status_code == 204
    with transaction():
        session.get_one(Visit, asking).registration_closes_at = NOON
    session.remove()
    assert client.post("/en/nowhere/register", **ask).status_code == 404


def test_where_no_file_is_asked_none_is_taken(visit: int, client: FlaskClient) -> None:
    answer = client.post(FORM, environ_overrides={"eventapp.head_only": True})
    assert answer.status_code == 413
