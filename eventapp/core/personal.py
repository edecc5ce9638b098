"""Which columns tell something of a person, how long they may, and who sees it (pure).

A model marks such a column with ``info=personal(Term.CONTACT, Sees.ORGANISER)``. What each room finds, hands over,
erases and merges goes by the marks (core.keepers). tests/core/test_personal.py names the columns that have none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

_MARK: Final = "personal"


class Term(StrEnum):
    """What it is, which says until when it is kept.

    CONTACT, DIET, NEEDS, TRAVEL: ``keep_days`` of the visit. LETTER: what letters say, 30 days after they were sent, at
    most ``keep_days``. EVIDENCE: of who was confirmed, until the funder's date; of all others ``keep_days``. BRIEF:
    minutes to days, the room says how many. HOST: of hosts and speakers what is not public. PUBLIC: of speakers and
    whom to ask, part of the programme. ACCOUNT: as long as an organiser has one.
    """

    CONTACT = "contact"
    DIET = "diet"
    NEEDS = "needs"
    TRAVEL = "travel"
    LETTER = "letter"
    EVIDENCE = "evidence"
    BRIEF = "brief"
    HOST = "host"
    PUBLIC = "public"
    ACCOUNT = "account"


class Sees(StrEnum):
    """Who else than the person: EVERYBODY, READER (and organisers), ORGANISER, OWN (no other account than the one that
    it is of), NOBODY (programs alone; it is in no list and no file)."""

    EVERYBODY = "everybody"
    READER = "reader"
    ORGANISER = "organiser"
    OWN = "own"
    NOBODY = "nobody"


EVIDENCE: Final = frozenset({Term.EVIDENCE})
PASSING: Final = frozenset({Term.CONTACT, Term.DIET, Term.NEEDS, Term.TRAVEL, Term.LETTER, Term.BRIEF})
"""What a participant's first term ends."""
EVERYTHING: Final = PASSING | EVIDENCE
"""All that is kept of a participant."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a column holds of a person, and who sees it."""

    term: Term
    seen_by: Sees


def personal(term: Term, seen_by: Sees) -> dict[str, Any]:
    """The ``info`` of a column that tells something of a person."""
    return marked(Mark(term, seen_by))


def marked(mark: Mark | None) -> dict[str, Any]:
    """The same of a mark; of None nothing."""
    return {} if mark is None else {_MARK: mark}


def mark_of(info: Mapping[Any, Any]) -> Mark | None:
    """The mark in a column's ``info``; None: it tells nothing of anybody."""
    found = info.get(_MARK)
    return found if isinstance(found, Mark) else None
