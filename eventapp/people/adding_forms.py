"""The table of people who are to be added: what they have agreed to is asked once, for all of them."""

from typing import Any

from wtforms import BooleanField, HiddenField

from eventapp.core.text import Message, translate
from eventapp.registration.consent import AGREED_BY_ANOTHER, Consent
from eventapp.registration.forms import WORDS_CHANGED, Needed
from eventapp.visitfiles.adding_forms import TableForm

EACH_AGREES = Message("Ask each of them first: without their agreement we may not keep their data.")


class PeopleTableForm(TableForm):
    """``asked``: the words that each person has agreed to; ``agreed_to`` says which ones were shown."""

    consent = BooleanField(AGREED_BY_ANOTHER, validators=[Needed(EACH_AGREES)])
    agreed_to = HiddenField()

    def __init__(self, language: str, asked: Consent, **values: Any) -> None:
        super().__init__(language, **values)
        self.asked = asked

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.agreed_to.data == self.asked.digest:
            return valid
        self.consent.data, self.consent.errors = False, [translate(self.language, WORDS_CHANGED)]
        return False
