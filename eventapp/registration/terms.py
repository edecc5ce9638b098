"""Until when what is kept of a person stays (pure): all of it by the visit's term, of who had a place some as proof.

The first term counts from the visit's end, or from the registration. The second is a day that the funder names: name,
organisation and that the person was confirmed stay until then, on a legal duty, not by agreement. Nothing else does.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple, Protocol

from eventapp.registration.rules import Status
from eventapp.visits.facts import last_day_of_proof
from eventapp.visits.rules import midnight_of

FOREVER: Final = datetime.max.replace(tzinfo=UTC)
"""As long as nobody knows the day: so many years after a payment that has not been made."""


class Funded(Protocol):
    """What a visit says of its funder's term; as visits.models.Visit has it."""

    @property
    def starts_on(self) -> date: ...
    @property
    def timezone(self) -> str: ...
    @property
    def evidence_ends_on(self) -> date | None: ...
    @property
    def evidence_years(self) -> int | None: ...
    @property
    def audit_ends_on(self) -> date | None: ...


class Proof(NamedTuple):
    """``until``: the first instant at which it is erased; FOREVER: the day is not known yet."""

    until: datetime

    @property
    def has_day(self) -> bool:
        """Whether the day is known."""
        return self.until != FOREVER


def proof_of(visit: Funded) -> Proof | None:
    """How long the visit keeps proof; None: not at all."""
    last = last_day_of_proof(visit.evidence_ends_on, visit.audit_ends_on)
    if last is not None:
        return Proof(midnight_of(last + timedelta(days=1), visit.timezone))
    return None if visit.evidence_years is None else Proof(FOREVER)


def is_proof(status: Status, consent_id: int | None) -> bool:
    """Whether a registration says that somebody had a place; whoever registered before words were kept (None) was told
    of one term only, and goes by it."""
    return status == Status.CONFIRMED and consent_id is not None


def has_begun(visit: Funded, now: datetime) -> bool:
    """From its first day on; before it nobody has taken part, and there is nothing to prove."""
    return now >= midnight_of(visit.starts_on, visit.timezone)
