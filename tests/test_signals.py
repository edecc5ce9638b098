"""What SIGHUP does to a server and to a worker (docs/admin.md); tests/test_run.py has it for both together."""

import signal
import time
from pathlib import Path

from tests.conftest import SECRET, installation
from tests.processes import COMMAND, Installation, environment, started_in


def values(folder: Path) -> dict[str, str]:
    with installation(folder):
        pass
    return environment(EVENTAPP_DATA_DIR=str(folder), EVENTAPP_SECRET_KEY=SECRET)


def children(running: Installation) -> set[int]:
    return set(running.living()) - {running.process.pid}


def wait_for_another(running: Installation, before: set[int]) -> set[int]:
    """Until other processes than those are there, and none of those."""
    deadline = time.monotonic() + 60
    while not (now := children(running)) or now & before:
        assert time.monotonic() < deadline, running.output()
        assert running.process.poll() is None, running.output()
        time.sleep(0.05)
    return now


def test_a_server_replaces_its_processes_and_goes_on_answering(tmp_path: Path) -> None:
    with started_in(values(tmp_path), tmp_path / "output", (*COMMAND, "serve")) as running:
        running.wait_until_ready()
        before = children(running)
        assert len(before) == 1
        running.process.send_signal(signal.SIGHUP)
        assert len(wait_for_another(running, before)) == 1
        running.wait_until_ready()


def test_a_web_process_that_is_still_starting_ends_at_once(tmp_path: Path) -> None:
    """It used to miss the signal, and was killed after three seconds."""
    with started_in(values(tmp_path), tmp_path / "output", (*COMMAND, "serve")) as running:
        deadline = time.monotonic() + 60
        while not any(Path(f"/proc/{number}/comm").read_text() == "eventapp-web\n" for number in children(running)):
            assert time.monotonic() < deadline, running.output()
        running.process.terminate()
        running.process.wait()
        assert "Killing" not in running.output()


def test_a_worker_ends_well(tmp_path: Path) -> None:
    with started_in(values(tmp_path), tmp_path / "output", (*COMMAND, "worker")) as running:
        while not catches(running.process.pid, signal.SIGHUP):
            assert running.process.poll() is None, running.output()
            time.sleep(0.05)
        running.process.send_signal(signal.SIGHUP)
        assert running.process.wait(15) == 0


def catches(process: int, number: signal.Signals) -> bool:
    """Whether the process has a way of its own with that signal (proc(5), SigCgt)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    mask = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))
    return bool(mask >> (number - 1) & 1)
