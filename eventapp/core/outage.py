"""The database is away: what is the matter with it, noted once in the log, told to readers and to /readyz."""

import logging
import sqlite3
import threading
import time
from enum import StrEnum
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

log = logging.getLogger(__name__)


class Outage(StrEnum):
    """What is the matter, in the words of /readyz."""

    GONE = "the database file is not there, or cannot be opened"
    READ_ONLY = "the database can only be read"
    FULL = "the disk of the database is full, or cannot be written"
    LOCKED = "another program keeps the database locked"
    DAMAGED = "the database file is damaged"
    UNREACHABLE = "the database cannot be reached"


class DatabaseAway(Exception):
    """What no driver says: the file has vanished, or another one has its name."""

    def __init__(self, outage: Outage) -> None:
        super().__init__(str(outage))
        self.outage = outage


RETRY_AFTER: Final = 10
"""Seconds after which a reader may ask again."""

# Primary result codes, the lowest eight bits (https://www.sqlite.org/rescode.html)
_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: Outage.LOCKED,
    sqlite3.SQLITE_LOCKED: Outage.LOCKED,
    sqlite3.SQLITE_READONLY: Outage.READ_ONLY,
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_CANTOPEN: Outage.GONE,
    sqlite3.SQLITE_IOERR: Outage.UNREACHABLE,
    sqlite3.SQLITE_PERM: Outage.UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: Outage.DAMAGED,
    sqlite3.SQLITE_NOTADB: Outage.DAMAGED,
}
_FULL: Final = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_SHMSIZE)
# SQLSTATEs (PostgreSQL, appendix A)
_POSTGRESQL: Final = {
    "25006": Outage.READ_ONLY,
    "53100": Outage.FULL,
    "55P03": Outage.LOCKED,
    "57014": Outage.LOCKED,
    "40P01": Outage.LOCKED,
    "40001": Outage.LOCKED,
}


def outage_of(error: BaseException) -> Outage | None:
    """What is the matter with the database if that is why this was raised; None for every other error.

    A statement that the database refuses is a mistake in the program and no outage.
    """
    if isinstance(error, DatabaseAway):
        return error.outage
    if isinstance(error, PoolTimeout):
        return Outage.UNREACHABLE
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0)
        return Outage.FULL if code in _FULL else _SQLITE.get(code & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    return Outage.UNREACHABLE if isinstance(error, OperationalError | InterfaceError) else None


class Journal:
    """What this process has noticed. A row of the same failures is one line in the log."""

    def __init__(self) -> None:
        self._present: Outage | None = None
        self._noted_at = 0.0
        self._turn = threading.Lock()  # the worker's jobs notice at the same moment

    def note(self, outage: Outage) -> None:
        """Something could not be read or stored."""
        with self._turn:
            is_news = self._present is not outage
            self._present, self._noted_at = outage, time.monotonic()
        if is_news:
            log.warning("%s; nothing is stored until that is over", outage)

    def over(self) -> None:
        """Something was stored, or could be."""
        with self._turn:
            before, self._present = self._present, None
        if before:
            log.info("the database is back")

    def lately(self, seconds: float = RETRY_AFTER) -> Outage | None:
        """What was the matter when it was last tried, if that is not long ago."""
        return self._present if time.monotonic() - self._noted_at < seconds else None


journal = Journal()
