"""What a file is that somebody has sent, told by its bytes alone: read in a child process, within limits.

A picture is decoded and written anew, so nothing else is left of what was sent: no place where it was taken, no other
file hidden behind it. A PDF stays as it is, since it may be sealed; one that does anything by itself is refused.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, Final

from eventapp.core.errors import NotPrinted, Refusal
from eventapp.core.press import Limits, PressStopped, read_apart
from eventapp.core.text import Message

MOST: Final = 6 * 1024**2
"""Bytes of a file; a form with all its files has room for 8 MB."""
LIMITS: Final = Limits(cpu_seconds=8, memory_bytes=1024**3, wall_seconds=12)
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 3_000
MOST_OBJECTS: Final = 50_000
MOST_PAGES: Final = 100
PICTURES: Final = ("JPEG", "PNG", "WEBP")
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS: Final = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
# Keys of a PDF by which it does something, or carries another file (ISO 32000-2, 12.6 and 7.11).
ACTIVE: Final = frozenset({"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"})
ACTIONS: Final = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound", "/GoToE", "/RichMedia"}
)


class FileRefused(Refusal):
    """Told at the question's field."""


class NotAFileWeTake(FileRefused):
    message = Message("This is neither a PDF nor a picture that can be read. Please send a PDF, JPEG, PNG or WebP.")


class FileIsTooLong(FileRefused):
    message = Message(
        "This file is too large: at most 6 MB, and a PDF of at most 100 pages. Please send a smaller one."
    )


class PictureTooLarge(FileRefused):
    message = Message("This picture has too many pixels. Please send a smaller one.")


class PdfIsLocked(FileRefused):
    message = Message("This PDF has a password. Please save it without one, and send it again.")


class PdfIsActive(FileRefused):
    message = Message(
        "This PDF contains a program, a form that does something by itself, or another file. Please print it as a PDF,"
        " and send that."
    )


_REFUSALS: Final = {
    each.__name__: each for each in (NotAFileWeTake, FileIsTooLong, PictureTooLarge, PdfIsLocked, PdfIsActive)
}


@dataclass(frozen=True, slots=True)
class Content:
    """``media_type``: one of ENDINGS; ``body``: what is kept."""

    media_type: str
    body: bytes


def read_content(file: IO[bytes]) -> Content:
    """What is kept of a file that the system knows, at its beginning. Raises FileRefused."""
    try:
        head, _, body = read_apart(decoded, file, LIMITS).partition(b"\n")
    except (NotPrinted, PressStopped):
        raise NotAFileWeTake from None
    said = json.loads(head)
    if "refused" in said:
        raise _REFUSALS[said["refused"]]
    return Content(said["media_type"], body)


def decoded(file: IO[bytes]) -> bytes:
    """In the child: a line of JSON, and behind it what is kept."""
    try:
        content = _content(file.read(MOST + 1))
    except FileRefused as refusal:
        return json.dumps({"refused": type(refusal).__name__}).encode() + b"\n"
    return json.dumps({"media_type": content.media_type}).encode() + b"\n" + content.body


def _content(sent: bytes) -> Content:
    if len(sent) > MOST:
        raise FileIsTooLong
    if sent.lstrip()[:5] == b"%PDF-":
        _check_pdf(sent)
        return Content(PDF, sent)
    return _picture(sent)


def _picture(sent: bytes) -> Content:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the size is looked at below, before anything is decoded
    try:
        with Image.open(BytesIO(sent), formats=PICTURES) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureTooLarge
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            is_see_through = "A" in upright.getbands() or "transparency" in upright.info
            made = upright.convert("RGBA" if is_see_through else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise NotAFileWeTake from None
    made.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    made.info = {}
    written = BytesIO()
    if is_see_through:
        made.save(written, "PNG")
        return Content(PNG, written.getvalue())
    made.save(written, "JPEG", quality=88)
    return Content(JPEG, written.getvalue())


def _check_pdf(sent: bytes) -> None:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(sent))
        if reader.is_encrypted:
            raise PdfIsLocked
        pages = len(reader.pages)
        objects = [reader.get_object(each) for each in _references(reader)]
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        raise NotAFileWeTake from None
    if pages > MOST_PAGES or len(objects) > MOST_OBJECTS:
        raise FileIsTooLong
    if not pages:
        raise NotAFileWeTake
    if any(map(_is_active, [reader.trailer, *objects])):
        raise PdfIsActive


def _references(reader: Any) -> Iterator[Any]:
    """Of all its objects, also of those that no page leads to."""
    from pypdf.generic import IndirectObject

    for generation, numbers in reader.xref.items():
        yield from (IndirectObject(number, generation, reader) for number in numbers if number)
    yield from (IndirectObject(number, 0, reader) for number in reader.xref_objStm)


def _is_active(found: Any) -> bool:
    """Whether an object, or what lies directly within it, does something."""
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if ACTIVE & each.keys() or each.get("/S") in ACTIONS or each.get("/Type") == "/EmbeddedFile":
                return True
            waiting += [value for value in dict.values(each) if isinstance(value, dict | list)]
        elif isinstance(each, list):
            waiting += [value for value in list.__iter__(each) if isinstance(value, dict | list)]
    return False
