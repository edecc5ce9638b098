"""What the clock says of a visit (pure): how far it is, whether registration is open, whether the queue moves."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clocked(Protocol):
    """What these rules ask of a visit; values as in visits.models.Visit."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def timezone(self) -> str: ...
    @property
    def registration_open(self) -> bool: ...
    @property
    def registration_opens_at(self) -> datetime | None: ...
    @property
    def registration_closes_at(self) -> datetime | None: ...
    @property
    def queue_until(self) -> datetime | None: ...
    @property
    def after_the_end(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Phase:
    """All that the clock changes of a visit. Pages know it, and nothing else of the clock.

    ``day``: 0 before the visit, n on its nth day, the last one's number afterwards, when it is ``over``. ``window`` of
    registration: "soon", "open" or "closed", which it also is while nobody has opened it. ``since``: the instant of the
    latest of these changes; None: none yet.
    """

    day: int
    over: bool
    window: str
    queue_moves: bool
    since: datetime | None


def phase(visit: Clocked, now: datetime) -> Phase:
    """How it stands at that instant (aware). Each bound belongs to what comes after it."""
    start, end = begins_at(visit), ends_at(visit)
    today = now.astimezone(ZoneInfo(visit.timezone)).date()
    opens, closes, queue_end = visit.registration_opens_at, closes_at(visit), queue_ends_at(visit)
    midnight = midnight_of(min(max(today, visit.starts_on), visit.ends_on), visit.timezone)
    passed = [at for at in (start, midnight, end, opens, closes, queue_end) if at is not None and at <= now]
    window = "soon" if opens is not None and now < opens else "open"
    return Phase(
        day=(min(today, visit.ends_on) - visit.starts_on).days + 1 if now >= start else 0,
        over=now >= end,
        window="closed" if not visit.registration_open or (closes is not None and now >= closes) else window,
        queue_moves=queue_end is None or now < queue_end,
        since=max(passed, default=None),
    )


def midnight_of(day: date, timezone: str) -> datetime:
    """The instant (UTC) at which that day begins in that zone; where clocks skip midnight, the moment of the jump."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def begins_at(visit: Clocked) -> datetime:
    """Midnight of its first day, in its own zone."""
    return midnight_of(visit.starts_on, visit.timezone)


def ends_at(visit: Clocked) -> datetime:
    """Midnight after its last day, in its own zone: the first instant at which it is over."""
    return midnight_of(visit.ends_on + timedelta(days=1), visit.timezone)


def closes_at(visit: Clocked) -> datetime | None:
    """When registration closes: with the visit at the latest, unless it is open after the end; None: never."""
    if visit.after_the_end:
        return visit.registration_closes_at
    return min(visit.registration_closes_at or ends_at(visit), ends_at(visit))


def queue_ends_at(visit: Clocked) -> datetime | None:
    """From when on nobody who waits gets a place any more: what is said, else the visit's beginning; None: never."""
    if visit.queue_until is not None:
        return visit.queue_until
    return None if visit.after_the_end else begins_at(visit)
