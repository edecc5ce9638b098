"""Where each key of a TOML file stands (pure); the standard library's parser tells no positions."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Final

Path = tuple[str | int, ...]
"""Keys and list indices from the top: ("session", 2, "title", "lt")."""

_STRING: Final = r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
_BLANK = re.compile(r"(?:\s+|#[^\n]*)+")
_KEY = re.compile(r"""[ \t]*([A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*')[ \t]*(\.?)""")
_PIECE = re.compile(rf"{_STRING}|\#[^\n]*|[\[\]{{}}\n]|[^\"'\#\[\]{{}}\n]+", re.DOTALL)


def find_lines(text: str) -> dict[Path, int]:
    """The line, from 1, of each table and key of a text that is valid TOML.

    Keys inside an inline table or a list are not found: their statement's line stands for them (``line_of``).
    """
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    line, counted = 1, 0
    for start, brackets, keys in _statements(text):
        if brackets:
            table = _table(keys, counts, is_list=brackets == 2)
        path = table if brackets else (*table, *keys)
        line, counted = line + text.count("\n", counted, start), start
        outermost = len(table) + 1 - brackets  # a list's first element is where the list begins
        for depth in range(outermost, len(path) + 1):
            lines.setdefault(path[:depth], line)
    return lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of the path, or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _statements(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(offset, 0 for a key, 1 for [table], 2 for [[table]], the dotted keys) of each statement."""
    at = 0
    while True:
        if blank := _BLANK.match(text, at):
            at = blank.end()
        if at >= len(text):
            return
        start = at
        brackets = 2 if text.startswith("[[", at) else int(text.startswith("[", at))
        keys, at = _keys(text, at + brackets)
        yield start, brackets, keys
        at = at + brackets if brackets else _after_value(text, at + 1)


def _keys(text: str, at: int) -> tuple[tuple[str, ...], int]:
    keys: list[str] = []
    while found := _KEY.match(text, at):
        keys += tomllib.loads(f"{found[1]} = 0")
        at = found.end()
        if not found[2]:
            break
    return tuple(keys), at


def _after_value(text: str, at: int) -> int:
    depth = 0
    while piece := _PIECE.match(text, at):
        if piece[0] == "\n" and not depth:
            break
        depth += (piece[0] in "[{") - (piece[0] in "]}")
        at = piece.end()
    return at


def _table(keys: tuple[str, ...], counts: dict[Path, int], *, is_list: bool) -> Path:
    """The path a header opens; a list on the way means its latest element (TOML 1.0, "Array of Tables")."""
    path: Path = ()
    for key in keys[:-1]:
        path = (*path, key)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, keys[-1])
    if is_list:
        counts[path] = counts.get(path, -1) + 1
        path = (*path, counts[path])
    return path
