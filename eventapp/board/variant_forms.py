"""The forms of variants: a new one, and which of its moves are adopted."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation

from eventapp.board.models import NAME_LENGTH
from eventapp.core import dates
from eventapp.core.forms import Form
from eventapp.core.text import Message, translate
from eventapp.registration.forms import AtMost, one_line
from eventapp.visits.values import NOT_LISTED


class VariantForm(Form):
    """A new variant. ``day`` is one of those given."""

    day = SelectField(Message("Day"), validate_choice=False)
    name = StringField(Message("Name of the variant"), filters=[one_line], validators=[AtMost(NAME_LENGTH)])

    def __init__(self, language: str, days: Iterable[date], **values: Any) -> None:
        super().__init__(language, **values)
        self.day.choices = [(str(day), dates.day_heading(language, day)) for day in days]

    def validate_day(self, field: Any) -> None:
        if field.data not in dict(field.choices):
            raise StopValidation(translate(self.language, NOT_LISTED))

    def validate_name(self, field: Any) -> None:
        if not field.data:
            raise StopValidation(translate(self.language, Message("What is it called?")))


class StepsForm(Form):
    """Of a variant that was seen with so many ``steps``. ``agreed``: sessions that move though others have moved them;
    ``sure``: what will happen was read."""

    steps = IntegerField(default=0)
    agreed = SelectMultipleField(validate_choice=False, default=())
    sure = BooleanField()
