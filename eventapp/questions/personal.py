"""What this room keeps of a person: what they answered, each by the term of its question as it was asked then."""

from base64 import b64encode
from collections.abc import Mapping, Set
from typing import Any

from sqlalchemy import ColumnElement, delete, update

from eventapp.core.acts import Act
from eventapp.core.db import execute
from eventapp.core.keepers import Person, Record, RowKeeper, keeper
from eventapp.core.personal import EVERYTHING
from eventapp.core.personal import Term as Ends
from eventapp.core.text import LANGUAGES, Message, say
from eventapp.questions.models import Answer, StoredFile
from eventapp.questions.queries import Kept, answers_of, asked_as
from eventapp.questions.rules import Questionnaire, Term
from eventapp.questions.stored_files import find_file, forget_files


class Answers(RowKeeper):
    name, title, models = "answers", Message("Answers"), (Answer, StoredFile)

    def mine(self, person: Person) -> ColumnElement[bool]:
        return (Answer.visit_id == person.visit_id) & (Answer.person_id == person.identity)

    def export(self, person: Person) -> list[Record]:
        """``answer``: as it is kept; ``words``: the same in each language; ``file``: with all its bytes, in base64."""
        found, asked = _answered(person)
        return [
            {
                "question": code,
                "title": dict(asked[answer.asked_id].by_code[code].title),
                "answer": answer.kept,
                "words": {language: asked[answer.asked_id].say(code, answer.kept, language) for language in LANGUAGES},
                **_file(person.visit_id, code, answer.kept),
            }
            for code, answer in sorted(found.items())
        ]

    def erase(self, person: Person, terms: Set[Ends], act: Act) -> None:
        found, asked = _answered(person)
        ends = {Term.CONTACTS: Ends.CONTACT in terms, Term.EVIDENCE: Ends.EVIDENCE in terms}
        every = terms >= EVERYTHING
        over = [code for code, answer in found.items() if every or ends[asked[answer.asked_id].by_code[code].term]]
        if over:
            execute(delete(Answer).where(self.mine(person), Answer.question.in_(over)))
            files = [code for code in over if asked[found[code].asked_id].by_code[code].kind == "file"]
            forget_files(person.visit_id, [found[code].kept for code in files])

    def merge(self, person: Person, into: Person, act: Act) -> None:
        """What ``into`` answered counts."""
        theirs = list(_answered(into)[0])
        execute(delete(Answer).where(self.mine(person), Answer.question.in_(theirs)))
        execute(update(Answer).where(self.mine(person)).values(person_id=into.identity))

    def label(self, name: str) -> str:
        return Message("Question") if name in ("question", "title") else Message("Answer")

    def shown(self, language: str, name: str, value: Any) -> str:
        """The question's title and the answer in words; codes are for programs."""
        return say(value, language, LANGUAGES) if name in ("title", "words") else ""


def _answered(person: Person) -> tuple[Mapping[str, Kept], Mapping[int, Questionnaire]]:
    found = answers_of(person.visit_id, [person.identity]).get(person.identity, {})
    return found, asked_as(person.visit_id, {answer.asked_id for answer in found.values()}, LANGUAGES)


def _file(visit_id: int, question: str, key: str) -> Record:
    """Of an answer that is a file."""
    found = find_file(visit_id, question, key)
    if found is None:
        return {}
    return {
        "file": {"media_type": found.media_type, "sha256": found.sha256, "base64": b64encode(found.content).decode()}
    }


keeper(Answers(Answer, Answer.person_id))
