"""Secret links: id + generation + HMAC, so that nothing in the row is worth stealing (calendar.md, rule 20)."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Secret:
    """What a genuine token names: the row and the generation of its link."""

    id: UUID
    generation: int


def sign(key: str, purpose: str, content: bytes) -> bytes:
    """HMAC-SHA256 of purpose and content, cut to 128 bits (RFC 2104, section 5)."""
    return hmac.new(key.encode(), purpose.encode() + b"\0" + content, hashlib.sha256).digest()[:MAC_BYTES]


def make_token(key: str, purpose: str, secret: Secret) -> str:
    """46 characters of base64url. A new generation makes every earlier token of the row worthless."""
    content = secret.id.bytes + secret.generation.to_bytes(2)
    return base64.urlsafe_b64encode(content + sign(key, purpose, content)).decode().rstrip("=")


def read_token(key: str, purpose: str, token: str) -> Secret | None:
    """The secret of a genuine token, None for anything else; compared in constant time."""
    try:
        raw = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    content, mac = raw[:18], raw[18:]
    if len(raw) != 18 + MAC_BYTES or not hmac.compare_digest(mac, sign(key, purpose, content)):
        return None
    return Secret(UUID(bytes=content[:16]), int.from_bytes(content[16:]))


def make_proof(key: str, purpose: str, *parts: str) -> str:
    """A short signature over some texts, for an address path."""
    return base64.urlsafe_b64encode(sign(key, purpose, "\0".join(parts).encode())).decode().rstrip("=")


def is_proof(key: str, purpose: str, proof: str, *parts: str) -> bool:
    return hmac.compare_digest(proof.encode(), make_proof(key, purpose, *parts).encode())
