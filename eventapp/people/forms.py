"""The form by which organisers add and change people."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, StringField

from eventapp.core.forms import Form
from eventapp.core.text import Message
from eventapp.people.models import MOST_SEARCHED
from eventapp.registration.consent import AGREED_BY_ANOTHER, CARE_BY_ANOTHER, Terms
from eventapp.registration.forms import AtMost, ChangeForm, Needed, one_line
from eventapp.registration.labels import FIELD_NAMES
from eventapp.visits.models import Organisation


class DeskForm(ChangeForm):
    """The same questions, asked by an organiser who speaks for the person."""

    agreement = AGREED_BY_ANOTHER
    care_agreement = CARE_BY_ANOTHER
    care = BooleanField(CARE_BY_ANOTHER)
    consent = BooleanField(
        AGREED_BY_ANOTHER,
        validators=[Needed(Message("Ask the person first: without their agreement we may not keep their data."))],
    )

    def __init__(
        self, language: str, organisations: Sequence[Organisation], *, terms: Terms | None = None, **values: Any
    ) -> None:
        super().__init__(language, organisations, terms=terms, **values)
        self.diet_note.label.text = FIELD_NAMES["diet_note"]


class SearchForm(Form):
    """Whom an organiser looks for."""

    q = StringField(Message("Name, e-mail or telephone"), filters=[one_line], validators=[AtMost(MOST_SEARCHED)])
