"""What a person is asked to agree to, word for word (pure)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from eventapp.core import dates
from eventapp.core.text import Message, translate, translate_plural
from eventapp.visits.facts import VisitFacts

AGREED: Final = Message("I agree that my data is kept and used as described")
CARE: Final = Message("I agree that my diet and needs are kept, to plan meals and to receive me well")
CARE_BY_ANOTHER: Final = Message("The person has agreed that their diet and needs are kept")
AGREED_BY_ANOTHER: Final = Message(
    "The person has agreed that their data is kept and used as the registration form says"
)
AGREED_BY_LEADER: Final = Message(
    "Each of them knows that I register them, and has agreed that their data is kept and used as described"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a visit says of the data of its people: the term in days, who answers for it (the project's promoter) and
    whom to ask, in one line each, "" where nobody is named.

    ``funder``: who asks for proof, "" where nobody is named; ``proof_until``: its last day, or so many ``proof_years``
    after a payment; neither: none is kept. ``audit_until``: to which day an audit prolongs that, and why.
    """

    keep_days: int
    controller: str = ""
    contact: str = ""
    funder: str = ""
    proof_until: date | None = None
    proof_years: int | None = None
    audit_until: date | None = None
    audit_reason: str = ""

    @classmethod
    def of(cls, visit: VisitFacts, executors: Iterable[str]) -> "Terms":
        """``executors``: their names."""
        funder = (
            visit.funder_name,
            visit.evidence_ends_on,
            visit.evidence_years,
            visit.audit_ends_on,
            visit.audit_reason,
        )
        return cls(visit.keep_days, ", ".join(executors), visit.contact.line, *funder)


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


def ask_consent(language: str, terms: Terms, agreement: Message) -> Consent:
    """``agreement``: AGREED, or AGREED_BY_ANOTHER where an organiser speaks for the person."""
    paragraphs = (
        translate(
            language,
            "We keep what you write here to prepare the visit and to report to those who fund it who took part: names, "
            "organisation, position, contact details and what else you answer above.",
        ),
        translate(
            language,
            "Only the organisers of the visit see it. They may let others read names, organisations, positions, e-mail "
            "addresses and some of the answers. Nobody else gets it without your knowledge.",
        ),
        translate_plural(
            language,
            "It is erased %(num)s day after the end of the visit, or after you register if that is later. You can "
            "change or cancel everything yourself at any time.",
            "It is erased %(num)s days after the end of the visit, or after you register if that is later. You can "
            "change or cancel everything yourself at any time.",
            terms.keep_days,
        ),
        *proof_in_words(language, terms),
        *_who_answers(language, terms),
        translate(language, agreement),
    )
    return Consent(language, paragraphs, terms.keep_days)


def proof_in_words(language: str, terms: Terms) -> list[str]:
    """What is kept longer, and why it does not hang on anybody's agreement; nothing where nothing is."""
    if terms.proof_until is not None:
        kept = translate(
            language,
            "If you get a place, your name, your organisation and that you had a place are kept longer, until %(day)s.",
            day=dates.long_date(language, terms.proof_until),
        )
    elif terms.proof_years is not None:
        kept = translate(
            language,
            "If you get a place, your name, your organisation and that you had a place are kept longer. Years after "
            "the last payment of the grant: %(number)s.",
            number=terms.proof_years,
        )
    else:
        return []
    why = translate(
        language,
        "They prove to those who fund the visit who took part. That is a legal duty, so it does not depend on whether "
        "you agree.",
    )
    funder = translate(language, "The visit is funded by: %(funder)s.", funder=terms.funder) if terms.funder else ""
    return [" ".join(filter(None, (kept, _audit(language, terms), why, funder)))]


def _audit(language: str, terms: Terms) -> str:
    if terms.audit_until is None:
        return ""
    day, reason = dates.long_date(language, terms.audit_until), terms.audit_reason.rstrip(". ")
    return translate(language, "For an audit this is prolonged until %(day)s: %(reason)s.", day=day, reason=reason)


@cache  # every form that is sent asks it, and it is the same for all
def ask_care(language: str, agreement: Message) -> Consent:
    """What is asked apart, and need not be agreed to; it has no term of its own. ``agreement``: CARE, or
    CARE_BY_ANOTHER.
    """
    told = translate(
        language,
        "Diet and needs may tell something of your health, so we ask for them apart. Only the organisers see them. You "
        "need not say anything, and you can take this back at any time on your own page: both are then erased at once.",
    )
    return Consent(language, (told, translate(language, agreement)), 0)


def _who_answers(language: str, terms: Terms) -> list[str]:
    """Who the controller is (GDPR, 4 (7)), and whom to ask; nothing of whom the visit does not name."""
    words = []
    if terms.controller:
        words.append(
            translate(language, "Who answers for your data (the controller): %(names)s.", names=terms.controller)
        )
    if terms.contact:
        words.append(translate(language, "Questions about it: %(contact)s.", contact=terms.contact))
    return [" ".join(words)] if words else []
