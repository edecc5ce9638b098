"""Bodies with files on their way: kept in a file, ended in time, and never more of them than there is room for."""

import asyncio
import io
import os
import resource
import socket
import ssl
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from eventapp import bodies
from eventapp.bodies import Total
from eventapp.bridge import Bridge, Files
from eventapp.core.uploads import CUT, HEAD_ONLY, MB, MOST_FORM_BYTES, Room
from tests.conftest import SECRET, installation, sign_in
from tests.core.test_workbook import of_rows
from tests.factories import make_visit
from tests.nginx import proxy
from tests.processes import COMMAND, Installation, started
from tests.test_bridge import Event, Start, ask, part, scope

PAGE = "/organise/visits/oslo/add-many/sessions"
SMALL = Room(4 * MOST_FORM_BYTES, at_once=3, together=6 * MOST_FORM_BYTES)
LENGTH = 2 * MOST_FORM_BYTES
MULTIPART = "multipart/form-data; boundary=x"
NOWHERE = Path("/nowhere")


class Taker:
    """Takes what is sent to /files, or refuses it with ``head``; remembers what it was asked."""

    def __init__(self, head: str = "204 No Content") -> None:
        self.head = head
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if HEAD_ONLY in environ:
            assert environ["wsgi.input"].read() == b""
            self.asked.append("head")
            start(self.head, [])
            return []
        cut = environ.get(CUT)
        body = environ["wsgi.input"].read()
        assert len(body) == int(environ["CONTENT_LENGTH"])
        self.asked.append(type(cut).__name__ if cut else "whole")
        start("200 OK", [])
        return [str(len(body)).encode()]


def room(_method: str, path: str) -> Room | None:
    return SMALL if path == "/files" else None


def bridge(taker: Taker, folder: Path) -> Bridge:
    return Bridge(taker, 2, Files(room, folder))


def upload(length: int, **headers: str) -> Event:
    return scope("POST", b"/files", content_length=str(length), content_type=MULTIPART, **headers)


def parts(length: int, of: int = 50_000) -> list[Event]:
    return [part(b"x" * min(of, length - at)) for at in range(0, length, of)]


def test_what_is_longer_than_a_form_goes_through_a_file(tmp_path: Path) -> None:
    taker = Taker()
    tested = bridge(taker, tmp_path)
    assert ask(tested, upload(LENGTH), *parts(LENGTH))[2] == str(LENGTH).encode()
    assert taker.asked == ["head", "whole"]
    assert tested.bodies.rooms[SMALL] == Total()
    assert list(tmp_path.iterdir()) == []


def test_a_form_asks_once_and_elsewhere_nothing_has_changed(tmp_path: Path) -> None:
    taker = Taker()
    tested = bridge(taker, NOWHERE)
    assert ask(tested, upload(MOST_FORM_BYTES), *parts(MOST_FORM_BYTES))[0] == 200
    for request in (
        scope("POST", b"/", content_length=str(LENGTH), content_type=MULTIPART),
        scope("POST", b"/files", content_length=str(LENGTH), content_type="application/x-www-form-urlencoded"),
        scope("POST", b"/files", content_length=str(LENGTH)),
    ):
        assert ask(tested, request, *parts(LENGTH))[0] == 413
    assert taker.asked == ["whole"]


def test_who_may_not_send_files_is_told_before_the_body_is_read(tmp_path: Path) -> None:
    tested = bridge(Taker("404 Not Found"), NOWHERE)
    sent: list[Event] = []

    async def refused() -> None:
        left = [*parts(LENGTH), part(b"", more=False)]

        async def receive() -> Event:
            assert sent, "the body is asked for before the answer"
            return left.pop(0)

        async def send(event: Any) -> None:
            sent.append(event)

        await tested(upload(LENGTH), receive, send)

    asyncio.run(refused())
    assert sent[0]["status"] == 404
    assert (b"connection", b"close") in sent[0]["headers"]
    assert [event.get("more_body", False) for event in sent[1:]] == [True, False]


def test_who_asks_before_sending_is_not_asked_to_send(tmp_path: Path) -> None:
    assert ask(bridge(Taker("404 Not Found"), NOWHERE), upload(LENGTH, expect="100-continue"))[0] == 404
    assert ask(bridge(Taker(), NOWHERE), upload(SMALL.most + 1, expect="100-continue"))[0] == 413
    assert ask(bridge(Taker(), NOWHERE), upload(bodies.DRAINED * SMALL.most + 1))[0] == 413


def test_of_what_is_too_long_the_beginning_is_kept(tmp_path: Path) -> None:
    taker = Taker()
    tested = bridge(taker, tmp_path)
    length = 2 * SMALL.most
    kept = int(ask(tested, upload(length), *parts(length))[2])
    assert (kept, taker.asked) == (MOST_FORM_BYTES, ["head", "FileTooLarge"])
    assert tested.bodies.rooms[SMALL] == Total()


