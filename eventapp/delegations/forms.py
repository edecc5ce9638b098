"""Forms of whoever registers several people: a few fields of their own and a line for each; and those behind the
leader's link."""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any, Final

from wtforms import BooleanField, FileField, HiddenField, SelectField, StringField, TextAreaField

from eventapp.core import mailboxes
from eventapp.core.cells import NothingPasted, TooManyRows, read_cells
from eventapp.core.errors import Refusal
from eventapp.core.forms import Form, MailboxField
from eventapp.core.text import LANGUAGE_NAMES, Message, translate, without_directions
from eventapp.core.workbook import read_file
from eventapp.delegations.changing import Said
from eventapp.delegations.errors import NobodyNamed, TooManyPeople, WrittenToEnough
from eventapp.delegations.lines import FIELDS, MOST, Line, Typed, from_cells, read_lines, shared
from eventapp.delegations.rules import Group
from eventapp.questions.forms import AnsweringForm
from eventapp.registration.consent import AGREED_BY_LEADER, CARE_BY_ANOTHER, Consent, Terms, ask_care, ask_consent
from eventapp.registration.forms import WORDS_CHANGED, AtMost, Needed, Senders, TelephoneField, one_line
from eventapp.registration.forms import lines as cleaned_lines
from eventapp.registration.labels import DIET_NAMES, FIELD_NAMES
from eventapp.registration.rules import OTHER, Diet, Entry

FIRST_LINES: Final = 5
MORE_LINES: Final = 5
ROOM: Final = 2 * MOST
"""Lines of a form that are looked at; those without a word among them are nobody's."""
NOT_SENT: Final = "\0"
KEY: Final = re.compile(r"[A-Za-z0-9_-]{22}")
FOR_ALL: Final = Message("Without that we may not keep their data, and so cannot register them.")


def _as_pasted(said: str | None) -> str:
    return without_directions(said or "")


class LinesForm(Form):
    """People, a line each; ``lines`` and ``file`` hold more of them, which are put into the table first.

    ``sent_key``: drawn for each form that is shown, so that what is sent twice is done once.
    """

    lines = TextAreaField(Message("Paste lines of a spreadsheet"), default="", filters=[_as_pasted])
    file = FileField(Message("Or choose a file"))
    sent_key = HiddenField()

    def __init__(self, language: str, **values: Any) -> None:
        super().__init__(language, **values)
        self.typed: list[Typed] = []
        self.people: list[Line] = []
        self.sent_lines = 0
        self.headings: tuple[int, ...] = ()
        if not KEY.fullmatch(self.sent_key.data or ""):
            self.sent_key.data = secrets.token_urlsafe(16)

    def read_typed(self, one: Callable[[str, str], str]) -> None:
        """``one``: what was sent under a name, or else."""
        numbers = range(1, ROOM + 1)
        self.sent_lines = sum(one(field_name(FIELDS[0], number), NOT_SENT) != NOT_SENT for number in numbers)
        lines = ({name: one(field_name(name, number), "").strip() for name in FIELDS} for number in numbers)
        self.typed = [line for line in lines if any(line.values())]

    def take_in(self, file: IO[bytes] | None) -> bool:
        """Put what was pasted, or a file, behind what is typed; gives whether there was any.

        Raises what ``read_cells`` and ``read_file`` do, NothingPasted where nobody is among the lines, TooManyPeople.
        """
        if not file and not (self.lines.data or "").strip():
            return False
        try:
            pasted = from_cells(read_file(file) if file else read_cells(self.lines.data))
        except TooManyRows as many:
            raise TooManyPeople(rows=many.values["rows"], most=MOST) from None
        if not pasted.typed:
            raise NothingPasted
        if len(self.typed) + len(pasted.typed) > MOST:
            raise TooManyPeople(rows=len(self.typed) + len(pasted.typed), most=MOST)
        self.typed += pasted.typed
        self.headings, self.lines.data = pasted.headings, ""
        return True

    def judge(self) -> None:
        """Look for mistakes in the lines. Raises NobodyNamed, TooManyPeople."""
        self.people = read_lines(self.typed, self.language)
        if not self.people:
            raise NobodyNamed
        if len(self.people) > MOST:
            raise TooManyPeople(rows=len(self.people), most=MOST)

    def has_token(self) -> bool:
        """Whether it came from a page of ours; nothing else of it is judged."""
        self.validate()
        if not self.csrf_failed:
            for field in self:
                field.errors = []
        self.form_errors, self.people = [], []
        return not self.csrf_failed

    def look_through(self) -> int:
        """Judge what was put into the table; gives what the page with it is answered with.

        Raises NobodyNamed, TooManyPeople.
        """
        self.judge()
        return 200 if self.are_right else 422

    @property
    def are_right(self) -> bool:
        return not any(line.mistakes for line in self.people)

    def shown(self, more: int = 0) -> list["ShownLine"]:
        """The lines as the page has them, with empty ones behind."""
        empty = max(FIRST_LINES, self.sent_lines + more) - len(self.typed)
        typed = [*self.typed, *[dict.fromkeys(FIELDS, "")] * max(0, min(empty, MOST - len(self.typed)))]
        mistakes = {line.number: line for line in self.people}
        return [ShownLine(number, each, mistakes.get(number), self.language) for number, each in enumerate(typed, 1)]

    def refuse_targets(self, full: frozenset[str]) -> None:
        """Mark those whose mailbox gets no more letters for now; ``full``: as limits count them."""
        for line in self.people:
            if line.said.get("email") and mailboxes.counted(line.said["email"]) in full:
                line.mistakes["email"] = WrittenToEnough()

    def error_summary(self) -> list[tuple[str, str, str]]:
        """With each mistake in the lines, at its cell."""
        found = super().error_summary()
        for line in self.people:
            for name, mistake in line.mistakes.items():
                label = translate(self.language, FIELD_NAMES[name])
                where = translate(self.language, Message("Line %(number)s"), number=line.number)
                found.append((field_name(name, line.number), f"{where}, {label}", mistake.text(self.language)))
        return found


