"""The base of every form: messages in the reader's language, refusals at the field, CSRF that loses nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import StopValidation

from eventapp.core import current, mailboxes, security
from eventapp.core.errors import ChangedMeanwhile, LooksLikeAnother, NotKnownWhatWasShown, Refusal
from eventapp.core.paging import PAGE
from eventapp.core.text import Message, translate, translate_plural

# What the libraries say by themselves; listed here so that the words are collected for translation.
BUILT_IN = (
    Message("This field is required."),
    Message("Not a valid choice."),
    Message("Invalid Choice: could not coerce."),
    Message("The CSRF token is missing."),
    Message("The CSRF token is invalid."),
    Message("The CSRF session token is missing."),
    Message("The CSRF tokens do not match."),
)
FOREIGN = Message("The CSRF token is invalid.")
BOTH = Message("Somebody else has changed this meanwhile, too. What stands here is yours.")
MOST_TICKED = 4 * PAGE
TOO_MANY_TICKED = Message("You have chosen %(chosen)s; at most %(most)s are done at a time. Please do it in parts.")
NO_TOKEN = Message("It had been open for too long, or your browser keeps no cookies. Nothing you typed is lost.")


_PORTS = {"http": 80, "https": 443}


def sent_from_here() -> bool:
    """Whether a page of ours sent this request, by its Origin, else its Referer; who tells neither is believed.

    A stranger's page cannot keep both from being told: without a referrer a browser says "Origin: null". Ours is the
    configured address, and the host that the browser itself asked for, as ``Host`` says it (a stranger's page cannot
    choose that). A proxy that puts its own name there leaves the first; X-Forwarded-Host is not read.
    """
    told = request.headers.get("Origin") or request.headers.get("Referer")
    if told is None:
        return True
    settings = current.settings()
    try:
        sender = urlsplit(told)
    except ValueError:
        return False
    if settings.uses_https and sender.scheme != "https":
        return False
    ours = (settings.base_url, f"{sender.scheme}://{request.host}")
    return _place(told) in {_place(address) for address in ours}


def _place(address: str) -> tuple[str, int | None] | None:
    """Host and port, which an address need not say where it is its scheme's; None: there is no host in it."""
    parts = urlsplit(address)
    try:
        return (parts.hostname, parts.port or _PORTS.get(parts.scheme)) if parts.hostname else None
    except ValueError:
        return None


class Translations:
    """WTForms' view of our catalogues."""

    def __init__(self, language: str) -> None:
        self.language = language

    def gettext(self, message: str) -> str:
        return translate(self.language, message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return translate_plural(self.language, one, many, number)


def _read_shown(sent: str | None) -> dict[str, Any]:
    """What a form remembered, as JSON, of the thing that it showed; empty where nothing can be read."""
    try:
        found = json.loads(sent or "null")
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair could not be shown
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def parse_id(text: str) -> UUID | None:
    """None: no such id can be."""
    try:
        return UUID(text)
    except ValueError:
        return None


class Form(FlaskForm):  # type: ignore[misc]
    """A form in one language. Labels and help are Messages, translated where they are shown."""

    class Meta:
        def get_translations(self, form: "Form") -> Translations:
            return Translations(form.language)

        def wrap_formdata(self, form: "Form", _formdata: Any) -> Any:
            """What a form sends, and nothing else: Flask-WTF would read files and JSON into text fields, too."""
            return request.form or None

    def __init__(self, language: str, **values: Any) -> None:
        self.language = language
        self.form_errors: list[str] = []
        super().__init__(**values)

    @property
    def csrf_failed(self) -> bool:
        """The form was sent without the token of this reader's session: show it again, filled, to be sent once more."""
        return "csrf_token" in self and bool(self.csrf_token.errors)

    @property
    def refused_status(self) -> int:
        """What the page is answered with that shows the form again: nothing was wrong with it (400), or something."""
        return 400 if self.csrf_failed else 422

    @property
    def once_more(self) -> Message | None:
        """Why it is shown again, filled, with nothing to correct: one more click sends it; None: no need."""
        return NO_TOKEN if self.csrf_failed else None

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if self.csrf_failed:
            security.note(security.Event.FORM_REFUSED, why="no token of ours" if sent_from_here() else "foreign")
        return good

    def validate_csrf_token(self, _field: Field) -> None:
        """The second lock after the token: what the browser says of the page from which this was sent."""
        if not sent_from_here():
            raise ValidationError(translate(self.language, FOREIGN))

    def refuse(self, error: Refusal) -> None:
        """Put a refusal where it belongs: at its field, or over the whole form."""
        words = error.text(self.language)
        if error.field and error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, words]
        else:
            self.form_errors.append(words)

    def error_summary(self) -> list[tuple[str, str, str]]:
        """(field's id, its label, what is wrong) of each error, in the form's order; id "" for the whole form."""
        found = [("", "", words) for words in self.form_errors]
        for field in self:
            if field.name != "csrf_token":
                found += [(field.id, translate(self.language, field.label.text), str(words)) for words in field.errors]
        return found


