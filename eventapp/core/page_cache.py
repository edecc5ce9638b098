"""Compiled pages and files, kept in the memory of this process.

What the public reads is the same for everyone and changes with a release; so it is made once and then handed out
without asking the database, but for one check a second whether there is something newer. While the database is away,
what is known is handed out for some minutes more.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, Generic, TypeVar, cast

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from eventapp.core.db import session
from eventapp.core.outage import journal, outage_of

Edition = TypeVar("Edition", bound=Hashable)
Item = TypeVar("Item")

FRESH_SECONDS = 1.0
KNOWN_SECONDS = 15 * 60.0
"""So long an edition is still handed out while the database is away."""
LOOKING_SECONDS = 30.0
"""So long one look may take before another thread looks, too."""
PASSING = 64
"""So many answers are kept of those that few ask for."""
PAUSE_SECONDS = 2.0
"""Between two looks at a database that is away: a look may take seconds, and holds one of few threads."""


class PageCache(Generic[Edition]):
    """For each key (a visit's slug) its current edition, and what was made from that edition.

    ``look`` reads the edition from the database; what it raises goes to the reader and is not kept, unless it says
    that the database is away. An edition is any value that is equal as long as everything made from it stays right.
    Only the current one is kept. ``clock`` counts seconds and never goes back.
    """

    def __init__(self, look: Callable[[str], Edition], clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._look = look
        self._lock = threading.RLock()
        # When somebody may look again, and when the edition was last read.
        self._next_look: dict[str, float] = {}
        self._read: dict[str, float] = {}
        self._editions: dict[str, Edition] = {}
        self._items: dict[str, dict[Hashable, Any]] = {}
        self._passing: OrderedDict[Hashable, Any] = OrderedDict()

    def edition(self, key: str) -> Edition:
        """The current edition, at most a second old; the last one known for KNOWN_SECONDS without a database.

        One thread looks, and the others have the one before meanwhile.
        """
        now = self._clock()
        known = self._editions.get(key)
        if known is not None and now < self._next_look.get(key, now):
            return known
        self._next_look[key] = now + LOOKING_SECONDS
        try:
            found = self._look(key)
        except Exception as error:
            outage = outage_of(error)
            if outage is None or known is None or now - self._read.get(key, now) >= KNOWN_SECONDS:
                self.forget(key)
                raise
            journal.note(outage)
            self._next_look[key] = self._clock() + PAUSE_SECONDS
            return known
        with self._lock:
            if self._editions.get(key) != found:
                self._editions[key] = found
                self._items[key] = {}
            self._next_look[key] = now + FRESH_SECONDS
            self._read[key] = now
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

    def passing(self, key: str, edition: Edition, name: Hashable, make: Callable[[], Item]) -> Item:
        """As ``item``, for what readers put together themselves: of all keys the PASSING used last are kept.

        It is made outside the lock: nobody else is to wait for what somebody thought of.
        """
        wanted = key, edition, name
        with self._lock:
            if wanted in self._passing:
                self._passing.move_to_end(wanted)
                return cast(Item, self._passing[wanted])
        made = make()
        with self._lock:
            self._passing[wanted] = made
            while len(self._passing) > PASSING:
                self._passing.popitem(last=False)
        return made

    def forget(self, key: str) -> None:
        with self._lock:
            for kept in (self._next_look, self._read, self._editions, self._items):
                kept.pop(key, None)


def cache_of_app(name: str, look: Callable[[str], Edition]) -> PageCache[Edition]:
    """This app's cache of that name; ``look`` is used when it is asked for the first time."""
    caches: dict[str, PageCache[Edition]] = current_app.extensions["eventapp.page_caches"]
    return caches.get(name) or caches.setdefault(name, PageCache(partial(_look_anew, look)))


def _look_anew(look: Callable[[str], Edition], key: str) -> Edition:
    """After a look that failed the session is a new one: the request may go on with what is in memory."""
    try:
        return look(key)
    except SQLAlchemyError:
        session.remove()
        raise


def prepare(app: Flask) -> None:
    """No cache yet."""
    app.extensions["eventapp.page_caches"] = {}
