"""Where a page of the list begins, as its address says it: beside whom, by ids and signatures, and no name.

Three people are named, the nearest first: should the nearest be gone or stand elsewhere by now (erased, renamed), the
page begins beside the next one, and nobody is left out or shown twice.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from eventapp.registration.models import Registration

NEAR: Final = 3
_SIGN: Final = 4
_ONE: Final = 16 + _SIGN
Sign = Callable[[bytes], bytes]
"""A short keyed digest of where somebody stands: what is digested are names."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One registration, and the signature of where it stood; b"": not known."""

    id: UUID
    stood: bytes = b""


def write_place(rows: Sequence[Registration], columns: Sequence[str], sign: Sign) -> str:
    """Beside these, the nearest first; base64url."""
    parts = (row.id.bytes + sign(position(row, columns))[:_SIGN] for row in rows[:NEAR])
    return base64.urlsafe_b64encode(b"".join(parts)).decode().rstrip("=")


def read_place(text: str) -> tuple[Beside, ...]:
    """What ``write_place`` wrote, or one id, as addresses had it before; of anything else nothing."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if len(raw) % _ONE or len(raw) > NEAR * _ONE:
            return (Beside(UUID(text)),)
    except (ValueError, binascii.Error):
        return ()
    parts = (raw[start : start + _ONE] for start in range(0, len(raw), _ONE))
    return tuple(Beside(UUID(bytes=part[:16]), part[16:]) for part in parts)


def nearest(
    beside: Sequence[Beside], rows: Sequence[Registration], columns: Sequence[str], sign: Sign
) -> Registration | None:
    """Of those of these rows that are named, the nearest one that stands where it stood; else the nearest."""
    known = {row.id: row for row in rows}
    there = [(known[each.id], each.stood) for each in beside if each.id in known]
    still = (row for row, stood in there if stood == sign(position(row, columns))[:_SIGN])
    return next(still, there[0][0] if there else None)


def position(row: Registration, columns: Sequence[str]) -> bytes:
    """In the order of those columns."""
    return repr([(column, getattr(row, column)) for column in columns]).encode()
