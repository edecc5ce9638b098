"""What one programme shows differently from another (pure): for whoever releases, and for whoever is told.

Values stay values (instants, texts in languages); words for people are made from them elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from eventapp.core.text import LocalizedText
from eventapp.programme.snapshot import PublicProgramme, PublicSession, PublicVenue, PublicWay, SessionStatus


class Change(StrEnum):
    """What happened to a thing. REMOVED: a session that is gone stays public as cancelled; others just go."""

    ADDED = "added"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant (aware) to another."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A venue and the room in it, if one is named: by their codes, which tell two of one name apart, and by name."""

    venue: str
    room: str | None
    venue_name: LocalizedText
    room_name: LocalizedText | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where people gather before a session, and when: ``at`` aware UTC, None: not said, or the session has no time."""

    point: LocalizedText
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """Languages, by their codes."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """A speaker's part of a session; ``speaker`` is the code."""

    speaker: str
    name: str
    minutes: int | None
    topic: LocalizedText


@dataclass(frozen=True, slots=True)
class WayTo:
    """The way to a venue of that name."""

    name: LocalizedText
    way: PublicWay


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that readers will find different.

    ``kind``: "session", "speaker", "venue", "organisation" or "visit"; ``code``: which one ("" for the visit);
    ``name``: what it is called now, or was called last. ``field`` names what a CHANGED thing changed in: of a session
    "time", "place", "meeting", "title", "status", "kind", "slots", "abstract", "transfer", "spoken",
    "interpretation", "everybody" or "optional", of others a field of its snapshot. ``old`` and ``new``: the field's
    values (a Span, a Place, Talks, a text …; None: nothing).
    """

    kind: str
    code: str
    name: LocalizedText | str
    change: Change
    field: str = ""
    old: Any = None
    new: Any = None


_FACTS: Final = (
    *("name", "short_name", "city", "country", "summary", "purpose", "practical"),
    *("project_name", "project_number", "website"),
    *("contact_name", "contact_email", "contact_phone", "starts_on", "ends_on", "timezone", "languages"),
)


def find_differences(before: PublicProgramme | None, after: PublicProgramme) -> tuple[Difference, ...]:
    """What ``after`` shows differently from ``before``: sessions first, in the order of the programme.

    ``before`` None: nothing was public, all of it is added. ``after`` is a release, or what ``next_programme`` would
    make of the draft, so that removed sessions stand in it as the tombstones they become.
    """
    if before is None:
        return tuple(_added("session", after.sessions))
    return (
        *_sessions(before, after),
        *_things("speaker", before.speakers, after.speakers),
        *_things("venue", *(tuple(_with_host(venue, each) for venue in each.venues) for each in (before, after))),
        *_ways(before, after),
        *_things("organisation", before.organisations, after.organisations),
        *_changed("visit", "", after.name, *({name: getattr(p, name) for name in _FACTS} for p in (before, after))),
        *_changed("visit", "", after.name, *_orders(before, after)),
    )


def _orders(before: PublicProgramme, after: PublicProgramme) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of what stands in both, the names in their order."""
    orders: tuple[dict[str, Any], dict[str, Any]] = {}, {}
    for name in ("speakers", "venues"):
        sides = [getattr(programme, name) for programme in (before, after)]
        both = set.intersection(*({thing.code for thing in side} for side in sides))
        called = {thing.code: thing.name for thing in sides[1]}
        for order, side in zip(orders, sides, strict=True):
            order[name] = tuple(called[thing.code] for thing in side if thing.code in both)
    return orders


def _added(kind: str, things: Sequence[Any]) -> Iterator[Difference]:
    for thing in things:
        yield Difference(kind, thing.code, _name(thing), Change.ADDED, new=thing)


def _sessions(before: PublicProgramme, after: PublicProgramme) -> Iterator[Difference]:
    earlier = {session.code: session for session in before.sessions}
    for session in after.sessions:
        old = earlier.get(session.code)
        if old is None:
            yield from _added("session", [session])
        elif not (old.removed and session.removed):
            yield from _session(old, before, session, after)


