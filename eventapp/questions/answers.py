"""Writing what was answered, in as many statements whatever the number of the answers."""

from collections.abc import Collection, Mapping
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select, update

from eventapp.core.db import execute
from eventapp.questions.models import Answer, AskedQuestions
from eventapp.questions.rules import ANSWER, Answered, Questionnaire
from eventapp.questions.stored_files import forget_files

_ANSWERS = cast(Table, Answer.__table__)
_ASKED = cast(Table, AskedQuestions.__table__)
# Built once: they are asked while all others wait.
_KNOWN = select(_ASKED.c.id).where(_ASKED.c.visit_id == bindparam("visit"), _ASKED.c.sha256 == bindparam("digest"))
_INSERT = insert(_ANSWERS)
_FORGET = delete(_ANSWERS).where(_ANSWERS.c.visit_id == bindparam("visit"), _ANSWERS.c.person_id == bindparam("person"))
_FORGET_ONE = _FORGET.where(_ANSWERS.c.question == bindparam("code"))


def write_answers(visit_id: int, person_id: UUID, answered: Answered | None) -> None:
    """What somebody new answered; the visit is held."""
    if answered is not None and answered.answers:
        _insert(visit_id, person_id, answered, answered.answers)


def write_instead(visit_id: int, person_id: UUID, answered: Answered | None) -> None:
    """The same of somebody who has answered before: nothing of that stays, if there are questions now."""
    if answered is not None and answered.asked.by_code:
        forget_answers(visit_id, person_id)
        write_answers(visit_id, person_id, answered)


def change_answers(visit_id: int, person_id: UUID, answered: Answered | None, changed: Collection[str]) -> None:
    """``changed``: names of fields (``Answered.as_fields``); the other answers stay as they were asked."""
    codes = [code for code in answered.asked.by_code if f"{ANSWER}{code}" in changed] if answered else []
    if not answered or not codes:
        return
    files = _files(visit_id, person_id, [code for code in codes if answered.asked.by_code[code].kind == "file"])
    execute(_FORGET_ONE, [{"visit": visit_id, "person": person_id, "code": code} for code in codes])
    kept = {code: answer for code, answer in answered.answers.items() if code in codes}
    if kept:
        _insert(visit_id, person_id, answered, kept)
    forget_files(visit_id, files)


def _files(visit_id: int, person_id: UUID, codes: Collection[str]) -> Collection[str]:
    """The keys of the files with which that person answered these questions."""
    mine = (Answer.visit_id == visit_id, Answer.person_id == person_id, Answer.question.in_(codes))
    return execute(select(Answer.kept).where(*mine)).scalars().all() if codes else ()


def forget_answers(visit_id: int, person_id: UUID) -> None:
    """Delete all that the person answered."""
    execute(_FORGET, {"visit": visit_id, "person": person_id})


def forget_some(visit_id: int, person_id: UUID, codes: Collection[str]) -> None:
    """Delete what the person answered to those questions."""
    if codes:
        execute(_FORGET_ONE, [{"visit": visit_id, "person": person_id, "code": code} for code in codes])


def forget_answers_of(people: ColumnElement[bool]) -> None:
    """The same of all for whose ``Answer.person_id`` that holds."""
    execute(delete(Answer).where(people))


def write_waits(visit_id: int, person_id: UUID, question: str, waits: Mapping[str, int]) -> None:
    """Which of what that person chose there waits for a place: {choice: turn}."""
    mine = (Answer.visit_id == visit_id, Answer.person_id == person_id, Answer.question == question)
    execute(update(Answer).where(*mine).values(waits=dict(waits) or None))


def end_waiting(visit_id: int, person_id: UUID) -> None:
    """Nothing that the person chose waits any more: they have no place."""
    mine = (Answer.visit_id == visit_id, Answer.person_id == person_id, Answer.waits.is_not(None))
    execute(update(Answer).where(*mine).values(waits=None))


def _insert(visit_id: int, person_id: UUID, answered: Answered, answers: Mapping[str, str]) -> None:
    asked_id = _keep_asked(visit_id, answered.asked)
    same = {"visit_id": visit_id, "person_id": person_id, "asked_id": asked_id}
    rows = (
        {**same, "question": code, "kept": kept, "waits": dict(answered.waits.get(code, {})) or None}
        for code, kept in answers.items()
    )
    execute(_INSERT, list(rows))


def _keep_asked(visit_id: int, asked: Questionnaire) -> int:
    """The id of the questions as they were asked, written if nobody has answered them so yet."""
    known = execute(_KNOWN, {"visit": visit_id, "digest": asked.digest}).scalar()
    if known is not None:
        return int(known)
    row = {"visit_id": visit_id, "sha256": asked.digest, "content": asked.dump()}
    return int(execute(insert(_ASKED).returning(_ASKED.c.id), row).scalar_one())
