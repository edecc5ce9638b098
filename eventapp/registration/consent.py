"""What a person is asked to agree to, word for word (pure)."""

import hashlib
from dataclasses import dataclass
from typing import Final

from eventapp.core.text import Message, translate, translate_plural

AGREED: Final = Message("I agree that my data is kept and used as described")
AGREED_BY_ANOTHER: Final = Message(
    "The person has agreed that their data is kept and used as the registration form says"
)


@dataclass(frozen=True, slots=True)
class Consent:
    """The words as a form shows them in ``language``; the last paragraph stands beside the tick. ``keep_days`` is the
    term that they name.
    """

    language: str
    paragraphs: tuple[str, ...]
    keep_days: int

    @property
    def text(self) -> str:
        """Paragraphs with an empty line between."""
        return "\n\n".join(self.paragraphs)

    @property
    def digest(self) -> str:
        """SHA-256 of language and text, 64 hexadecimal digits: equal digests, equal words."""
        return hashlib.sha256(f"{self.language}\n{self.text}".encode()).hexdigest()


def ask_consent(language: str, keep_days: int, agreement: Message) -> Consent:
    """``agreement``: AGREED, or AGREED_BY_ANOTHER where an organiser speaks for the person."""
    paragraphs = (
        translate(
            language,
            "We keep what you write here to prepare the visit and to report to those who fund it who took part: names, "
            "organisation, position, contact details, diet and needs.",
        ),
        translate(language, "Only the organisers of the visit see it, and nobody else gets it without your knowledge."),
        translate_plural(
            language,
            "It is erased %(num)s day after the end of the visit, or after you register if that is later. You can "
            "change or cancel everything yourself at any time.",
            "It is erased %(num)s days after the end of the visit, or after you register if that is later. You can "
            "change or cancel everything yourself at any time.",
            keep_days,
        ),
        translate(language, agreement),
    )
    return Consent(language, paragraphs, keep_days)