def _session(
    old: PublicSession, before: PublicProgramme, new: PublicSession, after: PublicProgramme
) -> Iterator[Difference]:
    """A session that is removed or cancelled is only that; of one that stays cancelled the words may still change."""
    was, now = (item.status is SessionStatus.CANCELLED for item in (old, new))
    if new.removed or (now and not (was and new.removed == old.removed)):
        change = Change.REMOVED if new.removed else Change.CANCELLED
        yield Difference("session", new.code, new.title, change, old=_span(old))
        return
    if was and not now:
        yield Difference("session", new.code, new.title, Change.RESTORED, new=_span(new))
    shown = [_compared_fields(item, programme) for item, programme in ((old, before), (new, after))]
    # Told already, or told of the venue or the speaker who has another name: the session is where it was, with whom.
    # When people gather follows from when it begins: that is told once, too.
    followed = (old.meeting_point, old.meeting_minutes) == (new.meeting_point, new.meeting_minutes)
    same = {
        "status": was,
        "meeting": followed,
        "place": (old.venue, old.room) == (new.venue, new.room),
        "slots": old.slots == new.slots,
    }
    shown[0] |= {field: shown[1][field] for field, told in same.items() if told}
    yield from _changed("session", new.code, new.title, *shown)


def _compared_fields(session: PublicSession, programme: PublicProgramme) -> dict[str, Any]:
    venue, room = programme.venue(session.venue), programme.room(session)
    names = {speaker.code: speaker.name for speaker in programme.speakers}
    return {
        "time": _span(session),
        "place": Place(venue.code, session.room, venue.name, room.name if room else None) if venue else None,
        "title": session.title,
        "status": session.status,
        "kind": session.kind,
        "slots": tuple(
            Talk(slot.speaker, names.get(slot.speaker, ""), slot.minutes, slot.topic) for slot in session.slots
        ),
        "abstract": session.abstract,
        "meeting": _meeting(session),
        "transfer": session.transfer,
        "spoken": Spoken((session.spoken,)) if session.spoken else None,
        "interpretation": Spoken(session.interpretation) if session.interpretation else None,
        "everybody": session.everybody,
        "optional": session.optional,
    }


def _meeting(session: PublicSession) -> Meeting | None:
    starts, minutes = session.starts_at, session.meeting_minutes
    at = starts - timedelta(minutes=minutes) if starts and minutes is not None else None
    return Meeting(session.meeting_point, at) if session.meeting_point or at else None


def _span(session: PublicSession) -> Span | None:
    return Span(session.starts_at, session.ends_at) if session.starts_at and session.ends_at else None


def _things(kind: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Difference]:
    earlier = {thing.code: thing for thing in before}
    for thing in after:
        old = earlier.pop(thing.code, None)
        if old is None:
            yield from _added(kind, [thing])
        else:
            fields = [{name: getattr(one, name) for name in one.__dataclass_fields__} for one in (old, thing)]
            yield from _changed(kind, thing.code, _name(thing), *fields)
    for thing in earlier.values():
        yield Difference(kind, thing.code, _name(thing), Change.REMOVED, old=thing)


def _ways(before: PublicProgramme, after: PublicProgramme) -> Iterator[Difference]:
    """Each way that takes otherwise, between venues that were there before, told of the one that stands first."""
    sides = [{frozenset((way.start, way.end)): way for way in programme.ways} for programme in (before, after)]
    place = {venue.code: number for number, venue in enumerate(after.venues)}
    there = set(place).intersection(venue.code for venue in before.venues)
    for pair in dict.fromkeys((*sides[1], *sides[0])):
        start, end = sorted(pair, key=lambda code: place.get(code, -1))
        of = [side.get(pair) for side in sides]
        same = of[0] and of[1] and [(way.minutes, way.waiting, way.by) for way in of if way]
        if {start, end} <= there and not (same and same[0] == same[1]):
            first, last = after.venue(start), after.venue(end)
            told = [WayTo(last.name, way) if way and last else None for way in of]
            yield Difference("venue", start, first.name if first else {}, Change.CHANGED, "ways", *told)


def _with_host(venue: PublicVenue, programme: PublicProgramme) -> PublicVenue:
    """With what the organisation is called whose house it is, instead of its code."""
    names = {organisation.code: organisation.name for organisation in programme.organisations}
    return replace(venue, host=names.get(venue.host or ""))


def _changed(
    kind: str, code: str, name: LocalizedText | str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Difference]:
    for field, value in new.items():
        if old[field] != value:
            yield Difference(kind, code, name, Change.CHANGED, field, old[field], value)


def _name(thing: Any) -> Any:
    return thing.title if isinstance(thing, PublicSession) else thing.name
