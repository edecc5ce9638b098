"""People are erased: when their term is over, when they ask for it, again after a backup was put back."""

from uuid import UUID

from sqlalchemy import select

from eventapp.core import erasures
from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.registration.history import record_erased
from eventapp.registration.models import Registration
from eventapp.registration.operations import promote
from eventapp.registration.queries import kept_until
from eventapp.registration.rows import erase, get_row
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_facts


def erase_person(visit_id: int, registration_id: UUID, *, act: Act) -> None:
    """Erase what every room keeps of somebody who has asked for it; their place goes to the next in the queue.

    Nothing of it can be undone or put back. Raises RegistrationNotFound.
    """
    visit = hold_facts(visit_id)
    _erase(visit, [get_row(visit_id, registration_id)], act)


def erase_expired(visit_id: int, *, act: Act) -> int:
    """Erase those whose term is over; gives their number."""
    visit = hold_facts(visit_id)
    rows = session.scalars(select(Registration).where(Registration.visit_id == visit_id)).all()
    expired = [row for row in rows if act.now >= kept_until(visit, row)]
    _erase(visit, expired, act)
    return len(expired)


@erasures.eraser("registration")
def erase_registration(identity: str, act: Act) -> None:
    """Erase whoever was erased after the backup was made that has just been put back."""
    registration = session.get(Registration, UUID(identity))
    if registration is not None:
        _erase(hold_facts(registration.visit_id), [registration], act)


def _erase(visit: VisitFacts, rows: list[Registration], act: Act) -> None:
    for row in rows:
        erase(row, act=act)
    if rows:
        record_erased(visit.id, len(rows), act=act)
    promote(visit, act)
