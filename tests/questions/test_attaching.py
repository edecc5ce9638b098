"""A file is stored by what it is, and nothing of what is refused."""

from io import BytesIO
from tempfile import TemporaryFile

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from eventapp.core.db import session
from eventapp.questions.attaching import store_file
from eventapp.questions.contents import NotAFileWeTake
from eventapp.questions.models import StoredFile
from tests.factories import NOON, make_visit
from tests.questions.sent import picture


def test_it_is_stored_with_what_it_is(app: Flask) -> None:
    visit = make_visit().id
    with TemporaryFile() as file:
        file.write(picture("PNG"))
        key = store_file(visit, "badge", file, NOON)
    session.remove()
    found = session.get_one(StoredFile, key)
    assert (found.visit_id, found.question, found.media_type, found.size) == (
        *(visit, "badge", "image/jpeg", len(found.content)),
    )
    with Image.open(BytesIO(found.content)) as opened:
        assert opened.format == "JPEG"


def test_nothing_is_stored_of_what_is_refused(app: Flask) -> None:
    visit = make_visit().id
    with TemporaryFile() as file, pytest.raises(NotAFileWeTake):
        store_file(visit, "badge", file, NOON)
    assert session.scalars(select(StoredFile)).all() == []
