"""The questions of a visit as they are now, and what was answered to them as they were."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from eventapp.core.db import execute, session
from eventapp.questions.models import Answer, AskedQuestions, StoredChoice, StoredQuestion
from eventapp.questions.rules import Answered, Choice, Question, Questionnaire, Reader, Term, Whom, load
from eventapp.visits.facts import VisitFacts


class Kept(NamedTuple):
    """An answer: what was kept, the row of the questions as they were asked, {choice: turn} of what waits."""

    kept: str
    asked_id: int
    waits: Mapping[str, int] = MappingProxyType({})


class Told(NamedTuple):
    """An answer in words. ``is_asked``: the question is there still; ``for_readers``: it was asked for them to see, and
    is; ``waits``: what of it waits for a place, "" for nothing; ``is_file``: it is a file, which has an address."""

    code: str
    title: str
    words: str
    is_asked: bool
    for_readers: bool
    waits: str = ""
    is_file: bool = False


def questionnaire(visit: VisitFacts) -> Questionnaire:
    """All questions that are asked now; in two statements."""
    mine = StoredQuestion.visit_id == visit.id
    found = select(StoredChoice).join(StoredQuestion, StoredChoice.question_id == StoredQuestion.id).where(mine)
    choices: dict[int, list[Choice]] = {}
    for row in session.scalars(found.order_by(StoredChoice.position, StoredChoice.code)):
        choices.setdefault(row.question_id, []).append(
            Choice(row.code, dict(row.title), row.places, row.queue, row.needed)
        )
    rows = session.scalars(select(StoredQuestion).where(mine).order_by(StoredQuestion.position, StoredQuestion.code))
    asked = tuple(_question(row, choices.get(row.id, ())) for row in rows)
    return Questionnaire(asked, tuple(visit.languages), (visit.starts_on, visit.ends_on))


def _question(row: StoredQuestion, choices: Iterable[Choice]) -> Question:
    return Question(
        row.code,
        title=dict(row.title),
        help=dict(row.help),
        kind=row.kind,
        required=row.required,
        only_if=row.only_if,
        whom=Whom(row.whom),
        readers=Reader(row.readers),
        term=Term(row.term),
        choices=tuple(choices),
    )


def answers_of(visit_id: int, people: Collection[UUID]) -> Mapping[UUID, Mapping[str, Kept]]:
    """{person: {the question's code: what was answered}}; in one statement. Who answered nothing is not there."""
    columns = (Answer.person_id, Answer.question, Answer.kept, Answer.asked_id, Answer.waits)
    query = select(*columns).where(Answer.visit_id == visit_id, Answer.person_id.in_(people))
    found: dict[UUID, dict[str, Kept]] = {}
    for row in execute(query):
        found.setdefault(row.person_id, {})[row.question] = Kept(row.kept, row.asked_id, row.waits or {})
    return found


def kept_by(visit_id: int, person_id: UUID) -> dict[str, str]:
    """{the question's code: what that person answered, as it is kept}."""
    return {code: answer.kept for code, answer in answers_of(visit_id, [person_id]).get(person_id, {}).items()}


def answered_by(visit_id: int, person_id: UUID) -> Answered | None:
    """What was answered in one sending, with the questions as they were asked; None: nothing was."""
    found = answers_of(visit_id, [person_id]).get(person_id, {})
    asked = asked_as(visit_id, {answer.asked_id for answer in found.values()}, ())
    if not found:
        return None
    latest = max(answer.asked_id for answer in found.values())
    return Answered(asked[latest], {code: answer.kept for code, answer in found.items()})


def asked_as(visit_id: int, ids: Collection[int], order: Sequence[str]) -> dict[int, Questionnaire]:
    """{id: the questions as they were asked}; ``order`` of the visit's languages."""
    if not ids:
        return {}
    rows = select(AskedQuestions).where(AskedQuestions.visit_id == visit_id, AskedQuestions.id.in_(ids))
    return {row.id: load(row.content, tuple(order)) for row in session.scalars(rows)}


def told(visit: VisitFacts, person_id: UUID, now: Questionnaire, language: str) -> list[Told]:
    """What that person answered, in words: in the order of the questions ``now``, then to those that were removed.

    Each by the words under which it was answered.
    """
    found = answers_of(visit.id, [person_id]).get(person_id, {})
    asked = asked_as(visit.id, {answer.asked_id for answer in found.values()}, visit.languages)
    codes = [code for code in now.by_code if code in found]
    codes += sorted(found.keys() - now.by_code.keys())
    answers = ((code, found[code], asked[found[code].asked_id]) for code in codes)
    return [
        Told(
            code,
            *_in_words(code, answer.kept, as_then, language),
            code in now.by_code,
            _is_seen(code, as_then, now),
            as_then.say(code, " ".join(answer.waits), language) if answer.waits else "",
            as_then.by_code[code].kind == "file",
        )
        for code, answer, as_then in answers
    ]


def _is_seen(code: str, *asked: Questionnaire) -> bool:
    """Whether readers see what was answered to it in each of these."""
    found = (each.by_code.get(code) for each in asked)
    return all(question is not None and question.is_open_to_readers for question in found)


def _in_words(code: str, kept: str, asked: Questionnaire, language: str) -> tuple[str, str]:
    return asked.title(asked.by_code[code], language), asked.say(code, kept, language)
