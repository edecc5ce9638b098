"""The worker: each job in a thread of its own, again and again, until SIGTERM.

A job that fails is logged and runs again, later and later but at least once a minute; it never takes another with it.
While the database is away all of them wait, and that is one line in the log.
"""

import logging
import signal
import threading
import time
from dataclasses import dataclass, field
from types import FrameType

from flask import Flask

from eventapp.core import heartbeats
from eventapp.core.clock import utc_now
from eventapp.core.db import transaction
from eventapp.core.jobs import Task
from eventapp.core.outage import RETRY_AFTER, journal, outage_of
from eventapp.tasks import ending, tasks

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LONGEST_PAUSE = 60.0
BEAT_SECONDS = 60.0
PATIENCE_SECONDS = 2.5
"""So long may what is in flight take to end. What does not is leased to this worker until its lease runs out."""
LOOK_SECONDS = 0.1

log = logging.getLogger(__name__)


def work(app: Flask) -> None:
    """Do what is due until a signal."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)  # no lock is taken here: the one who holds it may be who was interrupted

    for number in ENDING:
        signal.signal(number, note)
    threads = [threading.Thread(target=Repeated(app, task).go_on, daemon=True) for task in tasks()]
    for thread in threads:
        thread.start()
    while not received:
        time.sleep(LOOK_SECONDS)
    ending.set()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))


@dataclass
class Repeated:
    """One job and when it runs next. ``failures``: how often in a row it failed; ``beaten``: when it last said so."""

    app: Flask
    task: Task
    failures: int = 0
    beaten: float = field(default=float("-inf"))

    def go_on(self) -> None:
        pause = 0.0
        while not ending.wait(pause):
            pause = self.run()

    def run(self) -> float:
        """Once, whatever comes of it. Gives the seconds until the next time."""
        try:
            with self.app.app_context():
                self.task.run()
                self._beat()
        except Exception as error:
            if outage := outage_of(error):
                journal.note(outage)
                return RETRY_AFTER
            self.failures += 1
            pause = min(LONGEST_PAUSE, 2.0 ** min(self.failures, 6))
            log.exception("%s failed, for the %d. time in a row; again in %d s", self.task.name, self.failures, pause)
            return pause
        self.failures = 0
        return self.task.every

    def _beat(self) -> None:
        if time.monotonic() - self.beaten >= BEAT_SECONDS:
            with transaction():
                heartbeats.beat(self.task.name, now=utc_now())
            self.beaten = time.monotonic()
