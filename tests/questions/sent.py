"""Files as people send them, good and bad."""

from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from eventapp.questions.models import StoredFile
from tests.factories import NOON


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: Any) -> bytes:
    written = BytesIO()
    Image.new(mode, size, 128 if mode == "L" else None).save(written, kind, **more)
    return written.getvalue()


def with_place() -> bytes:
    """A picture that says where it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x010E] = "Qzsecretplace"
    exif[0x0112] = 6
    return picture(exif=exif.tobytes())


def pdf(*, pages: int = 1) -> bytes:
    return _written(_of(pages))


def locked() -> bytes:
    made = _of(1)
    made.encrypt("secret")
    return _written(made)


def with_script() -> bytes:
    made = _of(1)
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")})
    made.root_object[NameObject("/OpenAction")] = script
    return _written(made)


def with_attachment() -> bytes:
    made = _of(1)
    made.add_attachment("a.exe", b"MZ")
    return _written(made)


def with_launch() -> bytes:
    made = _of(1)
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd")})
    made.root_object[NameObject("/OpenAction")] = action
    return _written(made)


def _of(pages: int) -> PdfWriter:
    made = PdfWriter()
    for _ in range(pages):
        made.add_blank_page(200, 200)
    return made


def _written(made: PdfWriter) -> bytes:
    written = BytesIO()
    made.write(written)
    return written.getvalue()


def stored(visit: int, key: str, content: bytes) -> StoredFile:
    said: dict[str, Any] = {"media_type": "application/pdf", "size": len(content), "sha256": "0" * 64}
    return StoredFile(key=key, visit_id=visit, question="passport", content=content, created_at=NOON, **said)
