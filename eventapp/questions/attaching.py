"""Files that answer a question, as they come with a form.

A file is stored as soon as it is known to be one that we take, outside the visit's lock, whatever becomes of the form:
so it need not be chosen again when another field is refused. The form then carries its key.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import IO, Final
from uuid import uuid4

from sqlalchemy import insert

from eventapp.core.db import short_transaction
from eventapp.core.errors import Refusal
from eventapp.core.text import Message
from eventapp.questions.contents import read_content
from eventapp.questions.forms import AnsweringForm
from eventapp.questions.models import StoredFile
from eventapp.questions.stored_files import find_file

SENT: Final = "-file"
REMOVED: Final = "-remove"
"""Behind the name of a question's field: what its file, and the box that takes it away, are called."""


class FileIsGone(Refusal):
    message = Message("The file was kept for half an hour and is gone. Please choose it again.")


class NoFileIsAsked(Refusal):
    message = Message("No file is asked for here.")
    status = 413


def receive(
    form: AnsweringForm,
    visit_id: int,
    sent_file: Callable[[str], IO[bytes] | None],
    typed: Mapping[str, str],
    now: datetime,
) -> None:
    """Let the form's fields have the files that were sent with it; what cannot be taken is told at its field.

    ``sent_file``: as core.uploads has it; ``typed``: what else was sent.
    """
    for field in form.fields_of_files:
        try:
            file = sent_file(f"{field.name}{SENT}")
            if file is not None:
                field.data = _store(visit_id, field.question.code, file, now)
            elif f"{field.name}{REMOVED}" in typed:
                field.data = ""
            elif field.data and not field.refusal and find_file(visit_id, field.question.code, field.data) is None:
                field.data = ""
                raise FileIsGone
        except Refusal as refusal:
            field.refuse(refusal)


def _store(visit_id: int, question: str, file: IO[bytes], now: datetime) -> str:
    """Gives its key. Raises FileRefused."""
    content = read_content(file)
    key = uuid4().hex
    row = {
        "key": key,
        "visit_id": visit_id,
        "question": question,
        "media_type": content.media_type,
        "size": len(content.body),
        "sha256": hashlib.sha256(content.body).hexdigest(),
        "content": content.body,
        "created_at": now,
    }
    with short_transaction() as connection:
        connection.execute(insert(StoredFile), row)
    return key
