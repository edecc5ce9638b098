"""The form with which several sessions of the list are changed, and what became of them in words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from wtforms import SelectMultipleField, StringField
from wtforms.validators import StopValidation

from eventapp.core import outcomes
from eventapp.core.forms import Form
from eventapp.core.text import Message, translate, translate_plural
from eventapp.planning.chosen import NEVER, REASONS, Chosen, Places
from eventapp.visits import typed
from eventapp.visits.values import FIRST_YEAR, LAST_YEAR

NONE_CHOSEN: Final = Message("Choose at least one session in the list.")
NO_MINUTES: Final = Message("How long, as in 30, -15 or 1 h 30 min?")
FURTHEST: Final = 60 * 24 * 60
"""Minutes; a visit made in the browser is no longer."""
NO_CHARACTER: Final = "\N{REPLACEMENT CHARACTER}"
"""For one that no database takes in a text: such a code is nobody's."""


class Ticket(NamedTuple):
    """What was sent of a session: when it started where it was seen, or NEVER; where it lay, None: not known."""

    code: str
    starts: datetime | None
    place: tuple[str, str] | None


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
        return chosen_of(self.ticked)

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


def ticket(code: str, starts: datetime | None, place: tuple[str | None, str | None] | None = None) -> str:
    """What the box of a session sends: "code@instant", and "@venue/room" where its place is to stay what was seen."""
    where = "" if place is None else "@" + "/".join(filter(None, place))
    return f"{code}@{starts.isoformat() if starts else ''}{where}"


def read_ticket(sent: str) -> Ticket:
    """Of what a box has sent."""
    code, _, rest = sent.replace("\0", NO_CHARACTER).partition("@")
    moment, has_place, place = rest.partition("@")
    venue, _, room = place.partition("/")
    return Ticket(code, _moment(moment), (venue, room) if has_place else None)


def chosen_of(sent: Iterable[str]) -> Chosen:
    """Of tickets."""
    return {each.code: each.starts for each in map(read_ticket, sent)}


def places_of(sent: Iterable[str]) -> Places:
    """Of tickets, where they tell it."""
    return {each.code: each.place for each in map(read_ticket, sent) if each.place is not None}


def _moment(sent: str) -> datetime | None:
    try:
        starts = datetime.fromisoformat(sent) if sent else None
    except ValueError:
        return NEVER
    # a year more at both ends: what an offset makes of their first and last day
    is_read = starts is None or (starts.tzinfo and FIRST_YEAR - 1 <= starts.year <= LAST_YEAR + 1)
    return starts if is_read else NEVER


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