class TickedForm(Form):
    """Of a list of which several are changed in one step: the ids that are ticked, as they were sent; at most
    MOST_TICKED, a few pages of a list."""

    NONE_TICKED: ClassVar[Message]
    """What is said to whoever ticked nothing."""
    ticked = SelectMultipleField(validate_choice=False, default=())

    def validate(self, extra_validators: Any = None) -> bool:
        if super().validate(extra_validators):
            chosen = len(self.ids)
            if not chosen:
                self.form_errors.append(translate(self.language, self.NONE_TICKED))
            elif chosen > MOST_TICKED:
                words = translate(self.language, TOO_MANY_TICKED, chosen=chosen, most=MOST_TICKED)
                self.form_errors.append(words)
        return not self.form_errors and not self.errors

    @property
    def ids(self) -> list[UUID]:
        """Each once; what is no id is left out."""
        return list(dict.fromkeys(filter(None, map(parse_id, self.ticked.data or ()))))


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else has made of a field, in words; ``by``: who and when, "" where nobody knows."""

    label: str
    language: str
    old: str
    new: str
    by: str


class EditForm(Form):
    """Changes something that others may change at the same time: it remembers what it showed, as JSON in ``seen``.

    Values of a field are those that the form shows, by the field's name (``name_of``). A box beside a field that two
    have changed takes what the other one wrote. ``together``: names that say something only together.
    """

    together: ClassVar[Sequence[Sequence[str]]] = ()
    seen = HiddenField()

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.disputed = False
        self.shown = _read_shown(self.seen.data)
        for field in self._remembered():
            was = self.shown[self.name_of(field)]
            if field.name in request.form.getlist("theirs") and type(was) is type(_sent_as(field)):
                field.data = was

    def name_of(self, field: Field) -> str:
        """What the remembered values call it."""
        return str(field.name)

    def _remembered(self) -> Iterable[Field]:
        return [field for field in self if self.name_of(field) in self.shown]

    def remember(self, now: Mapping[str, Any]) -> None:
        """From now on these are what was shown."""
        self.shown = dict(now)
        self.seen.data = json.dumps(self.shown)

    def catch_up(self, now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        """Let the fields that nobody touched here show what others have made of them: {name: (before, now)}.

        ``now``: what the form would show if it were opened anew.
        """
        asked = {self.name_of(field): field for field in self._remembered()}
        touched = {name for name, field in asked.items() if _sent_as(field) != self.shown[name]}
        touched |= {name for unit in self.together if touched.intersection(unit) for name in unit}
        found = {}
        for name, field in asked.items():
            if name in now and name not in touched and self.shown[name] != now[name]:
                found[name] = self.shown[name], now[name]
                field.data = now[name]
        self.remember({**self.shown, **{name: value for name, (_, value) in found.items()}})
        return found

    def check_known(self, now: Mapping[str, Any]) -> None:
        """Raises NotKnownWhatWasShown for what differs from ``now`` and is not remembered, though it must have been
        shown: it may be this one's change or another's."""
        asked = [(self.name_of(field), _sent_as(field)) for field in self]
        lost = [name for name, sent in asked if name in now and name not in self.shown and sent != now[name]]
        if lost:
            raise NotKnownWhatWasShown(lost)

    def dispute(self, refusal: ChangedMeanwhile, theirs: Mapping[str, Theirs]) -> None:
        """Ask about what two have changed, at each field: {name: what the other one made of it}."""
        self.disputed = True
        self.form_errors.append(refusal.text(self.language))
        for field in self:
            name = self.name_of(field)
            if name in theirs:
                field.theirs = theirs[name]
                field.errors = [*field.errors, translate(self.language, BOTH)]


def _sent_as(field: Field) -> Any:
    """As it was shown, if nobody touched it: a browser sends lines with both of their ends."""
    if isinstance(field, BooleanField):
        return bool(field.data)
    return (field.data or "").replace("\r\n", "\n")


class MailboxField(StringField):  # type: ignore[misc]
    """An e-mail address: ``data`` as it is written, once it is valid ``address`` as it is stored.

    Letters that look like others are asked back: the form is shown again with a box to tick beside the field, whose
    value is the address, so that it confirms no other. What was stored already (``object_data``) is not asked again.
    ``anywhere``: see ``mailboxes.parse``.
    """

    data: str | None

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        anywhere: bool = False,
        asks_back: bool = True,
        **values: Any,
    ) -> None:
        super().__init__(label, [*validators, self._read], **values)
        self.anywhere, self.asks_back = anywhere, asks_back
        self.address = self.asked_back = self.confirmed = ""

    def process(self, formdata: Any, *values: Any, **named: Any) -> None:
        super().process(formdata, *values, **named)
        self.confirmed = formdata.get(self.confirmed_name, "") if formdata else ""

    @property
    def confirmed_name(self) -> str:
        """What the box is called."""
        return f"{self.name}_confirmed"

    def _read(self, form: Form, _field: Field) -> None:
        try:
            self.address = mailboxes.parse(self.data or "", anywhere=self.anywhere)
            self._ask_back()
        except Refusal as refusal:
            raise StopValidation(refusal.text(form.language)) from None
        if not self.asked_back:
            self.data = mailboxes.shown(self.address)

    def _ask_back(self) -> None:
        letters = mailboxes.look_alikes(self.address) if self.asks_back else ""
        if not letters or self.data == self.object_data:
            return
        self.asked_back = self.address
        if self.confirmed != self.address:
            raise LooksLikeAnother(domain=mailboxes.written_domain(self.address), letters=letters)
