"""How many open clashes there are, by day and by session."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from eventapp.planning.intending import read_clashes
from eventapp.programme.conflicts import Conflict
from eventapp.visits.facts import VisitFacts


def day_of(conflict: Conflict, zone: ZoneInfo) -> date:
    """On which it begins, by the visit's clocks."""
    return conflict.span.starts.astimezone(zone).date()


def count_by_day(conflicts: Iterable[Conflict], zone: ZoneInfo) -> Mapping[date, int]:
    """In order of days; those without any are not in it."""
    counted = Counter(day_of(each, zone) for each in conflicts)
    return {day: counted[day] for day in sorted(counted)}


def clashes_by_session(visit: VisitFacts) -> Mapping[str, int]:
    """{a session's code: how many it is in}; what is meant does not count."""
    return Counter(code for each in read_clashes(visit)[1].open for code in set(each.sessions))
