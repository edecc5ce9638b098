"""A part of a programme that somebody has chosen: by day, kind, place and speaker (pure)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.programme.snapshot import Kind, PublicProgramme, PublicSession, SessionStatus
from eventapp.programme.timetable import Day, Row, Timetable

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen; "" is all. ``day``: as 2017-04-03, on the visit's calendar; the others are a kind or codes.

    The order of these fields is that in addresses.
    """

    day: str = ""
    kind: str = ""
    venue: str = ""
    speaker: str = ""

    @property
    def pairs(self) -> Pairs:
        """As they stand in an address."""
        return tuple((name, value) for name in NAMES if (value := getattr(self, name)))

    def has(self, session: PublicSession, timezone: str) -> bool:
        """Whether it is one of those chosen. What has no time is on no day."""
        return (
            (not self.day or self.day == _day(session, timezone))
            and self.kind in ("", session.kind)
            and self.venue in ("", session.venue)
            and (not self.speaker or any(slot.speaker == self.speaker for slot in session.slots))
        )


NAMES: Final = tuple(field.name for field in fields(Selection))


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, in the programme's own order; {code: itself} of each name in ``NAMES``."""

    day: Mapping[str, date]
    kind: Sequence[str]
    venue: Sequence[str]
    speaker: Sequence[str]


def choices(programme: PublicProgramme) -> Choices:
    """Days on which something starts; kinds, places and speakers of its sessions."""
    sessions = programme.sessions
    days = sorted({day for session in sessions if (day := _day(session, programme.timezone))})
    kinds, venues = {session.kind for session in sessions}, {session.venue for session in sessions}
    speakers = {slot.speaker for session in sessions for slot in session.slots}
    return Choices(
        day={day: date.fromisoformat(day) for day in days},
        kind=[kind.value for kind in Kind if kind in kinds],
        venue=[venue.code for venue in programme.venues if venue.code in venues],
        speaker=[speaker.code for speaker in programme.speakers if speaker.code in speakers],
    )


def choose(asked: Mapping[str, str], *known: Choices) -> Selection:
    """Of what an address asks for, what is in one of these; the rest is not chosen."""
    values = {name: asked[name] for name in NAMES if name in asked}
    return Selection(
        **{name: value for name, value in values.items() if any(value in getattr(each, name) for each in known)}
    )


def part_of(timetable: Timetable, selection: Selection, timezone: str) -> Timetable:
    """Only what is chosen; each row says of itself what it says in the whole."""
    days = (replace(day, rows=tuple(_rows(day, selection, timezone))) for day in timetable.days)
    return Timetable(
        days=tuple(day for day in days if day.rows),
        unscheduled=tuple(session for session in timetable.unscheduled if selection.has(session, timezone)),
    )


def _rows(day: Day, selection: Selection, timezone: str) -> Iterator[Row]:
    for row in day.rows:
        kept = tuple(sitting for sitting in row.sittings if selection.has(sitting.session, timezone))
        if kept:
            yield replace(row, sittings=kept)


@dataclass(frozen=True, slots=True)
class Entry:
    """A session as a calendar of a selection has it, and the release that says so (its places, its speakers)."""

    session: PublicSession
    programme: PublicProgramme


def entries_so_far(
    selection: Selection, releases: Sequence[PublicProgramme], shown: Sequence[PublicProgramme]
) -> list[Entry]:
    """What a calendar of that selection holds: what is chosen of the last release, and what was chosen of earlier ones.

    ``releases``: all of them, the earliest first; ``shown``: the same as they may be shown now, for what is told of
    them. Who has left the selection is cancelled, as it last was in it; each leaving and coming back adds one to
    SEQUENCE and is the entry's latest change (calendar.md, rules 5 and 8).
    """
    found: dict[str, Entry] = {}
    turns: dict[str, int] = {}
    turned_at: dict[str, datetime] = {}
    inside: set[str] = set()
    for release, public in zip(releases, shown, strict=True):
        sessions = {session.code: session for session in public.sessions}
        chosen = {session.code for session in release.sessions if selection.has(session, release.timezone)}
        for code in (chosen ^ inside) & set(found):
            turns[code] = turns.get(code, 0) + 1
            turned_at[code] = _released_at(release)
        for code in chosen:
            found[code] = Entry(sessions[code], public)
        inside = chosen
    last = {session.code: session for session in releases[-1].sessions} if releases else {}
    entries = (
        _entry(entry, last.get(code, entry.session), releases[-1], turns.get(code, 0), turned_at.get(code))
        for code, entry in found.items()
    )
    return sorted((_cancelled(entry) if entry.session.code not in inside else entry for entry in entries), key=_order)


def _entry(
    entry: Entry, last: PublicSession, current: PublicProgramme, turns: int, turned_at: datetime | None
) -> Entry:
    changed_at = max((moment for moment in (last.changed_at, turned_at) if moment), default=None)
    session = replace(entry.session, sequence=last.sequence + turns, changed_at=changed_at)
    return Entry(session, replace(entry.programme, slug=current.slug, languages=current.languages))


def _cancelled(entry: Entry) -> Entry:
    return replace(entry, session=replace(entry.session, status=SessionStatus.CANCELLED))


def _order(entry: Entry) -> tuple[bool, object, str]:
    return entry.session.last_starts_at is None, entry.session.last_starts_at, entry.session.uid


def _day(session: PublicSession, timezone: str) -> str:
    return session.starts_at.astimezone(ZoneInfo(timezone)).date().isoformat() if session.starts_at else ""


def _released_at(programme: PublicProgramme) -> datetime:
    if programme.released_at is None:
        raise ValueError("a draft has no calendar")
    return programme.released_at
