"""Sessions that were chosen to be changed in one step, each as it was seen, and why one may be left out (pure)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.core.text import Message
from eventapp.planning.plan import Fields
from eventapp.visits.values import FIRST_YEAR, LAST_YEAR, instants_showing

Chosen = Mapping[str, datetime | None]
"""{a session's code: when it was to start where it was chosen}"""

Places = Mapping[str, tuple[str, str]]
"""{a session's code: codes of the venue and the room in which it lay where it was chosen, each may be ""}; what is not
in it lay at a place that is not known"""
UNKNOWN: Final[Places] = {}
NEVER: Final = datetime.min.replace(tzinfo=UTC)
"""When nothing starts: what was sent of a session cannot be read."""


class LeftOut(StrEnum):
    """Why a session that was chosen stayed as it was."""

    GONE = "gone"
    MOVED = "moved"
    CANCELLED = "cancelled"
    LOCKED = "locked"
    WITHOUT_TIME = "without_time"
    NO_SUCH_HOUR = "no_such_hour"
    ENDS_TOO_EARLY = "ends_too_early"
    SO_ALREADY = "so_already"


REASONS: Final[Mapping[LeftOut, Message]] = {
    LeftOut.GONE: Message("removed meanwhile"),
    LeftOut.MOVED: Message("moved by somebody meanwhile"),
    LeftOut.CANCELLED: Message("cancelled"),
    LeftOut.LOCKED: Message("locked"),
    LeftOut.WITHOUT_TIME: Message("without a time"),
    LeftOut.NO_SUCH_HOUR: Message("at an hour that clocks do not show on that day"),
    LeftOut.ENDS_TOO_EARLY: Message("it would end before it begins"),
    LeftOut.SO_ALREADY: Message("already so"),
}


def is_locked(fields: Fields) -> bool:
    """Whether the session is to stay where it is."""
    return bool(fields["locked"])


def place_of(fields: Fields) -> tuple[str, str]:
    """Where a session lies."""
    return fields["venue"], fields["room"]


def lies_so(fields: Fields, was: datetime | None, place: tuple[str, str] | None) -> bool:
    """Whether it is where it was seen; ``place`` None: where that was is not known."""
    return bool(fields["starts"] == was and place in (None, place_of(fields)))


def earliest(seen: Iterable[datetime | None]) -> datetime | None:
    """Of those that have a beginning which can be read; None: none has."""
    return min((was for was in seen if was and was != NEVER), default=None)


def is_in_years(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether a visit may have a day on which that is."""
    return FIRST_YEAR <= instant.astimezone(zone).year <= LAST_YEAR


def later(instant: datetime, minutes: int, zone: ZoneInfo) -> datetime | None:
    """When the clock on the wall shows so many minutes later: UTC; None: it never does, or in a year that no visit has.

    Of an hour that comes twice the first, or the second if the instant was in a second one.
    """
    local = instant.astimezone(zone)
    shown = local.replace(tzinfo=None, fold=0) + timedelta(minutes=minutes)
    if not FIRST_YEAR <= shown.year <= LAST_YEAR:
        return None
    found = instants_showing(shown, zone)
    return found[-1 if local.fold else 0] if found else None
