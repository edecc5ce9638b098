"""Where the server listens: a port or a socket in the file system, free to be taken, and not for ever in one hand."""

import os
import socket
import stat
from contextlib import closing
from pathlib import Path

from eventapp.config import Settings

UNREAD_SECONDS = 30


class AddressTaken(Exception):
    """The server cannot listen there; the text names the place and says why."""


def check(settings: Settings) -> None:
    """Raises AddressTaken if a server could not listen where the settings say; removes what a killed one has left."""
    if settings.socket:
        clear_socket(settings.socket)
    else:
        check_port(settings.host, settings.port)


def check_port(host: str, port: int) -> None:
    """Raises AddressTaken if a server could not listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AddressTaken(f"{host}:{port}: {error.strerror}") from error


def clear_socket(path: Path) -> None:
    """Remove a socket that nobody listens at any more, as a killed server leaves it. Raises AddressTaken.

    Nothing else is ever removed.
    """
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise AddressTaken(f"{path}: there is something else")
        if _answers(path):
            raise AddressTaken(f"{path}: Address already in use")
        path.unlink()
    except FileNotFoundError:
        _try_to_bind(path)
    except OSError as error:
        raise AddressTaken(f"{path}: {error.strerror or error}") from error


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
    return True


def _try_to_bind(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.bind(str(path))
        except OSError as error:
            raise AddressTaken(f"{path}: {error.strerror or error}") from error
    path.unlink()


def drop_unread() -> None:
    """Let the system end connections whose reader takes nothing for UNREAD_SECONDS (RFC 5482, tcp(7)).

    Set at the ports this process listens at, it holds for every connection made there from then on. The server has no
    deadline of its own for an answer that nobody reads.
    """
    for name in os.listdir("/proc/self/fd"):
        try:
            duplicate = os.dup(int(name))
        except OSError:
            continue  # the list itself, closed by now
        if not stat.S_ISSOCK(os.fstat(duplicate).st_mode):
            os.close(duplicate)
            continue
        with closing(socket.socket(fileno=duplicate)) as found:
            listens = found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
            if listens and found.family in (socket.AF_INET, socket.AF_INET6):
                found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
