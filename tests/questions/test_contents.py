"""What a sent file is, by its bytes; each refusal in words of its own."""

import struct
import tempfile
import zlib
from io import BytesIO

import pytest
from PIL import Image

from eventapp.questions import contents
from eventapp.questions.contents import Content, read_content
from tests.questions import sent


def read(content: bytes) -> Content:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        return read_content(file)


def test_a_picture_is_written_anew_upright_and_says_nothing_of_where_it_was_taken() -> None:
    assert b"Qzsecretplace" in sent.with_place()
    made = read(sent.with_place() + b"PK\x03\x04 a hidden file")
    assert made.media_type == "image/jpeg"
    with Image.open(BytesIO(made.body)) as opened:
        assert (opened.size, dict(opened.getexif())) == ((20, 40), {})
    assert b"Qzsecretplace" not in made.body
    assert b"hidden" not in made.body


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (sent.picture("PNG"), "image/jpeg"),
        (sent.picture("PNG", mode="RGBA"), "image/png"),
        (sent.picture("WEBP"), "image/jpeg"),
        (sent.picture("JPEG", mode="L"), "image/jpeg"),
        (sent.pdf(), "application/pdf"),
    ],
    ids=["png", "see-through", "webp", "grey", "pdf"],
)
def test_what_it_is_stands_in_its_bytes(content: bytes, media_type: str) -> None:
    assert read(content).media_type == media_type


def test_a_pdf_stays_as_it_is() -> None:
    content = sent.pdf(pages=2)
    assert read(content) == Content("application/pdf", content)


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 100,000 x 100,000 pixels."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(100))) + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", contents.NotAFileWeTake),
        (b"MZ this is a program", contents.NotAFileWeTake),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", contents.NotAFileWeTake),
        (b"%PDF-1.7 and nothing else", contents.NotAFileWeTake),
        (sent.picture()[:200], contents.NotAFileWeTake),
        (sent.picture("GIF"), contents.NotAFileWeTake),
        (bomb(), contents.PictureTooLarge),
        (bytes(contents.MOST + 1), contents.FileIsTooLong),
        (sent.pdf(pages=101), contents.FileIsTooLong),
        (sent.locked(), contents.PdfIsLocked),
        (sent.with_script(), contents.PdfIsActive),
        (sent.with_attachment(), contents.PdfIsActive),
        (sent.with_launch(), contents.PdfIsActive),
    ],
    ids=["empty", "program", "svg", "no-pdf", "cut", "gif", "bomb", "long", "pages", "locked", "script", "file",
         "launch"],
)  # fmt: skip
def test_what_is_not_taken_is_told(content: bytes, refusal: type[contents.FileRefused]) -> None:
    with pytest.raises(refusal):
        read(content)
