"""Servers of eventapp, started as people start them, on a data folder of their own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
EVENTAPP = (sys.executable, "-m", "eventapp")
YARDSTICK = (sys.executable, "-m", "benchmarks.yardstick")
WATCHED_SERVER = (sys.executable, "-m", "benchmarks.watched")
PROCESSES = 2
NO_LIMIT = "register_address=999999/minute register_email=999999/minute"


def settings(folder: Path, *, source: str = "", **more: str) -> dict[str, str]:
    """The environment of a server: nothing of eventapp's own settings but these. ``source``: another tree of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENTAPP_") and name != "PORT"}
    return {
        **kept,
        "PYTHONSAFEPATH": "1",  # the tree in which this is started is not looked at
        "PYTHONPATH": f"{source or ROOT}:{ROOT / 'scripts'}",
        "EVENTAPP_DATA_DIR": str(folder),
        "EVENTAPP_SECRET_KEY": "a-key-for-measuring-and-nothing-else",
        "EVENTAPP_WEB_PROCESSES": str(PROCESSES),
        "EVENTAPP_LIMITS": NO_LIMIT,
        **more,
    }


def command(folder: Path, *words: str, source: str = "", **more: str) -> str:
    """What ``eventapp`` with these words says; it must succeed."""
    environ = settings(folder, source=source, **more)
    done = subprocess.run([*EVENTAPP, *words], env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with its processes."""

    base: str
    pid: int

    def workers(self) -> list[int]:
        """The web processes: those below the one that was started which listen no less than it does."""
        command = ["ps", "-o", "pid=,args=", "--ppid", str(self.pid)]
        listed = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        lines = [line.split(maxsplit=1) for line in listed.stdout.decode().splitlines()]
        return [int(pid) for pid, args in lines if "resource_tracker" not in args]


@contextmanager
def serving(start: Sequence[str], ready: str, environ: dict[str, str], log: Path) -> Iterator[Server]:
    """Until the end of the block; ``ready`` is a path that answers 200 when it serves."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with log.open("wb") as file:
        process = subprocess.Popen(
            start, env={**environ, "PORT": str(port)}, stdout=file, stderr=file, start_new_session=True
        )
    try:
        _wait(process, base + ready, log)
        yield Server(base, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    sys.exit(f"the server does not answer: {log.read_text()}")


def processor_time(pid: int) -> float:
    """Seconds of the processor that all its threads have had, to the nanosecond."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text().split()[0]) for each in tasks) / 1e9


@dataclass(frozen=True, slots=True)
class Memory:
    """Of one process, in MB. ``rss``: all it touches; ``pss``: its share of what it shares."""

    rss: float
    pss: float
    foreign: tuple[str, ...]


# What only the press may load; these libraries come with it.
PRINTING = ("pango", "harfbuzz", "fontconfig")


def memory(pid: int) -> Memory:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    maps = Path(f"/proc/{pid}/maps").read_text()
    return Memory(kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024, tuple(name for name in PRINTING if name in maps))
