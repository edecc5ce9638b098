"""What the clock alone says of a visit (pure)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def is_over(ends_on: date, timezone: str, *, now: datetime) -> bool:
    """Whether its last day has passed, in its own zone; ``now``: aware."""
    return now.astimezone(ZoneInfo(timezone)).date() > ends_on


def registration_window(opens_at: datetime | None, closes_at: datetime | None, *, now: datetime) -> str:
    """Of registration: "soon", "open" or "closed"; None: no such limit. The closing instant itself is too late."""
    if closes_at is not None and now >= closes_at:
        return "closed"
    return "soon" if opens_at is not None and now < opens_at else "open"
