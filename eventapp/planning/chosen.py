"""Sessions that were chosen to be changed in one step, each as it was seen, and why one may be left out (pure)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.core.text import Message
from eventapp.planning.plan import Fields
from eventapp.visits.values import instants_showing

Chosen = Mapping[str, datetime | None]
"""{a session's code: when it was to start where it was chosen}"""


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
    LeftOut.SO_ALREADY: Message("so already"),
}


def is_locked(fields: Fields) -> bool:
    """Whether the session is to stay where it is."""
    return bool(fields["locked"])


def later(instant: datetime, minutes: int, zone: ZoneInfo) -> datetime | None:
    """When the clock on the wall shows so many minutes later: UTC; None: it never does.

    Of an hour that comes twice the first, or the second if the instant was in a second one.
    """
    local = instant.astimezone(zone)
    shown = local.replace(tzinfo=None, fold=0) + timedelta(minutes=minutes)
    found = instants_showing(shown, zone)
    return found[-1 if local.fold else 0] if found else None
