"""Remedies in words, and as what a button sends to the page on which a session is moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from eventapp.core import dates
from eventapp.core.text import Message, translate
from eventapp.planning.several_forms import ticket
from eventapp.programme.conflicts import Conflict, Planned
from eventapp.programme.intended import Marks
from eventapp.programme.remedies import Remedies, Remedy
from eventapp.programme.scheduled import Scheduled

MOST: Final = 50
"""Conflicts of one page for which remedies are looked for unasked: each costs some two milliseconds."""
PLACE: Final = Message("To %(place)s, %(free)s")
OTHER_DAY: Final = Message("On %(day)s, %(start)s–%(end)s")
START: Final = Message("Start at %(start)s, until %(end)s")
END: Final = Message("End at %(end)s")
FREE_ALL_DAY: Final = Message("free all day")
FREE_SINCE: Final = Message("free from %(start)s")
FREE_UNTIL: Final = Message("free until %(end)s")
FREE_BETWEEN: Final = Message("free %(start)s–%(end)s")


class Offer(NamedTuple):
    """``words`` of a button that says what it does with that session; ``sent``: (name, value) of hidden fields."""

    words: str
    code: str
    title: str
    sent: tuple[tuple[str, str], ...]


@dataclass
class Offers:
    """Of conflicts in ``scheduled``, for the first MOST that are asked; ``order`` of the visit's languages.

    ``lies``: the draft as it is, where that is another; ``only``: sessions that may be moved, all if empty.
    """

    language: str
    order: Sequence[str]
    scheduled: Scheduled
    lies: Scheduled | None = None
    only: frozenset[str] = frozenset()
    left: int = MOST

    def of(self, conflict: Conflict) -> tuple[Offer, ...] | None:
        """None: MOST have been looked for."""
        if not self.left:
            return None
        self.left -= 1
        # one of a schedule that is only thought of is not in the draft yet
        told = () if self.lies else (("clash", self._marks.named(conflict)),)
        found = map(self.offer, self._remedies.of(conflict, self.only))
        return tuple(offer._replace(sent=(*offer.sent, *told)) for offer in found)

    def offer(self, remedy: Remedy) -> Offer:
        """What is sent is the difference from the draft as it is; there the session may have no time."""
        after, now = remedy.after, self._lying.get(remedy.before.code)
        seen = ticket(now.code, now.span.starts, (now.venue, now.room)) if now else ticket(after.code, None)
        sent = [("session", seen), ("sure", "1")]
        if now is None or after.span != now.span:
            local = after.span.starts.astimezone(self._zone)
            minutes = int((after.span.ends - after.span.starts).total_seconds() // 60)
            sent += [("day", local.date().isoformat()), ("start", f"{local:%H:%M}"), ("end", f"+{minutes}")]
        if now is None or (after.venue, after.room) != (now.venue, now.room):
            sent.append(("place", "/".join(filter(None, (after.venue, after.room)))))
        return Offer(self._words(remedy), after.code, self._name("session", after.code) or after.code, tuple(sent))

    @cached_property
    def _remedies(self) -> Remedies:
        return Remedies(self.scheduled.schedule)

    @cached_property
    def _marks(self) -> Marks:
        return Marks(self.scheduled.schedule)

    @cached_property
    def _lying(self) -> dict[str, Planned]:
        return {each.code: each for each in (self.lies or self.scheduled).schedule.sessions}

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.scheduled.schedule.timezone)

    def _words(self, remedy: Remedy) -> str:
        before, after = remedy.before, remedy.after
        if remedy.moves_place:
            building = self._name("venue", after.venue or "") if after.venue != before.venue else ""
            place = ", ".join(filter(None, (building, self._name("room", f"{after.venue}/{after.room}"))))
            return translate(self.language, PLACE, place=place, free=self._free(remedy))
        start, end = (each.astimezone(self._zone) for each in after.span)
        said = {"start": self._clock(start), "end": self._clock(end)}
        if start.date() != before.span.starts.astimezone(self._zone).date():
            return translate(self.language, OTHER_DAY, day=dates.day_heading(self.language, start.date()), **said)
        return translate(self.language, END if after.span.starts == before.span.starts else START, **said)

    def _free(self, remedy: Remedy) -> str:
        since, until = (each.astimezone(self._zone) if each else None for each in remedy.free)
        said = {"start": self._clock(since) if since else "", "end": self._clock(until) if until else ""}
        if since and until:
            return translate(self.language, FREE_BETWEEN, **said)
        words = FREE_SINCE if since else FREE_UNTIL if until else FREE_ALL_DAY
        return translate(self.language, words, **said)

    def _name(self, kind: str, code: str) -> str:
        return self.scheduled.name(kind, code, self.language, self.order)

    def _clock(self, local: datetime) -> str:
        return dates.clock_time(self.language, local)
