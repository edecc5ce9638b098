"""The worker's tasks: a register of jobs, and huey as the messenger that says "there may be something to do".

The truth about what is due is in rows (mails, outputs); a message is only a hint, because huey forgets a
message the moment it hands it out. Every job is also run once a minute, so a lost hint costs a minute.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huey import Huey

Job = Callable[[], None]

log = logging.getLogger(__name__)
_jobs: dict[str, Job] = {}
_queue: "Huey | None" = None


def job(name: str) -> Callable[[Job], Job]:
    """Register a function under that name. It finds its work in rows, may run at any time, and twice at once."""

    def register(function: Job) -> Job:
        _jobs[name] = function
        return function

    return register


def known() -> dict[str, Job]:
    return dict(_jobs)


def open_queue(data_dir: Path) -> None:
    """Use the file of hints in that folder; before this call hints are dropped (tests, one-off commands)."""
    global _queue  # noqa: PLW0603 - one queue a process, opened once at start
    from huey import SqliteHuey, crontab

    queue = SqliteHuey("eventapp", filename=str(data_dir / "jobs.sqlite3"), results=False, fsync=False)
    for name, function in _jobs.items():
        queue.task(name=name.replace(".", "_"))(function)
        queue.periodic_task(crontab(minute="*"), name=f"{name.replace('.', '_')}_each_minute")(function)
    _queue = queue


def queue() -> "Huey":
    """The open queue. Raises RuntimeError before ``open_queue``."""
    if _queue is None:
        raise RuntimeError("open_queue() comes first")
    return _queue


def hint(name: str) -> None:
    """Say that the job may have work. Never raises: the sweep of the next minute stands behind it."""
    if _queue is None:
        return
    try:
        task = _queue._registry.string_to_task(f"{_jobs[name].__module__}.{name.replace('.', '_')}")
        _queue.enqueue(task())
    except Exception:  # the queue's file may be locked or gone; the row is safe
        log.warning("no hint for %s", name, exc_info=True)
