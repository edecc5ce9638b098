"""Files that answer questions: found, and erased when no answer names them. They wait half an hour to be named."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select

from eventapp.core.db import execute, session
from eventapp.questions.models import Answer, StoredFile

UNUSED: Final = timedelta(minutes=30)
"""How long a file waits for the form to be sent as it should be."""


def find_file(visit_id: int, question: str, key: str) -> StoredFile | None:
    """That one, if it was sent for that question of that visit."""
    found = session.get(StoredFile, key)
    return found if found and (found.visit_id, found.question) == (visit_id, question) else None


def file_of(visit_id: int, person_id: UUID, question: str) -> StoredFile | None:
    """What that person answered there with a file; None: nothing, or no file."""
    mine = (Answer.visit_id == visit_id, Answer.person_id == person_id, Answer.question == question)
    kept = session.scalar(select(Answer.kept).where(*mine))
    return find_file(visit_id, question, kept) if kept else None


def forget_files(visit_id: int, keys: Collection[str]) -> None:
    """Erase these, as far as no answer names them any more; the visit is held."""
    if keys:
        execute(delete(StoredFile).where(StoredFile.visit_id == visit_id, StoredFile.key.in_(keys), ~_is_answer()))


def forget_unused(*, now: datetime) -> None:
    """Erase what was sent with a form that was never sent as it should be, and what is no answer any more."""
    execute(delete(StoredFile).where(StoredFile.created_at <= now - UNUSED, ~_is_answer()))


def _is_answer() -> ColumnElement[bool]:
    named = (Answer.visit_id == StoredFile.visit_id, Answer.question == StoredFile.question)
    return exists().where(*named, Answer.kept == StoredFile.key)
