"""Real processes of eventapp, started as people start them."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.conftest import free_port

MARKER = "TEST_PROCESSES"
SOURCE = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-m", "eventapp")


def environment(**values: str) -> dict[str, str]:
    """What a process inherits: nothing of eventapp's own settings but those given, and the source tree."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENTAPP_") and name != "PORT"}
    return {**kept, "PYTHONPATH": str(SOURCE), **values}


def git(*words: str, cwd: Path = SOURCE) -> bytes:
    """What git says, whoever owns the repository (in a container that is often somebody else) and without a home."""
    with tempfile.NamedTemporaryFile("w", suffix=".gitconfig") as trusting:
        trusting.write("[safe]\n\tdirectory = *\n")
        trusting.flush()
        environ = environment(GIT_CONFIG_GLOBAL=trusting.name)
        return subprocess.run(["git", *words], cwd=cwd, env=environ, check=True, stdout=subprocess.PIPE).stdout


def marked(marker: str) -> list[int]:
    """The processes that have the marker in their environment, other than those that have ended already."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and f"{MARKER}={marker}".encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@dataclass
class Installation:
    """A process group of its own whose members share a marker; what they write goes to a file."""

    process: "subprocess.Popen[bytes]"
    port: int
    marker: str
    written: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def output(self) -> str:
        return self.written.read_text(encoding="utf-8")

    def living(self) -> list[int]:
        return marked(self.marker)

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Until the pages are served; fails with the output if the process ends before."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.output()
            try:
                with urllib.request.urlopen(self.address + "/readyz", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"not ready after {seconds} s: {self.output()}")

    def page(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return str(answer.read().decode())

    def wait_for(self, seen: Callable[[], bool], seconds: float = 60) -> None:
        """Until that is seen; fails with the output if it is not, or if the process ends before."""
        deadline = time.monotonic() + seconds
        while not seen():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.05)

    def interrupt(self) -> None:
        """What ^C at a terminal does: SIGINT to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)


@contextmanager
def started(
    written: Path,
    *,
    command: Sequence[str] = (*COMMAND, "run"),
    cwd: str | Path = SOURCE,
    **settings: str,
) -> Iterator[Installation]:
    """``eventapp run`` (or another command), on a free port; nothing of it is left afterwards, whatever happens."""
    with started_in(environment(**settings), written, command, cwd) as running:
        yield running


@contextmanager
def started_in(
    environ: Mapping[str, str], written: Path, command: Sequence[str], cwd: str | Path = SOURCE
) -> Iterator[Installation]:
    """The same with nothing in its environment but that, its port and its marker."""
    port, marker = free_port(), uuid4().hex
    with written.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**environ, "PORT": str(port), MARKER: marker},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Installation(process, port, marker, written)
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            for left in marked(marker):
                os.kill(left, signal.SIGKILL)
