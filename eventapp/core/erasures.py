"""What was erased stays erased: bare ids, as rows and in a file beside the data and beside each backup.

A backup is older than what was erased after it. Whoever puts one back erases again what the file names: each room
registers how. An id says nothing of the person it once named.
"""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import String, Table, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.acts import Act
from eventapp.core.db import Base, execute, insert_row, session, short_transaction

FILE = "erased.log"
"""Its name in the data folder, and beside each backup."""

Eraser = Callable[[str, Act], None]
Line = tuple[str, str]
"""Kind and id."""


class Erasure(Base):
    """What was erased. ``kind``: as a room names it; ``written_at`` None: not in the data folder's file yet."""

    __tablename__ = "erasure"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    identity: Mapped[str] = mapped_column(String(64), primary_key=True)
    erased_at: Mapped[datetime]
    written_at: Mapped[datetime | None]


_erasers: dict[str, Eraser] = {}
_ROWS = cast(Table, Erasure.__table__)


def eraser(kind: str) -> Callable[[Eraser], Eraser]:
    """Register how things of that kind are erased by id, in the caller's transaction; gone already is no error."""

    def register(function: Eraser) -> Eraser:
        _erasers[kind] = function
        return function

    return register


def kinds() -> frozenset[str]:
    """All that can be erased again."""
    return frozenset(_erasers)


def erase_again(line: Line, *, act: Act) -> None:
    """Erase what a backup has brought back, and remember it. Raises KeyError for a kind that no room knows."""
    kind, identity = line
    _erasers[kind](identity, act)
    remember(kind, identity, now=act.now)


def remember(kind: str, identity: str, *, now: datetime) -> None:
    """Write down, in the caller's transaction, that this was erased; a second time nothing happens."""
    if session.get(Erasure, (kind, identity)) is None:
        insert_row(Erasure(kind=kind, identity=identity, erased_at=now, written_at=None))


def lines() -> list[Line]:
    """All that was ever erased here."""
    return [(row.kind, row.identity) for row in execute(select(_ROWS).order_by(Erasure.erased_at, Erasure.identity))]


def write_new(file: Path, *, now: datetime) -> None:
    """Append what is not yet in the data folder's file, and then say so in the rows.

    A line may come twice after a crash; none is ever missing.
    """
    query = select(_ROWS).where(Erasure.written_at.is_(None)).order_by(Erasure.erased_at)
    new = [(row.kind, row.identity) for row in execute(query)]
    session.remove()
    if not new:
        return
    _append(file, new)
    done = (
        update(_ROWS).where(_ROWS.c.kind == bindparam("a"), _ROWS.c.identity == bindparam("b")).values(written_at=now)
    )
    with short_transaction() as connection:
        connection.execute(done, [{"a": kind, "b": identity} for kind, identity in new])


def write_down(file: Path) -> None:
    """Append to a file, made if need be, all that was erased and does not stand there."""
    known = set(read_lines(file))
    _append(file, [line for line in lines() if line not in known])


def _append(file: Path, new: Iterable[Line]) -> None:
    number = os.open(file, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
    with os.fdopen(number, "a+b") as opened:
        if opened.tell() and (opened.seek(-1, os.SEEK_END), opened.read(1))[1] != b"\n":
            opened.write(b"\n")  # somebody was ended in the middle of a line
        opened.writelines(f"{kind} {identity}\n".encode("ascii") for kind, identity in new)
        opened.flush()
        os.fsync(opened.fileno())


def read_lines(file: Path) -> list[Line]:
    """What a file names, each once; nothing if there is no file. Half a line at its end is left out."""
    if not file.exists():
        return []
    whole = file.read_text(encoding="ascii", errors="replace").split("\n")[:-1]
    found: dict[Line, Any] = {}
    for line in whole:
        kind, _, identity = line.strip().partition(" ")
        if kind and identity:
            found[kind, identity] = None
    return list(found)
