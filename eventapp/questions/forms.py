"""A visit's own questions in a form: a field each, made from the questions as they are."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from typing import IO, Any, ClassVar, Final, NamedTuple, TypeVar, cast

from wtforms import HiddenField, StringField
from wtforms.validators import StopValidation

from eventapp.core.errors import Refusal
from eventapp.core.forms import Form
from eventapp.core.text import Message, say, translate
from eventapp.questions.attaching import FileIsGone, store_file
from eventapp.questions.kinds.kind import Control
from eventapp.questions.kinds.moment import Moment
from eventapp.questions.rules import ANSWER, NOTHING, Answered, Question, Questionnaire
from eventapp.questions.stored_files import find_file
from eventapp.visits.values import Unfit

NEEDED: Final = Message("Please answer this.")
NOT_YET_ASKED: Final = Message(
    "You have answered this, but not “%(question)s”. Please answer that one, or empty this field."
)
QUESTIONS_CHANGED: Final = Message(
    "The questions were changed meanwhile. What you have typed stands here as far as it is still asked: please look it "
    "through and send it again."
)
BEFORE: Final = Message("This is before the answer to “%(question)s”. Please look at both.")
ONE_AFTER_THE_OTHER: Final = ("arrival", "departure")
"""Codes of two moments, as the ready set for travel has them: nobody leaves before they arrive."""
FILE_SENT: Final = "-file"
FILE_REMOVED: Final = "-remove"
"""Behind the name of a question's field: what its file, and the box that takes it away, are called."""
FEW: Final = 8
"""So many choices are shown all at once; more are a list to open."""
PREPARED: Final = 64
"""Forms that are kept ready: of as many questionnaires in a language, whoever asks them."""


class AnswerField(StringField):  # type: ignore[misc]
    """``data``: an answer as its kind keeps it, or what was typed where that cannot be read."""

    data: str | None

    def __init__(self, label: str, *, question: Question, asked: Questionnaire, **values: Any) -> None:
        super().__init__(label, **values)
        self.question, self.asked, self.of_kind = question, asked, question.of_kind
        self._refusal: Refusal | Unfit | None = None
        self._unread = ""

    @property
    def refusal(self) -> Refusal | Unfit | None:
        """Why what stands in it cannot be read; None: it can."""
        return self._refusal if (self.data or "") == self._unread else None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = " ".join(valuelist) if self.of_kind.control is Control.TICKS else "".join(valuelist[:1])
        try:
            self.data = self.of_kind.read_near(self.data, self.question.codes, self.asked.days)
        except (Refusal, Unfit) as refusal:
            self._refusal, self._unread = refusal, self.data

    def pre_validate(self, form: Form) -> None:
        if self.refusal:
            raise StopValidation(self.refusal.text(form.language))

    def refuse(self, refusal: Refusal) -> None:
        """What stands in it cannot be taken."""
        self._refusal, self._unread = refusal, self.data or ""

    @property
    def is_file(self) -> bool:
        """Whether it is asked at the end of the form, where files stand."""
        return self.of_kind.control is Control.FILE

    @property
    def answer(self) -> str:
        """What is kept, "" as long as it cannot be read."""
        return "" if self.refusal else self.data or ""

    def _value(self) -> str:
        """What the control shows."""
        language = self._translations.language
        return (self.data or "") if self.refusal else self.of_kind.shown(self.data or "", language)

    @property
    def type_of_input(self) -> str:
        """Of the control: what a browser would not show again is shown as text."""
        return "text" if self.refusal else self.of_kind.type

    @property
    def hint(self) -> Message | None:
        """How to write it, where the control does not see to that."""
        return None if self.type_of_input in ("date", "datetime-local") else self.of_kind.hint

    @cached_property
    def offered(self) -> Mapping[str, str]:
        """{what is kept: what it is called} of all choices."""
        language = self._translations.language
        return self.of_kind.choices(language, self.asked.choices(self.question, language))

    @cached_property
    def is_list(self) -> bool:
        """Whether one of the choices is taken from a list to open."""
        return self.of_kind.control is Control.ONE and len(self.offered) > FEW

    @cached_property
    def is_group(self) -> bool:
        """Whether it is several controls."""
        return self.of_kind.control in (Control.ONE, Control.TICKS) and not self.is_list

    @cached_property
    def hangs_on(self) -> tuple[str, str]:
        """(the title of the question, the answer) without which it is not asked; ("", ""): it always is."""
        return self.asked.condition_in_words(self.question, self._translations.language)

    @cached_property
    def help(self) -> str:
        """What else the organisers say of it."""
        return say(self.question.help, self._translations.language, self.asked.order)


Asking = TypeVar("Asking", bound="AnsweringForm")


class Group(NamedTuple):
    """Questions below a heading; "": before the first one."""

    heading: str
    help: str
    fields: list[AnswerField]


