"""Between the server, which speaks ASGI 3, and the application, which is plain WSGI (PEP 3333).

A request takes one of the few threads only when it is whole: who sends slowly holds a little memory and nobody else's
turn. What cannot become a request is answered here, and the application never sees half of one. Answers go to the
server whole, so that who reads slowly holds no thread either.
"""

import asyncio
import io
import logging
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from eventapp import refusals
from eventapp.core import logs
from eventapp.refusals import Answer, Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_BODY_BYTES: Final = 256 * 1024
"""Of one request. An address that takes files would have a limit, a deadline and a place of its own."""
BODY_SECONDS: Final = 10.0
"""From the head to the last byte of the body."""
MOST_HELD_BYTES: Final = 32 * 1024 * 1024
"""Of all bodies that are arriving or wait for a thread, in one process."""
MOST_WAITING: Final = 512
"""Requests that wait for a thread: a crowd in the minute in which registration opens, not a flood."""
WAIT_SECONDS: Final = 5.0
"""So long a request may wait for a thread: who sent it would be gone, and those behind it wait for nothing."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A whole request on its way to a thread. ``since``: when it began to wait (monotonic)."""

    scope: Scope
    body: bytes
    done: "asyncio.Future[Answer]"
    since: float


@dataclass(slots=True)
class Held:
    """How much of one body is in memory."""

    bytes: int = 0


class Bridge:
    """An ASGI application for HTTP/1, which asks ``app`` in ``threads`` threads of its own."""

    def __init__(self, app: "WSGIApplication", threads: int) -> None:
        self._app = app
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._waiting = 0
        self._held = 0
        for _ in range(threads):
            threading.Thread(target=self._work, daemon=True).start()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        try:
            refusals.check_head(scope["headers"], MOST_BODY_BYTES)
            answer = await self._ask(scope, receive)
        except refusals.Refused as refused:
            answer = _noted(scope, refused.answer, started)
        await _reply(send, answer)

    async def _ask(self, scope: Scope, receive: Receive) -> Answer:
        """The application's answer. Raises Refused."""
        headers: Headers = scope["headers"]
        length = refusals.body_length(headers)
        held = Held()
        try:
            body = await self._read(receive, headers, length, held) if length else b""
            return await self._wait(scope, body)
        finally:
            self._held -= held.bytes

    async def _wait(self, scope: Scope, body: bytes) -> Answer:
        """For a thread, and for its answer. Raises Refused."""
        if self._waiting >= MOST_WAITING:
            raise refusals.busy(scope["headers"])
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting += 1
        self._jobs.put(Job(scope, body, done, time.monotonic()))
        try:
            return await done
        finally:
            self._waiting -= 1

    async def _read(self, receive: Receive, headers: Headers, length: int, held: "Held") -> bytes:
        """A body of exactly that length, within its time. Raises Refused."""
        parts: list[bytes] = []
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while held.bytes < length:
                    event = await receive()
                    if event["type"] != "http.request" or not (event["body"] or event.get("more_body")):
                        raise refusals.Refused(400, headers)  # half a form is no form
                    part = event["body"]
                    held.bytes += len(part)
                    self._held += len(part)
                    if self._held > MOST_HELD_BYTES:
                        raise refusals.busy(headers)
                    if length <= MOST_BODY_BYTES:
                        parts.append(part)
        except TimeoutError:
            raise refusals.Refused(408, headers) from None
        if length > MOST_BODY_BYTES:
            raise refusals.Refused(413, headers)
        return b"".join(parts)

    # ---- in the threads

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            headers: Headers = job.scope["headers"]
            result: Answer | refusals.Refused
            try:
                result = self._answer(job.scope, job.body) if self._is_awaited(job) else refusals.busy(headers)
            except Exception:
                # Not an error in a page, of which the application tells: in what stands around them.
                log.exception("the application gave no answer")
                result = refusals.Refused(500, headers)
            job.done.get_loop().call_soon_threadsafe(_settle, job.done, result)
            del job, headers, result  # nothing of it is kept while the next one is waited for

    @staticmethod
    def _is_awaited(job: Job) -> bool:
        return time.monotonic() - job.since < WAIT_SECONDS

    def _answer(self, scope: Scope, body: bytes) -> Answer:
        said: list[tuple[int, Headers]] = []
        written: list[bytes] = []

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], object]:
            pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            said[:] = [(int(status[:3]), pairs)]
            return written.append

        parts: Iterable[bytes] = self._app(environ_of(scope, body), start)
        try:
            for part in parts:
                written.append(part)  # noqa: PERF402 - whoever makes the parts may write in between
        finally:
            if close := getattr(parts, "close", None):
                close()
        return Answer(*said[0], b"".join(written))


def _settle(done: "asyncio.Future[Answer]", result: Answer | refusals.Refused) -> None:
    if done.done():  # the server has given the request up
        return
    if isinstance(result, Answer):
        done.set_result(result)
    else:
        done.set_exception(result)


def _noted(scope: Scope, answer: Answer, started: float) -> Answer:
    """The answer with an id, in a line of the log: the application knows nothing of it."""
    identity = logs.new_id()
    logs.log_answer(scope["method"], "-", answer.status, started, request=identity)
    return replace(answer, headers=[*answer.headers, (b"x-request-id", identity.encode())])


async def _reply(send: Send, answer: Answer) -> None:
    headers = [*answer.headers, (b"server", b"")]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


# ---- the request as WSGI wants it

BASE: Final = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
_names: dict[bytes, str] = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}
"""{name of a header: its key}; of those that were seen."""
MOST_NAMES: Final = 200


def environ_of(scope: Scope, body: bytes) -> "WSGIEnvironment":
    """What PEP 3333 wants to know of a request whose body is whole.

    Headers with an underscore in their name are left out: one could pass for another with a dash (X_Forwarded_For).
    """
    server, client = scope["server"], scope["client"]
    environ: dict[str, Any] = {
        **BASE,
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
    }
    for name, value in scope["headers"]:
        key = _names.get(name) or _key(name)
        if not key:
            continue
        words = value.decode("latin-1")
        if key in environ:
            words = f"{environ[key]}{'; ' if name == b'cookie' else ','}{words}"
        environ[key] = words
    return environ


def _key(name: bytes) -> str:
    if b"_" in name:
        return ""
    key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
    if len(_names) < MOST_NAMES:
        _names[name] = key
    return key
