"""Requests that never reach the application, and what whoever sent them is told (RFC 9110, RFC 9112)."""

from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Final

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from eventapp.core.errors import BUSY, error_words
from eventapp.core.text import choose_language, translate

Headers = list[tuple[bytes, bytes]]

BUSY_SECONDS: Final = 5
PAGE: Final = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><h1>{title}</h1><p>{advice}</p></html>
"""
MOST_DRAINED: Final = 16 * 1024 * 1024
"""A longer form is not read to its end: who sends it may get a broken connection in place of the page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``headers``: pairs of bytes, names in lower case; ``body`` is whole."""

    status: int
    headers: Headers
    body: bytes


class Refused(Exception):
    """The request is answered with that status, in the words of who sent it, and the connection ends."""

    def __init__(self, status: int, headers: Headers, *, retry_after: int | None = None) -> None:
        super().__init__(status)
        body, pairs = _page(status, _language(headers))
        extra = [(b"retry-after", str(retry_after).encode())] if retry_after else []
        self.answer = Answer(status, [*pairs, *extra], body)


def busy(headers: Headers) -> Refused:
    """More is asked than can be answered in time."""
    return Refused(503, headers, retry_after=BUSY_SECONDS)


def check_head(headers: Headers, most_body: int, most_drained: int) -> None:
    """Raises Refused if the head alone makes the request impossible.

    Exactly one Host (RFC 9112, 3.2; an empty one stands for none), a length and no Transfer-Encoding. A body that is
    a little too long (up to ``most_drained``) is sound: it is read to its end, so that a browser looks at the answer.
    """
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1 or not hosts[0]:
        raise Refused(400, headers)
    if any(name == b"transfer-encoding" for name, _ in headers):
        raise Refused(411, headers)
    length = body_length(headers)
    if length > most_drained or (length > most_body and expects(headers)):
        raise Refused(413, headers)


def expects(headers: Headers) -> bool:
    """Whether the body is sent only when it is asked for (RFC 9110, 10.1.1)."""
    return any(name == b"expect" for name, _ in headers)


def body_length(headers: Headers) -> int:
    """What Content-Length says (digits: the server refuses others); 0 without one."""
    return next((int(value) for name, value in headers if name == b"content-length"), 0)


def _language(headers: Headers) -> str:
    accepted = b",".join(value for name, value in headers if name == b"accept-language")
    return choose_language(list(parse_accept_header(accepted.decode("latin-1"), LanguageAccept)))


@cache
def _page(status: int, language: str) -> tuple[bytes, Headers]:
    words = BUSY if status == 503 else error_words(status)
    title, advice = (escape(translate(language, words)) for words in (words.title, words.advice))
    body = PAGE.format(language=language, title=title, advice=advice).encode()
    return body, [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-language", language.encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
