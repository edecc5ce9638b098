"""Registering, changing, cancelling; the queue moves by itself; data is erased when its term is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, delete, insert, select

from eventapp.core.db import execute, insert_row, session
from eventapp.core.errors import ChangedMeanwhile
from eventapp.core.links import Links
from eventapp.notifications.operations import empty_mails_about, queue_mail
from eventapp.registration import mails, rules
from eventapp.registration.errors import (
    AlreadyRegistered,
    EmailTaken,
    OrganisationIsFull,
    RegistrationIsCancelled,
    RegistrationNotFound,
    UnknownOrganisation,
)
from eventapp.registration.models import Registration, SearchWord
from eventapp.registration.queries import (
    OrganisationLimit,
    find_by_email,
    kept_until,
    organisation_limits,
    places,
    waiting,
)
from eventapp.registration.rules import Entry, Status
from eventapp.visits import history
from eventapp.visits.models import HeldVisit, Role
from eventapp.visits.operations import hold_facts

_WORDS = cast(Table, SearchWord.__table__)
TYPED = (
    *("given_name", "family_name", "phone", "other_organisation", "position"),
    *("diet", "diet_note", "needs", "language"),
)
"""What a person says of themselves and is kept as it was typed; organisation and e-mail have rules of their own."""


def register(visit_id: int, entry: Entry, *, links: Links, now: datetime) -> None:
    """Give the person a place or a spot in the queue, and write to them.

    Whoever is registered already only gets a letter with their link: nobody can learn from the answer who takes
    part. A cancelled registration is reopened, at the end of the queue. Window and places are judged first, for all
    alike. Raises RegistrationNotOpen, RegistrationClosed, VisitIsFull, OrganisationIsFull, UnknownOrganisation.
    """
    visit = hold_facts(visit_id)
    rules.check_window(now=now, opens_at=visit.registration_opens_at, closes_at=visit.registration_closes_at)
    organisations = organisation_limits(visit_id)
    organisation = _sender_id(organisations, entry.organisation)
    status = rules.decide_status(places(visit, organisations), organisation, queue=visit.queue)
    known = find_by_email(visit_id, entry.email)
    if known and known.status != Status.CANCELLED:
        _write(mails.AGAIN, known, visit, links, now)
        return
    registration = known or _newcomer(visit_id, now)
    _enter(registration, entry, organisation, status, visit, now)
    _welcome(registration, visit, history.PARTICIPANT, links, now)


def add_registration(visit_id: int, entry: Entry, *, by: str, links: Links, now: datetime) -> UUID:
    """Register a person for whom an organiser speaks, also outside the window; gives the registration's id.

    Places and queue are judged as for everybody. Raises AlreadyRegistered, VisitIsFull, OrganisationIsFull,
    UnknownOrganisation.
    """
    visit = hold_facts(visit_id)
    known = find_by_email(visit_id, entry.email)
    if known and known.status != Status.CANCELLED:
        raise AlreadyRegistered(known.id)
    organisations = organisation_limits(visit_id)
    organisation = _sender_id(organisations, entry.organisation)
    status = rules.decide_status(places(visit, organisations), organisation, queue=visit.queue)
    registration = known or _newcomer(visit_id, now)
    _enter(registration, entry, organisation, status, visit, now)
    _welcome(registration, visit, by, links, now)
    return registration.id


def change_registration(
    visit_id: int,
    registration_id: UUID,
    entry: Entry,
    *,
    by: str,
    links: Links,
    now: datetime,
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Write down what was changed. A new e-mail address waits for a click on the link sent there.

    ``seen``: what the organiser saw of it (``said``); None for the person, who has the last word. Raises
    ChangedMeanwhile, OrganisationIsFull (the old place is kept), UnknownOrganisation, RegistrationIsCancelled,
    RegistrationNotFound.
    """
    visit = hold_facts(visit_id)
    registration = _get(visit_id, registration_id)
    if registration.status == Status.CANCELLED:
        raise RegistrationIsCancelled
    before = said(registration)
    if seen is not None:
        _check_unchanged(before, seen)
    organisations = organisation_limits(visit_id)
    organisation = _sender_id(organisations, entry.organisation)
    takes_a_place = organisation != registration.organisation_id and registration.status == Status.CONFIRMED
    if takes_a_place and places(visit, organisations).organisation_is_full(organisation):
        raise OrganisationIsFull
    _fill_in(registration, entry, organisation)
    registration.pending_email = None if entry.email == registration.email else entry.email
    _store(registration)
    if registration.pending_email:
        _write_to_new_address(registration, visit, links, now)
    # of a person's data the history keeps that it changed, not what it was
    changed = [{"field": name} for name, value in said(registration).items() if value != before[name]]
    if changed:
        _record(registration, "changed", by, now, changed)
    _promote(visit, by, links, now)


