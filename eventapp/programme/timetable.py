"""A released programme as people read it (pure): days, and in them rows of sessions that run side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from eventapp.programme.snapshot import PublicProgramme, PublicSession, SessionStatus


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session at its time; ``starts``/``ends`` are aware, in the visit's zone."""

    session: PublicSession
    starts: datetime
    ends: datetime

    @property
    def ends_another_day(self) -> bool:
        return self.ends.date() != self.starts.date()


@dataclass(frozen=True, slots=True)
class Row:
    """Sessions that overlap, each with the next or through others; ordered by start. Most rows hold one."""

    sittings: tuple[Sitting, ...]

    @property
    def share_time(self) -> bool:
        """Whether one time at the rail says it for all."""
        return len({(sitting.starts, sitting.ends) for sitting in self.sittings}) == 1


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
    def planned(self) -> int:
        """How many of its sessions are not cancelled."""
        return sum(session.status is not SessionStatus.CANCELLED for session in self.sessions)


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
    by_day: dict[date, list[Sitting]] = {}
    for sitting in sorted(sittings, key=_order):
        by_day.setdefault(sitting.starts.date(), []).append(sitting)
    return Timetable(
        days=tuple(Day(day, _place(day, programme), arrange_rows(of_day)) for day, of_day in by_day.items()),
        unscheduled=tuple(session for session in programme.sessions if session.starts_at is None),
    )


def find_sitting(session: PublicSession, timezone: str) -> Sitting | None:
    """The session at its time in that zone; None: to be announced."""
    if session.starts_at is None or session.ends_at is None:
        return None
    zone = ZoneInfo(timezone)
    return Sitting(session, session.starts_at.astimezone(zone), session.ends_at.astimezone(zone))


def arrange_rows(sittings: Iterable[Sitting]) -> tuple[Row, ...]:
    """Rows in order of start; whatever overlaps shares a row. A cancelled session takes nobody's time: its own row."""
    rows: list[list[Sitting]] = []
    running: list[Sitting] = []
    until: datetime | None = None
    for sitting in sorted(sittings, key=_order):
        if sitting.session.status is SessionStatus.CANCELLED:
            rows.append([sitting])
            continue
        starts, ends = _order(sitting)
        if until is not None and starts < until:
            running.append(sitting)
            until = max(until, ends)
        else:
            running, until = [sitting], ends
            rows.append(running)
    return tuple(Row(tuple(row)) for row in rows)


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
