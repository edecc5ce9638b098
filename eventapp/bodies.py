"""Bodies on their way: of a form in memory, of one with files in a file; what each may be, and how long it may take."""

import asyncio
import io
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from eventapp import refusals
from eventapp.core.errors import Refusal
from eventapp.core.uploads import (
    MB,
    MOST_FORM_BYTES,
    FileTooLarge,
    FileTooSlow,
    NoRoomForFile,
    Room,
    new_file,
    write_all,
)
from eventapp.refusals import Headers

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

FORM_SECONDS: Final = 10.0
"""From the head to the last byte of a form."""
SILENT_SECONDS: Final = 10.0
"""So long a body with files may be without a byte."""
FILES_SECONDS: Final = 600.0
"""From the head to its last byte."""
MOST_HELD_BYTES: Final = 32 * MB
"""Of all forms that are arriving or wait for a thread, in one process."""
CHUNK: Final = 64 * 1024
"""So much of a body with files is kept in memory before it is written."""
DRAINED: Final = 4
"""So many times as long as a room allows, and a body is still read to its end: a browser then looks at the answer."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Body:
    """What the application may read; ``cut``: why that is only its beginning."""

    stream: IO[bytes]
    length: int
    cut: Refusal | None = None


@dataclass(slots=True)
class Kept:
    """Of one body: how much is kept, and what of it lies in a file."""

    size: int = 0
    written: int = 0
    file: IO[bytes] | None = None
    pending: bytearray = field(default_factory=bytearray)

    def first(self, number: int) -> bytes:
        """The first bytes, as many as there are."""
        found = b""
        if self.file:
            self.file.seek(0)
            found = self.file.read(min(number, self.written))
        return found + bytes(self.pending[: number - len(found)])


@dataclass(slots=True)
class Total:
    """Of all bodies in a room."""

    number: int = 0
    size: int = 0


class Bodies:
    """All that are on their way in this process; files go into ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.forms = Total()
        self.rooms: dict[Room, Total] = {}

    @contextmanager
    def one(self, room: Room | None) -> Iterator[Kept]:
        """What is kept of one body, until it is answered."""
        kept, total = Kept(), self._total(room)
        total.number += 1
        try:
            yield kept
        finally:
            total.number -= 1
            total.size -= kept.size
            if kept.file:
                kept.file.close()

    def _total(self, room: Room | None) -> Total:
        return self.rooms.setdefault(room, Total()) if room else self.forms

    def is_full(self, room: Room) -> bool:
        """Whether more are on their way there than there should be."""
        return self._total(room).number > room.at_once

    async def read_form(self, receive: Receive, headers: Headers, length: int, kept: Kept) -> Body:
        """A body of exactly that length, within its time. Raises Refused."""
        try:
            async with asyncio.timeout(FORM_SECONDS):
                got = 0
                while got < length:
                    part = await _part(receive, headers)
                    got += len(part)
                    if length > MOST_FORM_BYTES:
                        continue
                    self._keep(None, kept, len(part))
                    if self.forms.size > MOST_HELD_BYTES:
                        raise refusals.busy(headers)
                    kept.pending += part
        except TimeoutError:
            raise refusals.Refused(408, headers) from None
        if length > MOST_FORM_BYTES:
            raise refusals.Refused(413, headers)
        whole = io.BytesIO(kept.pending)
        kept.pending.clear()
        return Body(whole, length)

    async def read_files(self, receive: Receive, headers: Headers, length: int, room: Room, kept: Kept) -> Body:
        """The same of one with files, in a file. Where it has to be cut off, what was typed before the file stays.

        Raises Refused.
        """
        cut: Refusal | None = FileTooLarge(megabytes=room.most // MB) if length > room.most else None
        most = MOST_FORM_BYTES if cut else length
        got, until = 0, time.monotonic() + FILES_SECONDS
        while got < length:
            try:
                async with asyncio.timeout(min(SILENT_SECONDS, until - time.monotonic())):
                    part = await _part(receive, headers)
            except TimeoutError:
                cut = FileTooSlow()
                break
            got += len(part)
            if kept.size < most and (trouble := await self._spool(room, kept, part)):
                cut, most = trouble, 0
        if not cut:
            cut = await self._write(kept)
        if cut:
            beginning = await asyncio.to_thread(kept.first, MOST_FORM_BYTES)
            return Body(io.BytesIO(beginning), len(beginning), cut)
        assert kept.file is not None  # noqa: S101 - a body that is no longer than a form is read as one
        kept.file.seek(0)
        return Body(kept.file, length)

    def _keep(self, room: Room | None, kept: Kept, number: int) -> None:
        kept.size += number
        self._total(room).size += number

    async def _spool(self, room: Room, kept: Kept, part: bytes) -> Refusal | None:
        """Keep that part, and write what is enough; gives what hinders it."""
        if self._total(room).size + len(part) > room.together:
            return NoRoomForFile()
        self._keep(room, kept, len(part))
        kept.pending += part
        return await self._write(kept) if len(kept.pending) >= CHUNK else None

    async def _write(self, kept: Kept) -> Refusal | None:
        """Into its file."""
        try:
            if not kept.file:
                made: IO[bytes] = await asyncio.to_thread(new_file, self._folder)
                kept.file = made
            await asyncio.to_thread(write_all, kept.file, bytes(kept.pending))
        except OSError as error:
            log.error("no room for a file that is sent: %s", error.strerror)
            return NoRoomForFile()
        kept.written += len(kept.pending)
        kept.pending.clear()
        return None


async def _part(receive: Receive, headers: Headers) -> bytes:
    """Raises Refused where no more comes: half a form is no form."""
    event = await receive()
    if event["type"] != "http.request" or not (event["body"] or event.get("more_body")):
        raise refusals.Refused(400, headers)
    part: bytes = event["body"]
    return part


async def drain(receive: Receive, seconds: float, most: int) -> None:
    """Throw away what still comes, so that whoever sends it looks at the answer, which has gone already."""
    try:
        async with asyncio.timeout(seconds):
            while most > 0:
                event = await receive()
                if event["type"] != "http.request" or not event.get("more_body"):
                    return
                most -= len(event["body"])
    except TimeoutError:
        return
