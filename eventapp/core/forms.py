"""The base of every form: messages in the reader's language, refusals at the field, CSRF that loses nothing."""

import json
from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

from eventapp.core import web
from eventapp.core.errors import Refusal
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


def sent_from_here() -> bool:
    """Whether a page of ours sent this request, by its Origin, else its Referer; who tells neither is believed.

    A stranger's page cannot keep both from being told: without a referrer a browser says "Origin: null".
    """
    told = request.headers.get("Origin") or request.headers.get("Referer")
    if told is None:
        return True
    settings = web.settings()
    try:
        sender = urlsplit(told)
    except ValueError:
        return False
    ours = {request.host, urlsplit(settings.base_url).netloc}
    return sender.netloc in ours and (sender.scheme == "https" or not settings.uses_https)


class Translations:
    """WTForms' view of our catalogues."""

    def __init__(self, language: str) -> None:
        self.language = language

    def gettext(self, message: str) -> str:
        return translate(self.language, message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return translate_plural(self.language, one, many, number)


def read_seen(sent: str | None) -> dict[str, Any]:
    """What a form remembered, as JSON, of the thing that it showed; empty where nothing can be read."""
    try:
        found = json.loads(sent or "null")
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair could not be shown
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


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
