"""Questions of a plan that hang on each other (pure): what one may hang on, in words, and what hangs on it."""

from collections.abc import Iterator, Sequence
from typing import Any

from eventapp.core.text import LANGUAGES, Message, translate
from eventapp.planning.errors import AnswersNeeded, HangsOnItself, HangsOnNothing
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.questions.kinds.every import KINDS
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
    """(condition, in words) of each that this question may have, and of the one that it has."""
    possible = dict(possible_conditions(questionnaire(plan, order), key.code, language))
    said = plan.get(key, {}).get("only_if") or ""
    if said and said not in possible:
        possible[said] = condition_in_words(plan, said, language, order)
    yield from possible.items()


def condition_in_words(plan: Plan, said: str, language: str, order: Sequence[str]) -> str:
    """As ``condition_choices`` says it; where nobody can answer so any more, as far as there are words for it."""
    asked = questionnaire(plan, order)
    possible = dict(possible_conditions(asked, "", language))
    if said in possible or not said:
        return possible.get(said, said)
    code, _, answer = said.partition("=")
    above = next((each for each in asked.questions if each.code == code), None)
    named, words = (asked.title(above, language), asked.choices(above, language)) if above else (code, {})
    words = {**KINDS["yes_no"].choices(language, {}), **words}
    lost = Message("%(question)s: %(answer)s (nobody can answer so any more)")
    return translate(language, lost, question=named, answer=words.get(answer, answer))


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


def check_condition(key: Key, fields: Fields, plan: Plan, *, kept: str = "") -> None:
    """Of a question with these fields. ``kept``: the condition that it has, and may keep though nobody can answer so
    any more. Raises HangsOnNothing, HangsOnItself."""
    said: Any = fields.get("only_if")
    if key.kind != "question" or not said:
        return
    asked = questionnaire(Plan({**plan, key: fields}), ())
    if said != kept and said not in dict(possible_conditions(asked, "", "en")):
        raise HangsOnNothing
    if asked.circle(key.code):
        raise HangsOnItself


def check_answers_stay(key: Key, fields: Fields, plan: Plan) -> None:
    """``plan``: with the question as it was. Raises AnswersNeeded: with these fields nobody could answer it any more as
    others need it."""
    lost = lost_conditions(plan, Plan({**plan, key: fields})) if key.kind == "question" and key in plan else []
    if lost:
        raise AnswersNeeded(lost)


def lost_conditions(before: Plan, now: Plan) -> list[Key]:
    """The questions whose condition could be fulfilled before, and cannot now."""
    could, can = (dict(possible_conditions(questionnaire(each, ()), "", "en")) for each in (before, now))
    return [
        key
        for key, fields in now.of_kind("question")
        if fields["only_if"] in could and fields["only_if"] not in can and key in before
    ]
