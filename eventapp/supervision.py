"""Processes: the web server, and server and worker together, ended within five seconds whatever they do.

Children live in sessions of their own, so that ^C at the terminal reaches only the supervisor: a SIGINT to its whole
process group hung the web server in four of six trials. It hands on one SIGTERM each, waits, and then kills.
If it is killed itself, the system ends them (``core.parents``).
"""

import logging
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from types import FrameType

from eventapp.config import Settings
from eventapp.core import logs
from eventapp.core.parents import end_with

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 3.5
"""What is killed then needs some of the five seconds to be gone: on a busy machine a whole one."""
HEAD_SECONDS = 10
"""From the connection, or the answer before, to the end of a request's head; then the connection is closed."""
MOST_HEAD_BYTES = 64 * 1024
SOCKET_MODE = 0o660
"""The proxy has to be of the group that this process has; the folder may close it further."""
MOST_CONNECTIONS = 8192
"""In each web process; who comes later waits until one of them ends."""
MOST_FILES = 65_536
OTHER_FILES = 200
"""What a web process has open beside connections."""
STOP_SECONDS = 2
"""A web process that has not ended so long after SIGTERM is killed: bodies that are still arriving end with it."""
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(settings: Settings, target: str = "eventapp.wsgi:make") -> None:
    """Serve the pages until SIGTERM. ``target`` makes the application; the bench gives its yardstick."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    files = _raise_file_limit()

    Granian(
        target,
        factory=True,
        address=settings.host,
        port=settings.port,
        uds=settings.socket,
        uds_permissions=SOCKET_MODE,
        interface=Interfaces.ASGINL,
        # ASGI alone: told to find out, the server waits without a deadline for what a connection speaks
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=MOST_HEAD_BYTES),
        loop=Loops.uvloop,
        websockets=False,
        backlog=4096,
        backpressure=min(MOST_CONNECTIONS, files - OTHER_FILES),
        workers=settings.web_processes,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration(settings.log_format),
    ).serve()


def _raise_file_limit() -> int:
    """As many open files as this user may have, since each connection is one. Gives the number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return MOST_FILES if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


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
        children.append(_start("serve", environ))
        children.append(_start("worker", environ))
        for child in children:
            threading.Thread(target=_watch, args=(child, ended), daemon=True).start()
        ready()
        ended.wait()
        if not received:
            _tell_who_ended(children)
    finally:
        _stop(children)
        # All is over: one more ^C must not end the interpreter with another status while it tidies up.
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
    return 0 if received else 1


def _tell_who_ended(children: "list[subprocess.Popen[bytes]]") -> None:
    """One without the other would look like a whole installation; whoever starts them again starts both."""
    for name, child in zip(("serve", "worker"), children, strict=True):
        if child.poll() is not None:
            log.error("%s ended by itself (%s); all of it ends now", name, child.returncode)


def _start(command: str, environ: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    # Between fork and exec only this one thread is there: nothing can be locked that end_with needs.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and command
        [sys.executable, *(["-I"] if sys.flags.isolated else []), "-m", "eventapp", command],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=partial(end_with, os.getpid()),  # noqa: PLW1509 - see above
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