class ShownLine:
    """A line of the table: a control for each of FIELDS."""

    def __init__(self, number: int, typed: Typed, read: Line | None, language: str) -> None:
        mistakes: Mapping[str, Any] = read.mistakes if read else {}
        self.number = number
        self.cells = [
            Cell(name, field_name(name, number), typed[name], mistakes[name].text(language) if name in mistakes else "")
            for name in FIELDS
        ]


class Cell:
    """``id``: of the control, and its name; ``error``: what is wrong with it, in words."""

    def __init__(self, field: str, name: str, value: str, error: str) -> None:
        self.label, self.id, self.value, self.error = FIELD_NAMES[field], name, value, error
        self.is_needed = field in ("given_name", "family_name")


def field_name(name: str, number: int) -> str:
    """What the control of that line is called."""
    return f"{name}-{number}"


class GroupForm(LinesForm):
    """``terms``: what the words name that the leader agrees to for all."""

    organisation = SelectField(Message("Organisation"), validators=[Needed(Message("Choose your organisation."))])
    other_organisation = StringField(
        Message("Name of the other organisation"), filters=[one_line], validators=[AtMost(200)]
    )
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
    letters_in = SelectField(Message("Language of our letters"), name="language")
    takes_part = BooleanField(Message("I take part in the visit myself"))
    consent = BooleanField(AGREED_BY_LEADER, validators=[Needed(FOR_ALL)])
    agreed_to = HiddenField()
    leave_blank = StringField(Message("Leave this empty"))
    again = HiddenField()

    def __init__(self, language: str, organisations: Senders, *, terms: Terms, **values: Any) -> None:
        super().__init__(language, **values)
        self.asked: Consent = ask_consent(language, terms, AGREED_BY_LEADER)
        other = translate(language, Message("Another organisation"))
        choose = translate(language, Message("Choose…"))
        self.organisation.choices = [("", choose), *((item.code, item.name) for item in organisations), (OTHER, other)]
        self.letters_in.choices = list(LANGUAGE_NAMES.items())
        self.letters_in.data = self.letters_in.data or language

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        return all([valid, self._names_one_organisation(), self._saw_these_words(), self._names_people()])

    def _names_one_organisation(self) -> bool:
        if self.organisation.data != OTHER or self.other_organisation.data:
            return True
        self.other_organisation.errors = [translate(self.language, Message("Enter the name of your organisation."))]
        return False

    def _saw_these_words(self) -> bool:
        if self.agreed_to.data in ("", None, self.asked.digest):
            return True
        self.consent.data, self.consent.errors = False, [translate(self.language, WORDS_CHANGED)]
        return False

    def _names_people(self) -> bool:
        try:
            self.judge()
        except Refusal as refusal:
            if not (isinstance(refusal, NobodyNamed) and self.takes_part.data):
                self.refuse(refusal)
                return False
        return self.are_right

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

    def to_group(self) -> Group:
        """What was sent, once it is valid."""
        is_other = self.organisation.data == OTHER
        leader = Entry(
            given_name=self.given_name.data,
            family_name=self.family_name.data,
            email=self.email.address,
            phone=self.phone.data or "",
            organisation="" if is_other else self.organisation.data,
            other_organisation=self.other_organisation.data if is_other else "",
            position="",
            diet=Diet.NONE,
            diet_note="",
            needs="",
            language=self.letters_in.data,
            consent=self.asked,
        )
        people = tuple(entries(self.people, leader))
        return Group(
            leader, self.takes_part.data, people, frozenset(shared(self.people, leader.email)), self.sent_key.data
        )


