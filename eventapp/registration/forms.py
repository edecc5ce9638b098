"""The registration form: what is asked, and in which shape it must come."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from eventapp.core.forms import Form, read_seen
from eventapp.core.text import LANGUAGE_NAMES, Message, clean_line, clean_text, translate
from eventapp.registration.models import Registration
from eventapp.registration.names import DIET_NAMES, FIELD_NAMES
from eventapp.registration.rules import Diet, Entry
from eventapp.visits.models import Organisation

OTHER = "other"
REGIONS = {"lt": "LT", "nb": "NO"}


class Sender(NamedTuple):
    """An organisation as the form shows it."""

    code: str
    name: str


Senders = Sequence[Organisation] | Sequence[Sender]


class Needed:
    """The field must be filled in, with words of its own for each field."""

    def __init__(self, message: Message) -> None:
        self.field_flags = {"required": True}
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            field.errors = []
            raise StopValidation(translate(form.language, self.message))


class AtMost:
    """No more than so many characters."""

    def __init__(self, characters: int) -> None:
        self.characters = characters
        self.field_flags = {"maxlength": characters}

    def __call__(self, form: Form, field: Field) -> None:
        if field.data and len(field.data) > self.characters:
            message = Message("Please write at most %(characters)s characters; these are %(typed)s.")
            raise StopValidation(translate(form.language, message, characters=self.characters, typed=len(field.data)))


def one_line(typed: str | None) -> str:
    return clean_line(typed or "")


def lines(typed: str | None) -> str:
    return clean_text(typed or "")


def check_email(form: Form, field: Field) -> None:
    """As RFC 5321 and 6531 allow it; nobody is asked over the network."""
    try:
        field.data = validate_email(field.data, check_deliverability=False).normalized
    except EmailNotValidError:
        message = Message("This is not an e-mail address. One looks like name@example.org.")
        raise StopValidation(translate(form.language, message)) from None


def check_phone(form: Form, field: Field) -> None:
    """Kept as E.164; without a country code it is read as a number of the language's country."""
    if not field.data:
        return
    try:
        number = phonenumbers.parse(field.data, REGIONS.get(form.language))
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        message = Message("This is not a telephone number. Please begin with the country code, as in +370 612 34567.")
        raise StopValidation(translate(form.language, message))
    field.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class RegistrationForm(Form):
    """Used to register and to change a registration; ``consent`` is asked once, when registering."""

    given_name = StringField(
        Message("Given name"), filters=[one_line], validators=[Needed(Message("Enter your given name.")), AtMost(120)]
    )
    family_name = StringField(
        Message("Family name"), filters=[one_line], validators=[Needed(Message("Enter your family name.")), AtMost(120)]
    )
    email = StringField(
        Message("E-mail"),
        filters=[one_line],
        validators=[Needed(Message("Enter your e-mail address.")), AtMost(254), check_email],
    )
    phone = StringField(Message("Telephone"), filters=[one_line], validators=[AtMost(40), check_phone])
    # Called so because ``language`` is that of the page, which need not be the person's.
    letters_in = SelectField(Message("Language of our letters"), name="language")
    organisation = SelectField(Message("Organisation"), validators=[Needed(Message("Choose your organisation."))])
    other_organisation = StringField(
        Message("Name of the other organisation"), filters=[one_line], validators=[AtMost(200)]
    )
    position = StringField(Message("Position"), filters=[one_line], validators=[AtMost(200)])
    diet = SelectField(Message("Diet"), default=Diet.NONE.value)
    diet_note = StringField(Message("More about your diet"), filters=[one_line], validators=[AtMost(500)])
    needs = TextAreaField(Message("What else we should know"), filters=[lines], validators=[AtMost(2000)])
    consent = BooleanField(
        Message("I agree that my data is kept and used as described"),
        validators=[Needed(Message("Without your agreement we may not keep your data, and so cannot register you."))],
    )
    # A trap for robots, hidden from people; see registration/form.html.
    homepage = StringField(Message("Leave this empty"))

    def __init__(self, language: str, organisations: Senders, **values: Any) -> None:
        super().__init__(language, **values)
        other = translate(language, Message("Another organisation"))
        choose = translate(language, Message("Choose…"))
        self.organisation.choices = [("", choose), *((item.code, item.name) for item in organisations), (OTHER, other)]
        self.diet.choices = [(diet.value, translate(language, name)) for diet, name in DIET_NAMES.items()]
        self.letters_in.choices = list(LANGUAGE_NAMES.items())
        self.letters_in.data = self.letters_in.data or language

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.organisation.data == OTHER and not self.other_organisation.data:
            message = Message("Enter the name of your organisation.")
            self.other_organisation.errors = [translate(self.language, message)]
            return False
        return valid

    @property
    def came_from_a_robot(self) -> bool:
        return bool(self.homepage.data)

    def to_entry(self) -> Entry:
        """What was typed, once it is valid."""
        is_other = self.organisation.data == OTHER
        return Entry(
            given_name=self.given_name.data,
            family_name=self.family_name.data,
            email=self.email.data,
            phone=self.phone.data,
            organisation="" if is_other else self.organisation.data,
            other_organisation=self.other_organisation.data if is_other else "",
            position=self.position.data,
            diet=Diet(self.diet.data),
            diet_note=self.diet_note.data,
            needs=self.needs.data,
            language=self.letters_in.data,
        )


class DeskForm(RegistrationForm):
    """The same questions, asked by an organiser who speaks for the person; ``seen``: what was shown, for comparison."""

    consent = BooleanField(
        Message("The person has agreed that their data is kept and used as the registration form says"),
        validators=[Needed(Message("Ask the person first: without their agreement we may not keep their data."))],
    )
    seen = HiddenField()

    def __init__(self, language: str, organisations: Sequence[Organisation], **values: Any) -> None:
        super().__init__(language, organisations, **values)
        self.diet_note.label.text = FIELD_NAMES["diet_note"]

    def as_seen(self) -> dict[str, Any]:
        """The registration as the organiser saw it; empty where nothing can be read."""
        return read_seen(self.seen.data)


def values_of(registration: Registration, organisations: Sequence[Organisation]) -> dict[str, Any]:
    """What the form shows of a registration that is to be changed."""
    code = next((item.code for item in organisations if item.id == registration.organisation_id), OTHER)
    names = ("given_name", "family_name", "phone", "other_organisation", "position", "diet", "diet_note", "needs")
    kept = {name: getattr(registration, name) for name in names}
    asked = {"email": registration.pending_email or registration.email, "letters_in": registration.language}
    return kept | asked | {"organisation": code}
