"""The form with which sessions are moved, as pages and the board's script send it."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation

from eventapp.core import addresses
from eventapp.core.forms import Form
from eventapp.core.text import Message, say, translate, translate_plural
from eventapp.planning.chosen import Chosen, Places, earliest
from eventapp.planning.clashes import span_in_words
from eventapp.planning.days import day_choices
from eventapp.planning.moves import Keep, Target
from eventapp.planning.plan import Key, Plan
from eventapp.planning.several_forms import FURTHEST, chosen_of, places_of, ticket
from eventapp.programme.conflicts import Span
from eventapp.programme.scheduled import Scheduled
from eventapp.visits import typed, values
from eventapp.visits.facts import VisitFacts
from eventapp.visits.values import Unfit

STAYS: Final = "="
"""Sent for a place: each session stays where it is."""
KEPT: Final = {
    Keep.LENGTH: Message("It stays as long as it is"),
    Keep.END: Message("It ends when it ends now"),
}
NO_LENGTH: Final = Message("An end is a time, as in 10.30, or a length with a plus, as in +45.")


class MoveForm(Form):
    """``session``: tickets ("code@instant@place"), the address's first. What is not sent stays as the session has it.

    ``other``: the ticket of the one to swap with. ``sure``: the page that says what will happen was seen. ``clash``:
    the conflict that it was offered to end (programme.intended: ``Marks.named``); "": none. ``back``: where to go
    then, a page of this visit's desk.
    """

    session = SelectMultipleField(validate_choice=False, default=())
    day = SelectField(Message("Day"), validate_choice=False)
    start = StringField(Message("From"), default="")
    end = StringField(Message("To"), default="")
    keep = RadioField(Message("If no end is given"), default=Keep.LENGTH.value)
    place = SelectField(Message("Place"), validate_choice=False, default=STAYS)
    push = BooleanField(Message("Those after it, too, until a gap is long enough"))
    other = SelectField(Message("With"), validate_choice=False, default="")
    sure = HiddenField()
    clash = HiddenField(default="")
    back = HiddenField()

    @property
    def tickets(self) -> Sequence[str]:
        """As they were sent."""
        return self.session.data or ()

    @property
    def chosen(self) -> Chosen:
        return chosen_of(self._all_tickets)

    @property
    def seen(self) -> Places:
        """Where they lay, as far as their tickets tell it."""
        return places_of(self._all_tickets)

    @property
    def _all_tickets(self) -> Sequence[str]:
        return list(filter(None, [*self.tickets, self.other.data]))

    def to_target(self) -> Target:
        """What was asked for. Raises Unfit, with its field."""
        place = self.place.data or ""
        venue, _, room = place.partition("/")
        return Target(
            self._day(),
            typed.clock((self.start.data or "").strip()) if self.day.data else "",
            None if place == STAYS else (venue, room),
            Keep(self.keep.data),
            self._ends() if self.day.data else None,
            push=bool(self.push.data),
        )

    def _day(self) -> date | None:
        said = (self.day.data or "").strip()
        try:
            return values.written_day(typed.day(said)) if said else None
        except Unfit as unfit:
            raise _at("day", unfit) from None

    def _ends(self) -> str | timedelta | None:
        """A time of the clock, or with a plus how long."""
        said = " ".join((self.end.data or "").split())
        if not said.startswith("+"):
            return typed.clock(said) or None
        minutes = typed.length(said.removeprefix("+").strip())
        if not re.fullmatch("[0-9]{1,6}", minutes) or not 0 < int(minutes) <= FURTHEST:
            raise _at("end", Unfit("expected a length", NO_LENGTH))
        return timedelta(minutes=int(minutes))

    def validate_keep(self, field: Any) -> None:
        if field.data not in list(Keep):
            raise StopValidation(translate(self.language, values.NOT_LISTED))


def way_back(visit: VisitFacts, said: str, done: Mapping[str, object] | None = None) -> str:
    """The address to go to, which tells what was done: that one, if it is of this visit's desk; else the sessions."""
    is_ours = said.startswith(addresses.desk(visit.slug)) and not re.search(r"[\\\x00-\x20\x7f-\uffff]|//|/\.", said)
    parts = urlsplit(said if is_ours else addresses.desk(visit.slug, "sessions"))
    query = "&".join(filter(None, (parts.query, urlencode(done or {}))))
    return parts._replace(query=query).geturl()


