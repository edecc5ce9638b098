"""Addresses that take files: how much, who may, and what a form has sent beside its file.

A view says so in one line above it, and reads the file in its ``try``, since what cut it off is a refusal, too::

    @uploads.takes_files(desk_for)  # whoever has a right to that page; public forms name uploads.PUBLIC
    def lines(slug: str) -> ResponseReturnValue: ...

    file = uploads.sent_file("file")

``may`` is asked on the head, before a byte of the body is read (docs/decisions/210), with what the address says.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from flask import Flask, current_app, request
from flask import Request as FlaskRequest
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from eventapp.core import current
from eventapp.core.errors import Refusal
from eventapp.core.text import Message

MB: Final = 1024 * 1024
MOST_FORM_BYTES: Final = 256 * 1024
"""Of a form, and of what is typed in one that has a file."""
CHUNK: Final = 64 * 1024
HEAD_ONLY: Final = "eventapp.head_only"
"""In the environment: the body has not been read; whether it may come is the question."""
CUT: Final = "eventapp.cut"
"""In the environment: the refusal that has ended the file; what there is of the body is its beginning."""
MULTIPART: Final = "multipart/form-data"

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of one request; requests at once and bytes of all together, in one process."""

    most: int
    at_once: int
    together: int


DESK: Final = Room(64 * MB, at_once=128, together=1024 * MB)
PUBLIC: Final = Room(8 * MB, at_once=128, together=256 * MB)


@dataclass(frozen=True, slots=True)
class Taking:
    """What a view takes; ``may`` raises a refusal where it takes nothing from whoever asks."""

    may: Callable[..., object]
    room: Room


class FileTooLarge(Refusal):
    message = Message("This file is too large: at most %(megabytes)s MB can be sent. Please choose a smaller one.")
    field = "file"
    status = 413


class FileTooSlow(Refusal):
    message = Message(
        "The file did not arrive in time, so nothing was done. Choose it again and send once more, over a faster"
        " connection if there is one."
    )
    field = "file"
    status = 408


class NoRoomForFile(Refusal):
    message = Message("There is no room for this file just now. Choose it again and send once more in a minute.")
    field = "file"
    status = 503
    retry_after = 60


def takes_files(may: Callable[..., object], room: Room = DESK) -> Callable[[View], View]:
    """Say of a view that forms with files are sent to its address."""

    def mark(view: View) -> View:
        vars(view)["takes_files"] = Taking(may, room)
        return view

    return mark


def sent_file(name: str) -> IO[bytes] | None:
    """The file that the form has sent under that name, at its beginning; None: none was chosen.

    The refusal that has cut it off is raised: FileTooLarge, FileTooSlow or NoRoomForFile.
    """
    files = request.files  # reading it may meet the end of the disk
    cut: Refusal | None = request.environ.get(CUT)
    if cut:
        raise cut
    file = files.get(name)
    return file.stream if file else None


def new_file(folder: Path) -> IO[bytes]:
    """A file without a name: nothing is left of it, however the process ends. Raises OSError."""
    return tempfile.TemporaryFile(dir=folder, buffering=0)


def write_all(file: IO[bytes], content: bytes) -> None:
    """Raises OSError where no room is left; a part may have been written."""
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]


def room_of(app: Flask, method: str, path: str) -> Room | None:
    """Of the view at that address; None: it takes no files, or there is none."""
    if method != "POST":
        return None
    try:
        endpoint, _ = app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return None
    taking = _taking(app, endpoint)
    return taking.room if taking else None


def _taking(app: Flask, endpoint: str | None) -> Taking | None:
    return getattr(app.view_functions.get(endpoint or ""), "takes_files", None)


# ---- within a request


def prepare(app: Flask) -> None:
    """Before any route."""
    app.request_class = Request
    app.before_request(_ask_before_the_body)


