"""Sets of questions that most visits ask, ready to be added (pure): the words are in data/question-sets.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Final

from eventapp.core.paths import PACKAGE
from eventapp.core.text import LANGUAGES, Message
from eventapp.questions.rules import Questionnaire, load

SET_NAMES: Final[Mapping[str, Message]] = {
    "travel": Message("Travel"),
    "lodging": Message("Lodging"),
    "food": Message("Common meals, interpreting"),
    "emergency": Message("Whom to call in an emergency"),
    "photos": Message("Pictures"),
}
"""{set: what its button is called}. What tells of health is not among them: the form asks it by a consent of its own
(docs/decisions/178)."""


@cache
def question_sets() -> Mapping[str, Questionnaire]:
    """{set: its questions, in their order}, as the file has them."""
    content = tomllib.loads((PACKAGE / "data" / "question-sets.toml").read_text(encoding="utf-8"))
    return {each["name"]: load(each["question"], LANGUAGES) for each in content["set"]}
