"""Answers: a page made for one request, and stored bytes, the same for every reader, under conditions."""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from flask import Response, g, jsonify, request
from werkzeug.datastructures import Headers
from werkzeug.http import is_resource_modified

from eventapp.core import templates
from eventapp.core.errors import Refusal
from eventapp.core.shells import Shell
from eventapp.core.text import LANGUAGES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def page(template: str, *, language: str, status: int = 200, **values: object) -> Response:
    """A page made for this one request: not to be kept by anyone."""
    g.language = language
    here = values.setdefault("here", request.path)
    values.setdefault("here_in", in_each_language(str(here)))
    body = templates.render(language, template, **values)
    response = Response(body, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store" if status >= 400 else "private, no-store"
    response.headers["Content-Language"] = language
    return response


def private_file(body: bytes, media_type: str, name: str) -> Response:
    """Bytes to be kept on the reader's disk under that name, by no cache and by no search engine."""
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def strangers_file(body: bytes, media_type: str, name: str) -> Response:
    """The same of what somebody has sent us: should a browser show it after all, nothing in it runs."""
    response = private_file(body, media_type, name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def wants_json() -> bool:
    """Whether a script asks, not somebody who reads pages."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def as_json(status: int = 200, **said: object) -> Response:
    """What a script is told, to be kept by nobody."""
    response = jsonify(said)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def in_each_language(here: str) -> dict[str, str]:
    """{language: address} of a page without a language in its address: ``?l=``, and all else that was asked for."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "l"]
    return {language: f"{quote(here)}?{urlencode([*asked, ('l', language)])}" for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are the same for every reader, with what HTTP says of them. ``modified``: as HTTP writes a date."""

    body: bytes
    zipped: bytes
    etag: str
    media_type: str
    modified: str
    language: str | None

    @classmethod
    def of(
        cls, body: bytes, media_type: str, modified_at: datetime, language: str | None = None, *, compress: bool = True
    ) -> "Stored":
        """``modified_at``: aware UTC. ``compress=False`` for what is compressed already."""
        etag = hashlib.sha256(body).hexdigest()[:32]
        zipped = gzip.compress(body, 6, mtime=0) if compress else body
        modified = format_datetime(modified_at.replace(microsecond=0), usegmt=True)
        return cls(body, zipped, etag, media_type, modified, language)


class Plain(Headers):
    """Pairs that are known to be good, taken as they are: werkzeug's would look at each, which costs more than all the
    rest of an answer from memory (docs/performance.md)."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._list = pairs


class Ready(Response):
    """An answer that goes out as it is: with what stands in its headers by then, which werkzeug would build and copy
    once more. Its body is a list: the server sends it whole; it would ask anything else for one part after the
    other."""

    default_mimetype = None

    def __init__(self, body: bytes, status: int, pairs: list[tuple[str, str]]) -> None:
        super().__init__([body], status, Plain(pairs), direct_passthrough=True)

    def get_wsgi_response(self, environ: "WSGIEnvironment") -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        return list(self.get_app_iter(environ)), self.status, list(self.headers)


def send(
    stored: Stored,
    *,
    cache_control: str = "no-cache",
    filename: str | None = None,
    download: bool = False,
    compress: bool = True,
) -> Response:
    """Answer with stored bytes: strong ETag, Last-Modified, 304, HEAD, gzip only if asked (RFC 9110, section 13).

    A compressed variant has an ETag of its own. ``filename`` is ASCII.
    """
    environ = request.environ
    accepted = compress and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and request.accept_encodings["gzip"] > 0
    zipped = accepted and len(stored.zipped) < len(stored.body)
    etag = f'"{stored.etag}-gz"' if zipped else f'"{stored.etag}"'
    status = _status(environ, etag, stored.modified)
    headers = [("ETag", etag), ("Cache-Control", cache_control)]
    if compress:
        headers.append(("Vary", "Accept-Encoding"))
    if status != 200:
        return Ready(b"", status, headers)
    body = stored.zipped if zipped else stored.body
    headers += [
        ("Content-Type", stored.media_type),
        ("Content-Length", str(len(body))),
        ("Last-Modified", stored.modified),
    ]
    if zipped:
        headers.append(("Content-Encoding", "gzip"))
    if stored.language:
        headers.append(("Content-Language", stored.language))
    if filename:
        headers.append(("Content-Disposition", f'{"attachment" if download else "inline"}; filename="{filename}"'))
    return Ready(body, 200, headers)


def filled(shell: Shell, *, language: str, **values: str) -> Response:
    """A page of one reader out of what all of them share: not to be kept by anyone."""
    g.language = language
    body = shell.filled(values)
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "private, no-store"),
        ("Content-Language", language),
    ]
    return Ready(body, 200, headers)


CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH")


def _status(environ: "WSGIEnvironment", etag: str, modified: str) -> int:
    """200; 304 for whoever has it already; 412 if If-Match means another.

    Unreadable or old dates give 200, If-None-Match wins over the date: werkzeug follows RFC 9110 here.
    """
    if not any(name in environ for name in CONDITIONS) or is_resource_modified(environ, etag, last_modified=modified):
        return 200
    return 412 if "HTTP_IF_MATCH" in environ else 304


def refused(refusal: Refusal, response: Response) -> Response:
    """The answer that shows the refusal, saying also when to come back."""
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response
