"""What others have made of a registration while somebody had its form open, in words, at each of its fields."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from eventapp.core.acts import Actor, ActorKind
from eventapp.core.forms import Theirs
from eventapp.core.text import LANGUAGE_NAMES, Message, translate
from eventapp.questions.rules import ANSWER, NOTHING, Questionnaire, field_title
from eventapp.registration.history import history_path
from eventapp.registration.labels import DIET_NAMES, FIELD_NAMES
from eventapp.registration.rules import Diet
from eventapp.visits.facts import VisitFacts
from eventapp.visits.history import last_changes
from eventapp.visits.models import Organisation
from eventapp.visits.telling import ACTOR_NAMES, by_and_when

ANOTHER_ORGANISATION = Message("Another organisation")
Changes = Mapping[str, tuple[Any, Any]]


def theirs_in_words(
    visit: VisitFacts,
    language: str,
    registration_id: UUID,
    changes: Changes,
    *,
    among: Iterable[Organisation],
    who: Callable[[str, Actor], str],
    asked: Questionnaire = NOTHING,
) -> dict[str, Theirs]:
    """{name: what others made of it, and who and when} of the changes: {name: (as it was shown, as it is now)}.

    ``among``: the visit's organisations; ``who`` names an actor in that language; ``asked``: the visit's own questions.
    """
    entries = last_changes(visit.id, history_path(registration_id)) if changes else {}
    names = {item.code: item.name for item in among}
    found = {}
    for name, values in changes.items():
        entry = entries.get(name)
        by = by_and_when(language, who(language, entry.actor), entry, visit) if entry else ""
        if name.startswith(ANSWER):
            label, say = field_title(asked, name, language), partial(_answer_in_words, asked, language, name)
        else:
            label, say = translate(language, FIELD_NAMES[name]), partial(_in_words, language, name, names)
        old, new = map(say, values)
        found[name] = Theirs(label, "", old, new, by)
    return found


def person_in_words(language: str, actor: Actor) -> str:
    """For the person: who organises has no name, and they themselves have come by their link."""
    if actor.kind is ActorKind.PARTICIPANT:
        return translate(language, Message("by the link in your letter"))
    return translate(language, ACTOR_NAMES[actor.kind])


def _answer_in_words(asked: Questionnaire, language: str, name: str, value: Any) -> str:
    code, kept = name.removeprefix(ANSWER), str(value or "")
    return asked.say(code, kept, language) if kept and asked.fitting({code: kept}).get(code) else kept


def _in_words(language: str, name: str, organisations: Mapping[str, str], value: Any) -> str:
    """A value of queries.editable_fields."""
    words = "" if value is None else str(value)
    if name == "organisation" and words:
        return organisations.get(words) or translate(language, ANOTHER_ORGANISATION)
    if name == "diet" and words in set(Diet):
        return translate(language, DIET_NAMES[Diet(words)])
    return LANGUAGE_NAMES.get(words, words) if name == "language" else words
