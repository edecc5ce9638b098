"""Pages made once, with marks where something of one reader goes in.

A mark is random, of this process: nobody can type one, so what stands in a page is never taken for it.
"""

import re
import secrets
from collections.abc import Mapping
from typing import Final, Self

from markupsafe import escape

_SECRET: Final = secrets.token_hex(16)
_MARK: Final = re.compile(f"{_SECRET}-([a-z_]+)-".encode())


def mark(name: str) -> str:
    """What stands in the page where that value goes in. It is letters and digits: escaping leaves it as it is."""
    return f"{_SECRET}-{name}-"


class Shell:
    """The bytes between the marks of a page, and the names of the marks."""

    __slots__ = ("_names", "_parts")

    def __init__(self, parts: tuple[bytes, ...], names: tuple[str, ...]) -> None:
        self._parts, self._names = parts, names

    @classmethod
    def of(cls, page: str) -> Self:
        """A page that was made with marks; each may stand there more than once, or not at all."""
        found = _MARK.split(page.encode())
        return cls(tuple(found[::2]), tuple(name.decode() for name in found[1::2]))

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The page of one reader: {name: value}; KeyError for one that is missing. Values are words, not HTML."""
        made = [self._parts[0]]
        for name, part in zip(self._names, self._parts[1:], strict=True):
            made += (str(escape(values[name])).encode(), part)
        return b"".join(made)
