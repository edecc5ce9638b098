"""Somebody comes: their row and letter are written, or what was typed of whoever is there; the visit is held."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from eventapp.core import mailboxes
from eventapp.core.acts import Act, ActorKind
from eventapp.core.text import LocalizedText
from eventapp.notifications.models import Mail
from eventapp.questions.answers import write_answers, write_instead
from eventapp.registration import deciding_mails, mails, rules
from eventapp.registration.consent_texts import keep_texts
from eventapp.registration.errors import OrganisersDecideThat
from eventapp.registration.history import PersonAction, record
from eventapp.registration.models import Attempt, Registration
from eventapp.registration.queries import OrganisationLimit, copy_at_address
from eventapp.registration.rows import write, write_attempt, write_person
from eventapp.registration.rules import Entry, Status
from eventapp.visits import history
from eventapp.visits.facts import VisitFacts


class Entered(NamedTuple):
    """``row``: of which no session knows that copy; ``made``: it was not there, or has moved; ``attempt``: what was
    typed of whoever is registered already."""

    row: Registration
    mail: Mail
    made: bool
    attempt: Attempt | None


def enter(
    visit: VisitFacts,
    entry: Entry,
    organisation: int | None,
    status: Status,
    *,
    act: Act,
    moved: Registration | None = None,
    first: LocalizedText = mails.NOTHING_FIRST,
) -> Entered:
    """Write somebody's row and letter, or of whoever is known what was typed and a letter; the visit is held.

    ``first``: what the letter says before all else, in each language.
    """
    key = mailboxes.key(entry.email)
    known = moved or copy_at_address(visit.id, key)
    if known is None or known.status == Status.CANCELLED:
        reader = newcomer(visit.id, act.now) if known is None else _comeback(known)
        reader.email_key = key
        describe(reader, entry, organisation, status, visit, act.now)
        write_person(reader, earlier=known)
        (write_answers if known is None else write_instead)(visit.id, reader.id, entry.answered)
        kind, attempt, typed, action = welcome_of(status), None, "", PersonAction.REGISTERED
        changes = [history.change("status", None, str(status))]
    else:
        reader, attempt = known, _attempt(known, entry, organisation, visit, act.now)
        attempt.is_other = moved is None and not rules.is_one_name(name_of(known), name_of(entry))
        write_attempt(attempt)
        write_answers(visit.id, attempt.id, entry.answered)
        typed = " ".join(name_of(entry)) if attempt.is_other else ""
        kind = welcome_of(status) if moved else _again(known, typed)
        action = PersonAction.CHANGED if moved else PersonAction.REGISTERED_AGAIN
        changes = [{"field": "email"}] if moved else []
    mail = write(kind, reader, visit, act, typed=typed, first=first)
    record(reader, action, act, changes)
    return Entered(reader, mail, known is None or moved is not None, attempt)


def _attempt(known: Registration, entry: Entry, organisation: int | None, visit: VisitFacts, now: datetime) -> Attempt:
    entry = entry.as_agreed()
    made = Attempt(id=uuid4(), visit_id=visit.id, registration_id=known.id, email=entry.email, created_at=now)
    agree(made, entry, visit)
    fill_in(made, entry, organisation)
    return made


def newcomer(visit_id: int, now: datetime) -> Registration:
    """A row with all that the link to their page is made of, which is written before anybody reads the row."""
    return Registration(visit_id=visit_id, id=uuid4(), generation=1, calendar_count=0, created_at=now)


def _comeback(known: Registration) -> Registration:
    """Whoever had cancelled keeps row and link."""
    kept = {name: getattr(known, name) for name in ("visit_id", "id", "generation", "calendar_count", "created_at")}
    return Registration(**kept)


def describe(
    registration: Registration, entry: Entry, organisation: int | None, status: Status, visit: VisitFacts, now: datetime
) -> None:
    """Let the row say what was typed of somebody new, or who had cancelled: at the end of the queue."""
    entry = entry.as_agreed()
    registration.email = entry.email
    registration.pending_email = registration.pending_until = None
    registration.consent_at = now
    agree(registration, entry, visit)
    registration.care_agreed_at = now if entry.care else None
    count = rules.calendar_count(registration.calendar_count, None, status)
    registration.status, registration.turn, registration.calendar_count = status, visit.version, count
    fill_in(registration, entry, organisation)


def agree(row: Registration | Attempt, entry: Entry, visit: VisitFacts) -> None:
    """Keep the words that were agreed to, and the term that they named."""
    row.consent_id, row.care_consent_id = keep_texts(visit.id, entry.consent, entry.care)
    row.keep_days = entry.consent.keep_days if entry.consent else visit.keep_days


def name_of(who: Registration | Entry) -> tuple[str, str]:
    """Given name, family name."""
    return who.given_name, who.family_name


def welcome_of(status: Status) -> mails.Kind:
    """The letter that tells a newcomer of that state."""
    if status == Status.PENDING:
        return deciding_mails.PENDING
    return mails.CONFIRMED if status == Status.CONFIRMED else mails.WAITLISTED


def _again(known: Registration, typed: str) -> mails.Kind:
    """What whoever is known is told; ``typed``: another name."""
    if known.status == Status.REJECTED:
        return deciding_mails.DECIDED_ALREADY
    return mails.AGAIN_OTHER if typed else mails.AGAIN


def fill_in(registration: Registration | Attempt, entry: Entry, organisation: int | None) -> None:
    """Let the row say what is kept as it was typed."""
    registration.organisation_id = organisation
    for name in rules.TYPED:
        setattr(registration, name, getattr(entry, name))


def check_other(
    visit: VisitFacts, organisations: Sequence[OrganisationLimit], was: int | None, now: int | None, act: Act
) -> None:
    """Who has a share of places, or would have been decided on, does not go to "other" by themselves.

    Raises OrganisersDecideThat.
    """
    if was is None or now is not None or act.by.kind not in (ActorKind.PARTICIPANT, ActorKind.LEADER):
        return
    has_limit = any(item.id == was and item.places is not None for item in organisations)
    moderated = rules.Moderated(visit.moderated)
    if has_limit or (moderated.concerns(None) and not moderated.concerns(was)):
        raise OrganisersDecideThat
