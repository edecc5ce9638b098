"""Work in child processes, each a copy of this one: what one of them changes or breaks is nobody else's."""

import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAUSE = 0.01


@dataclass(frozen=True)
class Job:
    """``run``: what the child does; its result is JSON. ``limit``: seconds after which it is ended."""

    subject: Any
    run: Callable[[Path], Any]
    limit: float


@dataclass(frozen=True)
class Ended:
    """``result`` is None for a child that gave none; ``late``: because its time was over."""

    subject: Any
    result: Any
    late: bool


@dataclass(frozen=True)
class _Child:
    job: Job
    folder: Path
    deadline: float


def run_apart(jobs: Iterable[Job], lanes: int) -> Iterator[Ended]:
    """Run them, so many at a time; what has ended is given in the order in which it ends."""
    waiting, running = iter(jobs), dict[int, _Child]()
    try:
        while True:
            while len(running) < lanes and (job := next(waiting, None)):
                child = _Child(job, Path(tempfile.mkdtemp(prefix="mutation-")), time.monotonic() + job.limit)
                running[_fork(child)] = child
            if not running:
                return
            yield from _ended(running)
            time.sleep(PAUSE)
    finally:
        for pid, child in running.items():
            _clear(pid, child)


def _fork(child: _Child) -> int:
    sys.stdout.flush()
    if pid := os.fork():
        return pid
    status = 1
    try:
        os.setsid()
        with (child.folder / "words").open("wb") as words:
            os.dup2(words.fileno(), 1)
            os.dup2(words.fileno(), 2)
        # pytest's own folders and those of `tempfile`
        os.environ.update(TMPDIR=str(child.folder), PYTEST_DEBUG_TEMPROOT=str(child.folder))
        tempfile.tempdir = None
        result = child.job.run(child.folder)
        (child.folder / "result").write_text(json.dumps(result))
        status = 0
    except BaseException:  # noqa: BLE001 - the child ends here, whatever happened
        traceback.print_exc()
    finally:
        os._exit(status)


def _ended(running: dict[int, _Child]) -> Iterator[Ended]:
    for pid, child in list(running.items()):
        late = time.monotonic() > child.deadline
        if late or os.waitpid(pid, os.WNOHANG)[0]:
            found = child.folder / "result"
            result = json.loads(found.read_text()) if found.exists() and not late else None
            del running[pid]
            _clear(pid, child)
            yield Ended(child.job.subject, result, late)


def _clear(pid: int, child: _Child) -> None:
    """End the child and whatever it has started, and forget its files."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)
    shutil.rmtree(child.folder, ignore_errors=True)
