"""The bridge alone, asked as the server asks it: what reaches the application, and what does not."""

import asyncio
import io
import time
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Any

import pytest
from werkzeug.wsgi import ClosingIterator

from eventapp import bodies, bridge
from eventapp.bodies import Body, Total
from eventapp.bridge import Bridge, environ_of
from eventapp.core.text import LANGUAGES, catalogue
from eventapp.core.uploads import MOST_FORM_BYTES

Event = dict[str, Any]
Start = Callable[..., Any]


def scope(method: str = "GET", path: bytes = b"/", **headers: str) -> Event:
    """``headers``: with underscores for dashes."""
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    if "host" not in headers:
        pairs.insert(0, (b"host", b"visits.example.org"))
    return {
        "type": "http",
        "method": method,
        "raw_path": path,
        "path": path.decode("latin-1"),
        "query_string": b"a=%C4%85",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", "8000"),
        "client": ("192.0.2.7", "40000"),
        "headers": pairs,
    }


def part(body: bytes, *, more: bool = True) -> Event:
    return {"type": "http.request", "body": body, "more_body": more}


async def reply(tested: Bridge, request: Event, *events: Event) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body; after the events nothing comes any more."""
    waiting, sent = list(events), []

    async def receive() -> Event:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(event: MutableMapping[str, Any]) -> None:
        sent.append(event)

    await tested(request, receive, send)
    begin, end = sent
    return begin["status"], dict(begin["headers"]), end["body"]


def ask(tested: Bridge, request: Event, *events: Event) -> tuple[int, dict[bytes, bytes], bytes]:
    return asyncio.run(reply(tested, request, *events))


class Echo:
    """An application that says what it was sent, and remembers how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        self.asked += 1
        body = environ["wsgi.input"].read()
        start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=ą".encode().decode("latin-1"))])
        return [environ["REQUEST_METHOD"].encode(), b" ", body]


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def tested(echo: Echo) -> Bridge:
    return Bridge(echo, 2)


def test_a_body_in_parts_reaches_the_application_whole(tested: Bridge) -> None:
    request = scope("POST", content_length="10")
    status, headers, body = ask(tested, request, part(b"hel"), part(b""), part(b"lo wo"), part(b"rd", more=False))
    assert (status, body) == (200, b"POST hello word")
    assert headers[b"content-type"] == b"text/plain"
    assert headers[b"set-cookie"] == "a=ą".encode()
    assert headers[b"server"] == b""


@pytest.mark.parametrize(
    "events",
    [
        [part(b"ab"), {"type": "http.disconnect"}],
        [part(b"ab", more=False), part(b"", more=False)],
        [{"type": "http.disconnect"}],
    ],
)
def test_half_a_body_never_reaches_it(events: list[Event], tested: Bridge, echo: Echo) -> None:
    assert ask(tested, scope("POST", content_length="10"), *events)[0] == 400
    assert echo.asked == 0


def test_a_body_that_does_not_arrive_in_time_ends(tested: Bridge, echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "FORM_SECONDS", 0.05)
    status, headers, _ = ask(tested, scope("POST", content_length="10"), part(b"ab"))
    assert (status, headers[b"connection"]) == (408, b"close")
    assert echo.asked == 0


def test_bodies_that_are_too_long(tested: Bridge, echo: Echo) -> None:
    """A little: read and thrown away, so that a browser looks at the answer. Much, or asked before: not read at all."""
    length = MOST_FORM_BYTES
    full = ask(tested, scope("POST", content_length=str(length)), part(b"x" * length))
    assert (full[0], len(full[2])) == (200, length + 5)
    assert ask(tested, scope("POST", content_length=str(length + 1)), part(b"x" * (length + 1)))[0] == 413
    assert ask(tested, scope("POST", content_length=str(length + 1), expect="100-continue"))[0] == 413
    assert ask(tested, scope("POST", content_length="999999999999"))[0] == 413
    assert echo.asked == 1


def test_many_half_bodies_are_not_kept(tested: Bridge, echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_HELD_BYTES", 1000)
    monkeypatch.setattr(bodies, "FORM_SECONDS", 0.2)

    async def three() -> list[int]:
        requests = [reply(tested, scope("POST", content_length="600"), part(b"x" * 500)) for _ in range(3)]
        return [status for status, _, _ in await asyncio.gather(*requests)]

    assert asyncio.run(three()) == [408, 408, 503]
    assert tested.bodies.forms == Total()
    assert ask(tested, scope("POST", content_length="600"), part(b"x" * 600))[0] == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], 400),
        ([(b"host", b"")], 400),
        ([(b"host", b"a"), (b"host", b"a")], 400),
        ([(b"host", b"a"), (b"transfer-encoding", b"chunked")], 411),
        ([(b"host", b"a"), (b"transfer-encoding", b"chunked"), (b"content-length", b"3")], 411),
    ],
)
def test_heads_that_are_refused(headers: list[tuple[bytes, bytes]], status: int, tested: Bridge, echo: Echo) -> None:
    found = ask(tested, scope() | {"headers": headers})
    assert (found[0], found[1][b"connection"]) == (status, b"close")
    assert int(found[1][b"content-length"]) == len(found[2])
    assert echo.asked == 0


