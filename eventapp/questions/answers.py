"""Writing what was answered, in as many statements whatever the number of the answers."""

from collections.abc import Collection, Iterable, Mapping
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select

from eventapp.core.db import execute
from eventapp.questions.models import Answer, AskedQuestions
from eventapp.questions.rules import ANSWER, Answered, Questionnaire

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
        _insert(visit_id, person_id, answered.asked, answered.answers)


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
    execute(_FORGET_ONE, [{"visit": visit_id, "person": person_id, "code": code} for code in codes])
    kept = {code: answer for code, answer in answered.answers.items() if code in codes}
    if kept:
        _insert(visit_id, person_id, answered.asked, kept)


def forget_answers(visit_id: int, person_id: UUID) -> None:
    """Delete all that the person answered."""
    execute(_FORGET, {"visit": visit_id, "person": person_id})


def forget_answers_of(people: ColumnElement[bool]) -> None:
    """The same of all for whose ``Answer.person_id`` that holds."""
    execute(delete(Answer).where(people))


def _insert(visit_id: int, person_id: UUID, asked: Questionnaire, answers: Mapping[str, str]) -> None:
    asked_id = _keep_asked(visit_id, asked)
    execute(_INSERT, list(_rows(visit_id, person_id, asked_id, answers)))


def _rows(visit_id: int, person_id: UUID, asked_id: int, answers: Mapping[str, str]) -> Iterable[dict[str, object]]:
    same = {"visit_id": visit_id, "person_id": person_id, "asked_id": asked_id}
    return ({**same, "question": code, "kept": kept} for code, kept in answers.items())


def _keep_asked(visit_id: int, asked: Questionnaire) -> int:
    """The id of the questions as they were asked, written if nobody has answered them so yet."""
    known = execute(_KNOWN, {"visit": visit_id, "digest": asked.digest}).scalar()
    if known is not None:
        return int(known)
    row = {"visit_id": visit_id, "sha256": asked.digest, "content": asked.dump()}
    return int(execute(insert(_ASKED).returning(_ASKED.c.id), row).scalar_one())
