"""Questions of a plan that hang on each other (pure): what one may hang on, in words, and what hangs on it."""

from collections.abc import Iterator, Sequence
from typing import Any

from eventapp.core.text import LANGUAGES
from eventapp.planning.errors import HangsOnItself, HangsOnNothing
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.questions.rules import Choice, Question, Questionnaire, possible_conditions


def questionnaire(plan: Plan, order: Sequence[str]) -> Questionnaire:
    """All questions that the plan has, with their choices; ``order`` of the visit's languages."""
    return Questionnaire(tuple(_question(plan, key, fields) for key, fields in plan.of_kind("question")), tuple(order))


def _question(plan: Plan, key: Key, fields: Fields) -> Question:
    choices = (Choice(other.code, _texts(inside, "title")) for other, inside in plan.parts_of(key))
    said = {name: fields[name] for name in ("kind", "required", "only_if", "whom", "readers", "term")}
    return Question(
        key.code, title=_texts(fields, "title"), help=_texts(fields, "help"), choices=tuple(choices), **said
    )


def _texts(fields: Fields, name: str) -> dict[str, str]:
    return {language: words for language in LANGUAGES if (words := fields.get(f"{name}.{language}"))}


def condition_choices(plan: Plan, key: Key, language: str, order: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(condition, in words) of each that this question may have."""
    yield from possible_conditions(questionnaire(plan, order), key.code, language)


def condition_in_words(plan: Plan, said: str, language: str, order: Sequence[str]) -> str:
    """As ``condition_choices`` says it; as it is kept where there is no such question or answer any more."""
    return dict(possible_conditions(questionnaire(plan, order), "", language)).get(said, said)


def dependants(questions: Plan, key: Key) -> list[Key]:
    """The questions that hang on that question, or on that choice."""
    if key.kind not in ("question", "choice"):
        return []
    wanted = f"{key.top.code}={key.code if key.inside else ''}"
    return [
        other
        for other, fields in questions.of_kind("question")
        if (fields["only_if"] == wanted if key.inside else fields["only_if"].startswith(wanted))
    ]


def check_condition(key: Key, fields: Fields, plan: Plan) -> None:
    """Of a question with these fields. Raises HangsOnNothing, HangsOnItself."""
    said: Any = fields.get("only_if")
    if key.kind != "question" or not said:
        return
    asked = questionnaire(Plan({**plan, key: fields}), ())
    if said not in dict(possible_conditions(asked, "", "en")):
        raise HangsOnNothing
    if asked.circle(key.code):
        raise HangsOnItself