def test_a_silence_ends_it_and_so_does_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taker = Taker()
    tested = bridge(taker, tmp_path)
    monkeypatch.setattr(bodies, "SILENT_SECONDS", 0.05)
    assert ask(tested, upload(LENGTH), part(b"x" * 70_000), part(b"x" * 3))[2] == b"70003"
    monkeypatch.setattr(bodies, "FILES_SECONDS", 0.0)
    assert ask(tested, upload(LENGTH))[2] == b"0"
    assert taker.asked == ["head", "FileTooSlow"] * 2


@pytest.mark.parametrize("end", [{"type": "http.disconnect"}, part(b"", more=False)])
def test_one_that_breaks_off_never_reaches_the_page(end: Event, tmp_path: Path) -> None:
    taker = Taker()
    tested = bridge(taker, tmp_path)
    assert ask(tested, upload(LENGTH), part(b"x" * 100_000), end)[0] == 400
    assert taker.asked == ["head"]
    assert tested.bodies.rooms[SMALL] == Total()


def test_without_room_on_the_disk_what_was_typed_is_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    taker = Taker()
    assert ask(bridge(taker, NOWHERE), upload(LENGTH), *parts(LENGTH))[2] == b"100000"
    assert taker.asked == ["head", "NoRoomForFile"]
    assert "no room for a file that is sent: No such file or directory" in caplog.text


def test_many_together_have_no_more_room_than_there_is(tmp_path: Path) -> None:
    """Two of them fit; the third is told so, and a fourth is not asked for its body."""
    taker = Taker()
    tested = bridge(taker, tmp_path)

    async def four() -> list[tuple[int, bytes]]:
        hold, all_in = asyncio.Event(), SMALL.most - 1

        async def one() -> tuple[int, bytes]:
            left, sent = parts(all_in), list[Event]()

            async def receive() -> Event:
                if len(left) == 1:
                    await hold.wait()
                return left.pop(0)

            async def send(event: Any) -> None:
                sent.append(event)

            await tested(upload(all_in), receive, send)
            return sent[0]["status"], sent[1]["body"]

        tasks = [asyncio.create_task(one()) for _ in range(4)]
        await asyncio.sleep(0.5)
        total = tested.bodies.rooms[SMALL]
        assert total.number == 3
        assert total.size <= SMALL.together
        hold.set()
        return list(await asyncio.gather(*tasks))

    answers = asyncio.run(four())
    assert sorted(status for status, _ in answers) == [200, 200, 200, 503]
    assert "NoRoomForFile" in taker.asked
    assert tested.bodies.rooms[SMALL] == Total()


# ---- over real connections


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    """A server, and the cookie of an organiser."""
    folder = tmp_path_factory.mktemp("uploads")
    with installation(folder) as app:
        make_visit()
        cookie = sign_in(app).get_cookie("organiser")
        assert cookie
        value = cookie.value
    settings = {"EVENTAPP_DATA_DIR": str(folder), "EVENTAPP_SECRET_KEY": SECRET}
    with started(folder / "output", command=(*COMMAND, "serve"), **settings) as found:
        found.wait_until_ready()
        yield found, f"organiser={value}"


def workbook(size: int) -> bytes:
    """One line of a session, and so many bytes beside it, as of a picture."""
    made = io.BytesIO(of_rows(["Day", "From", "To", "Title"], ["2017-04-03", "9:00", "10:00", "Opening"]))
    with zipfile.ZipFile(made, "a") as packed:
        packed.writestr("xl/media/image1.png", os.urandom(size))
    return made.getvalue()


def multipart(token: str, content: bytes) -> bytes:
    """As a browser sends the page's form."""
    typed = {"csrf_token": token, "lines": "what was typed", "separator": ""}
    sent = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{typed[name]}\r\n' for name in typed)
    head = 'Content-Disposition: form-data; name="file"; filename="plan.xlsx"\r\nContent-Type: application/x\r\n\r\n'
    return f"{sent}--x\r\n{head}".encode() + content + b"\r\n--x--\r\n"


