"""Registering, changing, cancelling; the queue moves by itself; data is erased when its term is over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from eventapp.core.db import session
from eventapp.core.links import Links
from eventapp.notifications.operations import empty_mails_about, queue_mail
from eventapp.registration import mails, rules
from eventapp.registration.errors import (
    EmailTaken,
    OrganisationIsFull,
    RegistrationIsCancelled,
    RegistrationNotFound,
    UnknownOrganisation,
)
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_email, kept_until, places, sending_organisations, waiting
from eventapp.registration.rules import Entry, Status
from eventapp.visits.models import Organisation, Visit
from eventapp.visits.operations import hold_visit


def register(visit_id: int, entry: Entry, *, language: str, links: Links, now: datetime) -> None:
    """Give the person a place or a spot in the queue, and write to them.

    Whoever is registered already only gets a letter with their link: nobody can learn from the answer who takes
    part. A cancelled registration is reopened, at the end of the queue. Window and places are judged first, for all
    alike. Raises RegistrationNotOpen, RegistrationClosed, VisitIsFull, OrganisationIsFull, UnknownOrganisation.
    """
    visit = hold_visit(visit_id)
    rules.check_window(now=now, opens_at=visit.registration_opens_at, closes_at=visit.registration_closes_at)
    senders = sending_organisations(visit_id)
    organisation = _organisation_id(senders, entry.organisation)
    status = rules.decide_status(places(visit, senders), organisation, queue=visit.queue)
    known = find_by_email(visit_id, entry.email)
    if known and known.status != Status.CANCELLED:
        _write(mails.AGAIN, known, visit, links, now)
        return
    # its link is written before the row is: both go to the database together
    registration = known or Registration(id=uuid4(), generation=1, visit_id=visit_id, created_at=now)
    _fill_in(registration, entry, organisation)
    registration.email, registration.email_key = entry.email, entry.email.casefold()
    registration.pending_email = None
    registration.language, registration.consent_at = language, now
    registration.status, registration.turn = status, visit.version
    session.add(registration)
    _write(mails.CONFIRMED if status == Status.CONFIRMED else mails.WAITLISTED, registration, visit, links, now)


def change_registration(
    visit_id: int, registration_id: UUID, entry: Entry, *, language: str, links: Links, now: datetime
) -> None:
    """Write down what the person changed. A new e-mail address waits for a click on the link sent there.

    Raises OrganisationIsFull (the old place is kept), UnknownOrganisation, RegistrationIsCancelled,
    RegistrationNotFound.
    """
    visit = hold_visit(visit_id)
    registration = _get(visit_id, registration_id)
    if registration.status == Status.CANCELLED:
        raise RegistrationIsCancelled
    organisation = _organisation_id(sending_organisations(visit_id), entry.organisation)
    moves = organisation != registration.organisation_id
    if moves and registration.status == Status.CONFIRMED and places(visit).organisation_is_full(organisation):
        raise OrganisationIsFull
    _fill_in(registration, entry, organisation)
    registration.language = language
    registration.pending_email = None if entry.email == registration.email else entry.email
    session.flush()
    if registration.pending_email:
        _write_to_new_address(registration, visit, links, now)
    _promote(visit, links, now)


def confirm_email(visit_id: int, registration_id: UUID, email: str) -> None:
    """The person has shown that they read that mailbox. Raises RegistrationNotFound, EmailTaken."""
    hold_visit(visit_id)
    registration = _get(visit_id, registration_id)
    if registration.pending_email != email:
        raise RegistrationNotFound
    other = find_by_email(visit_id, email)
    if other is not None and other.id != registration.id:
        raise EmailTaken
    registration.email, registration.email_key = email, email.casefold()
    registration.pending_email = None
    session.flush()


def cancel_registration(visit_id: int, registration_id: UUID, *, links: Links, now: datetime) -> None:
    """Give the place back; the next in the queue gets it. A second time nothing happens.

    Raises RegistrationNotFound.
    """
    visit = hold_visit(visit_id)
    registration = _get(visit_id, registration_id)
    if registration.status == Status.CANCELLED:
        return
    registration.status = Status.CANCELLED
    session.flush()
    _write(mails.CANCELLED, registration, visit, links, now)
    _promote(visit, links, now)


def fill_places(visit_id: int, *, links: Links, now: datetime) -> None:
    """Promote whoever can be promoted, after limits were raised."""
    visit = hold_visit(visit_id)
    _promote(visit, links, now)


def erase_expired(visit_id: int, *, links: Links, now: datetime) -> int:
    """Delete the registrations whose term is over, and what was written to these people; gives their number."""
    visit = hold_visit(visit_id)
    rows = session.scalars(select(Registration).where(Registration.visit_id == visit_id)).all()
    expired = [row for row in rows if now >= kept_until(visit, row.created_at)]
    for row in expired:
        empty_mails_about(_about(row), now=now)
        session.delete(row)
    session.flush()
    _promote(visit, links, now)
    return len(expired)


def _get(visit_id: int, registration_id: UUID) -> Registration:
    """As it is now that the visit is held, not as it was when the page was read."""
    found = session.get(Registration, registration_id, populate_existing=True)
    if found is None or found.visit_id != visit_id:
        raise RegistrationNotFound
    return found


def _organisation_id(senders: Sequence[Organisation], code: str) -> int | None:
    """The organisation's id, None for "other" (""). Raises UnknownOrganisation."""
    if not code:
        return None
    found = next((item.id for item in senders if item.code == code), None)
    if found is None:
        raise UnknownOrganisation
    return found


def _fill_in(registration: Registration, entry: Entry, organisation: int | None) -> None:
    registration.organisation_id = organisation
    for name in ("given_name", "family_name", "phone", "other_organisation", "position", "diet", "diet_note", "needs"):
        setattr(registration, name, getattr(entry, name))


def _promote(visit: Visit, links: Links, now: datetime) -> None:
    for promoted in rules.promotions(waiting(visit.id), places(visit)):
        registration = session.get_one(Registration, promoted)
        registration.status = Status.CONFIRMED
        session.flush()
        _write(mails.PROMOTED, registration, visit, links, now)


def _about(registration: Registration) -> str:
    return f"registration:{registration.id.hex[:24]}"


def _write(kind: mails.Kind, registration: Registration, visit: Visit, links: Links, now: datetime) -> None:
    confirmed = kind in (mails.CONFIRMED, mails.PROMOTED)
    attachments: list[dict[str, Any]] = [{"kind": "visit.ics", "visit": visit.id}] if confirmed else []
    queue_mail(
        mails.write(kind, registration, visit, links),
        about=_about(registration),
        to=(f"{registration.given_name} {registration.family_name}", registration.email),
        language=registration.language,
        message_host=links.host,
        now=now,
        attachments=attachments,
    )


def _write_to_new_address(registration: Registration, visit: Visit, links: Links, now: datetime) -> None:
    email = registration.pending_email or ""
    link = links.confirm_email(registration.id, registration.generation, email)
    queue_mail(
        mails.write(mails.NEW_EMAIL, registration, visit, links, link=link),
        about=_about(registration),
        to=(f"{registration.given_name} {registration.family_name}", email),
        language=registration.language,
        message_host=links.host,
        now=now,
    )