def confirm_email(visit_id: int, registration_id: UUID, email: str, *, now: datetime) -> None:
    """The person has shown that they read that mailbox. Raises RegistrationNotFound, EmailTaken."""
    hold_facts(visit_id)
    registration = _get(visit_id, registration_id)
    if registration.pending_email != email:
        raise RegistrationNotFound
    other = find_by_email(visit_id, email)
    if other is not None and other.id != registration.id:
        raise EmailTaken
    registration.email, registration.email_key = email, email.casefold()
    registration.pending_email = None
    _store(registration)
    _record(registration, "changed", history.PARTICIPANT, now, [{"field": "email"}])


def cancel_registration(visit_id: int, registration_id: UUID, *, by: str, links: Links, now: datetime) -> None:
    """Give the place back; the next in the queue gets it. A second time nothing happens.

    Raises RegistrationNotFound.
    """
    visit = hold_facts(visit_id)
    registration = _get(visit_id, registration_id)
    if registration.status == Status.CANCELLED:
        return
    _set_status(registration, Status.CANCELLED, "cancelled", by, now)
    _write(mails.CANCELLED, registration, visit, links, now)
    _promote(visit, by, links, now)


def send_link(visit_id: int, registration_id: UUID, *, by: str, links: Links, now: datetime) -> None:
    """Write to the person once more, with the link to their own page. Raises RegistrationNotFound."""
    visit = hold_facts(visit_id)
    registration = _get(visit_id, registration_id)
    _write(mails.LINK, registration, visit, links, now)
    _record(registration, "link sent", by, now)


def fill_places(visit_id: int, *, by: str, links: Links, now: datetime) -> None:
    """Promote whoever can be promoted, after limits were raised."""
    visit = hold_facts(visit_id)
    _promote(visit, by, links, now)


def erase_expired(visit_id: int, *, links: Links, now: datetime) -> int:
    """Delete the registrations whose term is over, and what was written to and of these people; gives their number."""
    visit = hold_facts(visit_id)
    rows = session.scalars(select(Registration).where(Registration.visit_id == visit_id)).all()
    expired = [row for row in rows if now >= kept_until(visit, row.consent_at)]
    for row in expired:
        empty_mails_about(_about(row), now=now)
        history.forget(visit_id, thing(row))
        _forget_words(row)
        session.delete(row)
    session.flush()
    if expired:
        number = [history.change("number", None, len(expired))]
        history.record(visit_id, by=history.WORKER, action="erased", thing="registrations", now=now, changes=number)
    _promote(visit, history.WORKER, links, now)
    return len(expired)


def said(registration: Registration) -> dict[str, Any]:
    """What can be changed of a registration, as plain JSON: to be compared with what somebody saw of it."""
    kept: dict[str, Any] = {name: str(getattr(registration, name)) for name in TYPED}
    email = registration.pending_email or registration.email
    return kept | {"email": email, "organisation": registration.organisation_id}


def thing(registration: Registration) -> str:
    """What the history calls it."""
    return f"registration.{registration.id}"


