"""The form of this room: the note that goes with a release."""

from wtforms import Field, HiddenField, TextAreaField
from wtforms.validators import StopValidation

from eventapp.core.forms import Form
from eventapp.core.text import LANGUAGES, LocalizedText, Message, clean_line, translate
from eventapp.visits import values as visit_values
from eventapp.visits.values import Unfit

NOTE_LENGTH = 500
LABEL = Message("What is new")


def _one_line(typed: str | None) -> str:
    return clean_line(typed or "")


def _fits(form: Form, field: Field) -> None:
    try:
        field.data = visit_values.one_line(NOTE_LENGTH)(field.data)
    except Unfit as unfit:
        raise StopValidation(unfit.text(form.language)) from unfit


class BackForm(Form):
    """``digest`` says what was looked at."""

    digest = HiddenField()


class ReleaseForm(Form):
    """A note in at least one language; ``digest`` says which preview was looked at."""

    note_lt = TextAreaField(LABEL, [_fits], filters=[_one_line])
    note_en = TextAreaField(LABEL, [_fits], filters=[_one_line])
    note_nb = TextAreaField(LABEL, [_fits], filters=[_one_line])
    digest = HiddenField()

    def notes(self) -> list[tuple[str, Field]]:
        """(language, field) in the order of the languages."""
        return [(language, self[f"note_{language}"]) for language in LANGUAGES]

    def note(self) -> LocalizedText:
        """What was typed, where something was."""
        return {language: field.data for language, field in self.notes() if field.data}

    def validate(self, extra_validators: object = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if valid and not self.note():
            self.note_lt.errors = [translate(self.language, Message("Please write it in at least one language."))]
            return False
        return valid