class Browser:
    """An organiser's, with the page open."""

    def __init__(self, running: tuple[Installation, str], port: int = 0, certificate: Path | None = None) -> None:
        """``certificate``: of a proxy at that port."""
        self.server, self.cookies = running
        context = ssl.create_default_context(cafile=certificate)
        self.connection = partial(HTTPSConnection, context=context) if certificate else HTTPConnection
        self.port = port or self.server.port
        answer, page = self.ask("GET")
        self.cookies += "; " + str(answer.headers["Set-Cookie"]).split(";")[0]
        self.token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]

    def ask(self, method: str, body: bytes | None = None) -> tuple[HTTPResponse, str]:
        connection = self.connection("localhost", self.port, timeout=60)
        headers = {"Cookie": self.cookies, "Accept-Language": "en"}
        headers |= {"Content-Type": MULTIPART} if body else {}
        connection.request(method, PAGE, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, text

    def send(self, content: bytes) -> tuple[int, str]:
        answer, text = self.ask("POST", multipart(self.token, content))
        return answer.status, text

    def head(self, length: int, more: str = "") -> bytes:
        return (
            f"POST {PAGE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART}\r\n"
            f"Cookie: {self.cookies}\r\nContent-Length: {length}\r\n{more}\r\n"
        ).encode()


def test_a_workbook_of_five_megabytes_is_read(running: tuple[Installation, str]) -> None:
    status, page = Browser(running).send(workbook(5 * MB))
    assert (status, "1 line is new." in page) == (200, True)


def test_the_same_through_a_proxy(running: tuple[Installation, str], tmp_path: Path) -> None:
    port = running[0].port
    with proxy(tmp_path / "nginx", (port, port)) as address:
        browser = Browser(running, urlsplit(address).port or 0, tmp_path / "nginx" / "fullchain.pem")
        status, page = browser.send(workbook(5 * MB))
        assert (status, "1 line is new." in page) == (200, True)
        browser.cookies = ""
        assert browser.ask("POST", multipart("", bytes(5 * MB)))[0].status == 303
        assert list((tmp_path / "nginx" / "body").iterdir()) == []  # nginx kept nothing of it


def test_one_that_is_too_large_is_told_with_what_was_typed(running: tuple[Installation, str]) -> None:
    status, page = Browser(running).send(bytes(65 * MB))
    assert status == 413
    assert "This file is too large: at most 64 MB can be sent." in page
    assert "what was typed" in page


def test_a_stranger_is_led_to_the_sign_in_without_sending_it(running: tuple[Installation, str]) -> None:
    """Nothing follows the head: the answer comes all the same, and no word that the body is waited for."""
    browser = Browser(running)
    browser.cookies = ""
    for more in ("", "Expect: 100-continue\r\n"):
        with socket.create_connection(("127.0.0.1", browser.server.port), timeout=4) as stranger:
            stranger.sendall(browser.head(50 * MB, more))
            answer = stranger.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 303")
        assert b"location: /sign-in" in answer
    assert browser.ask("POST", multipart("", bytes(5 * MB)))[0].status == 303


def test_an_organiser_is_asked_to_send_and_half_a_file_is_none(running: tuple[Installation, str]) -> None:
    browser = Browser(running)
    with socket.create_connection(("127.0.0.1", browser.server.port), timeout=10) as connection:
        connection.sendall(browser.head(5 * MB, "Expect: 100-continue\r\n"))
        assert connection.recv(65_536).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"x" * MB)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 400 ")
    chunked = browser.head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    with socket.create_connection(("127.0.0.1", browser.server.port), timeout=10) as connection:
        connection.sendall(chunked + b"3\r\na=b\r\n0\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 411 ")


def memory(pid: int) -> int:
    """Bytes of a process that are in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def test_a_hundred_at_once_lie_on_the_disk_and_go_with_their_senders(running: tuple[Installation, str]) -> None:
    browser = Browser(running)
    pids = browser.server.living()
    before, size = sum(map(memory, pids)), 2 * MB
    with ExitStack() as stack:
        for _ in range(100):
            sender = stack.enter_context(socket.create_connection(("127.0.0.1", browser.server.port), timeout=30))
            sender.sendall(browser.head(size + MB) + b"x" * size)
        browser.server.wait_for(lambda: on_disk(pids) > 190 * MB)
        assert sum(map(memory, pids)) - before < 60 * MB
        assert browser.ask("GET")[0].status == 200
    browser.server.wait_for(lambda: on_disk(pids) == 0)


def on_disk(pids: list[int]) -> int:
    """Bytes of files without a name."""
    found = 0
    for file in (file for pid in pids for file in Path(f"/proc/{pid}/fd").iterdir()):
        try:
            found += file.stat().st_size if "(deleted)" in str(file.readlink()) else 0
        except FileNotFoundError:
            continue
    return found


def test_a_full_disk_is_told_with_what_was_typed_and_the_next_file_is_read(running: tuple[Installation, str]) -> None:
    browser = Browser(running)
    for most in (4 * MB, resource.RLIM_INFINITY):
        for pid in browser.server.living():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        status, page = browser.send(workbook(6 * MB))
        assert status == (503 if most == 4 * MB else 200)
        assert ("There is no room for this file just now." in page) is (most == 4 * MB)
        assert ("what was typed" in page) is (most == 4 * MB)
