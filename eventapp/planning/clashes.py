"""Conflicts of the draft in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.core import dates
from eventapp.core.text import Message, translate
from eventapp.planning.remedy_words import Offer, Offers
from eventapp.programme.conflicts import EVERYBODY, Conflict, ConflictKind, Severity, Span
from eventapp.programme.intended import Intent, Marks, key_of
from eventapp.programme.scheduled import Scheduled
from eventapp.visits.telling import organiser_in_words

HEADINGS: Final[Mapping[Severity, Message]] = {
    Severity.CLASH: Message("Not possible"),
    Severity.WARNING: Message("Not advisable"),
    Severity.NOTICE: Message("Good to know"),
}
_SENTENCES: Final[Mapping[ConflictKind, Message]] = {
    ConflictKind.SPEAKER_TWICE: Message("%(who)s speaks in two places at once."),
    ConflictKind.ROOM_TWICE: Message("%(where)s is used twice at the same time."),
    ConflictKind.WAY_TOO_SHORT: Message(
        "%(who)s: the way from %(start)s to %(end)s takes %(needs)s min, and there are only %(has)s min."
    ),
    ConflictKind.SEATS_OVERLAP: Message("%(who)s has chosen both."),
    ConflictKind.OVER_EVERYBODY: Message("It goes on while everybody is to be elsewhere."),
    ConflictKind.OUTSIDE_VISIT: Message("It is on no day of the visit."),
    ConflictKind.VENUE_CLOSED: Message("%(where)s is closed then."),
    ConflictKind.NOT_AVAILABLE: Message("%(who)s cannot be there then."),
    ConflictKind.ROOM_TOO_SMALL: Message("%(where)s has %(has)s seats, and %(needs)s are needed."),
    ConflictKind.SLOTS_TOO_LONG: Message("The speakers have %(needs)s min together, the session has %(has)s min."),
    ConflictKind.NO_BREAK: Message("%(who)s: %(length)s without a break."),
    ConflictKind.CANCELLED_WITH_SLOTS: Message("It is cancelled, but still has speakers: do they know?"),
    ConflictKind.CLOCK_TWICE: Message("Clocks go back in that night: its time comes twice."),
}
NAMES: Final[Mapping[ConflictKind, Message]] = {
    ConflictKind.SPEAKER_TWICE: Message("Speaker in two places"),
    ConflictKind.ROOM_TWICE: Message("Room used twice"),
    ConflictKind.WAY_TOO_SHORT: Message("Too little time for the way"),
    ConflictKind.SEATS_OVERLAP: Message("Chosen sessions overlap"),
    ConflictKind.OVER_EVERYBODY: Message("Over a session for everybody"),
    ConflictKind.OUTSIDE_VISIT: Message("On no day of the visit"),
    ConflictKind.VENUE_CLOSED: Message("Place closed"),
    ConflictKind.NOT_AVAILABLE: Message("Speaker cannot be there"),
    ConflictKind.ROOM_TOO_SMALL: Message("Room too small"),
    ConflictKind.SLOTS_TOO_LONG: Message("Speakers need more time"),
    ConflictKind.NO_BREAK: Message("No break"),
    ConflictKind.CANCELLED_WITH_SLOTS: Message("Cancelled, with speakers"),
    ConflictKind.CLOCK_TWICE: Message("An hour that comes twice"),
}
"""What is wrong, in short."""
_ALL: Final = Message("Everybody")


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict as a page tells it. ``sessions``: (code, title) of each.

    ``key``, ``state``: which one, and as it is now (programme.intended); ``reason``, ``by``: of one that is meant.
    ``offers``: what would end it; None: nobody has looked for that.
    """

    kind: ConflictKind
    sentence: str
    when: str
    sessions: tuple[tuple[str, str], ...]
    key: str = ""
    state: str = ""
    reason: str = ""
    by: str = ""
    offers: tuple[Offer, ...] | None = None


@dataclass(frozen=True)
class Teller:
    """Tells conflicts in one language; ``order`` of the visit's languages. ``offers``: finds what would end them."""

    language: str
    order: Sequence[str]
    scheduled: Scheduled
    offers: Offers | None = None

    def clash(self, conflict: Conflict, *, but: str = "") -> Clash:
        """``but``: the code of a session that need not be named, since it is all about that one."""
        named = (code for code in conflict.sessions if code != but)
        titles = tuple((code, self._name("session", code) or code) for code in named)
        when = span_in_words(self.language, conflict.span, ZoneInfo(self.scheduled.schedule.timezone))
        return Clash(
            conflict.kind,
            self._sentence(conflict),
            when,
            titles,
            key_of(conflict),
            self._marks.state(conflict),
            offers=self.offers.of(conflict) if self.offers else None,
        )

    def intended(self, conflicts: Sequence[tuple[Conflict, Intent]]) -> list[Clash]:
        """Those that are meant, each with the reason, and who said so, and when; nothing is offered."""
        plain = replace(self, offers=None)
        zone = self.scheduled.schedule.timezone
        names = {actor: organiser_in_words(self.language, actor) for actor in {said.by for _, said in conflicts}}
        return [
            replace(
                plain.clash(each),
                reason=said.reason,
                by=f"{names[said.by]}, {dates.date_and_time(self.language, said.at, zone)}",
            )
            for each, said in conflicts
        ]

    @classmethod
    def offering(cls, language: str, order: Sequence[str], scheduled: Scheduled) -> "Teller":
        """Whose clashes say what would end them."""
        return cls(language, order, scheduled, Offers(language, order, scheduled))

    @cached_property
    def _marks(self) -> Marks:
        return Marks(self.scheduled.schedule)

    def by_severity(self, conflicts: Sequence[Conflict]) -> list[tuple[Message, list[Clash]]]:
        """[(heading, clashes)], the worst first; no heading without any."""
        groups = ((heading, [each for each in conflicts if each.severity is of]) for of, heading in HEADINGS.items())
        return [(heading, [self.clash(each) for each in group]) for heading, group in groups if group]

    def _name(self, kind: str, code: str) -> str:
        return self.scheduled.name(kind, code, self.language, self.order)

    def _sentence(self, conflict: Conflict) -> str:
        first, last = conflict.sessions[0], conflict.sessions[-1]
        everybody = translate(self.language, _ALL)
        return translate(
            self.language,
            _SENTENCES[conflict.kind],
            who=everybody if conflict.who == EVERYBODY else self._name("speaker", conflict.who) or conflict.who,
            where=self._place(first),
            start=self._venue(first),
            end=self._venue(last),
            needs=conflict.needs,
            has=conflict.has,
            length=dates.length(self.language, *conflict.span),
        )

    def _venue(self, session: str) -> str:
        venue, _ = self.scheduled.places.get(session, ("", None))
        return self._name("venue", venue)

    def _place(self, session: str) -> str:
        """The building, and the room in it."""
        venue, room = self.scheduled.places.get(session, ("", None))
        return ", ".join(part for part in (self._venue(session), self._name("room", f"{venue}/{room}")) if part)


def span_in_words(language: str, span: Span, zone: ZoneInfo) -> str:
    """Tuesday 4 April, 14:30–15:00; over midnight with both days; one time where it has no length."""
    first, last = (instant.astimezone(zone) for instant in span)
    day, start, end = (
        dates.day_heading(language, first.date()),
        dates.clock_time(language, first),
        dates.clock_time(language, last),
    )
    if first == last:
        return f"{day}, {start}"
    if first.date() == last.date():
        return f"{day}, {start}–{end}"
    return f"{day}, {start} – {dates.day_heading(language, last.date())}, {end}"
