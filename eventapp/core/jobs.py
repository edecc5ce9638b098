"""The worker's tasks: a register of jobs, each with how often it looks whether there is something to do.

What is due stands in rows (mails, outputs, terms that are over) and nowhere else. Nobody tells the worker: it asks. So
nothing said can be lost or damaged, and it does not matter which process or machine made a row due.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Job = Callable[[], None]

AT_ONCE = 1.0
"""For what somebody waits for: the question costs less than a millisecond, and a second is soon enough."""
EACH_MINUTE = 60.0

ending = threading.Event()
"""Set when the worker is to end: a job looks at it between two rows, and leaves the rest."""


@dataclass(frozen=True, slots=True)
class Task:
    """A job by its name; ``every`` so many seconds it is run."""

    name: str
    every: float
    run: Job


_tasks: dict[str, Task] = {}


def job(name: str, *, every: float = EACH_MINUTE) -> Callable[[Job], Job]:
    """Register a function under that name. It finds its work in rows, may run at any time, and twice at once.

    It reads first: where nothing is due it opens no writing transaction.
    """

    def register(function: Job) -> Job:
        _tasks[name] = Task(name, every, function)
        return function

    return register


def tasks() -> Iterator[Task]:
    """All that were registered, in the order of their names."""
    return (task for _, task in sorted(_tasks.items()))
