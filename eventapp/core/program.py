"""Which program this is, for files that are kept: a digest of all that decides what their bytes are."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from eventapp.core.paths import PACKAGE, folder

ROOMS: Final = ("core", "visits", "programme", "exports")
LIBRARIES: Final = ("babel", "fontpkg-fira-sans", "fonttools", "icalendar", "pyicu-wheels", "pyphen", "weasyprint")


@cache
def program_digest() -> str:
    """64 hex digits; another one after an update that may make other files. A process stays the program it began as."""
    found = hashlib.sha256()
    for file in _files():
        found.update(f"{file.name}\n".encode())
        found.update(file.read_bytes())
    for library in LIBRARIES:
        found.update(f"{library} {_version(library)}\n".encode())
    return found.hexdigest()


def _files() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((PACKAGE / room).glob("*.py"))
    yield from sorted((PACKAGE / "translations").glob("*.po"))
    yield from sorted((PACKAGE / "static" / "fonts").iterdir())
    yield from sorted((folder("templates") / "print").iterdir())


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
