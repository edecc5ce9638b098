"""Secret links: id + generation + HMAC, so that nothing in the row is worth stealing (calendar.md, rule 20).

What reads a signature takes all keys that are accepted, what makes one the present key: eventapp.core.links has both.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Secret:
    """What a genuine token names: the row and the generation of its link; ``rest``: what else the link stands for."""

    id: UUID
    generation: int
    rest: bytes = b""


def sign(key: str, purpose: str, content: bytes) -> bytes:
    """HMAC-SHA256 of purpose and content, cut to 128 bits (RFC 2104, section 5)."""
    return hmac.new(key.encode(), purpose.encode() + b"\0" + content, hashlib.sha256).digest()[:MAC_BYTES]


def make_token(key: str, purpose: str, secret: Secret) -> str:
    """46 characters of base64url, more with a ``rest``. A new generation makes every earlier token worthless."""
    content = secret.id.bytes + secret.generation.to_bytes(2) + secret.rest
    return base64.urlsafe_b64encode(content + sign(key, purpose, content)).decode().rstrip("=")


def read_token(keys: Iterable[str], purpose: str, token: str, *, rest: int = 0) -> Secret | None:
    """The secret of a token that one of the keys made, with so many bytes of ``rest``; None for anything else.

    Compared in constant time.
    """
    try:
        raw = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    # one way to write it alone: neither padding nor bits that say nothing
    if len(raw) != 18 + rest + MAC_BYTES or base64.urlsafe_b64encode(raw).decode().rstrip("=") != token:
        return None
    content, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if not any(hmac.compare_digest(mac, sign(key, purpose, content)) for key in keys):
        return None
    return Secret(UUID(bytes=content[:16]), int.from_bytes(content[16:18]), content[18:])


def make_proof(key: str, purpose: str, *parts: str) -> str:
    """A short signature over some texts, for a cookie or the name of a counter."""
    return base64.urlsafe_b64encode(sign(key, purpose, "\0".join(parts).encode())).decode().rstrip("=")


def is_proof(keys: Iterable[str], purpose: str, proof: str, *parts: str) -> bool:
    """Whether one of the keys made it; compared in constant time."""
    return any(hmac.compare_digest(proof.encode(), make_proof(key, purpose, *parts).encode()) for key in keys)
