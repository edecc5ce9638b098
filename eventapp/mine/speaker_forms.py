"""The forms of a speaker's own page: an answer with a word, when they can be there, what is said of them."""

from typing import Any

from wtforms import StringField, TextAreaField

from eventapp.core.forms import Form
from eventapp.core.text import Message, clean_text
from eventapp.mailing.models import MOST_WORDS
from eventapp.planning.forms import AvailableField, Fits
from eventapp.planning.plan import TABLES, Fields
from eventapp.registration.forms import AtMost
from eventapp.visits.facts import VisitFacts

_FIELDS = TABLES["speaker"].fields
SAID_OF_ME = ("name", "role", "affiliation", "biography")
"""Fields of a speaker for which another text can be proposed; all but the name in one language at a time."""


class AnswerForm(Form):
    """``session``: the code of the session for which is answered; ``word``: what else the organisers should know."""

    session = StringField()
    word = TextAreaField(
        Message("A word to the organisers"),
        filters=[lambda typed: clean_text(typed or "")],
        validators=[AtMost(MOST_WORDS)],
    )


class WhenForm(Form):
    """When the speaker can be there."""

    available = AvailableField(Message("When I can be there"), validators=[Fits(_FIELDS["available"].check or str)])

    @classmethod
    def of(cls, language: str, visit: VisitFacts, kept: str) -> "WhenForm":
        form = cls(language, data={"available": kept})
        form.available.read(visit)
        return form


class TextsForm(Form):
    """What the programme says of the speaker, in the form's language."""

    name = StringField(_FIELDS["name"].label, validators=[Fits(_FIELDS["name"].check or str)])
    role = StringField(_FIELDS["role"].label, validators=[Fits(_FIELDS["role"].check or str)])
    affiliation = StringField(_FIELDS["affiliation"].label, validators=[Fits(_FIELDS["affiliation"].check or str)])
    biography = TextAreaField(_FIELDS["biography"].label, validators=[Fits(_FIELDS["biography"].check or str)])

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and not (self.name.data or "").strip():
            self.name.errors = [self.name.gettext(Message("Please fill this in."))]
            return False
        return good

    def texts(self, language: str) -> dict[str, str]:
        """{name of the field in a plan: its text, as a plan keeps it}."""
        found = {}
        for name in SAID_OF_ME:
            check = _FIELDS[name].check or str
            found[flat(name, language)] = str(check((self[name].data or "").strip()))
        return found


def flat(name: str, language: str) -> str:
    """What a field is called in a plan."""
    return f"{name}.{language}" if _FIELDS[name].local else name


def said(fields: Fields, language: str) -> dict[str, str]:
    """{name of the form's field: what stands there now}."""
    return {name: str(fields[flat(name, language)]) for name in SAID_OF_ME}
