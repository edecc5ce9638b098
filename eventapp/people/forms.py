"""The form by which organisers add and change people."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, StringField

from eventapp.core.forms import Form, read_shown
from eventapp.core.text import Message
from eventapp.people.models import MOST_SEARCHED
from eventapp.registration.consent import AGREED_BY_ANOTHER
from eventapp.registration.forms import AtMost, Needed, RegistrationForm, one_line
from eventapp.registration.labels import FIELD_NAMES
from eventapp.visits.models import Organisation


class DeskForm(RegistrationForm):
    """The same questions, asked by an organiser who speaks for the person; ``seen``: what was shown, for comparison."""

    agreement = AGREED_BY_ANOTHER
    consent = BooleanField(
        AGREED_BY_ANOTHER,
        validators=[Needed(Message("Ask the person first: without their agreement we may not keep their data."))],
    )
    seen = HiddenField()

    def __init__(
        self, language: str, organisations: Sequence[Organisation], *, keep_days: int | None = None, **values: Any
    ) -> None:
        super().__init__(language, organisations, keep_days=keep_days, **values)
        self.diet_note.label.text = FIELD_NAMES["diet_note"]

    def shown_fields(self) -> dict[str, Any]:
        """The registration as the organiser saw it; empty where nothing can be read."""
        return read_shown(self.seen.data)


class SearchForm(Form):
    """Whom an organiser looks for."""

    q = StringField(Message("Name, e-mail or telephone"), filters=[one_line], validators=[AtMost(MOST_SEARCHED)])
