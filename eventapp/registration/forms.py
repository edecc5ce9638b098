"""The registration form: what is asked, and in which shape it must come."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from eventapp.core.errors import Refusal
from eventapp.core.forms import EditForm, Form, MailboxField
from eventapp.core.text import LANGUAGE_NAMES, Message, clean_line, clean_text, translate
from eventapp.questions.forms import AnsweringForm, asking
from eventapp.questions.rules import ANSWER, NOTHING, Questionnaire
from eventapp.registration import telephones
from eventapp.registration.consent import AGREED, CARE, Terms, ask_care, ask_consent
from eventapp.registration.errors import WhichCountry
from eventapp.registration.labels import DIET_NAMES
from eventapp.registration.models import Registration
from eventapp.registration.opened import Sender
from eventapp.registration.queries import editable_fields
from eventapp.registration.rules import CARE as CARE_FIELDS
from eventapp.registration.rules import OTHER, TOGETHER, Diet, Entry
from eventapp.visits.models import Organisation

WORDS_CHANGED = Message("These words have changed meanwhile. Please read them and agree again.")


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
    """No more than so many characters. The browser is not told: it would cut what is pasted, and say nothing."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def __call__(self, form: Form, field: Field) -> None:
        if field.data and len(field.data) > self.characters:
            message = Message("Please write at most %(characters)s characters; these are %(typed)s.")
            raise StopValidation(translate(form.language, message, characters=self.characters, typed=len(field.data)))


def one_line(typed: str | None) -> str:
    return clean_line(typed or "")


def lines(typed: str | None) -> str:
    return clean_text(typed or "")


class TelephoneField(StringField):  # type: ignore[misc]
    """A telephone number: ``data`` as it is written, once it is valid as it is stored (``telephones.parse``).

    Where it may be of several countries, which one is asked back: ``asked_back`` has what it would be in each, and the
    answer comes beside the field.
    """

    data: str | None

    def __init__(self, label: str, validators: Sequence[Any] = (), **values: Any) -> None:
        super().__init__(label, [*validators, self._read], **values)
        self.asked_back: Mapping[str, str] = {}
        self.country = ""

    def process(self, formdata: Any, *values: Any, **named: Any) -> None:
        super().process(formdata, *values, **named)
        self.country = formdata.get(self.country_name, "") if formdata else ""

    @property
    def country_name(self) -> str:
        """What the question is called."""
        return f"{self.name}_country"

    def _read(self, form: Form, _field: Field) -> None:
        if not self.data:
            return
        try:
            self.data = telephones.parse(self.data, form.language, self.country)
        except WhichCountry as which:
            self.asked_back = which.readings
            raise StopValidation(which.text(form.language)) from None
        except Refusal as refusal:
            raise StopValidation(refusal.text(form.language)) from None


