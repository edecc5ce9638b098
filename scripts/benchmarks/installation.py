"""An installation to measure: visits of two sizes, loaded and released by eventapp's own commands."""

import re
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.processes import Server, command
from benchmarks.visits import visit_file

ORGANISER = "organiser@example.org"


def slug_of(sessions: int) -> str:
    return f"bench-{sessions}"


def install(folder: Path, sizes: list[int], **where: str) -> None:
    """A migrated database with a released visit of each size, and an organiser. ``where``: see settings."""
    command(folder, "db", "upgrade", **where)
    for size in sizes:
        file = folder / f"{slug_of(size)}.toml"
        file.write_text(visit_file(slug_of(size), size), encoding="utf-8")
        command(folder, "visit", "load", str(file), **where)
        command(folder, "release", slug_of(size), "--note", "en=First", **where)
    command(folder, "organiser", "add", ORGANISER, **where)


@dataclass(frozen=True, slots=True)
class Reader:
    """A browser that keeps cookies."""

    base: str
    jar: CookieJar
    opener: urllib.request.OpenerDirector

    @classmethod
    def at(cls, base: str) -> "Reader":
        jar = CookieJar()
        return cls(base, jar, urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)))

    def get(self, path: str) -> tuple[bytes, Message]:
        """(body, headers)."""
        with self.opener.open(self.base + path, timeout=120) as answer:
            return answer.read(), answer.headers

    def post(self, path: str, **typed: str) -> bytes:
        """The body of the page that it leads to."""
        with self.opener.open(self.base + path, urlencode(typed).encode(), timeout=120) as answer:
            return bytes(answer.read())

    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)


def csrf_token(page: bytes) -> str:
    """The form's."""
    found = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise ValueError("there is no form on the page")
    return found[1].decode()


def readers_with_forms(server: Server, path: str, number: int) -> list[str]:
    """[cookie, CSRF token, cookie, …] of readers who have each opened the form."""
    words: list[str] = []
    for _ in range(number):
        reader = Reader.at(server.base)
        token = csrf_token(reader.get(path)[0])
        words += [reader.cookies(), token]
    return words


def signed_in(server: Server, folder: Path, **where: str) -> Reader:
    """An organiser's browser. ``where``: see settings."""
    link = command(folder, "organiser", "link", ORGANISER, **where).strip()
    path = link[link.index("/sign-in") :]
    reader = Reader.at(server.base)
    reader.post(path, csrf_token=csrf_token(reader.get(path)[0]))
    return reader