class AnsweringForm(Form):
    """A form that asks a visit's own questions, too. ``asked_as``: which of them the reader has seen, by their digest;
    a form that does not say so was made by hand.
    """

    questionnaire: ClassVar[Questionnaire] = NOTHING
    answers_are_needed: ClassVar[bool] = True
    asked_as = HiddenField()

    @property
    def fields_of_answers(self) -> list[AnswerField]:
        return [self[f"{ANSWER}{code}"] for code in self.questionnaire.by_code]

    @property
    def groups(self) -> Iterator[Group]:
        """The questions as the page shows them; without those that nothing can be answered to."""
        found = [Group("", "", [])]
        for question in self.questionnaire.questions:
            if question.of_kind.control is Control.NONE:
                title = self.questionnaire.title(question, self.language)
                found.append(Group(title, say(question.help, self.language, self.questionnaire.order), []))
            elif question.is_answered and question.of_kind.control is not Control.FILE:
                found[-1].fields.append(self[f"{ANSWER}{question.code}"])
        return (group for group in found if group.fields)

    @property
    def fields_of_files(self) -> list[AnswerField]:
        """They stand behind all others: of a body that is cut off the beginning is read."""
        return [field for field in self.fields_of_answers if field.is_file]

    def receive(
        self,
        visit_id: int,
        sent_file: Callable[[str], IO[bytes] | None],
        typed: Mapping[str, str],
        now: datetime,
    ) -> None:
        """Let the fields have the files that were sent with them; what cannot be taken is told at its field.

        ``sent_file``: as core.uploads has it; ``typed``: what else was sent.
        """
        for field in self.fields_of_files:
            code = field.question.code
            try:
                file = sent_file(f"{field.name}{FILE_SENT}")
                if file is not None:
                    field.data = store_file(visit_id, code, file, now)
                elif f"{field.name}{FILE_REMOVED}" in typed:
                    field.data = ""
                elif field.data and not field.refusal and find_file(visit_id, code, field.data) is None:
                    field.data = ""
                    raise FileIsGone
            except Refusal as refusal:
                field.refuse(refusal)

    @property
    def answers(self) -> dict[str, str]:
        """{code: what is answered}; "" for nothing, and for what cannot be read."""
        return {field.question.code: field.answer for field in self.fields_of_answers}

    @property
    def answered(self) -> Answered:
        """What is kept, once it is valid."""
        return Answered(self.questionnaire, self.questionnaire.settle(self.answers))

    @property
    def showed_other_questions(self) -> bool:
        """The reader has seen other ones."""
        return self.asked_as.data not in ("", None, self.questionnaire.digest)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        answers = self.answers
        asked = self.questionnaire.asked(answers)
        missing = self.questionnaire.missing(answers) if self.answers_are_needed else []
        for field in self.fields_of_answers:
            if field.question.code not in asked:
                field.errors = []
            elif field.question.code in missing and not field.errors:
                field.errors = [translate(self.language, NEEDED)]
        self._refuse_what_would_be_lost(answers)
        self._refuse_leaving_before_arriving(answers)
        if self.showed_other_questions:
            self.form_errors.append(translate(self.language, QUESTIONS_CHANGED))
        self.asked_as.data = self.questionnaire.digest
        return not self.errors

    def _refuse_what_would_be_lost(self, answers: Mapping[str, str]) -> None:
        """What hangs on a question that was left out: whoever answered it has overlooked that one. Where something else
        was answered there, this is not asked, and what was typed before is left out without a word."""
        for field in self.fields_of_answers:
            above = self.questionnaire.unanswered_above(field.question.code, answers) if field.data else ""
            if above and not self[f"{ANSWER}{above}"].errors:
                title = self.questionnaire.title(self.questionnaire.by_code[above], self.language)
                field.errors = [translate(self.language, NOT_YET_ASKED, question=title)]

    def _refuse_leaving_before_arriving(self, answers: Mapping[str, str]) -> None:
        first, last = ONE_AFTER_THE_OTHER
        both = [self.questionnaire.by_code.get(code) for code in (first, last)]
        if all(each and isinstance(each.of_kind, Moment) for each in both) and "" < answers[last] < answers[first]:
            title = self.questionnaire.title(self.questionnaire.by_code[first], self.language)
            self[f"{ANSWER}{last}"].errors = [translate(self.language, BEFORE, question=title)]


def asking(form: type[Asking], questionnaire: Questionnaire, language: str) -> type[Asking]:
    """That form, with the questions; in their order, with their titles in that language."""
    made: type[Asking] = _asking(cast(Hashable, form), questionnaire, language)
    return made


@lru_cache(maxsize=PREPARED)
def _asking(form: Any, questionnaire: Questionnaire, language: str) -> Any:
    fields: dict[str, Any] = {
        f"{ANSWER}{code}": AnswerField(
            questionnaire.title(question, language), question=question, asked=questionnaire, default=""
        )
        for code, question in questionnaire.by_code.items()
    }
    return type(form.__name__, (form,), {"questionnaire": questionnaire, **fields})
