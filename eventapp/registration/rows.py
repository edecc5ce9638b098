"""Rows of people: read, written, written to in letters."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, inspect, select

from eventapp.core import erasures, keepers, mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import execute, insert_row, session, update_row
from eventapp.core.keepers import Person
from eventapp.core.personal import EVERYTHING
from eventapp.core.text import LocalizedText
from eventapp.notifications.models import Mail
from eventapp.notifications.operations import queue_mail, withdraw_mails
from eventapp.questions.answers import forget_answers
from eventapp.registration import mails, reach
from eventapp.registration.attachments import visit_calendar
from eventapp.registration.errors import PersonIsEmptied, RegistrationNotFound
from eventapp.registration.models import NOWHERE, SORTED_BY, Attempt, Registration
from eventapp.registration.words import forget_words, key_of, write_words
from eventapp.visits.facts import VisitFacts


def about(identity: UUID) -> str:
    """What letters call that registration."""
    return f"registration:{identity.hex[:24]}"


def get_row(visit_id: int, registration_id: UUID) -> Registration:
    """As it is now that the visit is held, not as it was when the page was read.

    Raises RegistrationNotFound, PersonIsEmptied.
    """
    found = session.get(Registration, registration_id, populate_existing=True)
    if found is None or found.visit_id != visit_id:
        raise RegistrationNotFound
    if found.emptied_at is not None:
        raise PersonIsEmptied
    return found


def get_rows(visit_id: int, ids: Collection[UUID]) -> dict[UUID, Registration]:
    """Those of them that the visit has, as they are now that it is held; in one statement. Whoever is proof is not."""
    query = select(Registration).where(
        Registration.visit_id == visit_id, Registration.id.in_(ids), Registration.emptied_at.is_(None)
    )
    return {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}


def write_person(registration: Registration, earlier: Registration | None = None) -> None:
    """Write a row that no session knows; the worker sees to what only lists and searching need of it.

    ``earlier``: what the row of the same id was before, whose words stay until then; None: there is none.
    """
    _take_out_of_order(registration)
    if earlier is None:
        registration.search_key = ""
        insert_row(registration)
    else:
        update_row(registration)


def write_attempt(attempt: Attempt) -> None:
    """Write what was typed for somebody who is registered, at the price of a registration. Nobody is found by it."""
    attempt.search_key = ""
    insert_row(attempt)


def move(copy: Registration, email: str, *, is_free: bool, now: datetime) -> None:
    """Take a row, of which no session knows that copy, to another address: its link is a new one.

    What waits for the earlier address is taken back. ``is_free``: nobody else of the visit has it.
    """
    withdraw_mails(about(copy.id), copy.email, now=now)
    earlier = copy.search_key
    copy.email, copy.email_key = email, mailboxes.key(email) if is_free else None
    copy.generation += 1
    copy.search_key = key_of(copy)
    update_row(copy)
    write_words(copy, instead_of=earlier)


def store(registration: Registration) -> None:
    """Write what has changed in a row that was loaded, and the words by which the person is found."""
    earlier, registration.search_key = registration.search_key, key_of(registration)
    if {"family_name", "given_name"} & {change.key for change in inspect(registration).attrs if change.history.added}:
        _take_out_of_order(registration)
    session.flush()
    if registration.search_key != earlier:
        write_words(registration, instead_of=earlier)


def _take_out_of_order(registration: Registration) -> None:
    """Until the worker finds the place of a new name, and of a newcomer the words."""
    for column in SORTED_BY.values():
        setattr(registration, column, NOWHERE)


def erase(registration: Registration, *, act: Act) -> None:
    """Delete all that any room keeps of the person; the bare id is kept."""
    erasures.remember("registration", str(registration.id), now=act.now)
    keepers.erase(Person(registration.visit_id, registration.id), EVERYTHING, act=act)


def forget_attempts(late: ColumnElement[bool]) -> None:
    """Delete those attempts, with the words that earlier versions of the program wrote of them."""
    for attempt in session.scalars(select(Attempt).where(late)).all():
        forget_words(attempt)
        forget_answers(attempt.visit_id, attempt.id)
    execute(delete(Attempt).where(late))


def write(
    kind: mails.Kind,
    registration: Registration,
    visit: VisitFacts,
    act: Act,
    *,
    typed: str = "",
    first: LocalizedText = mails.NOTHING_FIRST,
) -> Mail:
    """Put a letter of that kind to the person into the outbox; ``typed``: who else was, for mails.AGAIN_OTHER.

    ``first``: what it says before all else, in each language.
    """
    taken_out = kind is mails.CANCELLED and registration.calendar_count % 2 == 1
    told = taken_out or kind in (mails.CONFIRMED, mails.PUT_BACK, mails.PROMOTED)
    through = reach.through(registration, act.links)
    attachments = [visit_calendar(registration, cancelled=taken_out)] if told and not through else []
    own = f"{registration.given_name} {registration.family_name}", registration.email
    letter = mails.write(kind, registration, visit, act.links, act.now, typed=typed, first=first)
    return queue_mail(
        mails.by_way_of(letter, through, own[0]) if through else letter,
        about=about(registration.id),
        to=(through.name, through.email) if through else own,
        message_host=act.links.host,
        now=act.now,
        visit_id=visit.id,
        attachments=attachments,
    )


def write_to_mailbox(
    kind: mails.Kind, registration: Registration, email: str, link: str, visit: VisitFacts, act: Act
) -> None:
    """Put a letter into the outbox to a mailbox that need not be the person's: without a name, and with that link."""
    queue_mail(
        mails.write_to_mailbox(kind, registration.language, visit, link, act.links),
        about=about(registration.id),
        to=("", email),
        message_host=act.links.host,
        now=act.now,
        visit_id=visit.id,
    )
