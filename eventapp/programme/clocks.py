"""Nights on which clocks are changed, in words (pure): at the day, and at what goes on meanwhile."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.core import dates
from eventapp.core.text import Message, translate
from eventapp.programme.timetable import Sitting

MINUTE: Final = timedelta(minutes=1)
# {whether clocks go forward: what is told}; of the night before a day, of the one after it, of what goes on meanwhile.
THIS_NIGHT: Final = {
    True: Message("In the night to this day clocks go forward from %(old)s to %(new)s."),
    False: Message(
        "In the night to this day clocks go back from %(old)s to %(new)s: the time from %(new)s to %(old)s comes twice."
    ),
}
COMING_NIGHT: Final = {
    True: Message("In the night after this day clocks go forward from %(old)s to %(new)s."),
    False: Message(
        "In the night after this day clocks go back from %(old)s to %(new)s: the time from %(new)s to %(old)s comes "
        "twice."
    ),
}
MEANWHILE: Final = {
    True: Message("Meanwhile clocks go forward from %(old)s to %(new)s."),
    False: Message("Meanwhile clocks go back from %(old)s to %(new)s."),
}


@dataclass(frozen=True, slots=True)
class ClockChange:
    """``at``: the instant (UTC); ``old``: what clocks would show then, ``new``: what they show, on that day's wall."""

    at: datetime
    old: datetime
    new: datetime

    def in_words(self, language: str, words: dict[bool, Message]) -> str:
        old, new = (dates.clock_time(language, local) for local in (self.old, self.new))
        return translate(language, words[self.new > self.old], old=old, new=new)


def clock_changes(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[ClockChange]:
    """Those after ``start`` and before ``end`` (aware), to the minute."""
    low, end = start.astimezone(UTC), end.astimezone(UTC)
    while low < end:
        high = min(low + timedelta(hours=12), end)
        if _offset(low, zone) != _offset(high, zone):
            at = _change(low, high, zone)
            if at < end:
                wall = at.replace(tzinfo=None)
                yield ClockChange(at, wall + _offset(low, zone), wall + _offset(high, zone))
        low = high


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first instant with the offset of ``high``."""
    before = _offset(low, zone)
    while high - low > MINUTE:
        middle = low + (high - low) // 2
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high.replace(second=0, microsecond=0)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def clocks_of_day(language: str, day: date, timezone: str, days: Collection[date]) -> str:
    """What is told at that day; "" on all but few. ``days``: those that are shown: a night is told at the day that
    follows it, where there is one."""
    zone = ZoneInfo(timezone)
    midnight, later = (datetime.combine(day + timedelta(days=n), time(), zone) for n in (0, 2))
    for change in clock_changes(midnight - MINUTE, later, zone):
        if change.new.date() == day:
            return change.in_words(language, THIS_NIGHT)
        if change.new.date() not in days:
            return change.in_words(language, COMING_NIGHT)
    return ""


def clocks_meanwhile(language: str, sitting: Sitting) -> str:
    """What is told of a session during which clocks are changed; "" of all others."""
    zone = sitting.starts.tzinfo
    found = clock_changes(sitting.starts, sitting.ends, zone) if isinstance(zone, ZoneInfo) else ()
    return " ".join(change.in_words(language, MEANWHILE) for change in found)
