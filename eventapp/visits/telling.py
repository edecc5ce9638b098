"""The history as people read it: things by their present names, fields by their labels, values in words.

Each room tells what happens in it: its ``history`` has its kinds, its actions and a Teller, which it registers here.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, Self
from zoneinfo import ZoneInfo

from eventapp.accounts.queries import address_of
from eventapp.core import addresses, dates, mailboxes
from eventapp.core.acts import Actor, ActorKind
from eventapp.core.text import LANGUAGE_NAMES, Message, translate
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import HistoryEntry


class Kind(StrEnum):
    """What something is done to: each room has an enumeration of its own. ``page`` of the desk: its history."""

    page: str

    def __new__(cls, value: str, page: str) -> Self:
        made = str.__new__(cls, value)
        made._value_, made.page = value, page
        return made


class Action(StrEnum):
    """What is done: each room has an enumeration of its own. ``words`` tell it."""

    words: Message

    def __new__(cls, value: str, words: Message) -> Self:
        made = str.__new__(cls, value)
        made._value_, made.words = value, words
        return made


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing is called now. ``kind``: what it is, "" where the name says it; ``link`` "": it has no page."""

    name: str
    kind: str = ""
    link: str = ""


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
    """An entry in words. ``local``: on the visit's clock; ``actor``: as it is written."""

    local: datetime
    actor: str
    thing: Name
    action: str
    changes: tuple[Changed, ...]


class Teller:
    """Tells entries about a visit in a language; a room's own says what its things and their fields are called.

    ``things``: all whose names will be asked for, so that a room can look them up together.
    """

    kinds: ClassVar[type[Kind]] = Kind
    actions: ClassVar[type[Action]] = Action

    def __init__(self, visit: VisitFacts, language: str, things: Collection[str]) -> None:
        self.visit, self.language, self.things = visit, language, things

    def name(self, thing: str) -> Name | None:
        """What it is called; None: it is another room's."""
        return Name(thing)

    def label(self, thing: str, field: str) -> str | None:
        """What that field of it is called, in English; None: readers need not hear of it."""
        return field

    def value(self, thing: str, field: str, value: Any) -> str:
        """As people write it; "" for nothing."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.say(Message("yes") if value else Message("no"))
        if isinstance(value, list):
            return ", ".join(LANGUAGE_NAMES.get(item, str(item)) for item in value)
        return str(value)

    def say(self, words: str, **values: object) -> str:
        """Translated."""
        return translate(self.language, words, **values)

    def at(self, page: str, *rest: str) -> str:
        """The address of that page of the desk."""
        return addresses.desk(self.visit.slug, page, *rest)

    def tell(self, entry: HistoryEntry) -> Told:
        """The whole entry."""
        words = next((action.words for action in self.actions if action == entry.action), entry.action)
        return Told(
            local=entry.happened_at.astimezone(ZoneInfo(self.visit.timezone)),
            actor=str(entry.actor),
            thing=self.name(entry.thing) or Name(entry.thing),
            action=self.say(words),
            changes=tuple(self._changes(entry)),
        )

    def _changes(self, entry: HistoryEntry) -> Iterator[Changed]:
        for item in entry.changes:
            field, _, language = item["field"].partition(".")
            label = self.label(entry.thing, field)
            if label is not None:
                old, new = (self.value(entry.thing, field, item.get(name)) for name in ("old", "new"))
                yield Changed(self.say(label), language, old, new, "new" in item)


ACTOR_NAMES: Final[Mapping[ActorKind, Message]] = {
    ActorKind.ORGANISER: Message("an organiser"),
    ActorKind.PARTICIPANT: Message("a participant"),
    ActorKind.LEADER: Message("the leader of a group"),
    ActorKind.SPEAKER: Message("a speaker"),
    ActorKind.COMMAND: Message("a command"),
    ActorKind.WORKER: Message("the program itself"),
}


def organiser_in_words(language: str, actor: Actor) -> str:
    """For another organiser: an organiser by their address, anybody else by what they are."""
    if actor.account_id is None:
        return translate(language, ACTOR_NAMES[actor.kind])
    address = address_of(actor.account_id)
    return mailboxes.shown(address) if address else translate(language, Message("an organiser who is gone"))


def by_and_when(language: str, who: str, entry: HistoryEntry, visit: VisitFacts) -> str:
    """Who did it, in those words, and when."""
    return f"{who}, {dates.date_and_time(language, entry.happened_at, visit.timezone)}"


TELLERS: Final[list[type[Teller]]] = []


def teller(room: type[Teller]) -> type[Teller]:
    """Registers the decorated class: the history tells its kinds through it."""
    TELLERS.append(room)
    return room


def kinds_of(page: str) -> tuple[Kind, ...]:
    """The kinds that belong to that page of the desk."""
    return tuple(kind for room in TELLERS for kind in room.kinds if kind.page == page)


def check_told(kind: Kind, action: Action) -> None:
    """Raises ValueError if there is no room that tells this done to that."""
    if not any(isinstance(kind, room.kinds) and isinstance(action, room.actions) for room in TELLERS):
        raise ValueError(f"nobody tells {action!r} of {kind!r}")


class Telling:
    """Tells entries of every room. ``things``: as Teller has it."""

    def __init__(self, visit: VisitFacts, language: str, things: Collection[str]) -> None:
        self._rooms = [room(visit, language, things) for room in TELLERS]
        self._of_kind = {str(kind): room for room in self._rooms for kind in room.kinds}
        self._stranger = Teller(visit, language, things)

    def tell(self, entry: HistoryEntry) -> Told:
        """In the words of its room. An entry of no kind, of an earlier program, is told by whoever knows the thing."""
        return (self._of_kind.get(entry.kind) or self._knows(entry.thing)).tell(entry)

    def name(self, thing: str) -> Name:
        """What a thing is called, whosever it is; what nobody knows is called what it is stored as."""
        return self._knows(thing).name(thing) or Name(thing)

    def _knows(self, thing: str) -> Teller:
        return next((room for room in self._rooms if room.name(thing)), self._stranger)