def _check_unchanged(now: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    changes = [(name, seen[name], value) for name, value in now.items() if name in seen and seen[name] != value]
    if changes:
        raise ChangedMeanwhile(changes)


def _get(visit_id: int, registration_id: UUID) -> Registration:
    """As it is now that the visit is held, not as it was when the page was read."""
    found = session.get(Registration, registration_id, populate_existing=True)
    if found is None or found.visit_id != visit_id:
        raise RegistrationNotFound
    return found


def _sender_id(organisations: Sequence[OrganisationLimit], code: str) -> int | None:
    """The id of one whose people may register, None for "other" (""). Raises UnknownOrganisation."""
    if not code:
        return None
    found = next((item.id for item in organisations if item.code == code and item.role != Role.HOST), None)
    if found is None:
        raise UnknownOrganisation
    return found


def _newcomer(visit_id: int, now: datetime) -> Registration:
    """With all that the link to their page is made of, which is written before anybody reads the row."""
    return Registration(visit_id=visit_id, id=uuid4(), generation=1, created_at=now)


def _enter(
    registration: Registration, entry: Entry, organisation: int | None, status: Status, visit: HeldVisit, now: datetime
) -> None:
    """Somebody new, or who had cancelled: at the end of the queue."""
    registration.email, registration.email_key = entry.email, entry.email.casefold()
    registration.pending_email = None
    registration.consent_at = now
    registration.status, registration.turn = status, visit.version
    _fill_in(registration, entry, organisation)
    _store(registration)


def _welcome(registration: Registration, visit: HeldVisit, by: str, links: Links, now: datetime) -> None:
    kind = mails.CONFIRMED if registration.status == Status.CONFIRMED else mails.WAITLISTED
    _write(kind, registration, visit, links, now)
    _record(registration, "registered", by, now, [history.change("status", None, str(registration.status))])


def _fill_in(registration: Registration, entry: Entry, organisation: int | None) -> None:
    registration.organisation_id = organisation
    for name in TYPED:
        setattr(registration, name, getattr(entry, name))


def _store(registration: Registration) -> None:
    """Write a new row or what has changed in one, and the words by which the person is found."""
    # family name first: lists are sorted by it
    names = (registration.family_name, registration.given_name)
    key = rules.search_key(*names, registration.email, registration.other_organisation, phone=registration.phone)
    is_new, is_found_otherwise = registration not in session, key != registration.search_key
    if is_found_otherwise and not is_new:
        _forget_words(registration)
    registration.search_key = key
    if is_new:
        insert_row(registration)
    else:
        session.flush()
    if is_found_otherwise and key:
        row = {"visit_id": registration.visit_id, "registration_id": registration.id}
        execute(insert(_WORDS), [row | {"word": word} for word in sorted(set(key.split()))])


def _forget_words(registration: Registration) -> None:
    words = delete(SearchWord).where(
        SearchWord.visit_id == registration.visit_id,
        SearchWord.word.in_(registration.search_key.split()),
        SearchWord.registration_id == registration.id,
    )
    session.execute(words)


def _promote(visit: HeldVisit, by: str, links: Links, now: datetime) -> None:
    for promoted in rules.promotions(waiting(visit.id), places(visit)):
        registration = session.get_one(Registration, promoted)
        _set_status(registration, Status.CONFIRMED, "promoted", by, now)
        _write(mails.PROMOTED, registration, visit, links, now)


def _set_status(registration: Registration, status: Status, action: str, by: str, now: datetime) -> None:
    change = history.change("status", str(registration.status), str(status))
    registration.status = status
    session.flush()
    _record(registration, action, by, now, [change])


def _record(
    registration: Registration, action: str, by: str, now: datetime, changes: list[dict[str, Any]] | None = None
) -> None:
    history.record(
        registration.visit_id, by=by, action=action, thing=thing(registration), now=now, changes=changes or []
    )


def _about(registration: Registration) -> str:
    return f"registration:{registration.id.hex[:24]}"


def _write(kind: mails.Kind, registration: Registration, visit: HeldVisit, links: Links, now: datetime) -> None:
    confirmed = kind in (mails.CONFIRMED, mails.PROMOTED)
    attachments: list[dict[str, Any]] = [{"kind": "visit.ics", "visit": visit.id}] if confirmed else []
    queue_mail(
        mails.write(kind, registration, visit, links),
        about=_about(registration),
        to=(f"{registration.given_name} {registration.family_name}", registration.email),
        message_host=links.host,
        now=now,
        visit_id=visit.id,
        attachments=attachments,
    )


def _write_to_new_address(registration: Registration, visit: HeldVisit, links: Links, now: datetime) -> None:
    email = registration.pending_email or ""
    link = links.confirm_email(registration.id, registration.generation, email)
    queue_mail(
        mails.write(mails.NEW_EMAIL, registration, visit, links, link=link),
        about=_about(registration),
        to=(f"{registration.given_name} {registration.family_name}", email),
        message_host=links.host,
        now=now,
        visit_id=visit.id,
    )
