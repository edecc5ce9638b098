"""Reading registrations, places and the queue."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select

from eventapp.core.db import execute, session
from eventapp.registration.errors import NoSuchRegistration, RegistrationNotFound
from eventapp.registration.models import Registration
from eventapp.registration.rules import Places, Status, Waiting, keep_until
from eventapp.visits.models import HeldVisit, Organisation, Role, Visit
from eventapp.visits.queries import organisations

# Built once, and of columns only: they are asked while all others wait.
_BY_EMAIL = select(Registration.id).where(
    Registration.visit_id == bindparam("visit_id"), Registration.email_key == bindparam("email_key")
)
_LIMITS = select(Organisation.id, Organisation.code, Organisation.role, Organisation.places).where(
    Organisation.visit_id == bindparam("visit_id")
)


class OrganisationLimit(NamedTuple):
    """What deciding about a place needs of an organisation; values as in Organisation."""

    id: int
    code: str
    role: Role
    places: int | None


def get_registration(registration_id: UUID, generation: int) -> Registration:
    """Raises RegistrationNotFound, also for a link of an earlier generation."""
    found = session.get(Registration, registration_id)
    if found is None or found.generation != generation:
        raise RegistrationNotFound
    return found


def registration_of(visit_id: int, registration_id: UUID | None) -> Registration:
    """One of that visit's; None is nobody's id. Raises NoSuchRegistration."""
    found = session.get(Registration, registration_id) if registration_id else None
    if found is None or found.visit_id != visit_id:
        raise NoSuchRegistration
    return found


def find_by_email(visit_id: int, email: str) -> Registration | None:
    """Whoever registered there with that address, in whatever case it was typed."""
    asked = {"visit_id": visit_id, "email_key": email.casefold()}
    found = execute(_BY_EMAIL, asked).scalar()
    return session.get(Registration, found) if found else None


def sending_organisations(visit_id: int) -> list[Organisation]:
    """Those whose people may register: executor and partners, not hosts."""
    return senders(organisations(visit_id))


def organisation_limits(visit_id: int) -> list[OrganisationLimit]:
    """Of all, also of those that send nobody any more: whoever registered from there is still counted."""
    return [OrganisationLimit._make(row) for row in execute(_LIMITS, {"visit_id": visit_id})]


def senders(among: Iterable[Organisation]) -> list[Organisation]:
    """Of these, the ones whose people may register."""
    return [item for item in among if item.role != Role.HOST]


def places(visit: Visit | HeldVisit, among: Sequence[OrganisationLimit] | None = None) -> Places:
    """The visit's limits and how many hold a place now; where nothing is limited, nobody is counted.

    ``among``: the visit's organisations, if they were read already.
    """
    limits = {item.id: item.places for item in (organisation_limits(visit.id) if among is None else among)}
    if visit.places is None and not any(limit is not None for limit in limits.values()):
        return Places(None, 0, limits, {})
    confirmed = select(Registration.organisation_id, func.count()).where(
        Registration.visit_id == visit.id, Registration.status == Status.CONFIRMED
    )
    taken = session.execute(confirmed.group_by(Registration.organisation_id)).all()
    return Places(
        limit=visit.places,
        taken=sum(number for _, number in taken),
        limits=limits,
        taken_by={organisation: number for organisation, number in taken if organisation is not None},
    )


def waiting(visit_id: int) -> Sequence[Waiting]:
    """The queue, the earliest first."""
    query = select(Registration.id, Registration.turn, Registration.organisation_id).where(
        Registration.visit_id == visit_id, Registration.status == Status.WAITLISTED
    )
    return [Waiting(*row) for row in session.execute(query.order_by(Registration.turn))]


def place_in_queue(registration: Registration) -> int:
    """1 for whoever joined first among those who wait."""
    before = select(func.count()).where(
        Registration.visit_id == registration.visit_id,
        Registration.status == Status.WAITLISTED,
        Registration.turn <= registration.turn,
    )
    return session.scalar(before) or 0


def visits_with_expired(*, now: datetime) -> list[int]:
    """The visits in which some registration's term is over."""
    oldest = select(Visit, func.min(Registration.consent_at)).join(Registration, Registration.visit_id == Visit.id)
    found = session.execute(oldest.group_by(Visit.id)).all()
    return [visit.id for visit, registered_at in found if now >= kept_until(visit, registered_at)]


def kept_until(visit: Visit | HeldVisit, registered_at: datetime) -> datetime:
    """When a registration of that instant is erased."""
    return keep_until(
        ends_on=visit.ends_on, timezone=visit.timezone, registered_at=registered_at, keep_days=visit.keep_days
    )


def names_of(visit_id: int, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those who registered there; in one statement."""
    columns = (Registration.id, Registration.given_name, Registration.family_name)
    query = select(*columns).where(Registration.visit_id == visit_id, Registration.id.in_(list(ids)))
    return {found: f"{given} {family}" for found, given, family in session.execute(query)}
