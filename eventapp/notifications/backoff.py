"""How long a server that takes nothing is left alone. Kept in memory, by a clock that nobody sets."""

import time
from dataclasses import dataclass

from eventapp.notifications.rules import MOST_BREAKS, pause


@dataclass
class Backoff:
    """``failures``: conversations in a row that came to nothing; ``breaks``: in a row that a letter broke off.

    ``heard``: letters of this conversation that the server has answered to.
    """

    failures: int = 0
    breaks: int = 0
    heard: int = 0
    _until: float = 0.0

    @property
    def lasts(self) -> bool:
        """Whether it is too early to ask again."""
        return time.monotonic() < self._until

    def begin(self) -> None:
        """A conversation."""
        self.heard = 0

    def fail(self) -> int:
        """Nothing came of a conversation. Gives the seconds to wait."""
        self.failures += 1
        seconds = pause(self.failures)
        self._until = time.monotonic() + seconds
        return seconds

    def break_off(self) -> None:
        """A letter broke off a conversation; the next one may go well, but not for ever."""
        self.breaks += 1
        if self.breaks >= MOST_BREAKS:
            self.fail()

    def succeed(self) -> None:
        """The server has taken or refused a letter."""
        self.heard += 1
        self.failures = self.breaks = 0