def move_form(visit: VisitFacts, language: str, chosen: Chosen, tickets: Sequence[str], back: str) -> MoveForm:
    """For those sessions, as they lie now. Choices of the place are filled in where they are shown."""
    zone = ZoneInfo(visit.timezone)
    first = earliest(chosen.values())
    data = {
        "session": tickets,
        "day": f"{first.astimezone(zone):%Y-%m-%d}" if first else "",
        "start": values.show_clock(first, zone) if first else "",
        "back": back,
    }
    form = MoveForm(language, data=data)
    form.day.choices = list(day_choices("day", language, visit, form.day.data or ""))
    form.keep.choices = [(str(keep), translate(language, words)) for keep, words in KEPT.items()]
    return form


def place_choices(
    language: str, visit: VisitFacts, plan: Plan, scheduled: Scheduled, span: Span | None, but: Collection[str]
) -> dict[str, list[tuple[str, str]]]:
    """{venue: its places, each free or taken in that time by others than ``but``, and how many it takes}."""
    taken = _taken(scheduled, span, but) if span else None
    titles = {
        code: say(text, language, visit.languages)
        for (kind, code), text in scheduled.names.items()
        if kind == "session"
    }

    def words(key: Key) -> str:
        place = (key.top.code, key.code if key.inside else None)
        told = [plan.title_of(key, language, visit.languages)]
        if taken is not None:
            by = taken.get(place, [])
            names = ", ".join(titles[code] for code in by)
            told.append(translate(language, "taken by %(what)s", what=names) if by else translate(language, "free"))
        if capacity := plan[key].get("capacity"):
            told.append(translate_plural(language, "%(num)s seat", "%(num)s seats", capacity))
        return " – ".join(told)

    none = [(STAYS, translate(language, "It stays where it is")), ("", translate(language, "Without a place"))]
    found = {"": none}
    for venue, _ in plan.of_kind("venue"):
        rooms = [(f"{venue.code}/{room.code}", words(room)) for room, _ in plan.parts_of(venue)]
        found[plan.title_of(venue, language, visit.languages)] = [(venue.code, words(venue)), *rooms]
    return found


def other_choices(
    language: str, visit: VisitFacts, scheduled: Scheduled, but: Collection[str]
) -> list[tuple[str, str]]:
    """Those that have a time, with it, to be chosen by their tickets."""
    zone = ZoneInfo(visit.timezone)
    found = [("", translate(language, "Choose"))]
    for each in sorted(scheduled.schedule.sessions, key=lambda session: session.span):
        if each.code not in but and not each.cancelled:
            title = say(scheduled.names["session", each.code], language, visit.languages)
            sent = ticket(each.code, each.span.starts, (each.venue, each.room))
            found.append((sent, f"{span_in_words(language, each.span, zone)} – {title}"))
    return found


def _taken(scheduled: Scheduled, span: Span, but: Collection[str]) -> dict[tuple[str, str | None], list[str]]:
    """{(venue, room): codes of those that are there in that time}."""
    found: dict[tuple[str, str | None], list[str]] = {}
    for each in scheduled.schedule.sessions:
        if each.venue and each.code not in but and not each.cancelled and each.span.overlaps(span):
            found.setdefault((each.venue, each.room), []).append(each.code)
    return found


def span_of(chosen: Chosen, plan: Plan) -> Span | None:
    """From the first beginning to the last end of them, as they lie now; None: they have no time."""
    lying = [plan[key] for code in chosen if (key := Key("session", code)) in plan and plan[key]["starts"]]
    if not lying:
        return None
    return Span(min(each["starts"] for each in lying), max(each["ends"] for each in lying))


def _at(field: str, unfit: Unfit) -> Unfit:
    unfit.field = field
    return unfit
