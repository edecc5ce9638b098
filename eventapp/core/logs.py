"""The lines that processes write to standard error: as text or JSON, and never with personal data.

An error is told by its type and the lines of code it came through, not by its words: those may quote what a
person typed (a unique constraint names the e-mail that breaks it). Only the database's words about itself stay.
"""

import json
import logging
import logging.config
import os
import re
import secrets
import time
import traceback
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, has_request_context, request
from sqlalchemy.exc import OperationalError

from eventapp.core.uploads import HEAD_ONLY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LINE: Final = "%(method)s %(route)s %(status)s %(milliseconds)s ms %(request)s"
HARMLESS: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
"""What a proxy may call a request: nothing that could break a line or a header."""

_common: ContextVar[dict[str, object] | None] = ContextVar("common", default=None)
"""What all lines about the request at hand say: {"request": its id, "organiser": who asks, once that is known}."""

access = logging.getLogger("eventapp.access")


def prepare(log_format: str) -> None:
    """Write lines in that format ("text" or "json") from now on."""
    logging.config.dictConfig(configuration(log_format))


def configuration(log_format: str) -> dict[str, Any]:
    """As ``logging.config`` wants it: our own records from INFO on, those of libraries from WARNING on."""
    formatter = {"text": TextLine, "json": JsonLine}[log_format]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {"eventapp": {"level": "INFO"}},
    }


class TextLine(logging.Formatter):
    """For eyes: ``2017-04-03T07:00:00.000Z INFO eventapp.access: GET /healthz 200 0.3 ms 3f0c9a5be21d7764``."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_instant(record)} {record.levelname} {record.name}: {record.getMessage()}"
        return "\n".join([line, *_trace(record)])


class JsonLine(logging.Formatter):
    """For machines: an object a line; beside its message ``fields`` of the record and what the request at hand says."""

    def format(self, record: logging.LogRecord) -> str:
        values = {
            "at": _instant(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": os.getpid(),
            "message": record.getMessage(),
            **(_common.get() or {}),
            **getattr(record, "fields", {}),
        }
        if trace := _trace(record):
            values["trace"] = trace
        return json.dumps(values, ensure_ascii=False)


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _trace(record: logging.LogRecord) -> list[str]:
    """The lines of code the error and its causes came through, the first cause first."""
    error = record.exc_info[1] if record.exc_info else None
    parts: list[list[str]] = []
    while error is not None:
        words = f": {str(error.orig).splitlines()[0]}" if isinstance(error, OperationalError) else ""
        frames = "".join(traceback.format_tb(error.__traceback__)).splitlines()
        parts.insert(0, [*frames, type(error).__name__ + words])
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [line for part in parts for line in part]


def mention(**fields: object) -> None:
    """Let all further lines about the request at hand say that, too; nothing outside of one. Ids, never names."""
    common = _common.get()
    if common is not None:
        common.update(fields)


def log_requests(app: Flask, *, trusted_proxies: int) -> None:
    """A line for each answer as it leaves: method, route, status, duration, the request's id, an organiser's id.

    The route is the rule of the URL map, so no line holds a secret link or what people typed into an address. The id
    goes back in ``X-Request-Id``; a trusted proxy's is taken over.
    """
    # What a record need not find out: our lines do not say it, and it is asked of the system each time.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    inner = app.wsgi_app

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        started = time.perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID", "") if trusted_proxies else ""
        identity = given if HARMLESS.fullmatch(given) else new_id()
        common = _common.set({"request": identity})

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            rule = request.url_rule if has_request_context() else None
            if HEAD_ONLY not in environ or not status.startswith("204"):  # the request goes on with its body
                log_answer(environ["REQUEST_METHOD"], rule.rule if rule else "-", int(status[:3]), started)
            return start_response(status, [*headers, ("X-Request-Id", identity)], *error)

        try:
            return inner(environ, start)
        finally:
            _common.reset(common)

    app.wsgi_app = outer  # type: ignore[method-assign]


def new_id() -> str:
    """For a request that nobody has named."""
    return secrets.token_hex(8)


def log_answer(method: str, route: str, status: int, started: float, **fields: object) -> None:
    """The line of one answer. ``started``: when the request came (perf_counter); ``fields``: what else it says."""
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    said = {"method": method, "route": route, "status": status, "milliseconds": milliseconds, **fields}
    # Made by hand: the logger would look through the stack for the line of code, which is always this one.
    record = logging.LogRecord(access.name, logging.INFO, "", 0, LINE, ({**(_common.get() or {}), **said},), None)
    record.fields = said
    access.handle(record)
