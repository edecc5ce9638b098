"""People are erased: when their term is over, when they ask for it, again after a backup was put back.

Of whoever had a place, what proves it stays until the funder's day (terms).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from eventapp.core import erasures, keepers
from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.keepers import Person
from eventapp.core.personal import PASSING
from eventapp.registration.history import PersonAction, record_erased
from eventapp.registration.models import Registration
from eventapp.registration.operations import promote
from eventapp.registration.queries import kept_until, whole_until
from eventapp.registration.rows import erase, get_row
from eventapp.registration.rules import Status
from eventapp.registration.terms import Proof, has_begun, is_proof, proof_of
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_facts


def proof_left(visit: VisitFacts, registration: Registration, *, now: datetime) -> Proof | None:
    """What stays of somebody who asks to be erased now; None: nothing does."""
    proves = is_proof(Status(registration.status), registration.consent_id) and has_begun(visit, now)
    proof = proof_of(visit) if proves else None
    return proof if proof and now < proof.until else None


def erase_person(visit_id: int, registration_id: UUID, *, act: Act) -> None:
    """Erase what every room keeps of somebody who has asked for it, but for proof; their place goes to the next.

    Nothing of it can be undone or put back. Raises RegistrationNotFound, PersonIsEmptied.
    """
    visit = hold_facts(visit_id)
    row = get_row(visit_id, registration_id)
    if proof_left(visit, row, now=act.now):
        _empty(visit, [row], act)
    else:
        _erase(visit, [row], act)
    promote(visit, act)


def erase_expired(visit_id: int, *, act: Act) -> int:
    """Erase those whose term is over, and empty those of whom proof is left; gives their number."""
    visit = hold_facts(visit_id)
    rows = session.scalars(select(Registration).where(Registration.visit_id == visit_id)).all()
    over = [row for row in rows if act.now >= whole_until(visit, row)]
    proof = [
        row for row in rows if row.emptied_at is None and kept_until(visit, row) <= act.now < whole_until(visit, row)
    ]
    _erase(visit, over, act)
    _empty(visit, proof, act)
    promote(visit, act)
    return len(over) + len(proof)


@erasures.eraser("registration")
def erase_registration(identity: str, act: Act) -> None:
    """Erase whoever was erased after the backup was made that has just been put back."""
    registration = session.get(Registration, UUID(identity))
    if registration is not None:
        visit = hold_facts(registration.visit_id)
        _erase(visit, [registration], act)
        promote(visit, act)


@erasures.eraser("contacts")
def empty_registration(identity: str, act: Act) -> None:
    """The same of whoever was emptied."""
    registration = session.get(Registration, UUID(identity))
    if registration is not None and registration.emptied_at is None:
        _empty(hold_facts(registration.visit_id), [registration], act)


def _erase(visit: VisitFacts, rows: list[Registration], act: Act) -> None:
    for row in rows:
        erase(row, act=act)
    if rows:
        record_erased(visit.id, len(rows), act=act)


def _empty(visit: VisitFacts, rows: list[Registration], act: Act) -> None:
    """Their links open nothing any more."""
    for row in rows:
        erasures.remember("contacts", str(row.id), now=act.now)
        keepers.erase(Person(visit.id, row.id), PASSING, act=act)
        row.emptied_at = act.now
        row.generation += 1
    if rows:
        record_erased(visit.id, len(rows), act=act, action=PersonAction.EMPTIED)
