"""Questions of a visit's own (pure): what one is, which of them are asked of whoever answered others so, and how all
of them are kept with what was answered.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from eventapp.core.errors import Refusal
from eventapp.core.text import LANGUAGES, LocalizedText, Message, say
from eventapp.questions.kinds.every import KINDS
from eventapp.questions.kinds.kind import Control as AnswerControl
from eventapp.questions.kinds.kind import Days, Kind
from eventapp.visits import values
from eventapp.visits.fields import Control, Width, choice, described, flag, long_text, title
from eventapp.visits.values import Unfit


class Whom(StrEnum):
    """Of whom it is asked."""

    PERSON = "person"
    GROUP = "group"


class Reader(StrEnum):
    """Who sees what was answered."""

    ORGANISERS = "organisers"
    READERS = "readers"


class Term(StrEnum):
    """How long what was answered is kept."""

    CONTACTS = "contacts"
    EVIDENCE = "evidence"


WHOM_NAMES: Final[Mapping[Whom, Message]] = {
    Whom.PERSON: Message("each person"),
    Whom.GROUP: Message("whoever registers a group, once for all of it"),
}
READER_NAMES: Final[Mapping[Reader, Message]] = {
    Reader.ORGANISERS: Message("organisers alone"),
    Reader.READERS: Message("organisers, and who may only read the list"),
}
TERM_NAMES: Final[Mapping[Term, Message]] = {
    Term.CONTACTS: Message("as long as contact details"),
    Term.EVIDENCE: Message("as long as the proof of who took part"),
}
KIND_NAMES: Final[Mapping[str, Message]] = {name: kind.label for name, kind in KINDS.items()}


def condition(value: Any) -> str:
    """ "arrives-by=plane": the question's code, and what must be answered there; or nothing. Raises Unfit."""
    code, equals, answer = value.partition("=") if isinstance(value, str) else ("", "", "")
    try:
        fits = value == "" or (bool(equals) and bool(values.code(code)) and bool(values.code(answer.replace("_", "-"))))
    except Unfit:
        fits = False
    if not fits:
        raise Unfit("expected a question's code and a choice's, for example \"arrives-by=plane\"", values.NOT_LISTED)
    return str(value)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of those among which an answer is."""

    code: str
    title: LocalizedText = title(Message("Choice"))
    places: int | None = described(
        label=Message("Number of places"),
        help=Message("So many people can have it. Empty: as many as like; 0: none."),
        check=values.whole(0, 100_000),
        control=Control.NUMBER,
        initial=None,
    )
    queue: bool = flag(
        Message("One can wait for it"),
        Message("Whoever chooses it when it is full comes in any case, and gets it when a place becomes free."),
    )
    needed: bool = flag(
        Message("No place without it"),
        Message("Whoever chooses it when it is full waits with their own place until both are free."),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """``only_if``: see ``condition``; "": it is always asked. ``choices``: of the kinds that have their own."""

    code: str
    title: LocalizedText = title(Message("Question"))
    help: LocalizedText = long_text(Message("Help"), Message("It stands below the question."), 600)
    kind: str = choice(Message("Kind of answer"), KIND_NAMES, initial="short", required=True)
    required: bool = flag(Message("An answer is needed"), Message("Nobody can register without one."))
    only_if: str = described(
        label=Message("Ask only if"), check=condition, control=Control.REFERENCE, width=Width.DOUBLE, length=90
    )
    whom: Whom = choice(
        Message("Who answers"),
        WHOM_NAMES,
        help=Message("Somebody who registers alone answers all questions."),
        initial=Whom.PERSON.value,
        required=True,
    )
    readers: Reader = choice(
        Message("Who sees the answers"), READER_NAMES, initial=Reader.ORGANISERS.value, required=True
    )
    term: Term = choice(Message("Answers are kept"), TERM_NAMES, initial=Term.CONTACTS.value, required=True)
    choices: tuple[Choice, ...] = ()

    @property
    def of_kind(self) -> Kind:
        return KINDS[self.kind]

    @property
    def is_answered(self) -> bool:
        """Whether there is anything to answer: a heading asks nothing, nor can one choose among nothing."""
        return self.of_kind.control is not AnswerControl.NONE and (bool(self.choices) or not self.of_kind.own_choices)

    @property
    def is_open_to_readers(self) -> bool:
        """Whether who may only read the list sees what is answered."""
        return self.readers == Reader.READERS

    @property
    def codes(self) -> tuple[str, ...]:
        """Of the choices."""
        return tuple(item.code for item in self.choices)

    @property
    def condition(self) -> tuple[str, str]:
        """(the code of the question on which it hangs, what must be answered there)."""
        code, _, answer = self.only_if.partition("=")
        return code, answer


@dataclass(frozen=True)
class Questionnaire:
    """All questions of a visit, in their order; ``order`` of its languages; ``days``: of the
    visit, in whose form they are asked. Equal digests, equal questions."""

    questions: tuple[Question, ...] = ()
    order: tuple[str, ...] = LANGUAGES
    days: Days = None

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that they say, 64 hexadecimal digits."""
        said = json.dumps(self.dump(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    @cached_property
    def by_code(self) -> Mapping[str, Question]:
        """{code: question} of those that can be answered."""
        return {each.code: each for each in self.questions if each.is_answered}

    def without_files(self) -> "Questionnaire":
        """But for those that are answered with a file."""
        return replace(self, questions=tuple(each for each in self.questions if each.kind != "file"))

    def dump(self) -> list[dict[str, Any]]:
        """As JSON keeps it; ``load`` reads it. How many places a choice has is not part of what is asked."""
        return [asdict(each) | {"choices": [_said(item) for item in each.choices]} for each in self.questions]

    def settle(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Of what was answered what is kept: something, to a question that is asked of whoever answers the others so.
        In the order of the questions."""
        return {code: answers[code] for code in self.asked(answers) if answers.get(code)}

    def asked(self, answers: Mapping[str, str]) -> list[str]:
        """The codes of the questions that are asked of whoever answers so."""
        return [code for code in self.by_code if self._is_asked(code, answers)]

    def missing(self, answers: Mapping[str, str]) -> list[str]:
        """The codes of those that need an answer and have none."""
        return [code for code in self.asked(answers) if self.by_code[code].required and not answers.get(code)]

    def unanswered_above(self, code: str, answers: Mapping[str, str]) -> str:
        """The code of the question that nothing was answered to, so that this one is not asked; "": it is asked, or
        something else was answered there."""
        asked = self.asked(answers)
        while code not in asked:
            code = self.by_code[code].condition[0]
            if code in asked and not answers.get(code):
                return code
        return ""

    def _is_asked(self, code: str, answers: Mapping[str, str]) -> bool:
        """What hangs on nothing that can be answered, or on itself, is always asked: nothing is hidden by mistake."""
        above, answer = self.by_code[code].condition
        if not self._can_be(above, answer) or self.circle(code):
            return True
        return self._is_asked(above, answers) and answer in answers.get(above, "").split()

    def _can_be(self, code: str, answer: str) -> bool:
        """Whether there is such a question, and that among its choices: either may have changed since."""
        question = self.by_code.get(code)
        return question is not None and answer in question.of_kind.choices("en", dict.fromkeys(question.codes, ""))

    def condition_in_words(self, question: Question, language: str) -> tuple[str, str]:
        """(the title of the question on which it hangs, what must be answered there); ("", ""): it hangs on none."""
        code, answer = question.condition
        if not self._can_be(code, answer):
            return "", ""
        above = self.by_code[code]
        return self.title(above, language), above.of_kind.say(answer, language, self.choices(above, language))

    def fitting(self, kept: Mapping[str, str]) -> dict[str, str]:
        """{code: what was answered, "" for nothing} of each question: of earlier answers those that it still takes."""
        return {
            code: kept.get(code, "") if _fits(each, kept.get(code, "")) else "" for code, each in self.by_code.items()
        }

    def title(self, question: Question, language: str) -> str:
        return say(question.title, language, self.order)

    def open_to_readers(self, language: str) -> list[str]:
        """The titles of those whose answers readers see, too."""
        return [self.title(each, language) for each in self.by_code.values() if each.is_open_to_readers]

    def choices(self, question: Question, language: str) -> dict[str, str]:
        """{code: what it is called} of those that the organisers wrote."""
        return {item.code: say(item.title, language, self.order) for item in question.choices}

    def say(self, code: str, kept: str, language: str) -> str:
        """An answer in words."""
        question = self.by_code[code]
        return question.of_kind.say(kept, language, self.choices(question, language))

    def cell(self, code: str, kept: str, language: str) -> str:
        """An answer for a spreadsheet."""
        question = self.by_code[code]
        return question.of_kind.cell(kept, language, self.choices(question, language))

    def circle(self, code: str) -> bool:
        """Whether that question hangs on itself, by way of others or not."""
        seen: list[str] = []
        at = code
        while at in self.by_code and at not in seen:
            seen.append(at)
            at = self.by_code[at].condition[0]
        return at == code and bool(seen)


ANSWER: Final = "answer-"
"""Before a question's code: what its field is called, in forms and in the history."""
NOTHING: Final = Questionnaire()
"""No question at all."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one person answered, by the questions' codes, as their kinds keep it; nothing answered is not there.

    ``waits``: {question: {choice: turn}} of those choices that wait for a place.
    """

    asked: Questionnaire
    answers: Mapping[str, str]
    waits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def as_fields(self) -> dict[str, str]:
        """{the field's name: what is answered, "" for nothing} of all questions."""
        return {f"{ANSWER}{code}": self.answers.get(code, "") for code in self.asked.by_code}

    def with_fields(self, fields: Mapping[str, str]) -> "Answered":
        """As those fields have it."""
        said = {code: fields[f"{ANSWER}{code}"] for code in self.asked.by_code}
        return Answered(self.asked, {code: answer for code, answer in said.items() if answer})


def field_title(asked: Questionnaire, field: str, language: str) -> str:
    """What the question of that field is called; its code where there is none any more."""
    code = field.removeprefix(ANSWER)
    return asked.title(asked.by_code[code], language) if code in asked.by_code else code


def load(content: list[dict[str, Any]], order: tuple[str, ...]) -> Questionnaire:
    """What ``Questionnaire.dump`` gave, by this version or an earlier one."""
    return Questionnaire(tuple(_load(Question, each) for each in content), order)


def _fits(question: Question, kept: str) -> bool:
    """Whether that could have been answered to the question as it is now."""
    try:
        return question.of_kind.read(kept, question.codes) == kept
    except (Refusal, Unfit):
        return False


def _said(item: Choice) -> dict[str, Any]:
    return {"code": item.code, "title": dict(item.title)}


def _load(kind: type[Any], said: Mapping[str, Any]) -> Any:
    known = {name: value for name, value in said.items() if name in kind.__dataclass_fields__}
    if "choices" in known:
        known["choices"] = tuple(_load(Choice, each) for each in known["choices"])
    return kind(**known)


def possible_conditions(questionnaire: Questionnaire, but: str, language: str) -> Iterator[tuple[str, str]]:
    """(condition, in words) of each that a question may have; ``but``: its code."""
    for code, question in questionnaire.by_code.items():
        if question.of_kind.chosen and code != but:
            offered = question.of_kind.choices(language, questionnaire.choices(question, language))
            named = questionnaire.title(question, language)
            yield from ((f"{code}={answer}", f"{named}: {words}") for answer, words in offered.items())
