"""When a letter is tried again, when it is given up, and what stood in its way (pure)."""

import re
from datetime import timedelta
from typing import Final

from eventapp.core.text import Message

LEASE: Final = timedelta(minutes=2)
"""How long nobody else sends a letter that somebody is sending, unless they say that they still do."""
KEEP: Final = timedelta(days=30)
"""How long a letter that was sent can still be read."""
BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720))
"""How long a letter waits after each try that failed; it is given up after about a day."""

NOT_MADE: Final = "not made: "
"""How the ``error`` of a letter begins that no server has seen."""
PAUSES: Final = (5, 15, 30, 60, 120, 300)
"""Seconds until a server is asked again that takes nothing from us; the last for ever: a letter waits as long as it."""
MOST_BREAKS: Final = 3
"""After so many conversations in a row that broke off in the midst of a letter, it is not the letters."""


def pause(failures: int) -> int:
    """The seconds to wait after that many conversations in a row that failed."""
    return PAUSES[min(failures, len(PAUSES)) - 1]


def code_of(error: str) -> str:
    """The server's answer in a kept ``error``, or the name of what went wrong: nothing in it is about a person."""
    found = re.search(r"(?:^|: )([45]\d\d) ", error) or re.search(r"(?:^|: )([A-Z][A-Za-z]+)(?=:|$)", error)
    return found[1] if found else "?"


def why(error: str) -> Message:
    """What a kept ``error`` means, in words.

    It begins with the server's answer to the letter (RFC 5321, 4.2.1), with the server's name and perhaps its answer to
    us, or says what was wrong with the letter itself.
    """
    answered = re.match(r"([45])\d\d ", error)
    if re.match(r"\S+: [45]\d\d ", error):
        return Message("The mail server takes no letters from this installation for now; they wait.")
    if error.startswith(NOT_MADE):
        return Message("This letter cannot be sent as it is.")
    if not answered:
        return Message("The mail server could not be reached.")
    if answered[1] == "5":
        return Message("The mail server refuses this letter.")
    return Message("The mail server does not take this letter for now.")
