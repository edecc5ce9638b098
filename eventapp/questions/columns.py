"""What was answered as columns of a table: a question each, those that are asked now, then those that were removed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from eventapp.core.db import execute
from eventapp.core.text import Message, translate
from eventapp.exports.spreadsheet import Cell
from eventapp.questions.models import Answer
from eventapp.questions.queries import Kept, answers_of, asked_as, questionnaire
from eventapp.questions.rules import Question, Questionnaire
from eventapp.visits.facts import VisitFacts

WAITS_FOR: Final = Message("%(answer)s (waits for: %(choices)s)")


@dataclass(frozen=True)
class AnswerColumns:
    """Of a visit, in a language. ``for_readers``: only what is asked, and was, for them to see."""

    visit: VisitFacts
    language: str
    for_readers: bool = False
    _read: dict[int, Questionnaire] = field(default_factory=dict)

    @cached_property
    def now(self) -> Mapping[str, str]:
        """{the question's code: its title} of those that are asked now."""
        asked = questionnaire(self.visit)
        return {
            code: asked.title(question, self.language)
            for code, question in asked.by_code.items()
            if self._is_seen(question)
        }

    @cached_property
    def every(self) -> Mapping[str, str]:
        """The same, and of those that were removed and have answers, as they were asked last: all answers of the visit
        are looked through for that."""
        if self.for_readers:
            return self.now
        query = select(Answer.question, func.max(Answer.asked_id).label("asked_id"))
        found = execute(query.where(Answer.visit_id == self.visit.id).group_by(Answer.question))
        gone = {row.question: row.asked_id for row in found if row.question not in self.now}
        asked = self._asked(gone.values())
        titles = {
            code: asked[gone[code]].title(asked[gone[code]].by_code[code], self.language) for code in sorted(gone)
        }
        return {**self.now, **titles}

    def cells(
        self, people: Collection[UUID], codes: Collection[str], *, numbers: bool = False
    ) -> Mapping[UUID, list[Cell]]:
        """{person: a cell for each of those questions}, each as it was asked; in two statements for all of them.

        ``numbers``: those are numbers, for a file; else words, for the page.
        """
        found = answers_of(self.visit.id, people) if codes else {}
        asked = self._asked(answer.asked_id for each in found.values() for answer in each.values())
        return {
            person: [self._cell(code, found.get(person, {}).get(code), asked, numbers=numbers) for code in codes]
            for person in people
        }

    def _cell(self, code: str, answer: Kept | None, asked: Mapping[int, Questionnaire], *, numbers: bool) -> Cell:
        as_then = asked[answer.asked_id] if answer else None
        if answer is None or as_then is None or not self._is_seen(as_then.by_code[code]):
            return ""
        number = as_then.by_code[code].of_kind.number(answer.kept) if numbers else None
        if number is not None:
            return number
        words = as_then.cell(code, answer.kept, self.language)
        if not answer.waits:
            return words
        waits = as_then.cell(code, " ".join(answer.waits), self.language)
        return translate(self.language, WAITS_FOR, answer=words, choices=waits)

    def _is_seen(self, question: Question) -> bool:
        return not self.for_readers or question.is_open_to_readers

    def _asked(self, ids: Iterable[int]) -> Mapping[int, Questionnaire]:
        """Those questions as they were asked, each read once."""
        new = set(ids) - self._read.keys()
        self._read.update(asked_as(self.visit.id, new, self.visit.languages))
        return self._read
