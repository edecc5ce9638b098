"""The server as a process, asked by good and bad readers over real connections, without a proxy in front."""

import resource
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from eventapp.config import WrongSetting
from eventapp.listeners import AddressTaken, clear_socket
from tests.conftest import SECRET, installation, make_settings
from tests.factories import make_session, make_visit, publish
from tests.processes import COMMAND, Installation, started

SERVE = (*COMMAND, "serve")
PATHS = ("/healthz", "/en/oslo/programme")
SILENT = 1100  # so many stopped an earlier server for good
SECONDS_TO_ANSWER = 5
SECONDS_TO_END = 5
"""The requirements themselves; where they are missed, nothing is answered at all."""


@contextmanager
def server(folder: Path, **more: str) -> Iterator[Installation]:
    """Of a visit with a programme, one web process."""
    with installation(folder):
        visit = make_visit()
        make_session(visit.id)
        publish(visit.id)
    settings = {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": SECRET, **more}
    with started(folder / "output", command=SERVE, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with server(tmp_path_factory.mktemp("server")) as found:
        found.wait_until_ready()
        yield found


def connected(running: Installation, words: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", running.port), timeout=60)
    connection.sendall(words)
    return connection


def answer(running: Installation, words: bytes, *, half: bool = False) -> bytes:
    """All that comes until the server closes; ``half``: nothing more will be sent."""
    with connected(running, words) as connection:
        if half:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def assert_readers_are_answered(running: Installation) -> None:
    for path in PATHS * 3:
        reader = HTTPConnection("127.0.0.1", running.port, timeout=SECONDS_TO_ANSWER)
        reader.request("GET", path)
        assert reader.getresponse().status == 200
        reader.close()


@pytest.fixture
def many_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


HEAD = b"POST /en/oslo/register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SLOW_BODY = HEAD + b"Content-Length: 100000\r\n\r\nab"


@pytest.mark.usefixtures("many_files")
def test_readers_are_answered_whatever_others_do(running: Installation) -> None:
    with ExitStack() as stack:
        for words in [SLOW_BODY] * 40 + [HEAD] * 20 + [b""] * SILENT:
            stack.enter_context(connected(running, words))
        assert_readers_are_answered(running)


def test_who_falls_silent_is_let_go(running: Installation) -> None:
    """Before a first byte, within the head, after an answer, within the body."""
    silent = {
        b"": b"",
        b"GET /heal": b"",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n": b"HTTP/1.1 200 OK",
        SLOW_BODY: b"HTTP/1.1 408 Request Timeout",
    }
    begun = time.monotonic()

    def ask(words: bytes) -> tuple[bytes, float]:
        return answer(running, words).split(b"\r\n")[0], time.monotonic() - begun

    with ThreadPoolExecutor(len(silent)) as pool:
        answers = list(pool.map(ask, silent))
    assert [first for first, _ in answers] == list(silent.values())
    assert all(5 < seconds < 30 for _, seconds in answers)


@pytest.mark.slow
def test_who_reads_nothing_is_let_go(running: Installation) -> None:
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", running.port))
        reader.sendall(b"GET /en/oslo/programme HTTP/1.1\r\nHost: localhost\r\n\r\n" * 1000)
        assert_readers_are_answered(running)
        deadline = time.monotonic() + 90
        # the server's system has nothing to say to a reader that takes nothing, until it hears from it again
        with pytest.raises(ConnectionError):
            say_again_and_again(reader, deadline)


def say_again_and_again(reader: socket.socket, deadline: float) -> None:
    while time.monotonic() < deadline:
        time.sleep(0.5)
        reader.sendall(b"G")


GET = b"GET /healthz HTTP/1.1\r\n"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (GET + b"\r\n", 400),
        (GET + b"Host:\r\n\r\n", 400),
        (GET + b"Host: a\r\nHost: a\r\n\r\n", 400),
        (GET + b"Host : a\r\n\r\n", 400),
        (GET + b"Host: a\r\nX-A: b\r\n c\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n", 411),
        (HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\na=b", 411),
        (HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\na=b", 400),
        (HEAD + b"Content-Length: 3, 3\r\n\r\na=b", 400),
        (HEAD + b"Content-Length: +3\r\n\r\na=b", 400),
        (HEAD + b"Content-Length: -3\r\n\r\na=b", 400),
        (HEAD + b"Content-Length: 99999999999999999999999\r\n\r\na=b", 400),
        (HEAD + b"Content-Length: 999999999\r\n\r\na=b", 413),
        (HEAD + b"Content-Length: 300000\r\n\r\n" + b"a" * 300_000, 413),
        (b"GET / HTTP/1.0\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.0\r\nHost: a\r\n\r\n", 200),
    ],
)
def test_heads_as_http_wants_them(words: bytes, status: int, running: Installation) -> None:
    first, *rest = answer(running, words).split(b"\r\n")
    assert first.split()[1] == str(status).encode()
    assert [line for line in rest if line.lower().startswith(b"server:")] in ([], [b"server: "])


def test_half_a_form_is_no_form(running: Installation) -> None:
    begun = running.output().count("POST /en/oslo/register")
    assert answer(running, HEAD + b"Content-Length: 10\r\n\r\na=b", half=True).split()[1] == b"400"
    with connected(running, SLOW_BODY):
        pass
    assert_readers_are_answered(running)
    assert running.output().count("POST /en/oslo/register") == begun


def test_another_protocol_is_none(running: Installation) -> None:
    assert answer(running, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == b""


def test_it_ends_in_time_with_bodies_on_their_way(tmp_path: Path) -> None:
    with server(tmp_path) as running, ExitStack() as stack:
        running.wait_until_ready()
        for words in [SLOW_BODY] * 50 + [HEAD] * 5 + [b""] * 5 + [GET + b"Host: a\r\n\r\n"] * 5:
            stack.enter_context(connected(running, words))
        assert_readers_are_answered(running)
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(SECONDS_TO_END) == 0
        assert running.living() == []


# ---- a socket in the file system


class SocketConnection(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=5)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self.path))


def asked(path: Path) -> int:
    connection = SocketConnection(path)
    try:
        connection.request("GET", "/en/oslo/programme", headers={"X-Forwarded-For": "192.0.2.9"})
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_socket_to_listen_at(tmp_path: Path) -> None:
    """And one that a killed server has left is no hindrance to the next."""
    path = tmp_path / "eventapp.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    with server(tmp_path, EVENTAPP_SOCKET=str(path), EVENTAPP_TRUSTED_PROXIES="1") as running:
        running.wait_for(lambda: path.exists() and _listens(path))
        assert asked(path) == 200
        assert path.stat().st_mode & 0o777 == 0o660
        with pytest.raises(AddressTaken, match="Address already in use"):
            clear_socket(path)
        assert asked(path) == 200
        running.process.terminate()
        assert running.process.wait(SECONDS_TO_END) == 0
        assert not path.exists()


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def test_places_where_no_socket_can_be(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("something of somebody's")
    for path, reason in (
        (file, "there is something else"),
        (tmp_path / "nowhere" / "a.sock", "No such file or directory"),
        (tmp_path / ("a" * 110), "path too long"),
    ):
        with pytest.raises(AddressTaken, match=reason):
            clear_socket(path)
    assert file.read_text() == "something of somebody's"
    clear_socket(tmp_path / "free.sock")
    assert not (tmp_path / "free.sock").exists()


@pytest.mark.parametrize(("path", "proxies"), [("/run/eventapp.sock", "0"), ("eventapp.sock", "1")])
def test_a_socket_needs_a_proxy_in_front_and_a_whole_path(path: str, proxies: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="EVENTAPP_SOCKET cannot be used; expected an absolute path"):
        make_settings(tmp_path, EVENTAPP_SOCKET=path, EVENTAPP_TRUSTED_PROXIES=proxies)
