"""How what the clock says of a visit is told (pure)."""

from datetime import datetime

from eventapp.core import dates
from eventapp.core.templates import filter_of_templates
from eventapp.core.text import Message, translate
from eventapp.visits.rules import Clocked, queue_ends_at
from eventapp.visits.zones import zone_in_words

BEGINNING = Message("the beginning of the visit")


def queue_end_in_words(language: str, visit: Clocked) -> str:
    """When the queue stops, as it stands after "before"; "" if it never does."""
    end = queue_ends_at(visit)
    if end is None:
        return ""
    if visit.queue_until is None:
        return translate(language, BEGINNING)
    return date_time_zone(language, end, visit.timezone)


@filter_of_templates
def date_time_zone(language: str, instant: datetime, timezone: str) -> str:
    """As ``date_and_time``, then the zone, for whoever may be elsewhere: … (Central European Summer Time, UTC+2)."""
    return f"{dates.date_and_time(language, instant, timezone)} ({zone_in_words(language, instant, timezone)})"