def _ask_before_the_body() -> ResponseReturnValue | None:
    """On the head alone: 204, or the refusal; it never reaches the view."""
    taking = _taking(current_app, request.endpoint)
    rule = request.url_rule
    if taking and request.method == "POST":
        request.max_content_length = taking.room.most
        if HEAD_ONLY in request.environ:
            said = request.view_args or {}
            taking.may(*(said[name] for name in said if name not in ((rule and rule.defaults) or {})))
    return ("", 204) if HEAD_ONLY in request.environ else None


class Request(FlaskRequest):
    """Flask's, but of a form with a file what was typed is kept whatever becomes of the file."""

    def make_form_data_parser(self) -> FormDataParser:
        return _Parser(self) if _taking(current_app, self.endpoint) else super().make_form_data_parser()


class _Parser(FormDataParser):
    def __init__(self, asked: Request) -> None:
        super().__init__(max_form_memory_size=MOST_FORM_BYTES, max_form_parts=asked.max_form_parts)
        self._environ = asked.environ

    def parse(self, stream: IO[bytes], mimetype: str, content_length: int | None, options: Any = None) -> Any:
        boundary = str((options or {}).get("boundary", ""))
        if mimetype != MULTIPART or not boundary.isascii() or not boundary:
            return super().parse(stream, mimetype, content_length, options)
        parts = _Parts(current.settings().data_dir)
        decoder = MultipartDecoder(boundary.encode(), MOST_FORM_BYTES, max_parts=self.max_form_parts)
        parts.cut = self._environ.get(CUT)
        try:
            with suppress(ValueError), closing(parts):  # it breaks off, or is none: what came before stands
                for event in _events(decoder, stream):
                    parts.take(event)
        except RequestEntityTooLarge:
            for file in chain.from_iterable(parts.files.listvalues()):
                file.close()
            raise
        if parts.cut:
            self._environ[CUT] = parts.cut
        return stream, parts.form, parts.files


def _events(decoder: MultipartDecoder, stream: IO[bytes]) -> Iterator[Event]:
    """Raises ValueError where it is no form, RequestEntityTooLarge."""
    while chunk := stream.read(CHUNK):
        decoder.receive_data(chunk)
        while not isinstance(event := decoder.next_event(), NeedData):
            if isinstance(event, Epilogue):
                return
            yield event


class _Parts:
    """Of a form: ``form`` what was typed, at most MOST_FORM_BYTES; ``files``; ``cut``: why there are none."""

    def __init__(self, folder: Path) -> None:
        self.form: MultiDict[str, str] = MultiDict()
        self.files: MultiDict[str, FileStorage] = MultiDict()
        self.cut: Refusal | None = None
        self._folder = folder
        self._part: Field | File | None = None
        self._words = bytearray()
        self._left = MOST_FORM_BYTES
        self._file: IO[bytes] | None = None

    def take(self, event: Event) -> None:
        """Raises RequestEntityTooLarge."""
        if isinstance(event, Field | File):
            self._part, self._words = event, bytearray()
        elif isinstance(event, Data) and isinstance(self._part, Field):
            self._take_words(self._part, event)
        elif isinstance(event, Data) and isinstance(self._part, File):
            self._take_bytes(self._part, event)

    def _take_words(self, part: Field, data: Data) -> None:
        self._left -= len(data.data)
        if self._left < 0:
            raise RequestEntityTooLarge
        self._words += data.data
        if not data.more_data:
            self.form.add(part.name, self._words.decode(errors="replace"))

    def _take_bytes(self, part: File, data: Data) -> None:
        if self.cut:
            return
        try:
            self._file = self._file or new_file(self._folder)
            write_all(self._file, data.data)
        except OSError as error:
            log.error("no room for a file that was sent: %s", error.strerror)
            self.cut = NoRoomForFile()
            return
        if not data.more_data:
            self._file.seek(0)
            self.files.add(part.name, FileStorage(self._file, part.filename, part.name, headers=part.headers))
            self._file = None

    def close(self) -> None:
        """Of a file that was not whole nothing is kept."""
        if self._file:
            self._file.close()