class RegistrationForm(AnsweringForm):
    """Used to register and to change a registration.

    Consent is asked once, when registering: ``terms`` are then what its words name, and ``asked`` are the words.
    ``agreed_to`` says which ones the reader has seen; a form that does not say so was made by hand.
    """

    agreement: ClassVar[Message] = AGREED
    care_agreement: ClassVar[Message] = CARE

    given_name = StringField(
        Message("Given name"), filters=[one_line], validators=[Needed(Message("Enter your given name.")), AtMost(120)]
    )
    family_name = StringField(
        Message("Family name"), filters=[one_line], validators=[Needed(Message("Enter your family name.")), AtMost(120)]
    )
    email = MailboxField(
        Message("E-mail"), filters=[one_line], validators=[Needed(Message("Enter your e-mail address.")), AtMost(254)]
    )
    phone = TelephoneField(Message("Telephone"), filters=[one_line], validators=[AtMost(40)])
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
    care = BooleanField(CARE)
    care_words = HiddenField()
    consent = BooleanField(
        AGREED,
        validators=[Needed(Message("Without your agreement we may not keep your data, and so cannot register you."))],
    )
    agreed_to = HiddenField()
    # A trap for robots, hidden from people. Its name is one that no browser fills in by itself; where one does all the
    # same, nothing is lost: the form comes back, and its button says ``again``.
    leave_blank = StringField(Message("Leave this empty"))
    again = HiddenField()

    def __init__(self, language: str, organisations: Senders, *, terms: Terms | None = None, **values: Any) -> None:
        super().__init__(language, **values)
        self.asked = None if terms is None else ask_consent(language, terms, self.agreement)
        if self.asked is None:
            del self.consent
            del self.agreed_to
        self.care_asked = ask_care(language, self.care_agreement)
        other = translate(language, Message("Another organisation"))
        choose = translate(language, Message("Choose…"))
        self.organisation.choices = [("", choose), *((item.code, item.name) for item in organisations), (OTHER, other)]
        self.diet.choices = [(diet.value, translate(language, name)) for diet, name in DIET_NAMES.items()]
        self.letters_in.choices = list(LANGUAGE_NAMES.items())
        self.letters_in.data = self.letters_in.data or language
        for last in ("consent", "agreed_to", "leave_blank", "again"):  # behind the visit's own questions
            if last in self:
                self._fields[last] = self._fields.pop(last)

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        agreed = [self._names_one_organisation(), self._saw_these_words(), self._agrees_to_what_is_told_of_care()]
        return all(agreed) and valid

    @property
    def showed_other_words(self) -> bool:
        """The reader has seen other words than ``asked``."""
        return self.asked is not None and self.agreed_to.data not in ("", None, self.asked.digest)

    def _names_one_organisation(self) -> bool:
        """One in the list, or the name of another one: of two neither is left out silently."""
        chosen, typed = self.organisation.data, self.other_organisation.data
        if chosen == OTHER and not typed:
            message = Message("Enter the name of your organisation.")
        elif chosen and chosen != OTHER and typed:
            message = Message(
                "You have chosen an organisation in the list and typed another one here. Please choose "
                "“Another organisation” in the list, or empty this field."
            )
        else:
            return True
        self.other_organisation.errors = [translate(self.language, message)]
        return False

    def _saw_these_words(self) -> bool:
        """Words that have changed since the form was opened are agreed to anew."""
        if not self.showed_other_words:
            return True
        self.consent.data, self.consent.errors = False, [translate(self.language, WORDS_CHANGED)]
        return False

    def _agrees_to_what_is_told_of_care(self) -> bool:
        """Diet and needs are kept for nobody who has not agreed to that; what was typed stays to be decided about."""
        if not _tells_of_care({name: self[name].data for name in CARE_FIELDS}):
            return True
        message = Message("Please agree here, or empty what you have said of diet and needs: else we may not keep it.")
        if self.care.data and self.care_words.data not in ("", None, self.care_asked.digest):
            message, self.care.data = WORDS_CHANGED, False
        if not self.care.data:
            self.care.errors = [translate(self.language, message)]
        return bool(self.care.data)

    @property
    def fell_into_the_trap(self) -> bool:
        return bool(self.leave_blank.data) and not self.again.data

    @property
    def once_more(self) -> Message | None:
        if self.fell_into_the_trap and not self.csrf_failed:
            return Message(
                "A field that people do not see was filled in, perhaps by your browser. Nothing you typed is lost."
            )
        return super().once_more

    def to_entry(self) -> Entry:
        """What was typed, once it is valid."""
        is_other = self.organisation.data == OTHER
        return Entry(
            given_name=self.given_name.data,
            family_name=self.family_name.data,
            email=self.email.address,
            phone=self.phone.data or "",
            organisation="" if is_other else self.organisation.data,
            other_organisation=self.other_organisation.data if is_other else "",
            position=self.position.data,
            diet=Diet(self.diet.data),
            diet_note=self.diet_note.data,
            needs=self.needs.data,
            language=self.letters_in.data,
            consent=self.asked,
            care=self.care_asked if self.care.data else None,
            answered=self.answered,
        )


class ChangeForm(EditForm, RegistrationForm):
    """The same questions about a registration that is there."""

    together = TOGETHER

    def catch_up(self, now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        """What others have said of diet and needs they have agreed to: it needs no tick of whoever did not see it.

        Questions that are new since the form was opened are shown with it from now on.
        """
        seen = _tells_of_care(self.shown)
        found = super().catch_up(now)
        if self.showed_other_questions:
            new = {name: value for name, value in now.items() if name.startswith(ANSWER)}
            self.remember({**new, **self.shown})
        if not seen and not found.keys().isdisjoint(CARE_FIELDS):
            self.care.data = True
        return found

    @classmethod
    def of(
        cls,
        language: str,
        registration: Registration,
        organisations: Sequence[Organisation],
        asked: Questionnaire = NOTHING,
    ) -> Self:
        """As that registration is now, with what was sent. ``asked``: the visit's own questions."""
        now = editable_fields(registration, organisations, asked)
        data = now | {"letters_in": now["language"], "care": _tells_of_care(now)}
        form = asking(cls, asked, language)(language, organisations, data=data)
        if not form.is_submitted():
            form.remember(now)
        return form


def _tells_of_care(said: Mapping[str, Any]) -> bool:
    """Whether anything of diet and needs is among these values of the form's fields."""
    return said.get("diet", Diet.NONE.value) not in ("", None, Diet.NONE.value) or any(map(said.get, CARE_FIELDS[1:]))


class AddressForm(Form):
    """To where the letter should have gone."""

    email = MailboxField(
        Message("E-mail"), filters=[one_line], validators=[Needed(Message("Enter your e-mail address.")), AtMost(254)]
    )
