"""The form of this room."""

from email_validator import EmailNotValidError, validate_email
from wtforms import Field, StringField
from wtforms.validators import StopValidation

from eventapp.core.forms import Form
from eventapp.core.text import Message, clean_line, translate

NOT_AN_ADDRESS = Message("This is not an e-mail address. One looks like name@example.org.")


def _address(form: "SignInForm", field: Field) -> None:
    """``organiser@localhost``, whom ``eventapp run`` makes, is an address here too."""
    field.data = clean_line(field.data or "")
    try:
        if not field.data.endswith("@localhost"):
            validate_email(field.data, check_deliverability=False)
    except EmailNotValidError as error:
        raise StopValidation(translate(form.language, NOT_AN_ADDRESS)) from error


class SignInForm(Form):
    """An organiser's address; the link goes there."""

    email = StringField(Message("E-mail"), [_address])
