"""Starts of the command: seconds of CPU, and how many times those of a Python that imports Flask and SQLAlchemy."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import EVENTAPP, settings

YARDSTICK = (sys.executable, "-c", "import flask, sqlalchemy")
TIMES = 7
MOST = {"--help": 0.4, "db upgrade": 1.5, "organiser list": 3.2}
"""{what is typed: at most so many yardsticks}; the database is of this version's shape already."""


@dataclass(frozen=True, slots=True)
class Start:
    words: str
    seconds: float
    ratio: float

    def verdict(self) -> tuple[bool, str]:
        most = MOST[self.words]
        return self.ratio < most, f"start of {self.words}: {self.ratio:.2f} of the yardstick (under {most:g})"


def measure_starts(folder: Path) -> Iterator[Start]:
    """The least of TIMES, by turns with the yardstick: a busy machine only ever adds."""
    environ = settings(folder)
    for words in MOST:
        pairs = [(_cpu(YARDSTICK, environ), _cpu([*EVENTAPP, *words.split()], environ)) for _ in range(TIMES)]
        yardstick, seconds = (min(column) for column in zip(*pairs, strict=True))
        yield Start(words, seconds, seconds / yardstick)


def _cpu(command: Sequence[str], environ: dict[str, str]) -> float:
    child = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{command[-1]} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime
