"""Absolute addresses, some of them secret, for letters written far from any request (pure)."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID

from eventapp.core import addresses
from eventapp.core.tokens import Secret, is_proof, make_proof, make_token

REGISTRATION = "registration"
EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Links:
    """``base_url`` without a trailing slash; ``key`` signs the secret links."""

    base_url: str
    key: str = field(repr=False)

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

    def registration(self, registration: UUID, generation: int) -> str:
        """The person's own page."""
        return self.to(addresses.registration(self.registration_token(registration, generation)))

    def sign_in(self, token: str) -> str:
        """An organiser's link; the token is the secret."""
        return self.to(addresses.sign_in(token))

    def email_proof(self, registration: UUID, email: str) -> str:
        """What only a reader of that mailbox can show."""
        return make_proof(self.key, EMAIL, registration.hex, email)

    def is_email_proof(self, proof: str, registration: UUID, email: str) -> bool:
        return is_proof(self.key, EMAIL, proof, registration.hex, email)

    def confirm_email(self, registration: UUID, generation: int, email: str) -> str:
        token = self.registration_token(registration, generation)
        return self.to(addresses.confirm_email(token, self.email_proof(registration, email)))
