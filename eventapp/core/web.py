"""What every page needs of HTTP: language, rendering, conditional answers, headers, static files, limits."""

import gzip
import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from limits import RateLimitItemPerSecond
from limits.strategies import FixedWindowRateLimiter
from werkzeug.http import is_resource_modified
from werkzeug.routing import BaseConverter

from eventapp.config import Settings
from eventapp.core import templates
from eventapp.core.clock import utc_now
from eventapp.core.counters import Counters
from eventapp.core.errors import NotFound, TooManyAttempts
from eventapp.core.shelf import Edition, Shelf
from eventapp.core.static import static, static_bodies
from eventapp.core.text import LANGUAGES, choose_language

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SESSION_COOKIE = "organiser"
YEAR = 31_536_000
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

log = logging.getLogger(__name__)


def settings() -> Settings:
    """The settings the app was made with."""
    found: Settings = current_app.extensions["eventapp.settings"]
    return found


def absolute(path: str) -> str:
    """The address to write into mails, calendars and paper."""
    return settings().base_url + path


def reader_language() -> str:
    """Of an address without a language: ``?l=`` (remembered in the cookie), the cookie, then Accept-Language."""
    asked = request.args.get("l", "")
    if asked in LANGUAGES:
        session["language"] = asked
        return asked
    remembered: str = session.get("language", "")
    return remembered if remembered in LANGUAGES else choose_language(list(request.accept_languages))


def session_token() -> str:
    """What an organiser's browser shows; "" for a stranger."""
    return request.cookies.get(SESSION_COOKIE, "")


def keep_session(response: Any, token: str, life: timedelta) -> None:
    """Let the browser show that token from now on, to us alone and never to a script."""
    secure = settings().uses_https
    response.set_cookie(SESSION_COOKIE, token, max_age=life, secure=secure, httponly=True, samesite="Lax")


def forget_session(response: Any) -> None:
    response.delete_cookie(SESSION_COOKIE, secure=settings().uses_https, httponly=True, samesite="Lax")


def account_language(language: str) -> str:
    """The account's, or the one last chosen in this browser with ``?l=``."""
    chosen = reader_language()
    return chosen if session.get("language") in LANGUAGES else language


def page(template: str, *, language: str, status: int = 200, **values: object) -> Response:
    """A page made for this one request: not to be kept by anyone."""
    g.language = language
    values.setdefault("here", request.path)
    body = templates.render(language, template, **values)
    response = Response(body, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store" if status >= 400 else "private, no-store"
    response.headers["Content-Language"] = language
    return response


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


class Ready(Response):
    """An answer that goes out as it is. Its headers are plain pairs: to build and to copy werkzeug's cost more than
    all the rest of an answer from memory (docs/performance.md). What is set on it later follows them. Its body is a
    list: the server sends it whole; it would ask anything else for one part after the other."""

    default_mimetype = None

    def __init__(self, body: bytes, status: int, pairs: list[tuple[str, str]]) -> None:
        super().__init__([body], status, direct_passthrough=True)
        self.pairs = pairs

    def get_wsgi_response(self, environ: "WSGIEnvironment") -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        return list(self.get_app_iter(environ)), self.status, [*self.pairs, *self.headers]


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


CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH")


def _status(environ: "WSGIEnvironment", etag: str, modified: str) -> int:
    """200; 304 for whoever has it already; 412 if If-Match means another.

    Unreadable or old dates give 200, If-None-Match wins over the date: werkzeug follows RFC 9110 here.
    """
    if not any(name in environ for name in CONDITIONS) or is_resource_modified(environ, etag, last_modified=modified):
        return 200
    return 412 if "HTTP_IF_MATCH" in environ else 304


@cache
def static_files() -> dict[str, Stored]:
    """{name with hash: bytes}, read and compressed once a process."""
    unchanging = datetime(2017, 4, 3, tzinfo=UTC)
    return {
        name: Stored.of(body, media_type, unchanging, compress=media_type != "font/woff2")
        for name, (body, media_type) in static_bodies().items()
    }


def check_limit(name: str, *key: str) -> None:
    """Count one attempt. Raises TooManyAttempts (429) beyond the limit of that name in EVENTAPP_LIMITS.

    Counters are kept in the process: with several processes the real ceiling is limit × processes. Keys that
    are personal (an e-mail address) are hashed before they are kept.
    """
    limit = settings().limits[name]
    item = RateLimitItemPerSecond(limit.amount, limit.seconds)
    hashed = hashlib.sha256("\0".join(key).encode()).hexdigest()
    limiter: FixedWindowRateLimiter = current_app.extensions["eventapp.limiter"]
    if not limiter.hit(item, name, hashed):
        reset = limiter.get_window_stats(item, name, hashed).reset_time
        raise TooManyAttempts(max(1, int(reset - utc_now().timestamp()) + 1))


def reader_address() -> str:
    """Of whoever asks; behind EVENTAPP_TRUSTED_PROXIES as they report it."""
    return request.remote_addr or ""


def add_headers(app: Flask) -> None:
    """What every answer carries, whoever makes it; nothing sets these headers elsewhere."""
    always = [
        ("Content-Security-Policy", CSP),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    chosen: Settings = app.extensions["eventapp.settings"]
    if chosen.uses_https:
        always.append(("Strict-Transport-Security", f"max-age={YEAR}"))
    inner = app.wsgi_app

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            return start_response(status, [*headers, *always], *error)

        return inner(environ, start)

    app.wsgi_app = outer  # type: ignore[method-assign]


class Cookies(SecureCookieSessionInterface):
    """Flask's, without making ready to check a signature when no cookie came."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return (
            super().open_session(app, request)
            if self.get_cookie_name(app) in request.cookies
            else SecureCookieSession()
        )


def shelf(name: str, look: Callable[[str], Edition]) -> Shelf[Edition]:
    """This app's shelf of that name; ``look`` is used when it is asked for the first time."""
    shelves: dict[str, Shelf[Edition]] = current_app.extensions["eventapp.shelves"]
    return shelves.get(name) or shelves.setdefault(name, Shelf(look))


class LanguageConverter(BaseConverter):
    """``<language:language>``: an address in an unknown language is no address."""

    regex = "|".join(LANGUAGES)


class PrintableConverter(BaseConverter):
    """``<slug>`` and its like: an address with a control character in it is no address (PostgreSQL takes no NUL)."""

    regex = r"[^/\x00-\x1f\x7f]+"
    part_isolating = True


def refuse_nul() -> None:
    """The same of what is asked behind the question mark."""
    if b"%00" in request.query_string:
        raise NotFound


def prepare(app: Flask) -> None:
    """Static files, headers, the limiter, and what templates may call."""
    app.extensions["eventapp.shelves"] = {}
    app.url_map.converters |= {"language": LanguageConverter, "default": PrintableConverter}
    app.before_request(refuse_nul)
    app.extensions["eventapp.limiter"] = FixedWindowRateLimiter(Counters())
    app.session_interface = Cookies()
    add_headers(app)
    templates.add_global("static", static)
    templates.add_global("csrf_token", generate_csrf)

    @app.get("/static/<path:name>")
    def static_file(name: str) -> ResponseReturnValue:
        stored = static_files().get(name)
        if stored is None:
            return Response(status=404)
        return send(stored, cache_control=f"public, max-age={YEAR}, immutable")
