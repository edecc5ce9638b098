"""Organisers decide about people: approved or not, a place out of turn or beyond the limit, waiting ended; and a person
answers whether they take the place that is offered to them."""

from typing import Final
from uuid import UUID

from sqlalchemy import select

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.text import clean_text
from eventapp.registration import contact, mails
from eventapp.registration import deciding_mails as letters
from eventapp.registration.entering import welcome_of
from eventapp.registration.errors import (
    NothingOffered,
    NotWaiting,
    NotWaitingForDecision,
    ReasonMissing,
    ReasonTooLong,
)
from eventapp.registration.history import PersonAction
from eventapp.registration.models import Registration
from eventapp.registration.operations import end, end_passed_offers, promote, set_status, status_for
from eventapp.registration.rows import get_row, store, write
from eventapp.registration.rules import Status, queue_is_open
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_facts

MOST_WORDS: Final = 600


def approve(visit_id: int, registration_id: UUID, *, act: Act) -> None:
    """Let a registration that was looked at count: a place if one is free, else a turn in the queue, since it was sent.

    Of whoever is offered a place it says yes for them. They are written to. Raises NotWaitingForDecision, VisitIsFull,
    OrganisationIsFull, ChoiceIsFull (nobody can wait), RegistrationNotFound, PersonIsEmptied.
    """
    visit = hold_facts(visit_id)
    approve_row(visit, get_row(visit_id, registration_id), act)


def approve_row(visit: VisitFacts, row: Registration, act: Act) -> None:
    """The same of a row that is held. Raises NotWaitingForDecision, VisitIsFull, OrganisationIsFull, ChoiceIsFull."""
    if row.status == Status.OFFERED:
        set_status(row, Status.CONFIRMED, PersonAction.ACCEPTED, act)
        write(mails.CONFIRMED, row, visit, act)
        return
    if row.status != Status.PENDING:
        raise NotWaitingForDecision
    status = status_for(visit, row, queue=queue_is_open(visit, queue=visit.queue, now=act.now))
    set_status(row, status, PersonAction.APPROVED, act)
    write(welcome_of(status), row, visit, act, first=letters.told(row, letters.ACCEPTED_BY_ORGANISERS))


def reject(visit_id: int, registration_id: UUID, reason: str, *, act: Act) -> None:
    """Do not let it count; the person reads why. It stays so, also when they register again.

    Raises NotWaitingForDecision, ReasonMissing, ReasonTooLong, RegistrationNotFound, PersonIsEmptied.
    """
    visit = hold_facts(visit_id)
    reject_row(visit, get_row(visit_id, registration_id), reason, act)


def reject_row(visit: VisitFacts, row: Registration, reason: str, act: Act) -> None:
    """The same of a row that is held. Raises NotWaitingForDecision, ReasonMissing, ReasonTooLong."""
    words = checked_words(reason, needed=True)
    if row.status != Status.PENDING:
        raise NotWaitingForDecision
    contact.forget_new(row, act.now)
    row.reason = words
    set_status(row, Status.REJECTED, PersonAction.REJECTED, act)
    write(letters.REJECTED, row, visit, act, first=letters.told(row, letters.NOT_ACCEPTED, reason=words))


def decide_again(visit_id: int, registration_id: UUID, *, act: Act) -> None:
    """A registration that was not accepted is to be decided once more; nobody is written to. A second time nothing
    happens. Raises NotWaitingForDecision, RegistrationNotFound, PersonIsEmptied.
    """
    hold_facts(visit_id)
    row = get_row(visit_id, registration_id)
    if row.status == Status.PENDING:
        return
    if row.status != Status.REJECTED:
        raise NotWaitingForDecision
    row.reason = ""
    set_status(row, Status.PENDING, PersonAction.DECIDED_AGAIN, act)


def give_place(visit_id: int, registration_id: UUID, reason: str, *, beyond: bool, act: Act) -> None:
    """Give somebody who waits a place, whoever is before them, with a reason that organisers alone read.

    ``beyond``: also if none is free; the queue then stands until the number is below the limit again. Raises
    NotWaiting, VisitIsFull, OrganisationIsFull, ChoiceIsFull, ReasonMissing, ReasonTooLong, RegistrationNotFound,
    PersonIsEmptied.
    """
    visit = hold_facts(visit_id)
    row = get_row(visit_id, registration_id)
    words = checked_words(reason, needed=True)
    if row.status not in (Status.WAITLISTED, Status.PENDING):
        raise NotWaiting
    action = PersonAction.OUT_OF_TURN
    if beyond and status_for(visit, row, queue=True) is not Status.CONFIRMED:
        action = PersonAction.BEYOND
    elif not beyond:
        status_for(visit, row, queue=False)
    row.reason = words
    store(row)
    set_status(row, Status.CONFIRMED, action, act)
    write(mails.CONFIRMED, row, visit, act, first=letters.told(row, letters.GIVEN))


def call_off(visit_id: int, words: str, *, act: Act) -> int:
    """End the waiting of all who wait; each is written to, with the organiser's words. Gives their number.

    Raises ReasonTooLong.
    """
    visit = hold_facts(visit_id)
    said = checked_words(words, needed=False)
    waiting = select(Registration).where(Registration.visit_id == visit_id, Registration.status == Status.WAITLISTED)
    rows = session.scalars(waiting.order_by(Registration.turn)).all()
    for row in rows:
        first = letters.told(row, letters.THEY_SAY, said=said) if said else mails.NOTHING_FIRST
        end(visit, row, PersonAction.CALLED_OFF, letters.CALLED_OFF, act, first=first)
    return len(rows)


# ---- a place that is offered


def accept(visit_id: int, registration_id: UUID, *, act: Act) -> None:
    """Take the place that is offered. A second time nothing happens. Raises NothingOffered (or it is too late),
    RegistrationNotFound, PersonIsEmptied.
    """
    visit = hold_facts(visit_id)
    row = get_row(visit_id, registration_id)
    if row.status == Status.CONFIRMED:
        return
    if row.status != Status.OFFERED or (row.offered_until is not None and row.offered_until <= act.now):
        raise NothingOffered
    set_status(row, Status.CONFIRMED, PersonAction.ACCEPTED, act)
    write(mails.CONFIRMED, row, visit, act)


def decline(visit_id: int, registration_id: UUID, *, act: Act) -> None:
    """Leave it to the next in the queue; who declines may register again later. A second time nothing happens.

    Raises NothingOffered, RegistrationNotFound, PersonIsEmptied.
    """
    visit = hold_facts(visit_id)
    row = get_row(visit_id, registration_id)
    if row.status == Status.CANCELLED:
        return
    if row.status != Status.OFFERED:
        raise NothingOffered
    end(visit, row, PersonAction.DECLINED, letters.DECLINED, act)
    promote(visit, act)


def pass_offers(visit_id: int, *, act: Act) -> int:
    """Whoever has not answered in time is not registered any more, and is told; gives their number."""
    visit = hold_facts(visit_id)
    number = end_passed_offers(visit, act)
    if number:
        promote(visit, act)
    return number


def checked_words(typed: str, *, needed: bool) -> str:
    """A reason as it is kept. Raises ReasonMissing, ReasonTooLong."""
    words = clean_text(typed)
    if needed and not words:
        raise ReasonMissing
    if len(words) > MOST_WORDS:
        raise ReasonTooLong(most=MOST_WORDS, number=len(words))
    return words
