"""When a letter is tried again, and when it is given up (pure)."""

from datetime import timedelta
from typing import Final

LEASE: Final = timedelta(minutes=2)
"""How long a sender may hold a letter; longer than any conversation with a server takes."""
KEEP: Final = timedelta(days=30)
"""How long a letter that was sent can still be read."""
BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720))


def next_try(tries: int) -> timedelta | None:
    """How long to wait after that many failed tries; None: give up (after about a day)."""
    return BACK_OFF[tries - 1] if tries <= len(BACK_OFF) else None
