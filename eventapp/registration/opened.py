"""The form as it is opened, the same for everybody but for a reader's token: made once for what it says, and kept in
memory (docs/decisions/286)."""

from datetime import datetime
from typing import NamedTuple

from eventapp.core import addresses, templates
from eventapp.core.forms import Form
from eventapp.core.shells import Shell, mark
from eventapp.core.text import LANGUAGES
from eventapp.programme.queries import is_released
from eventapp.questions.queries import questionnaire
from eventapp.questions.rules import Questionnaire
from eventapp.registration import queries
from eventapp.registration.consent import Terms
from eventapp.registration.rules import queue_is_open
from eventapp.visits.facts import VisitFacts
from eventapp.visits.rules import Phase, phase
from eventapp.visits.words import queue_end_in_words

TEMPLATE = "registration/register.html"
TOKEN = "token"  # noqa: S105 - the name of a mark


class Edition(NamedTuple):
    """What the form is made from; equal editions give equal forms.

    ``visit`` without its version, which each registration raises: ``visit.edited_version`` tells of its organisations
    and questions.
    """

    visit: VisitFacts
    phase: Phase
    released: bool


class Sender(NamedTuple):
    """An organisation as the form shows it."""

    code: str
    name: str


class Asked(NamedTuple):
    """Whose people register, the terms of their data, the visit's own questions."""

    senders: tuple[Sender, ...]
    terms: Terms
    questions: Questionnaire


def edition_of(visit: VisitFacts, *, now: datetime) -> Edition:
    return Edition(visit._replace(version=0), phase(visit, now), is_released(visit.id))


def asked_of(visit: VisitFacts) -> Asked:
    organisations = queries.sending_organisations(visit.id)
    senders = tuple(Sender(item.code, item.name) for item in organisations)
    return Asked(senders, queries.terms(visit, organisations), questionnaire(visit))


def refuses(visit: VisitFacts, *, now: datetime) -> bool:
    """Whether all places are taken and nobody can wait; where somebody can, nobody is counted."""
    return not queue_is_open(visit, queue=visit.queue, now=now) and queries.places(visit).visit_is_full()


def shell_of(of: Edition, language: str, empty: Form, *, refuses: bool) -> Shell:
    """The form that nobody has filled in, with a mark for the reader's token."""
    if "csrf_token" in empty:
        empty.csrf_token.current_token = mark(TOKEN)
    return Shell.of(templates.render(language, TEMPLATE, **values(of, language, empty, refuses=refuses)))


def values(of: Edition, language: str, form: Form, *, refuses: bool) -> dict[str, object]:
    """What the template needs, for everybody's form and for one that is shown again."""
    return {
        "visit": of.visit,
        "form": form,
        "phase": of.phase,
        "queue_end": queue_end_in_words(language, of.visit),
        "refuses": refuses,
        "alternates": {other: addresses.register(other, of.visit.slug) for other in LANGUAGES},
        "released": of.released,
    }
