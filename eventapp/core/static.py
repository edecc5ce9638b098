"""Static files, each under a name that carries the hash of its content: it may be kept for a year."""

import hashlib
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import PurePosixPath

from flask import Flask, Response
from flask.typing import ResponseReturnValue

from eventapp.core import templates
from eventapp.core.answers import Stored, send
from eventapp.core.headers import YEAR
from eventapp.core.paths import PACKAGE

ROOT = PACKAGE / "static"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_URL = re.compile(rb'url\("([^"]+)"\)')
_IMPORT = re.compile(rb'(?<=from )"\./([^"]+)"')


def static(name: str) -> str:
    """The address of a static file."""
    return f"/static/{static_names()[name]}"


def scripts_of(folder: str) -> list[str]:
    """The addresses of all scripts in a folder of ``static/``: a page that names them has them in one go, instead of
    each when another one asks for it."""
    return [static(name) for name in static_names() if name.startswith(f"{folder}/") and name.endswith(".js")]


@cache
def static_names() -> dict[str, str]:
    """{name: name with the hash of its content} of every file in ``static/``."""
    return {name: _hashed(name, body) for name, body in _contents().items()}


@cache
def _contents() -> dict[str, bytes]:
    """{name: bytes}; a style sheet's ``url("…")`` leads to the hashed name of the file it means, and so does a script's
    ``from "./…"``, of its own folder; no two scripts import each other."""
    files = sorted(path for path in ROOT.rglob("*") if path.is_file())
    bodies = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}
    for name in [name for name in bodies if name.endswith(".css")]:
        bodies[name] = _URL.sub(lambda found: _address(found[1].decode(), bodies), bodies[name])
    return bodies | {name: _with_imports(name, bodies) for name in bodies if name.endswith(".js")}


def _with_imports(name: str, bodies: dict[str, bytes]) -> bytes:
    def hashed(found: re.Match[bytes]) -> bytes:
        other = PurePosixPath(name).with_name(found[1].decode()).as_posix()
        return f'"./{PurePosixPath(_hashed(other, _with_imports(other, bodies))).name}"'.encode()

    return _IMPORT.sub(hashed, bodies[name])


def _address(name: str, bodies: dict[str, bytes]) -> bytes:
    return f'url("{_hashed(name, bodies[name])}")'.encode()


def _hashed(name: str, body: bytes) -> str:
    path = PurePosixPath(name)
    return path.with_name(f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}").as_posix()


@cache
def static_files() -> dict[str, Stored]:
    """{name with hash: bytes}, read and compressed once a process."""
    return {static_names()[name]: _stored(PurePosixPath(name).suffix, body) for name, body in _contents().items()}


def _stored(suffix: str, body: bytes) -> Stored:
    unchanging = datetime(2017, 4, 3, tzinfo=UTC)
    return Stored.of(body, MEDIA_TYPES[suffix], unchanging, compress=suffix != ".woff2")


def prepare(app: Flask) -> None:
    """Their route, and ``static()`` for templates."""
    templates.add_global("static", static)
    templates.add_global("scripts_of", scripts_of)

    @app.get("/static/<path:name>")
    def static_file(name: str) -> ResponseReturnValue:
        stored = static_files().get(name)
        if stored is None:
            return Response(status=404)
        return send(stored, cache_control=f"public, max-age={YEAR}, immutable")
