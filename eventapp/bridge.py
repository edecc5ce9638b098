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
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from eventapp import refusals
from eventapp.bodies import DRAINED, Bodies, Body, Receive, drain
from eventapp.core import logs
from eventapp.core.uploads import CUT, HEAD_ONLY, MOST_FORM_BYTES, MULTIPART, Room
from eventapp.refusals import Answer, Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LINGER_SECONDS: Final = 5.0
"""So long the body of a file that nobody may send is thrown away after the answer, for the browser to look at it."""
MOST_WAITING: Final = 512
"""Requests that wait for a thread: a crowd in the minute in which registration opens, not a flood."""
WAIT_SECONDS: Final = 5.0
"""So long a request may wait for a thread: who sent it would be gone, and those behind it wait for nothing."""

FORM: Final = (MOST_FORM_BYTES, refusals.MOST_DRAINED)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A request on its way to a thread; ``body`` None: its head alone. ``since``: when it began to wait (monotonic)."""

    scope: Scope
    body: Body | None
    done: "asyncio.Future[Answer]"
    since: float


@dataclass(frozen=True, slots=True)
class Files:
    """What the application takes: ``room`` of a method and a path, None where it takes no files; where they go."""

    room: Callable[[str, str], Room | None]
    folder: Path


class NotTaken(Exception):
    """The application's answer to the head of a request with files; nothing of its body was read."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = replace(answer, headers=[*answer.headers, (b"connection", b"close")])


class Bridge:
    """An ASGI application for HTTP/1, which asks ``app`` in ``threads`` threads of its own."""

    def __init__(self, app: "WSGIApplication", threads: int, files: Files | None = None) -> None:
        self._app = app
        self._files = files
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._waiting = 0
        self.bodies = Bodies(files.folder if files else Path())
        for _ in range(threads):
            threading.Thread(target=self._work, daemon=True).start()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        try:
            room = self._room_of(scope)
            refusals.check_head(scope["headers"], *((room.most, DRAINED * room.most) if room else FORM))
            answer = await self._ask(scope, receive, room)
        except NotTaken as refused:
            await _reply_and_drain(refused.answer, scope["headers"], receive, send)
            return
        except refusals.Refused as refused:
            answer = _noted(scope, refused.answer, started)
        await _reply(send, answer)

    def _room_of(self, scope: Scope) -> Room | None:
        """Where its body goes, if it is longer than a form's and has files."""
        headers: Headers = scope["headers"]
        if not self._files or refusals.body_length(headers) <= MOST_FORM_BYTES:
            return None
        kinds = [value for name, value in headers if name == b"content-type"]
        if len(kinds) != 1 or kinds[0].partition(b";")[0].strip().lower() != MULTIPART.encode():
            return None
        return self._files.room(scope["method"], scope["path"])

    async def _ask(self, scope: Scope, receive: Receive, room: Room | None) -> Answer:
        """The application's answer. Raises Refused, NotTaken."""
        headers: Headers = scope["headers"]
        length = refusals.body_length(headers)
        with self.bodies.one(room) as kept:
            if room:
                await self._check_files(scope, room)
                body = await self.bodies.read_files(receive, headers, length, room, kept)
            else:
                body = await self.bodies.read_form(receive, headers, length, kept) if length else Body(io.BytesIO(), 0)
            return await self._wait(scope, body)

    async def _check_files(self, scope: Scope, room: Room) -> None:
        """Raises NotTaken, and Refused where too many are on their way."""
        if self.bodies.is_full(room):
            raise refusals.busy(scope["headers"])
        answer = await self._wait(scope, None)
        if answer.status != 204:
            raise NotTaken(answer)

    async def _wait(self, scope: Scope, body: Body | None) -> Answer:
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

    def _answer(self, scope: Scope, body: Body | None) -> Answer:
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


async def _reply(send: Send, answer: Answer, *, last: bool = True) -> None:
    headers = [*answer.headers, (b"server", b"")]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": not last})


async def _reply_and_drain(answer: Answer, headers: Headers, receive: Receive, send: Send) -> None:
    """Without a length, so that the server does not hold the answer for whole, and close, while the body still comes.

    Who waits to be told before sending (Expect) sends nothing any more.
    """
    if refusals.expects(headers):
        await _reply(send, answer)
        return
    unmeasured = [pair for pair in answer.headers if pair[0] != b"content-length"]
    await _reply(send, replace(answer, headers=unmeasured), last=False)
    await drain(receive, LINGER_SECONDS, refusals.MOST_DRAINED)
    await send({"type": "http.response.body", "body": b""})


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


def environ_of(scope: Scope, body: Body | None) -> "WSGIEnvironment":
    """What PEP 3333 wants to know of a request whose body is whole; None: and has not been read.

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
        "wsgi.input": body.stream if body else io.BytesIO(),
    }
    for name, value in scope["headers"]:
        key = _names.get(name) or _key(name)
        if not key:
            continue
        words = value.decode("latin-1")
        if key in environ:
            words = f"{environ[key]}{'; ' if name == b'cookie' else ','}{words}"
        environ[key] = words
    if body is None:
        environ |= {HEAD_ONLY: True, "CONTENT_LENGTH": "0"}
    elif body.cut:
        environ |= {CUT: body.cut, "CONTENT_LENGTH": str(body.length)}
    return environ


def _key(name: bytes) -> str:
    if b"_" in name:
        return ""
    key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
    if len(_names) < MOST_NAMES:
        _names[name] = key
    return key
