"""The form with which several sessions of the list are changed, and what became of them in words."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from wtforms import SelectMultipleField, StringField
from wtforms.validators import StopValidation

from eventapp.core import outcomes
from eventapp.core.forms import Form
from eventapp.core.text import Message, translate, translate_plural
from eventapp.planning.chosen import REASONS, Chosen
from eventapp.visits import typed

NONE_CHOSEN: Final = Message("Choose at least one session in the list.")
NO_MINUTES: Final = Message("How long, as in 30, -15 or 1 h 30 min?")
FURTHEST: Final = 60 * 24 * 60
"""Minutes; a visit made in the browser is no longer."""
NEVER: Final = datetime.min.replace(tzinfo=UTC)
"""When nothing starts: what was sent of a session cannot be read."""


class SeveralForm(Form):
    """Of the list of sessions. What is ticked stands in ``session``, once each: "code@instant"."""

    minutes = StringField(Message("By how long"), default="")
    session = SelectMultipleField(validate_choice=False, default=())

    @property
    def ticked(self) -> Sequence[str]:
        """As it was sent."""
        return self.session.data or ()

    @property
    def chosen(self) -> Chosen:
        return dict(map(read_ticket, self.ticked))

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not self.chosen:
            self.form_errors.append(translate(self.language, NONE_CHOSEN))
        return not self.form_errors

    def to_minutes(self) -> int | None:
        """What was typed, later or (with a minus) earlier; None: it cannot be read, which is told at the field."""
        try:
            return _minutes(self.minutes.data or "")
        except StopValidation:
            self.minutes.errors = [translate(self.language, NO_MINUTES)]
            return None


def ticket(code: str, starts: datetime | None) -> str:
    """What the box of a session sends."""
    return f"{code}@{starts.isoformat() if starts else ''}"


def read_ticket(sent: str) -> tuple[str, datetime | None]:
    """(code, when it started) of what a box has sent."""
    code, _, moment = sent.partition("@")
    try:
        starts = datetime.fromisoformat(moment) if moment else None
    except ValueError:
        starts = NEVER
    return code, starts if starts is None or starts.tzinfo else NEVER


def _minutes(said: str) -> int:
    words = said.strip().replace("−", "-")
    sign = -1 if words.startswith(("-", "–")) else 1
    read = typed.length(re.sub("^[+–-] ?", "", words))
    if not (read.isascii() and read.isdigit()) or int(read) > FURTHEST:
        raise StopValidation
    return sign * int(read)


def in_words(language: str, said: Mapping[str, str]) -> str:
    """Of the address: "24 sessions changed, 1 left out: cancelled."; "" where it says nothing of it."""

    def changed(number: int) -> str:
        return translate_plural(language, "%(num)s session changed", "%(num)s sessions changed", number)

    return outcomes.in_words(language, said, REASONS, changed)


def shown_sessions(language: str, said: Mapping[str, str], sent: Form | None) -> dict[str, Any]:
    """For the list: its form, as it was ``sent``, and what an address says was done. "choose": a day all of which is
    ticked, for whoever has no script."""
    form = sent if isinstance(sent, SeveralForm) else SeveralForm(language)
    ticked = form.ticked if form is sent else ()
    return {
        "several": form,
        "outcome": in_words(language, said),
        "ticket": ticket,
        "is_ticked": lambda item, day: item in ticked or bool(day and str(day) == said.get("choose")),
    }
