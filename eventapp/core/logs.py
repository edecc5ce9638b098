"""The lines that processes write to standard error: as text or JSON, and never with personal data.

An error is told by its type and the lines of code it came through, not by its words: those may quote what a
person typed (a unique constraint names the e-mail that breaks it). Only the database's words about itself stay.
"""

import json
import logging
import logging.config
import re
import time
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flask import Flask
from sqlalchemy.exc import OperationalError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LONGEST_PATH: Final = 200
SECRET_PATH: Final = re.compile(r"(/[rs]/[^/]{0,8}).+", re.DOTALL)
"""What stands behind a secret link; the first letters tell links apart and open nothing."""
LOOKS_SECRET: Final = re.compile(r"([A-Za-z0-9_-]{8})[A-Za-z0-9_-]{34,}")
"""A token in an address that was pasted together wrongly; codes and slugs are shorter."""

LINE: Final = "%(method)s %(path)s %(status)s %(milliseconds)s ms"

PLAIN_PATH: Final = re.compile(r"(?:/(?![rs]/)[a-z0-9.-]{0,40})+")
"""Nothing in it is secret or needs quoting; nearly every path is such a one."""

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
    """For eyes: ``2017-04-03T07:00:00Z INFO eventapp.access: GET /lt/ 200``."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_instant(record)} {record.levelname} {record.name}: {record.getMessage()}"
        return "\n".join([line, *_trace(record)])


class JsonLine(logging.Formatter):
    """For machines: an object a line; ``fields`` of the record stand beside its message."""

    def format(self, record: logging.LogRecord) -> str:
        values = {
            "at": _instant(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
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


def readable_path(path: str) -> str:
    """The path of a request without secrets, addresses of people and line breaks."""
    if len(path) <= LONGEST_PATH and PLAIN_PATH.fullmatch(path):
        return path
    path = LOOKS_SECRET.sub(r"\1…", SECRET_PATH.sub(r"\1…", path))
    path = re.sub(r"[^/]*@[^/]*", "…", path)
    return quote(path[:LONGEST_PATH]).replace(quote("…"), "…")


def log_requests(app: Flask) -> None:
    """A line for each answer as it leaves: method, path without query, status, duration; nothing about who asked."""
    # What a record need not find out: our lines do not say it, and it is asked of the system each time.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    inner = app.wsgi_app

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        started = time.perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            # WSGI carries bytes as latin-1 (PEP 3333)
            path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            _log(environ["REQUEST_METHOD"], readable_path(path), int(status[:3]), milliseconds)
            return start_response(status, headers, *error)

        return inner(environ, start)

    app.wsgi_app = outer  # type: ignore[method-assign]


def _log(method: str, path: str, status: int, milliseconds: float) -> None:
    fields = {"method": method, "path": path, "status": status, "milliseconds": milliseconds}
    # Made by hand: the logger would look through the stack for the line of code, which is always this one.
    record = logging.LogRecord(access.name, logging.INFO, "", 0, LINE, (fields,), None)
    record.fields = fields
    access.handle(record)
