"""The worker's tasks: a register of jobs, and huey as the messenger that says "there may be something to do".

The truth about what is due is in rows (mails, outputs); a message is only a hint, because huey forgets a
message the moment it hands it out. Every job is also run once a minute, so a lost hint costs a minute.
"""

import logging
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Job = Callable[[], None]

MOST_WAITING = 20
MOMENT_SECONDS = 0.1

log = logging.getLogger(__name__)
_jobs: dict[str, Job] = {}
# What was opened by this process: huey and, by the job's name, what puts a hint into its file.
_queue: Any = None
_hints: dict[str, Callable[[], object]] = {}
# When each job was last hinted at, and the hints that are on their way.
_lock = threading.Lock()
_said: dict[str, float] = {}
_later: dict[str, threading.Timer] = {}


def job(name: str) -> Callable[[Job], Job]:
    """Register a function under that name. It finds its work in rows, may run at any time, and twice at once."""

    def register(function: Job) -> Job:
        _jobs[name] = function
        return function

    return register


def open_queue(data_dir: Path, around: Callable[[Job], Job] = lambda function: function) -> Any:
    """Open the file of hints in that folder and give the huey instance; before this call hints are dropped.

    ``around`` wraps each job (the worker adds the app's context).
    """
    global _queue  # noqa: PLW0603 - one queue a process, opened once at start
    with _without_drivers():
        from huey import SqliteHuey, crontab

    _queue = SqliteHuey(
        "eventapp", filename=str(data_dir / "jobs.sqlite3"), results=False, fsync=False
    )  # hints may be lost
    for name, function in _jobs.items():
        label = name.replace(".", "_")
        task = _task(around(function))
        _hints[name] = _queue.task(name=label)(task)
        _queue.periodic_task(crontab(minute="*"), name=f"{label}_each_minute")(task)
    return _queue


@contextmanager
def _without_drivers() -> Iterator[None]:
    """huey loads PostgreSQL's driver wherever it finds it: 10 MB in each process, for a storage not used here."""
    driver = "psycopg"
    hidden = driver not in sys.modules
    if hidden:
        sys.modules[driver] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if hidden:
            del sys.modules[driver]


def _task(work: Job) -> Job:
    """A function of this module: huey names a task by its module, which must be the same in web and worker."""

    def task() -> None:
        work()

    return task


def hint(name: str) -> None:
    """Say that the job may have work: at once, or in a moment if it was said a moment ago.

    So however many rows become due, few hints are written, and the last one is written after the last row. A locked
    or lost file of hints is no failure: the sweep stands behind it.
    """
    with _lock:
        if name in _later:
            return
        pause = _said.get(name, 0.0) + MOMENT_SECONDS - time.monotonic()
        if pause > 0:
            _later[name] = threading.Timer(pause, _say, (name,))
            _later[name].start()
            return
    _say(name)


def _say(name: str) -> None:
    with _lock:
        _later.pop(name, None)
        _said[name] = time.monotonic()
    if name not in _hints:
        return
    try:
        # where many wait already, nobody takes them out, and one more would say nothing new
        if _queue.pending_count() < MOST_WAITING:
            _hints[name]()
    except (OSError, sqlite3.Error):
        log.warning("no hint for %s; it runs within a minute", name, exc_info=True)
