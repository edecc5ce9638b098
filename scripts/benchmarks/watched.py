"""eventapp as it is served, which also notes each time it writes: how long the writers' lock was held, and the rows.

A line for each writing transaction in the file that WATCHED names: milliseconds from BEGIN to after COMMIT, rows,
milliseconds of the processor meanwhile. On PostgreSQL: from when the visit is held to before COMMIT; what the process
behind the connection works counts as well.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from benchmarks.processes import processor_time
from eventapp import supervision
from eventapp.bridge import Bridge
from eventapp.config import read_settings
from eventapp.wsgi import make as make_eventapp

WATCHED = "WATCHED"
BEGUN = "benchmarks.begun"


def make() -> Bridge:
    """What each server process loads."""
    event.listen(Engine, "after_cursor_execute", _note)
    event.listen(Engine, "commit", _note_commit)
    return make_eventapp()


def _note(connection: Connection, cursor: Any, statement: str, *_more: object) -> None:
    if connection.dialect.name != "sqlite":
        if statement.startswith("UPDATE visit SET version"):
            connection.info[BEGUN] = (*_clocks(connection), 0)
        return
    changed = cursor.connection.total_changes
    if statement.startswith("BEGIN IMMEDIATE"):
        connection.info[BEGUN] = (*_clocks(connection), changed)
    elif statement == "COMMIT":
        *begun, before = connection.info.pop(BEGUN)
        _write(connection, begun, changed - before)


def _note_commit(connection: Connection) -> None:
    """On PostgreSQL, just before the commit: from when the visit was held. Rows are not counted there."""
    if connection.dialect.name != "sqlite" and BEGUN in connection.info:
        _write(connection, connection.info.pop(BEGUN)[:2], 0)


def _clocks(connection: Connection) -> tuple[float, float]:
    """Seconds by the clock, and of the processor in this thread and for this connection."""
    worked = time.thread_time()
    if connection.dialect.name == "postgresql":
        process: Any = connection.connection.dbapi_connection
        worked += processor_time(process.info.backend_pid)
    return time.perf_counter(), worked


def _write(connection: Connection, begun: Sequence[float], rows: int) -> None:
    held, worked = ((now - before) * 1000 for now, before in zip(_clocks(connection), begun, strict=True))
    with Path(os.environ[WATCHED]).open("a") as file:
        file.write(f"{held:.3f} {rows} {worked:.3f}\n")


class Noted(NamedTuple):
    """A writing transaction: milliseconds by the clock, rows, milliseconds of the processor."""

    held: float
    rows: int
    worked: float


def noted(watched: Path) -> list[Noted]:
    """Each so far."""
    lines = (line.split() for line in watched.read_text().splitlines()) if watched.exists() else ()
    return [Noted(float(held), int(rows), float(worked)) for held, rows, worked in lines]


def main() -> None:
    """Serve as ``eventapp serve`` does."""
    # the server's processes look for this module
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    supervision.serve(read_settings(os.environ), "benchmarks.watched:make")


if __name__ == "__main__":
    main()
