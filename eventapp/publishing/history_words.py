"""The history as people read it: things by their present names, fields by their labels, values in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from eventapp.core import addresses, dates
from eventapp.core.text import LANGUAGE_NAMES, Message, translate
from eventapp.programme.names import CHOICES, LABELS, label_of
from eventapp.publishing.visit_format import Plan, called, kind_of
from eventapp.publishing.words import Reader
from eventapp.registration.names import FIELD_NAMES
from eventapp.registration.names import STATUS_NAMES as REGISTRATION_STATUS_NAMES
from eventapp.registration.rules import Status
from eventapp.visits.history import ACTIONS
from eventapp.visits.models import HistoryEntry

# kind of thing: (what one is called, in whose page's address it stands)
KINDS: Final = {
    "session": (Message("Session"), "sessions"),
    "slot": (Message("Speaker slot"), "slots"),
    "speaker": (Message("Speaker"), "speakers"),
    "venue": (Message("Place"), "venues"),
    "room": (Message("Room"), "rooms"),
    "organisation": (Message("Organisation"), "organisations"),
}
SINGLE: Final = {
    "visit": (Message("Facts"), ("facts",)),
    "registration": (Message("Registration"), ("facts", "registration")),
    "registrations": (Message("Registrations"), ("registrations",)),
}
# A person who does not come is said otherwise than a session that does not take place.
_OWN_ACTIONS: Final = {("registration", "cancelled"): REGISTRATION_STATUS_NAMES[Status.CANCELLED]}
UNTOLD: Final = {"uid", "calendar_uid"}
MOMENTS: Final = {"starts", "ends", "opens", "closes"}
DAYS: Final = {"first_day", "last_day"}


@dataclass(frozen=True, slots=True)
class Changed:
    """``language`` of a text, or ""; ``told``: whether the history keeps the values (not those of a person)."""

    label: str
    language: str
    old: str
    new: str
    told: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words. ``local``: on the visit's clock; ``kind`` "" where ``name`` says it; ``link`` "": no page."""

    local: datetime
    actor: str
    thing: str
    kind: str
    name: str
    link: str
    action: str
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells entries to a reader. ``plan``: the draft now; ``people``: {"registration.<id>": a person's name}."""

    reader: Reader
    slug: str
    plan: Plan
    people: Mapping[str, str]

    def tell(self, entry: HistoryEntry) -> Told:
        kind, name, link = self.name(entry.thing)
        return Told(
            local=entry.happened_at.astimezone(ZoneInfo(self.reader.timezone)),
            actor=entry.actor,
            thing=entry.thing,
            kind=kind,
            name=name,
            link=link,
            action=self._say(_OWN_ACTIONS.get((entry.thing.split(".")[0], entry.action)) or ACTIONS[entry.action]),
            changes=tuple(self._changes(entry)),
        )

    def name(self, thing: str) -> tuple[str, str, str]:
        """(kind, name, link) of a thing; what is not there any more has its code for a name, and no link."""
        first, *rest = thing.split(".")
        if not rest and first in SINGLE:
            words, page = SINGLE[first]
            return "", self._say(words), self._at(*page)
        if first == "registration":
            person = self.people.get(thing, "")
            link = self._at("registrations", *rest) if person else ""
            return (self._say(Message("Registration")), person, link) if person else ("", self._say(_NOBODY), "")
        if first == "letter":
            return "", self._say(Message("Letter")), self._at("outbox", *rest)
        if first == "release" and rest:
            number, *file = rest
            version = translate(self.reader.language, "Version %(number)s", number=number)
            parts = (LANGUAGE_NAMES.get(part, part.upper()) for part in file)
            return "", ", ".join((version, *parts)), self._at("release")
        return self._planned(thing)

    def _planned(self, thing: str) -> tuple[str, str, str]:
        key = tuple(thing.split("."))
        kind = kind_of(key)
        if kind not in KINDS:
            return "", thing, ""
        words = self._say(KINDS[kind][0])
        if key not in self.plan:
            return words, key[-1], ""
        name = self._called(key)
        if kind == "slot":
            name = f"{self._called(('speaker', key[3]))}, {self._called(key[:2])}"
        elif kind == "room":
            name = f"{name}, {self._called(key[:2])}"
        inside = (KINDS[kind][1], key[3]) if len(key) > 2 else ()
        return words, name or key[-1], self._at(KINDS[key[0]][1], key[1], *inside)

    def _changes(self, entry: HistoryEntry) -> Iterator[Changed]:
        person = entry.thing.startswith("registration.")
        kind = kind_of(tuple(entry.thing.split(".")))
        for item in entry.changes:
            field, _, language = item["field"].partition(".")
            if field in UNTOLD:
                continue
            label = FIELD_NAMES.get(field) if person else label_of(kind, field) if field in LABELS else OWN.get(field)
            old, new = (self._value(kind, field, item.get(name), person=person) for name in ("old", "new"))
            yield Changed(self._say(label or field), language, old, new, "new" in item)

    def _value(self, kind: str, field: str, value: Any, *, person: bool) -> str:
        """As people write it; "" for nothing."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return self._say(Message("yes") if value else Message("no"))
        if isinstance(value, list):
            return ", ".join(LANGUAGE_NAMES.get(item, str(item)) for item in value)
        names = REGISTRATION_STATUS_NAMES if person and field == "status" else CHOICES.get((kind, field), {})
        if value in names:
            return self._say(names[value])
        if field in ("venue", "room"):
            # a room's code is one of its venue's only, which the entry need not name
            found = (key for key in self.plan if kind_of(key) == field and key[-1] == value)
            return next((self._called(key) for key in found), str(value))
        return self._day_or_moment(field, str(value))

    def _day_or_moment(self, field: str, value: str) -> str:
        language, zone = self.reader.language, self.reader.timezone
        try:
            if field in MOMENTS:
                return dates.date_and_time(language, datetime.fromisoformat(value), zone)
            return dates.long_date(language, date.fromisoformat(value)) if field in DAYS else value
        except ValueError:
            return value

    def _called(self, key: tuple[str, ...]) -> str:
        return called(self.plan[key], self.reader.language, self.reader.order)

    def _say(self, words: str) -> str:
        return translate(self.reader.language, words)

    def _at(self, page: str, *rest: str) -> str:
        return addresses.organise_visit(self.slug, page, *rest)


_NOBODY: Final = Message("A registration")
OWN: Final = {"number": Message("Number"), "reason": Message("Reason")}
