"""wrk, told what to ask for and read: answers a second, statuses, bytes."""

import json
import os
import statistics
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
CONNECTIONS = 16
# wrk is one thread: above this share of a core it may be what was measured
BUSIEST_GENERATOR = 0.8


class UnexpectedAnswer(Exception):
    """Some answer had another status than the one expected; the text says which."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for again and again. ``words`` go to the script (a new list for each run)."""

    path: str
    status: int = 200
    headers: tuple[str, ...] = ()
    script: str = "answers.lua"
    words: Callable[[], Sequence[str]] = field(default=tuple)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run. ``rate``: answers a second; ``size``: bytes of an answer, headers included; ``p99`` in ms.

    ``generator``: the share of a core that wrk used.
    """

    rate: float
    size: int
    statuses: Counter[int]
    p50: float
    p99: float
    generator: float


def measure(base: str, ask: Ask, seconds: float) -> Measurement:
    """Ask for that long over 16 connections. Raises UnexpectedAnswer."""
    script = str(HERE / ask.script)
    headers = [word for header in ask.headers for word in ("-H", header)]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", *headers, "-s", script, base + ask.path, "--"]
    with subprocess.Popen([*command, *ask.words()], stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    line = next((line for line in output.splitlines() if line.startswith("RESULT ")), None)
    if process.returncode or line is None:
        raise UnexpectedAnswer(f"{ask.path}: wrk ended with {process.returncode}: {output}")
    found = json.loads(line.removeprefix("RESULT "))
    statuses = Counter({int(name): count for name, count in found["statuses"].items()})
    if set(statuses) != {ask.status} or found["errors"]:
        raise UnexpectedAnswer(
            f"{ask.path}: expected only {ask.status}, got {dict(statuses)}, {found['errors']} errors"
        )
    return Measurement(
        rate=found["requests"] / found["seconds"],
        size=round(found["bytes"] / found["requests"]),
        statuses=statuses,
        p50=found["p50"],
        p99=found["p99"],
        generator=(usage.ru_utime + usage.ru_stime) / found["seconds"],
    )


def median(runs: Sequence[Measurement]) -> Measurement:
    """The run of the median rate, with the statuses of all and the busiest generator."""
    rate = statistics.median_low([run.rate for run in runs])
    middle = next(run for run in runs if run.rate == rate)
    statuses: Counter[int] = sum((run.statuses for run in runs), Counter())
    busiest = max(run.generator for run in runs)
    return Measurement(middle.rate, middle.size, statuses, middle.p50, middle.p99, busiest)
