"""A released programme as people read it (pure): days, and in them rows of sessions that begin together."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.programme.snapshot import PublicProgramme, PublicSession, SessionStatus

MANY: Final = 3
"""What goes on while so many later moments come at which something begins lasts over many."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session at its time; ``starts``/``ends`` are aware, in the visit's zone."""

    session: PublicSession
    starts: datetime
    ends: datetime

    @property
    def moved_from(self) -> datetime | None:
        """When it was to start before it was moved, in the visit's zone; of what is cancelled nobody asks."""
        was = self.session.moved_from
        if was is None or self.session.status is SessionStatus.CANCELLED:
            return None
        return was.astimezone(self.starts.tzinfo)

    @property
    def gathers(self) -> datetime | None:
        """When people meet for it, in the visit's zone; None: that is not said, or it does not take place."""
        minutes = self.session.meeting_minutes
        if minutes is None or not _takes_place(self):
            return None
        # in UTC: on the clock of a zone the hour before a change may be none, or two
        return (self.starts.astimezone(UTC) - timedelta(minutes=minutes)).astimezone(self.starts.tzinfo)

    @property
    def ends_another_day(self) -> bool:
        return self.ends.date() != self.starts.date()


@dataclass(frozen=True, slots=True)
class Row:
    """Sessions that begin at the same moment, the shortest first. Most rows hold one.

    ``lasts_over_many``: its one session goes on while many others begin, which follow in rows of their own.
    ``still_on``: what began earlier and has not ended, but for what lasts over many, in the order of its rows.
    """

    sittings: tuple[Sitting, ...]
    lasts_over_many: bool = False
    still_on: tuple[Sitting, ...] = ()

    @property
    def starts(self) -> datetime:
        return self.sittings[0].starts

    @property
    def share_end(self) -> bool:
        """Whether one end at the rail says it for all."""
        return len({sitting.ends for sitting in self.sittings}) == 1


@dataclass(frozen=True, slots=True)
class Day:
    """What starts on a day of the visit's zone. ``place``: "before", "during" or "after" the visit's own days."""

    day: date
    place: str
    rows: tuple[Row, ...]

    @property
    def sessions(self) -> list[PublicSession]:
        return [sitting.session for row in self.rows for sitting in row.sittings]

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """From its first beginning to its last end, of what takes place; None: nothing does.

        What ends on another day counts only where all do.
        """
        live = [sitting for row in self.rows for sitting in row.sittings if _takes_place(sitting)]
        if not live:
            return None
        ending_here = [sitting for sitting in live if not sitting.ends_another_day]
        return live[0].starts, max(ending_here or live, key=lambda sitting: _order(sitting)[1]).ends


@dataclass(frozen=True, slots=True)
class Timetable:
    """Every session of a programme exactly once: in a day, or in ``unscheduled`` (time to be announced)."""

    days: tuple[Day, ...]
    unscheduled: tuple[PublicSession, ...]

    @property
    def starts(self) -> list[datetime]:
        """When sessions begin, in the visit's zone: what tells its offsets from UTC."""
        return [sitting.starts for day in self.days for row in day.rows for sitting in row.sittings]


def make_timetable(programme: PublicProgramme) -> Timetable:
    """Arrange a programme by days of its own zone; only days on which something starts."""
    sittings = [sitting for session in programme.sessions if (sitting := find_sitting(session, programme.timezone))]
    by_day = groupby(arrange_rows(sittings), key=lambda row: row.starts.date())
    return Timetable(
        days=tuple(Day(day, _place(day, programme), tuple(rows)) for day, rows in by_day),
        unscheduled=tuple(session for session in programme.sessions if session.starts_at is None),
    )


def find_sitting(session: PublicSession, timezone: str) -> Sitting | None:
    """The session at its time in that zone; None: to be announced."""
    if session.starts_at is None or session.ends_at is None:
        return None
    zone = ZoneInfo(timezone)
    return Sitting(session, session.starts_at.astimezone(zone), session.ends_at.astimezone(zone))


def arrange_rows(sittings: Iterable[Sitting]) -> tuple[Row, ...]:
    """Rows in order of start. Of one moment first what lasts over many, alone; then the others, together; then what is
    cancelled, alone: it takes nobody's time.
    """
    ordered = sorted(sittings, key=_order)
    moments = sorted({_order(sitting)[0] for sitting in ordered if _takes_place(sitting)})
    rows: list[Row] = []
    still_on: list[Sitting] = []
    for start, beginning in groupby(ordered, key=lambda sitting: _order(sitting)[0]):
        here = list(beginning)
        live = [sitting for sitting in here if _takes_place(sitting)]
        if live:
            still_on = [sitting for sitting in still_on if _order(sitting)[1] > start]
            rows += _live_rows(live, moments, tuple(still_on))
            still_on += [sitting for sitting in live if not _lasts_over_many(sitting, moments)]
        rows += [Row((sitting,)) for sitting in here if not _takes_place(sitting)]
    return tuple(rows)


def _live_rows(live: Sequence[Sitting], moments: Sequence[datetime], still_on: tuple[Sitting, ...]) -> Iterator[Row]:
    """Of those that begin at one moment."""
    yield from (
        Row((sitting,), lasts_over_many=True, still_on=still_on)
        for sitting in live
        if _lasts_over_many(sitting, moments)
    )
    together = tuple(sitting for sitting in live if not _lasts_over_many(sitting, moments))
    if together:
        yield Row(together, still_on=still_on)


def _lasts_over_many(sitting: Sitting, moments: Sequence[datetime]) -> bool:
    starts, ends = _order(sitting)
    return bisect_left(moments, ends) - bisect_right(moments, starts) >= MANY


def _takes_place(sitting: Sitting) -> bool:
    return sitting.session.status is not SessionStatus.CANCELLED


def sessions_in_venue(programme: PublicProgramme, code: str) -> list[PublicSession]:
    """Those that take place there, in the programme's order."""
    return [session for session in programme.sessions if session.venue == code]


def _order(sitting: Sitting) -> tuple[datetime, datetime]:
    # In UTC: Python compares two times of one zone by the clock on the wall, which runs back once a year.
    return sitting.starts.astimezone(UTC), sitting.ends.astimezone(UTC)


def _place(day: date, programme: PublicProgramme) -> str:
    if day < programme.starts_on:
        return "before"
    return "after" if day > programme.ends_on else "during"
