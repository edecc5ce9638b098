"""Rows of people: read, written with the words by which they are found, written to in letters."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, delete, inspect, select, text

from eventapp.core import erasures, keepers, mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import execute, insert_row, session, update_row
from eventapp.core.keepers import Person
from eventapp.core.personal import EVERYTHING
from eventapp.notifications.models import Mail
from eventapp.notifications.operations import queue_mail, withdraw_mails
from eventapp.questions.answers import forget_answers
from eventapp.registration import mails
from eventapp.registration.attachments import visit_calendar
from eventapp.registration.errors import PersonIsEmptied, RegistrationNotFound
from eventapp.registration.finding import search_key
from eventapp.registration.models import NOWHERE, SORTED_BY, Attempt, Registration, SearchWord
from eventapp.visits.facts import VisitFacts

_WORDS = SearchWord.__table__.c
_INSERT_WORDS = text(
    "INSERT INTO registration_word (visit_id, word, registration_id) VALUES (:visit_id, :word, :registration_id)"
    " ON CONFLICT DO NOTHING"
).bindparams(bindparam("registration_id", type_=_WORDS.registration_id.type))
_DELETE_WORDS = delete(SearchWord.__table__).where(  # type: ignore[arg-type]
    _WORDS.visit_id == bindparam("of_visit"),
    _WORDS.word == bindparam("of_word"),
    _WORDS.registration_id == bindparam("of_row"),
)


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
    """Write a row that no session knows, and the words by which the person is found.

    ``earlier``: what the row of the same id was before; None: there is none.
    """
    registration.search_key = _search_key(registration)
    _take_out_of_order(registration)
    if earlier is None:
        insert_row(registration)
    else:
        update_row(registration)
    _write_words(registration, instead_of=earlier.search_key if earlier else "")


def write_attempt(attempt: Attempt) -> None:
    """Write what was typed for somebody who is registered, at the price of a registration: with its words, too, though
    nobody is found by them."""
    attempt.search_key = _search_key(attempt)
    insert_row(attempt)
    _write_words(attempt)


def move(copy: Registration, email: str, *, is_free: bool, now: datetime) -> None:
    """Take a row, of which no session knows that copy, to another address: its link is a new one.

    What waits for the earlier address is taken back. ``is_free``: nobody else of the visit has it.
    """
    withdraw_mails(about(copy.id), copy.email, now=now)
    earlier = copy.search_key
    copy.email, copy.email_key = email, mailboxes.key(email) if is_free else None
    copy.generation += 1
    copy.search_key = _search_key(copy)
    update_row(copy)
    _write_words(copy, instead_of=earlier)


def store(registration: Registration) -> None:
    """Write what has changed in a row that was loaded, and the words by which the person is found."""
    earlier, registration.search_key = registration.search_key, _search_key(registration)
    if {"family_name", "given_name"} & {change.key for change in inspect(registration).attrs if change.history.added}:
        _take_out_of_order(registration)
    session.flush()
    if registration.search_key != earlier:
        _write_words(registration, instead_of=earlier)


def _take_out_of_order(registration: Registration) -> None:
    """Until the worker finds the place of a new name."""
    for column in SORTED_BY.values():
        setattr(registration, column, NOWHERE)


def _search_key(registration: Registration | Attempt) -> str:
    names = (registration.family_name, registration.given_name)
    email = mailboxes.shown(registration.email)
    return search_key(*names, email, registration.other_organisation, phone=registration.phone)


def _write_words(row: Registration | Attempt, *, instead_of: str = "") -> None:
    words = set(row.search_key.split())
    if stale := set(instead_of.split()) - words:
        _delete_words(row, stale)
    if words:
        asked = [{"visit_id": row.visit_id, "registration_id": row.id, "word": word} for word in sorted(words)]
        execute(_INSERT_WORDS, asked)


def _delete_words(row: Registration | Attempt, words: set[str]) -> None:
    asked = [{"of_visit": row.visit_id, "of_word": word, "of_row": row.id} for word in sorted(words)]
    execute(_DELETE_WORDS, asked)


def erase(registration: Registration, *, act: Act) -> None:
    """Delete all that any room keeps of the person; the bare id is kept."""
    erasures.remember("registration", str(registration.id), now=act.now)
    keepers.erase(Person(registration.visit_id, registration.id), EVERYTHING, act=act)


def forget_attempts(late: ColumnElement[bool]) -> None:
    """Delete those attempts, with their words."""
    for attempt in session.scalars(select(Attempt).where(late)).all():
        _forget_words(attempt)
        forget_answers(attempt.visit_id, attempt.id)
    execute(delete(Attempt).where(late))


def _forget_words(row: Registration | Attempt) -> None:
    if words := set(row.search_key.split()):
        _delete_words(row, words)


def write(
    kind: mails.Kind, registration: Registration, visit: VisitFacts, act: Act, *, typed: str = "", first: str = ""
) -> Mail:
    """Put a letter of that kind to the person into the outbox; ``typed``: who else was, for mails.AGAIN_OTHER.

    ``first``: what it says before all else.
    """
    taken_out = kind is mails.CANCELLED and registration.calendar_count % 2 == 1
    told = taken_out or kind in (mails.CONFIRMED, mails.PUT_BACK, mails.PROMOTED)
    attachments = [visit_calendar(registration, cancelled=taken_out)] if told else []
    return queue_mail(
        mails.write(kind, registration, visit, act.links, act.now, typed=typed, first=first),
        about=about(registration.id),
        to=(f"{registration.given_name} {registration.family_name}", registration.email),
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