class AddForm(LinesForm):
    """More people, or one in another's place; ``terms``: what the words name that the leader agrees to for them."""

    consent = BooleanField(AGREED_BY_LEADER, validators=[Needed(FOR_ALL)])
    agreed_to = HiddenField()

    def __init__(self, language: str, *, terms: Terms, **values: Any) -> None:
        super().__init__(language, **values)
        self.asked = ask_consent(language, terms, AGREED_BY_LEADER)

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        return all([valid, self._saw_these_words(), self._names_people()])

    def _saw_these_words(self) -> bool:
        if self.agreed_to.data in ("", None, self.asked.digest):
            return True
        self.consent.data, self.consent.errors = False, [translate(self.language, WORDS_CHANGED)]
        return False

    def _names_people(self) -> bool:
        try:
            self.judge()
        except Refusal as refusal:
            self.refuse(refusal)
            return False
        return self.are_right


class ReplaceForm(AddForm):
    """One person."""

    def _names_people(self) -> bool:
        found: list[Typed] = self.typed[:1]
        self.typed = found
        if not found:
            self.refuse(NobodyNamed())
            return False
        return super()._names_people()


class NameForm(Form):
    """How somebody is called."""

    given_name = StringField(
        Message("Given name"), filters=[one_line], validators=[Needed(Message("Enter the given name.")), AtMost(120)]
    )
    family_name = StringField(
        Message("Family name"), filters=[one_line], validators=[Needed(Message("Enter the family name.")), AtMost(120)]
    )


class AnswersForm(AnsweringForm):
    """What a leader answers for somebody; it never shows what was answered before."""

    diet = SelectField(Message("Diet"), default=Diet.NONE.value)
    diet_note = StringField(Message("More about the diet"), filters=[one_line], validators=[AtMost(500)])
    needs = TextAreaField(Message("What else we should know"), filters=[cleaned_lines], validators=[AtMost(2000)])
    care = BooleanField(CARE_BY_ANOTHER)
    care_words = HiddenField()

    def __init__(self, language: str, **values: Any) -> None:
        super().__init__(language, **values)
        self.care_asked = ask_care(language, CARE_BY_ANOTHER)
        self.diet.choices = [(diet.value, translate(language, name)) for diet, name in DIET_NAMES.items()]

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if not self._tells_of_care or self.care.data:
            return valid
        message = Message("Please agree here, or empty what you have said of diet and needs: else we may not keep it.")
        self.care.errors = [translate(self.language, message)]
        return False

    @property
    def _tells_of_care(self) -> bool:
        return self.diet.data not in (None, "", Diet.NONE.value) or bool(self.diet_note.data or self.needs.data)

    def to_said(self) -> Said:
        """What was answered, once it is valid."""
        care = self.care_asked if self._tells_of_care else None
        return Said(Diet(self.diet.data), self.diet_note.data or "", self.needs.data or "", care, self.answered)


def entries(lines: Sequence[Line], leader: Entry) -> Iterator[Entry]:
    """Each as whoever registers alone would be; organisation, language and consent are the leader's."""
    for line in lines:
        said: Mapping[str, Any] = {name: line.said[name] for name in FIELDS}
        yield Entry(
            **said,
            organisation=leader.organisation,
            other_organisation=leader.other_organisation,
            diet=Diet.NONE,
            diet_note="",
            needs="",
            language=leader.language,
            consent=leader.consent,
        )
