"""Days or weeks with how many registered, none left out (pure): what a chart shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MOST_DAYS: Final = 62
"""A longer span is shown by week."""


@dataclass(frozen=True, slots=True)
class Bar:
    """``first`` and ``last`` day of it, both counted; the same for a single day."""

    first: date
    last: date
    number: int


def bars(by_day: Mapping[date, int]) -> tuple[Bar, ...]:
    """Every day from the first to the last that is named, or every week (from Monday) if they are many."""
    if not by_day:
        return ()
    first, last = min(by_day), max(by_day)
    if (last - first).days < MOST_DAYS:
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return tuple(Bar(day, day, by_day.get(day, 0)) for day in days)
    monday = first - timedelta(days=first.weekday())
    weeks: dict[date, int] = {monday + timedelta(days=days): 0 for days in range(0, (last - monday).days + 1, 7)}
    for day, number in by_day.items():
        weeks[day - timedelta(days=day.weekday())] += number
    return tuple(Bar(week, week + timedelta(days=6), number) for week, number in weeks.items())
