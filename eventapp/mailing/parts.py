"""Which sessions a speaker has in the draft (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from eventapp.core.text import say
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.programme.snapshot import SessionStatus, SlotStatus


class Opening(Protocol):
    """What a visit says of its end; as visits.models.Visit has it."""

    @property
    def after_the_end(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Part:
    """A speaker's part of a session: the session's key and fields, and those of the slot.

    ``open``: there is still something to answer. It takes place, and is not over; of a visit that stays open after its
    end nothing is.
    """

    key: Key
    session: Fields
    slot: Fields
    open: bool

    @property
    def status(self) -> SlotStatus:
        return SlotStatus(self.slot["status"])

    @property
    def cancelled(self) -> bool:
        return _is_cancelled(self.session)

    @property
    def waits(self) -> bool:
        """Whether the speaker has not answered yet, and still can."""
        return self.status is SlotStatus.INVITED and self.open


def parts_of(plan: Plan, speaker: str, visit: Opening, now: datetime) -> list[Part]:
    """All of theirs in that visit by time, last those without one."""
    of_mine = ((key.top, fields) for key, fields in plan.of_kind("slot") if key.code == speaker)
    found = [Part(key, plan[key], fields, _is_open(plan[key], visit, now)) for key, fields in of_mine]
    timed = sorted((part for part in found if part.session["starts"]), key=lambda part: part.session["starts"])
    return [*timed, *(part for part in found if not part.session["starts"])]


def _is_cancelled(fields: Fields) -> bool:
    return bool(fields["status"] == SessionStatus.CANCELLED)


def _is_open(fields: Fields, visit: Opening, now: datetime) -> bool:
    ends = fields["ends"]
    return not _is_cancelled(fields) and (visit.after_the_end or ends is None or now < ends)


def place_of(plan: Plan, part: Part, language: str, order: Sequence[str]) -> str:
    """The room and the place where it is, in words; "" where none is said."""
    venue, room = part.session["venue"], part.session["room"]
    if not venue:
        return ""
    key = Key("venue", venue)
    keys = [key.within("room", room), key] if room else [key]
    return ", ".join(filter(None, (_name(plan, each, language, order) for each in keys if each in plan)))


def text_of(fields: Fields, name: str, language: str, order: Sequence[str]) -> str:
    """A field with a text for each language, as a reader of that one gets it."""
    texts = {each: str(fields[f"{name}.{each}"]) for each in order if fields.get(f"{name}.{each}")}
    return say(texts, language, order)


def _name(plan: Plan, key: Key, language: str, order: Sequence[str]) -> str:
    return text_of(plan[key], "name", language, order)
