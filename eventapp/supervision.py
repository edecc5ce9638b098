"""Processes: the web server, the worker, and both together, ended within five seconds whatever they do.

Children live in sessions of their own, so that ^C at the terminal reaches only the supervisor: a SIGINT to its whole
process group hung the web server in four of six trials. It hands on one SIGTERM each, waits, and then kills.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from types import FrameType

from eventapp.config import Settings
from eventapp.core import jobs, logs
from eventapp.core.jobs import Job

PATIENCE_SECONDS = 4.0
# Few: the threads of a process share one interpreter. While one writes, the others take it from it, and all who wait
# wait longer: 5 threads a process stored 520 registrations a second, 3 of them 560, 2 of them 590.
THREADS = min(8, max(2, os.cpu_count() or 1))
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class PortTaken(Exception):
    """Somebody else listens at that address."""


def check_port(host: str, port: int) -> None:
    """Raises PortTaken if a server could not listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"{host}:{port}: {error.strerror}") from error


def serve(settings: Settings, target: str = "eventapp.wsgi:make") -> None:
    """Serve the pages until SIGTERM. ``target`` makes the application; the bench gives its yardstick."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        target,
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_processes,
        blocking_threads=THREADS,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration(settings.log_format),
    ).serve()


def work(settings: Settings, around: Callable[[Job], Job]) -> None:
    """Do what is due until SIGTERM; ``around`` gives each job the app's context."""
    from huey.consumer import Consumer

    logs.prepare(settings.log_format)
    queue = jobs.open_queue(settings.data_dir, around)
    # One thread for letters, one for paper; hints are looked for every tenth of a second.
    Consumer(queue, workers=2, max_delay=0.5, shutdown_timeout=2, graceful_signal="TERM").run()


def run(environ: Mapping[str, str], ready: Callable[[], None]) -> int:
    """Web and worker together, until a signal or the end of one of them. Gives the exit status.

    0 after a signal; 1 if a child ended by itself. ``ready`` is called when both are started.
    """
    ended = threading.Event()
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        ended.set()

    for number in ENDING:
        signal.signal(number, note)
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in ("serve", "worker"):
            child = _start(command, environ)
            children.append(child)
            threading.Thread(target=_watch, args=(child, ended), daemon=True).start()
        ready()
        ended.wait()
    finally:
        _stop(children)
        # All is over: one more ^C must not end the interpreter with another status while it tidies up.
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
    return 0 if received else 1


def _start(command: str, environ: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own interpreter and command
        [sys.executable, *(["-I"] if sys.flags.isolated else []), "-m", "eventapp", command],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _watch(child: "subprocess.Popen[bytes]", ended: threading.Event) -> None:
    child.wait()
    ended.set()


def _stop(children: "list[subprocess.Popen[bytes]]") -> None:
    """One SIGTERM to each child, a few seconds of patience, then SIGKILL to all that is left of its session."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = threading.Event()
    timer = threading.Timer(PATIENCE_SECONDS, deadline.set)
    timer.daemon = True
    timer.start()
    for child in children:
        while child.poll() is None and not deadline.is_set():
            deadline.wait(0.05)
        _kill_session(child.pid)
        child.wait()


def _kill_session(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
