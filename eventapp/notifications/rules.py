"""When a letter is tried again, when it is given up, and what stood in its way (pure)."""

import re
from datetime import timedelta
from typing import Final

from eventapp.core.text import Message

LEASE: Final = timedelta(minutes=2)
"""How long a sender may hold a letter; longer than any conversation with a server takes."""
KEEP: Final = timedelta(days=30)
"""How long a letter that was sent can still be read."""
BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720))


def next_try(tries: int) -> timedelta | None:
    """How long to wait after that many failed tries; None: give up (after about a day)."""
    return BACK_OFF[tries - 1] if tries <= len(BACK_OFF) else None


def why(error: str) -> Message:
    """What a kept ``error`` means, in words: it begins with the server's answer (RFC 5321, 4.2.1), or with none."""
    answered = re.match(r"([45])\d\d ", error)
    if not answered:
        return Message("The mail server could not be reached.")
    if answered[1] == "5":
        return Message("The mail server refuses this letter.")
    return Message("The mail server does not take this letter for now.")
