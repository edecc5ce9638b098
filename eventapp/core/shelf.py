"""Compiled pages and files, kept in the memory of this process.

What the public reads is the same for everyone and changes with a release; so it is made once and then handed out
without asking the database, but for one check a second whether there is something newer.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar, cast

Edition = TypeVar("Edition", bound=Hashable)
Item = TypeVar("Item")

FRESH_SECONDS = 1.0


class Shelf(Generic[Edition]):
    """For each key (a visit's slug) its current edition, and what was made from that edition.

    ``look`` reads the edition from the database; what it raises goes to the reader and is not kept. An edition is
    any value that is equal as long as everything made from it stays right. Only the current one is kept.
    ``clock`` counts seconds and never goes back.
    """

    def __init__(self, look: Callable[[str], Edition], clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._look = look
        self._lock = threading.RLock()
        self._checked: dict[str, float] = {}
        self._editions: dict[str, Edition] = {}
        self._items: dict[str, dict[Hashable, Any]] = {}

    def edition(self, key: str) -> Edition:
        """The current edition, at most a second old."""
        now = self._clock()
        if now - self._checked.get(key, -FRESH_SECONDS) < FRESH_SECONDS:
            return self._editions[key]
        try:
            found = self._look(key)
        except Exception:
            self.forget(key)
            raise
        with self._lock:
            if self._editions.get(key) != found:
                self._editions[key] = found
                self._items[key] = {}
            self._checked[key] = now
        return found

    def item(self, key: str, edition: Edition, name: Hashable, make: Callable[[], Item]) -> Item:
        """What ``make`` made of that edition; threads wait for the one that makes it. A refusal is not kept."""
        items = self._items.get(key, {})
        if name in items and self._editions.get(key) == edition:
            return cast(Item, items[name])
        with self._lock:
            items = self._items.setdefault(key, {}) if self._editions.get(key) == edition else {}
            if name not in items:
                items[name] = make()
            return cast(Item, items[name])

    def forget(self, key: str) -> None:
        with self._lock:
            self._checked.pop(key, None)
            self._editions.pop(key, None)
            self._items.pop(key, None)
