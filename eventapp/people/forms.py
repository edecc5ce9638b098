"""The form by which organisers add and change people."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField

from eventapp.core.text import Message
from eventapp.registration.consent import AGREED_BY_ANOTHER
from eventapp.registration.forms import ChangeForm, Needed
from eventapp.registration.labels import FIELD_NAMES
from eventapp.visits.models import Organisation


class DeskForm(ChangeForm):
    """The same questions, asked by an organiser who speaks for the person."""

    agreement = AGREED_BY_ANOTHER
    consent = BooleanField(
        AGREED_BY_ANOTHER,
        validators=[Needed(Message("Ask the person first: without their agreement we may not keep their data."))],
    )

    def __init__(
        self, language: str, organisations: Sequence[Organisation], *, keep_days: int | None = None, **values: Any
    ) -> None:
        super().__init__(language, organisations, keep_days=keep_days, **values)
        self.diet_note.label.text = FIELD_NAMES["diet_note"]
