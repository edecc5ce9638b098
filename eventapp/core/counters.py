"""Counters of attempts, in the memory of this process."""

import threading
import time

from limits.storage import MemoryStorage

from eventapp.core.clock import utc_now

SWEEP_SECONDS = 60.0


class Counters(MemoryStorage):
    """Those of ``limits``, swept once a minute.

    Its own sweep starts a thread every hundredth of a second as long as somebody counts, and looks through all keys
    each time: with ten thousand people who registered within the hour that took longer than the registrations.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._swept_at = time.monotonic()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count ``amount`` more; the first one begins a window of ``expiry`` seconds."""
        with self._lock:
            self._sweep()
            if self.get(key) == 0:
                self.expirations[key] = utc_now().timestamp() + expiry
            self.storage[key] += amount
            return self.storage[key]

    def _sweep(self) -> None:
        if time.monotonic() - self._swept_at < SWEEP_SECONDS:
            return
        self._swept_at = time.monotonic()
        for key in list(self.expirations):
            self.get(key)  # forgets what is over
