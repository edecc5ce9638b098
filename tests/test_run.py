"""``eventapp run`` as a process: it starts with nothing asked, and nothing of it is left when it ends."""

import os
import re
import signal
import socket
import sqlite3
import time
from pathlib import Path

import pytest

from tests.processes import Installation, started

SECONDS_TO_END = 5
PROCESSES = 4  # itself, the server, the server's process for pages, the worker


def wait_for_children(running: Installation, amount: int) -> None:
    deadline = time.monotonic() + 60
    while len(running.living()) < amount:
        assert time.monotonic() < deadline, running.output()
        time.sleep(0.01)


def said(process: int, file: str) -> bytes:
    """What /proc says of a process; nothing if it has ended."""
    try:
        return Path(f"/proc/{process}/{file}").read_bytes()
    except OSError:
        return b""


def wait_for_the_press(running: Installation) -> None:
    deadline = time.monotonic() + 60
    while not any(b"core.press" in said(number, "cmdline") for number in running.living()):
        assert time.monotonic() < deadline, running.output()
        time.sleep(0.01)


def is_killed(process: int) -> bool:
    """Whether SIGKILL waits for it: it runs no line any more, but a busy system is not yet done with it."""
    pending = re.findall(rb"^S(?:ig|hd)Pnd:\s*(\w+)$", said(process, "status"), re.MULTILINE)
    return any(int(signals, 16) & 1 << signal.SIGKILL - 1 for signals in pending)


def assert_nothing_is_left(running: Installation) -> None:
    """The one deadline in the tests: it is the requirement itself."""
    deadline = time.monotonic() + SECONDS_TO_END
    while (left := [each for each in running.living() if not is_killed(each)]) and time.monotonic() < deadline:
        running.process.poll()
        time.sleep(0.02)
    assert left == [], running.output()


def child(running: Installation, command: str) -> int:
    """The process that ``run`` itself started with that command (the server forks another of the same name)."""
    parent = f"PPid:\t{running.process.pid}\n".encode()
    own = [number for number in running.living() if parent in said(number, "status")]
    found = [number for number in own if f"eventapp\0{command}".encode() in said(number, "cmdline")]
    assert len(found) == 1, running.output()
    return found[0]


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(folder / "eventapp.sqlite3")
    try:
        with database:
            return database.execute(query).fetchall()
    finally:
        database.close()


def content(folder: Path) -> tuple[object, ...]:
    return (
        (folder / "secret_key").read_text(),
        rows(folder, "SELECT * FROM visit"),
        rows(folder, "SELECT * FROM release"),
    )


def test_a_first_start_loads_and_releases_the_visit_and_a_second_finds_it_as_it_was_left(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(data)) as running:
        running.wait_until_ready()
        assert "Oslo" in running.page("/lt/oslo-2017/programme")
        assert running.output().splitlines()[0] == f"eventapp is at {running.address}/ (Ctrl-C ends it)"
    assert (data / "secret_key").stat().st_mode & 0o777 == 0o600
    assert rows(data, "SELECT slug, number FROM release JOIN visit ON visit.id = visit_id") == [("oslo-2017", 1)]
    rows(data, "UPDATE visit SET places = 7")
    left = content(data)
    with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(data)) as running:
        running.wait_until_ready()
    assert content(data) == left


@pytest.mark.slow
def test_interrupts_to_the_whole_group_leave_nothing_five_times_in_a_row(tmp_path: Path) -> None:
    """While it starts, as soon as it is ready, and with a reader's connection open; by one ^C and by several."""
    for number in range(5):
        with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(tmp_path / "data")) as running:
            if number == 1:
                wait_for_children(running, PROCESSES - 1)
            else:
                running.wait_until_ready()
                wait_for_children(running, PROCESSES)
            with socket.create_connection(("127.0.0.1", running.port)) if number > 2 else socket.socket() as reader:
                if number > 2:
                    reader.sendall(b"GET /lt/oslo-2017/programme HTTP/1.1\r\nHost: localhost\r\n\r\nGET /lt/")
                for _ in range(5 if number % 2 else 1):
                    running.interrupt()
                    time.sleep(0.05)
                assert_nothing_is_left(running)
            assert running.process.wait() == 0


def test_an_interrupt_while_a_pdf_is_made_ends_the_press_too(tmp_path: Path) -> None:
    with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(tmp_path / "data")) as running:
        wait_for_the_press(running)  # a first start has released the visit, so that a PDF is due
        running.interrupt()
        assert_nothing_is_left(running)
        assert running.process.wait() == 0
    assert rows(tmp_path / "data", "SELECT count(*) FROM output WHERE kind = 'pdf' AND state = 'due'") != [(0,)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_ways_to_end_it(number: signal.Signals, tmp_path: Path) -> None:
    with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(tmp_path / "data")) as running:
        running.wait_until_ready()
        wait_for_children(running, PROCESSES)
        running.process.send_signal(number)
        assert_nothing_is_left(running)
        assert running.process.wait() == 0


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_child_that_dies_ends_the_other_and_the_status_says_so(command: str, tmp_path: Path) -> None:
    with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(tmp_path / "data")) as running:
        running.wait_until_ready()
        wait_for_children(running, PROCESSES)
        os.kill(child(running, command), signal.SIGKILL)
        assert_nothing_is_left(running)
        assert running.process.wait() == 1
        assert f"{command} ended by itself (-9); all of it ends now" in running.output()


def test_a_database_that_is_missing_is_not_made_anew_silently(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(data)) as running:
        running.wait_until_ready()
    for file in data.glob("eventapp.sqlite3*"):
        file.unlink()
    with started(tmp_path / "output", EVENTAPP_DATA_DIR=str(data)) as running:
        running.wait_until_ready()
    file = data / "eventapp.sqlite3"
    assert f"eventapp: {file} is not there, though its key is: a new database is made\n" in running.output()
