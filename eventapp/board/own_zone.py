"""Hours of the board in the organiser's own time zone, which stand beside the visit's (pure)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from eventapp.core import dates


def own_hours(language: str, starts: datetime, ends: datetime | None, zone: str) -> str:
    """ "15.00–16.00", or without an end "15.00", by the clocks of ``zone``; with the day where it is another one.

    The instants are in the visit's zone. "" where no zone was chosen, and where both clocks show the same.
    """
    told = [each for each in (starts, ends) if each]
    own = [each.astimezone(ZoneInfo(zone)) for each in told] if zone else []
    if all(one.replace(tzinfo=None) == other.replace(tzinfo=None) for one, other in zip(told, own, strict=False)):
        return ""
    day = "" if own[0].date() == starts.date() else f" ({dates.short_weekday(language, own[0].date())})"
    return "–".join(dates.clock_time(language, each) for each in own) + day


def clocks_agree(day: date, zone: str, other: str) -> bool:
    """Whether clocks of both show the same at noon of that day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    return noon.astimezone(ZoneInfo(other)).replace(tzinfo=None) == noon.replace(tzinfo=None)