class Slow:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.told = False

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        while not self.told:
            time.sleep(0.01)
        start("204 No Content", [])
        return []


def test_more_than_can_be_answered_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "MOST_WAITING", 3)
    slow = Slow()
    tested = Bridge(slow, 1)

    async def five() -> list[tuple[int, bytes | None]]:
        requests = [asyncio.create_task(reply(tested, scope())) for _ in range(5)]
        await asyncio.wait(requests, return_when=asyncio.FIRST_COMPLETED)
        slow.told = True
        return [(status, headers.get(b"retry-after")) for status, headers, _ in await asyncio.gather(*requests)]

    assert asyncio.run(five()) == [(204, None)] * 3 + [(503, b"5")] * 2


def test_a_crowd_in_one_moment_is_answered(tested: Bridge) -> None:
    async def crowd() -> list[int]:
        requests = [reply(tested, scope("POST", content_length="3"), part(b"a=b")) for _ in range(400)]
        return [status for status, _, _ in await asyncio.gather(*requests)]

    assert asyncio.run(crowd()) == [200] * 400
    assert (tested.bodies.forms, tested._waiting) == (Total(), 0)


def test_whoever_has_waited_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "WAIT_SECONDS", 0.1)
    slow = Slow()
    tested = Bridge(slow, 1)

    async def two() -> list[int]:
        first, second = (asyncio.create_task(reply(tested, scope())) for _ in range(2))
        await asyncio.sleep(0.3)
        slow.told = True
        return [(await first)[0], (await second)[0]]

    assert asyncio.run(two()) == [204, 503]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_the_readers(language: str, tested: Bridge) -> None:
    refused = ask(tested, scope(host="", accept_language=f"de, {language};q=0.5") | {"method": "POST"})
    text = refused[2].decode()
    assert f'<html lang="{language}">' in text
    assert catalogue(language).gettext("This request could not be understood") in text
    assert refused[1][b"content-language"] == language.encode()


def test_an_error_around_the_pages_is_an_answer_and_costs_no_thread(caplog: pytest.LogCaptureFixture) -> None:
    def broken(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        raise RuntimeError(environ["PATH_INFO"])

    tested = Bridge(broken, 1)
    assert [ask(tested, scope())[0] for _ in range(3)] == [500] * 3
    said = [record.message for record in caplog.records if record.name == "eventapp.bridge"]
    assert said == ["the application gave no answer"] * 3


def test_answers_in_parts_are_joined_and_closed() -> None:
    closed: list[bool] = []

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        def parts() -> Iterator[bytes]:
            write = start("200 OK", [])  # as late as PEP 3333 allows
            write(b"a")
            yield b"b"
            yield b"c"

        return ClosingIterator(parts(), lambda: closed.append(True))

    assert ask(Bridge(application, 1), scope())[2] == b"abc"
    assert closed == [True]


def test_what_the_application_is_told_of_a_request() -> None:
    request = scope("POST", b"/lt/%C5%A1/a%2Fb", content_type="text/x", content_length="3", x_trace="1")
    request["headers"] += [
        (b"x-trace", b"2"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x_forwarded_for", b"6.6.6.6"),
    ]
    environ = environ_of(request, Body(io.BytesIO(b"abc"), 3))
    assert isinstance(environ.pop("wsgi.input"), io.BytesIO)
    environ.pop("wsgi.errors")
    assert environ == {
        "SCRIPT_NAME": "",
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/lt/š/a/b".encode().decode("latin-1"),
        "QUERY_STRING": "a=%C4%85",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.7",
        "CONTENT_TYPE": "text/x",
        "CONTENT_LENGTH": "3",
        "HTTP_HOST": "visits.example.org",
        "HTTP_X_TRACE": "1,2",
        "HTTP_COOKIE": "a=1; b=2",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.url_scheme": "http",
    }


def test_names_that_readers_invent_are_not_kept_for_ever() -> None:
    for number in range(2 * bridge.MOST_NAMES):
        named = scope()
        named["headers"].append((b"x-%d" % number, b"1"))
        environ_of(named, None)
    assert len(bridge._names) == bridge.MOST_NAMES
