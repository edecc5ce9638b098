"""What others have made of a thing while somebody had its form open, in words, at each of its fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from eventapp.core import dates
from eventapp.core.forms import Theirs
from eventapp.core.text import LANGUAGE_NAMES, Message, translate
from eventapp.planning.asked import STORED
from eventapp.planning.conditions import condition_in_words
from eventapp.planning.plan import Key, Plan, field_of
from eventapp.programme import availability
from eventapp.programme.labels import TO_BE_ANNOUNCED
from eventapp.visits import values
from eventapp.visits.facts import VisitFacts
from eventapp.visits.fields import Control, Field
from eventapp.visits.history import last_changes
from eventapp.visits.spoken import all_in_words
from eventapp.visits.telling import by_and_when, organiser_in_words


@dataclass(frozen=True, slots=True)
class Words:
    """Says the values of fields as a form has them (planning.asked) in the reader's language, never by a code."""

    visit: VisitFacts
    language: str
    plan: Plan

    def of(self, name: str, field: Field, value: Any) -> str:
        """What cannot be read, as it stands; "" for nothing."""
        if name in ("place", "host", "only_if"):
            return self._named(name, str(value))
        if isinstance(value, bool):
            return self._say(Message("yes") if value else Message("no"))
        words = "" if value is None else str(value)
        if words in field.choices:
            return self._say(field.choices[words])
        if field.check is values.language_tag:
            return LANGUAGE_NAMES.get(words, words)
        return self._told(field.control, words)

    def _named(self, name: str, value: str) -> str:
        if name == "place":
            return self._place(value)
        if name == "host":
            return self.plan.title_of(Key("organisation", value), self.language, self.visit.languages)
        return condition_in_words(self.plan, value, self.language, self.visit.languages)

    def _told(self, control: Control, words: str) -> str:
        if control in (Control.SPOKEN, Control.SEVERAL_SPOKEN):
            return all_in_words(self.language, words.split())
        if control in availability.HOURS:
            return availability.in_words(self.language, control, words, self.visit.starts_on.year)
        return self._when(control, words)

    def _when(self, control: Control, value: str) -> str:
        try:
            return self._time(control, value) if value else ""
        except ValueError:
            return value

    def _time(self, control: Control, value: str) -> str:
        if control in (Control.DAY, Control.VISIT_DAY):
            return dates.long_date(self.language, date.fromisoformat(value))
        if control is Control.CLOCK:
            clock, blank, offset = value.partition(" ")
            local = datetime.combine(self.visit.starts_on, time.fromisoformat(clock))
            return dates.clock_time(self.language, local) + blank + offset
        if control is Control.MOMENT:
            instant = values.moment(value, ZoneInfo(self.visit.timezone))
            return dates.date_and_time(self.language, instant, self.visit.timezone) if instant else ""
        return value

    def _place(self, value: str) -> str:
        if not value:
            return self._say(TO_BE_ANNOUNCED)
        venue, _, room = value.partition("/")
        keys = [Key("venue", venue), *([Key("venue", venue).within("room", room)] if room else [])]
        names = [self.plan.title_of(key, self.language, self.visit.languages) for key in keys]
        return ", ".join(names) if all(names) else self._say(Message("a place that was removed"))

    def _say(self, words: Message) -> str:
        return translate(self.language, words)


def theirs_in_words(
    visit: VisitFacts, language: str, plan: Plan, key: Key, changes: Mapping[str, tuple[Any, Any]]
) -> dict[str, Theirs]:
    """{name: what others made of it, and who and when} of the changes: {name: (as it was shown, as it is now)}."""
    entries, words = last_changes(visit.id, key.path) if changes else {}, Words(visit, language, plan)
    found = {}
    for name, (before, now) in changes.items():
        plain, _, of_language = name.partition(".")
        field = field_of(key.kind, plain)
        if field is None:
            continue
        recorded = [entries[each] for each in STORED.get(plain, (name,)) if each in entries]
        last = max(recorded, key=lambda entry: entry.id, default=None)
        by = by_and_when(language, organiser_in_words(language, last.actor), last, visit) if last else ""
        old, new = (words.of(name, field, value) for value in (before, now))
        found[name] = Theirs(translate(language, field.label), of_language, old, new, by)
    return found
