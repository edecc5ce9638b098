"""The press: a child process that does one piece of heavy work, within limits, and is gone.

Text, or a file, comes in on standard input, bytes go out on standard output; a failure is one line on standard error
and status 1. ``python -m eventapp.core.press MODULE:FUNCTION PARENT [SECONDS:BYTES [file]]`` is not for people:
``print_apart`` starts it, and it ends with that process.
"""

import importlib
import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from subprocess import PIPE, Popen, TimeoutExpired
from typing import IO

from eventapp.core import jobs
from eventapp.core.errors import NotPrinted
from eventapp.core.parents import end_with

CPU_SECONDS = 120
MEMORY_BYTES = 2 * 1024**3
LAST_WORDS_BYTES = 64 * 1024**2
"""What a child that has used up its memory may take more of, to say so: even a line of text needs some."""

WALL_SECONDS = 150
LOOK_SECONDS = 0.25

ENDED = tuple(-number for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP))
"""Whoever ends the worker may end all its processes at once, as systemd does; limits end with other signals."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a child that does less than make paper."""

    cpu_seconds: int
    memory_bytes: int
    wall_seconds: float


class PressStopped(Exception):
    """The worker is to end; nothing is wrong with the file."""


def print_apart(work: Callable[[str], bytes], text: str, limits: Limits | None = None) -> bytes:
    """What ``work``, a module's function, makes of the text in a child process; it may raise NotPrinted there.

    ``limits`` None: those of paper.

    Raises NotPrinted with the reason, also when a limit ended the child, and PressStopped.
    """
    return _apart(work, text.encode(), limits)


def read_apart(work: Callable[[IO[bytes]], bytes], file: IO[bytes], limits: Limits) -> bytes:
    """The same of a file that the system knows, which the child reads by itself, from its beginning.

    Raises NotPrinted and PressStopped, as ``print_apart`` does.
    """
    # The child shares the place. What was read ahead is thrown away on the way to the end: seek(0) alone might stay
    # within it, and closing the file would go back by so much from wherever the child has left it.
    file.seek(0, os.SEEK_END)
    file.seek(0)
    return _apart(work, file, limits)


def _apart(work: Callable[..., bytes], given: bytes | IO[bytes], limits: Limits | None) -> bytes:
    isolated = ["-I"] if sys.flags.isolated else []
    name = f"{work.__module__}:{work.__qualname__}"
    command = [sys.executable, *isolated, "-m", "eventapp.core.press", name, str(os.getpid())]
    text = given if isinstance(given, bytes) else None
    command += [f"{limits.cpu_seconds}:{limits.memory_bytes}"] if limits else []
    command += ["file"] if text is None else []
    stdin = PIPE if isinstance(given, bytes) else given
    with Popen(command, stdin=stdin, stdout=PIPE, stderr=PIPE) as press:  # noqa: S603 - our own interpreter and module
        try:
            made, errors = _converse(press, text, limits.wall_seconds if limits else WALL_SECONDS)
        except BaseException:
            press.kill()
            raise
    said = errors.decode(errors="replace").strip().splitlines()
    if press.returncode in ENDED:
        raise PressStopped
    if press.returncode:
        raise NotPrinted(said[-1] if said else f"the press ended with status {press.returncode}")
    for line in said:
        log.warning("%s", line)
    return made


def _converse(press: "Popen[bytes]", text: bytes | None, seconds: float) -> tuple[bytes, bytes]:
    given: bytes | None = text
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if jobs.ending.is_set():
            raise PressStopped
        try:
            return press.communicate(given, timeout=LOOK_SECONDS)
        except TimeoutExpired:
            given = None  # it goes on with what it was given
    raise NotPrinted(f"not ready after {seconds:g} seconds")


def main() -> int:
    """Read, work, write. Gives the exit status."""
    module, _, name = sys.argv[1].partition(":")
    if len(sys.argv) > 2:
        end_with(int(sys.argv[2]))
    seconds, memory = map(int, sys.argv[3].split(":")) if len(sys.argv) > 3 else (CPU_SECONDS, MEMORY_BYTES)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    most = memory + LAST_WORDS_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (memory, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    try:
        work = getattr(importlib.import_module(module), name)
        given = sys.stdin.buffer
        made = work(given if sys.argv[4:] == ["file"] else given.read().decode())
    except NotPrinted as error:
        print(error, file=sys.stderr)
        return 1
    except MemoryError:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        print(f"\nmore than {memory // 1024**2} MB of memory", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
