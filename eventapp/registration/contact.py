"""Where letters to a person go: a new address counts once its reader has shown that it is theirs.

The letter that asks them goes to a mailbox that may be a stranger's (a typing mistake): it has no name in it and no key
but the proof, a link of its own that opens nothing else (docs/decisions/104).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from eventapp.core import addresses, mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.links import EmailProof
from eventapp.notifications.operations import withdraw_mails
from eventapp.registration import mails
from eventapp.registration.errors import (
    AddressIsConfirmed,
    AnotherAddressMeanwhile,
    ChangeWasDropped,
    NewAddressTaken,
    NothingToConfirm,
    ProofHasExpired,
    ProofIsSuperseded,
)
from eventapp.registration.history import PersonAction, record
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_email
from eventapp.registration.rows import about, get_row, store, write, write_to_mailbox
from eventapp.registration.rules import PROOF_LIFE
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_facts


def ask_for(registration: Registration, email: str, visit: VisitFacts, act: Act) -> None:
    """Let a new address wait until it is proved, and ask its reader; the present one drops what waits.

    What is asked for already is not asked a second time.
    """
    if email == registration.pending_email:
        return
    forget_new(registration, act.now)
    if email != registration.email:
        registration.pending_email = email
        _ask(registration, visit, act)
    session.flush()


def forget_new(registration: Registration, now: datetime) -> None:
    """No new address waits any more, and the letter to it is taken back if it has not been sent."""
    if registration.pending_email:
        withdraw_mails(about(registration.id), registration.pending_email, now=now)
    registration.pending_email = registration.pending_until = None


def check_proof(registration: Registration, proof: EmailProof, *, now: datetime) -> str:
    """The new address that it proves.

    Raises ProofIsOver, as one of AddressIsConfirmed, ChangeWasDropped, ProofHasExpired, ProofIsSuperseded.
    """
    waiting = registration.pending_email
    if proof.is_of(registration.email):
        raise AddressIsConfirmed(email=mailboxes.shown(registration.email))
    if proof.generation != registration.generation or (waiting and not proof.is_of(waiting)):
        raise ProofIsSuperseded
    if now >= proof.until:
        raise ProofHasExpired
    if not waiting:
        raise ChangeWasDropped
    return waiting


def confirm_email(visit_id: int, proof: EmailProof, *, act: Act) -> None:
    """The person reads that mailbox. Their link is a new one and goes there; the earlier mailbox is told, without it.

    Letters that still wait for the earlier mailbox are taken back. Raises ProofIsOver, NewAddressTaken,
    RegistrationNotFound.
    """
    visit = hold_facts(visit_id)
    registration = get_row(visit_id, proof.registration)
    earlier, email = registration.email, check_proof(registration, proof, now=act.now)
    other = find_by_email(visit_id, email)
    if other is not None and other.id != registration.id:
        raise NewAddressTaken
    withdraw_mails(about(registration.id), earlier, now=act.now)
    registration.email, registration.email_key = email, mailboxes.key(email)
    registration.pending_email = registration.pending_until = None
    registration.generation += 1
    store(registration)
    write(mails.MOVED_HERE, registration, visit, act)
    page = act.links.to(addresses.visit(registration.language, visit.slug))
    write_to_mailbox(mails.MOVED_AWAY, registration, earlier, page, visit, act)
    record(registration, PersonAction.CHANGED, act, [{"field": "email"}])


def ask_again(visit_id: int, registration_id: UUID, email: str, *, act: Act) -> None:
    """Write to the new address once more. ``email``: the one that was seen to wait.

    Raises NothingToConfirm if none or another one waits, RegistrationNotFound.
    """
    visit = hold_facts(visit_id)
    registration = get_row(visit_id, registration_id)
    if registration.pending_email != email:
        raise NothingToConfirm
    withdraw_mails(about(registration.id), email, now=act.now)
    _ask(registration, visit, act)
    record(registration, PersonAction.CONFIRMATION_SENT, act)


def drop_new(visit_id: int, registration_id: UUID, *, act: Act) -> None:
    """Keep the present address. A second time nothing happens. Raises RegistrationNotFound."""
    hold_facts(visit_id)
    registration = get_row(visit_id, registration_id)
    if registration.pending_email:
        forget_new(registration, act.now)
        record(registration, PersonAction.ADDRESS_KEPT, act)


def drop_unproved(visit_id: int, *, act: Act) -> None:
    """Forget the new addresses that nobody has proved in time."""
    hold_facts(visit_id)
    late = select(Registration).where(Registration.visit_id == visit_id, Registration.pending_until <= act.now)
    for registration in session.scalars(late).all():
        forget_new(registration, act.now)
        record(registration, PersonAction.ADDRESS_KEPT, act)


def send_link(visit_id: int, registration_id: UUID, email: str, *, act: Act) -> None:
    """Write to the person once more, with the link to their own page. ``email``: where it is believed to go.

    Raises AnotherAddressMeanwhile if it would go elsewhere, RegistrationNotFound.
    """
    visit = hold_facts(visit_id)
    registration = get_row(visit_id, registration_id)
    if registration.email != email:
        raise AnotherAddressMeanwhile
    write(mails.LINK, registration, visit, act)
    record(registration, PersonAction.LINK_SENT, act)


def _ask(registration: Registration, visit: VisitFacts, act: Act) -> None:
    email, until = registration.pending_email or "", act.now + PROOF_LIFE
    registration.pending_until = until
    proof = act.links.email_proof(registration.id, registration.generation, email, until)
    write_to_mailbox(mails.NEW_EMAIL, registration, email, act.links.confirm_email(proof), visit, act)
