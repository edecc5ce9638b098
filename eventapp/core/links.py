"""Absolute addresses, some of them secret, for letters written far from any request (pure)."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from eventapp.config import Settings
from eventapp.core import addresses
from eventapp.core.tokens import Secret, is_proof, make_proof, make_token, read_token, sign

REGISTRATION = "registration"
EMAIL = "email"
GROUP = "group"
SPEAKER = "speaker"
PROBE = "probe"
PLACE = "place in a list"
UNTIL_BYTES, MARK_BYTES = 4, 16


@dataclass(frozen=True, slots=True)
class Links:
    """``base_url`` without a trailing slash; ``key`` signs secret links, those that ``old_key`` signed are accepted."""

    base_url: str
    key: str = field(repr=False)
    old_key: str = field(repr=False, default="")

    @classmethod
    def of(cls, settings: Settings) -> "Links":
        """The one way to get them."""
        return cls(settings.base_url, settings.secret_key, settings.old_secret_key)

    @property
    def keys(self) -> tuple[str, ...]:
        """All that are accepted, the present one first."""
        return tuple(filter(None, (self.key, self.old_key)))

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"

    def to(self, path: str) -> str:
        return self.base_url + path

    def uid(self, unique: UUID) -> str:
        """A new calendar entry's UID (RFC 7986, 5.3; calendar.md, rule 4)."""
        return f"{unique}@{self.host}"

    def registration_token(self, registration: UUID, generation: int) -> str:
        return make_token(self.key, REGISTRATION, Secret(registration, generation))

    def read_registration_token(self, token: str) -> Secret | None:
        """Which registration a genuine token opens; None for anything else."""
        return read_token(self.keys, REGISTRATION, token)

    def registration(self, registration: UUID, generation: int) -> str:
        """The person's own page."""
        return self.to(addresses.registration(self.registration_token(registration, generation)))

    def group_token(self, group: UUID, generation: int) -> str:
        return make_token(self.key, GROUP, Secret(group, generation))

    def read_group_token(self, token: str) -> Secret | None:
        """Which group a genuine token opens; None for anything else, a person's too."""
        return read_token(self.keys, GROUP, token)

    def group(self, group: UUID, generation: int) -> str:
        """The leader's page of their people."""
        return self.to(addresses.group(self.group_token(group, generation)))

    def speaker_token(self, asked: UUID, generation: int) -> str:
        return make_token(self.key, SPEAKER, Secret(asked, generation))

    def read_speaker_token(self, token: str) -> Secret | None:
        """Which speaker who was asked a genuine token is of; None for anything else."""
        return read_token(self.keys, SPEAKER, token)

    def speaker(self, asked: UUID, generation: int) -> str:
        """The page on which a speaker answers."""
        return self.to(addresses.speaker_link(self.speaker_token(asked, generation)))

    def sign_in(self, token: str) -> str:
        """An organiser's link; the token is the secret."""
        return self.to(addresses.sign_in(token))

    def email_proof(self, registration: UUID, generation: int, email: str, until: datetime) -> str:
        """What only a reader of that mailbox can show, until then. It opens nothing, and says nothing of the person."""
        rest = int(until.timestamp()).to_bytes(UNTIL_BYTES) + _mark(email)
        return make_token(self.key, EMAIL, Secret(registration, generation, rest))

    def read_email_proof(self, proof: str) -> "EmailProof | None":
        """None for anything that is not genuine."""
        secret = read_token(self.keys, EMAIL, proof, rest=UNTIL_BYTES + MARK_BYTES)
        if secret is None:
            return None
        until = datetime.fromtimestamp(int.from_bytes(secret.rest[:UNTIL_BYTES]), UTC)
        return EmailProof(secret.id, secret.generation, until, secret.rest[UNTIL_BYTES:])

    def confirm_email(self, proof: str) -> str:
        return self.to(addresses.confirm_email(proof))

    def sign_place(self, place: bytes) -> bytes:
        """Of where somebody stands in a list, so that a page's address says it without a name."""
        return sign(self.key, PLACE, place)

    def probe(self, second: int) -> str:
        """By which the server knows the doctor; good around that second since 1970."""
        return make_proof(self.key, PROBE, str(second))

    def is_probe(self, proof: str, second: int) -> bool:
        return is_proof(self.keys, PROBE, proof, str(second))


@dataclass(frozen=True, slots=True)
class EmailProof:
    """What a genuine proof names: whose registration, in which generation of its link, until when, which address."""

    registration: UUID
    generation: int
    until: datetime
    mark: bytes = field(repr=False)

    def is_of(self, email: str) -> bool:
        return self.mark == _mark(email)


def _mark(email: str) -> bytes:
    """Stands for an address in a signed link: two that share it cannot be found."""
    return hashlib.sha256(email.encode()).digest()[:MARK_BYTES]
