"""Whoever starts processes may be killed: what it started ends with it, whatever it is doing, and the port is free."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.conftest import SECRET, installation
from tests.factories import make_session, make_visit, publish
from tests.processes import COMMAND, Installation, started
from tests.test_run import said

SECONDS = 2
"""The requirement itself."""
SERVE, WORKER, PRESS = b"eventapp\0serve", b"eventapp\0worker", b"core.press"


def of_kind(running: Installation, word: bytes) -> list[int]:
    """The processes that still run, with that word in their command."""
    commands = {number: said(number, "cmdline") for number in running.living()}
    return [number for number, command in commands.items() if command and word in command]


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def kill_and_see_all_end(running: Installation) -> None:
    os.kill(running.process.pid, signal.SIGKILL)
    deadline = time.monotonic() + SECONDS
    while (left := of_kind(running, b"")) or not is_free(running.port):
        assert time.monotonic() < deadline, (left, running.output())
        time.sleep(0.02)
    running.process.wait()


@pytest.mark.parametrize("hung", [False, True])
def test_server_and_worker_end_with_run(hung: bool, tmp_path: Path) -> None:
    with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(tmp_path / "data")) as running:
        running.wait_until_ready()
        running.wait_for(lambda: len(of_kind(running, SERVE)) == 2 and len(of_kind(running, WORKER)) == 1)
        for number in (*of_kind(running, SERVE), *of_kind(running, WORKER)) if hung else ():
            os.kill(number, signal.SIGSTOP)
        kill_and_see_all_end(running)


@pytest.mark.parametrize("hung", [False, True])
def test_the_processes_for_pages_end_with_serve(hung: bool, tmp_path: Path) -> None:
    settings = {"EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET, "EVENTAPP_WEB_PROCESSES": "2"}
    with installation(tmp_path), started(tmp_path / "output", command=(*COMMAND, "serve"), **settings) as running:
        running.wait_until_ready()
        running.wait_for(lambda: len(of_kind(running, SERVE)) == 3)
        for number in of_kind(running, SERVE) if hung else ():
            if number != running.process.pid:
                os.kill(number, signal.SIGSTOP)
        kill_and_see_all_end(running)


def test_the_press_ends_with_the_worker(tmp_path: Path) -> None:
    settings = {"EVENTAPP_DATA_DIR": str(tmp_path), "EVENTAPP_SECRET_KEY": SECRET}
    with installation(tmp_path):
        visit = make_visit()
        make_session(visit.id)
        publish(visit.id)
        with started(tmp_path / "output", command=(*COMMAND, "worker"), **settings) as running:
            running.wait_for(lambda: any(b"pango" in said(number, "maps") for number in of_kind(running, PRESS)))
            os.kill(of_kind(running, PRESS)[0], signal.SIGSTOP)
            kill_and_see_all_end(running)
