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
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from flask import Flask, Response, g, request
from sqlalchemy.exc import OperationalError

LONGEST_PATH: Final = 200
SECRET_PATH: Final = re.compile(r"(/[rs]/[^/]{0,8}).+", re.DOTALL)
"""What stands behind a secret link; the first letters tell links apart and open nothing."""
LOOKS_SECRET: Final = re.compile(r"([A-Za-z0-9_-]{8})[A-Za-z0-9_-]{34,}")
"""A token in an address that was pasted together wrongly; codes and slugs are shorter."""

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
    return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


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
    path = LOOKS_SECRET.sub(r"\1…", SECRET_PATH.sub(r"\1…", path))
    path = re.sub(r"[^/]*@[^/]*", "…", path)
    return quote(path[:LONGEST_PATH]).replace(quote("…"), "…")


def log_requests(app: Flask) -> None:
    """A line for each answer: method, path without query, status, duration; nothing about who asked."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        fields = {
            "method": request.method,
            "path": readable_path(request.path),
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.started) * 1000, 1),
        }
        access.info("%(method)s %(path)s %(status)s %(milliseconds)s ms", fields, extra={"fields": fields})
        return response
