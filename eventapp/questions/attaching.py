"""Files that answer a question, as they come with a form.

A file is stored as soon as it is known to be one that we take, outside the visit's lock, whatever becomes of the form:
so it need not be chosen again when another field is refused. The form then carries its key.
"""

import hashlib
from datetime import datetime
from typing import IO
from uuid import uuid4

from sqlalchemy import insert

from eventapp.core.db import short_transaction
from eventapp.core.errors import Refusal
from eventapp.core.text import Message
from eventapp.questions.contents import read_content
from eventapp.questions.models import StoredFile


class FileIsGone(Refusal):
    message = Message("The file was kept for half an hour and is gone. Please choose it again.")


class NoFileIsAsked(Refusal):
    message = Message("No file is asked for here.")
    status = 413


def store_file(visit_id: int, question: str, file: IO[bytes], now: datetime) -> str:
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
