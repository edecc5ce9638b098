"""VTIMEZONE components that every client reads alike (pure).

One STANDARD and at most one DAYLIGHT part, each from 1970 with a yearly RRULE, derived from zoneinfo. Lists of single
dates, which libraries write, put Oslo an hour off in Thunderbird's parser, and Outlook may refuse them.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

CRLF = "\r\n"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST_YEAR = 1970


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a zone's offset. ``local``: the wall clock just before it, as DTSTART wants it (RFC 5545 3.6.5)."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def is_summer(self) -> bool:
        """Clocks go forward. Not ``dst()``: by the law of Dublin winter is the exception, with a negative DST."""
        return self.after > self.before

    @property
    def rule(self) -> str:
        """The yearly rule that names this day: the n-th such weekday of its month, or the last one."""
        last = (self.local + timedelta(days=7)).month != self.local.month
        nth = -1 if last else (self.local.day + 6) // 7
        return f"FREQ=YEARLY;BYMONTH={self.local.month};BYDAY={nth}{DAYS[self.local.weekday()]}"

    @property
    def habit(self) -> tuple[object, ...]:
        """What must be the same each year for one rule to describe it."""
        return self.rule, self.local.time(), self.before, self.after


@lru_cache(maxsize=64)
def vtimezone(tzid: str, first_year: int, last_year: int) -> str | None:
    """The component's text with CRLF line ends; None where no single yearly rule describes the zone.

    The rule must hold from the year before ``first_year`` to the year after ``last_year``. With None, write the
    times in UTC. ``tzid`` is an IANA name.
    """
    zone = ZoneInfo(tzid)
    years = [_changes(zone, year) for year in range(first_year - 1, last_year + 2)]
    habits = {tuple(sorted(map(repr, (change.habit for change in changes)))) for changes in years}
    if len(habits) != 1 or len(years[0]) not in (0, 2):
        return None
    if not years[0]:
        offset, name = _constant(zone, first_year)
        if any(_constant(zone, year) != (offset, name) for year in range(first_year - 1, last_year + 2)):
            return None
        return _component(tzid, [_part("STANDARD", f"{FIRST_YEAR}0101T000000", None, name, offset, offset)])
    if sorted(change.is_summer for change in years[0]) != [False, True]:
        return None
    return _component(tzid, [_yearly(change) for change in years[1]])


def _changes(zone: ZoneInfo, year: int) -> list[Change]:
    """The changes of offset in that year, found by the day and then to the minute."""
    found = []
    moment, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        following = min(moment + timedelta(days=1), end)
        if _offset(moment, zone) != _offset(following, zone):
            found.append(_change(zone, moment, following))
        moment = following
    return found


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> Change:
    """The one change between two instants, by bisection to the second."""
    before, after = _offset(low, zone), _offset(high, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return Change((high + before).replace(tzinfo=None), before, after, high.astimezone(zone).tzname() or "")


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _constant(zone: ZoneInfo, year: int) -> tuple[timedelta, str]:
    local = datetime(year, 6, 1, tzinfo=UTC).astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname() or ""


def _yearly(change: Change) -> str:
    month = (datetime(FIRST_YEAR, change.local.month, 1) + timedelta(days=n) for n in range(31))  # noqa: DTZ001 - wall clock
    days = [day for day in month if day.month == change.local.month]
    first = next(day for day in days if replace(change, local=day).rule == change.rule)
    start = f"{first:%Y%m%d}T{change.local:%H%M%S}"
    kind = "DAYLIGHT" if change.is_summer else "STANDARD"
    return _part(kind, start, change.rule, change.name, change.before, change.after)


def _part(kind: str, start: str, rule: str | None, name: str, before: timedelta, after: timedelta) -> str:
    lines = [
        f"BEGIN:{kind}",
        f"DTSTART:{start}",
        *([f"RRULE:{rule}"] if rule else []),
        f"TZNAME:{name}",
        f"TZOFFSETFROM:{_signed(before)}",
        f"TZOFFSETTO:{_signed(after)}",
        f"END:{kind}",
    ]
    return CRLF.join(lines)


def _component(tzid: str, parts: list[str]) -> str:
    return CRLF.join(["BEGIN:VTIMEZONE", f"TZID:{tzid}", *parts, "END:VTIMEZONE", ""])


def _signed(offset: timedelta) -> str:
    """+0200, -0330 (RFC 5545 3.3.14)."""
    seconds = int(offset.total_seconds())
    minutes = abs(seconds) // 60
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02d}{minutes % 60:02d}"
