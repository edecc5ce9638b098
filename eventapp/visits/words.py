"""How what the clock says of a visit is told (pure)."""

from eventapp.core import dates
from eventapp.core.text import Message, translate
from eventapp.visits.rules import Clocked, queue_ends_at

BEGINNING = Message("the beginning of the visit")


def queue_end_in_words(language: str, visit: Clocked) -> str:
    """When the queue stops, as it stands after "before"; "" if it never does."""
    end = queue_ends_at(visit)
    if end is None:
        return ""
    if visit.queue_until is None:
        return translate(language, BEGINNING)
    return dates.date_time_zone(language, end, visit.timezone)
