"""Reading registrations, places and the queue."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from eventapp.core import mailboxes
from eventapp.core.db import execute, session
from eventapp.questions.queries import answered_by, kept_by
from eventapp.questions.rules import ANSWER, NOTHING, Questionnaire
from eventapp.registration.consent import Consent, Terms
from eventapp.registration.errors import LinkIsReplaced, NoSuchRegistration, OnlyProofIsKept, RegistrationIsErased
from eventapp.registration.finding import search_words
from eventapp.registration.models import Attempt, ConsentText, Registration, Sending
from eventapp.registration.rules import (
    CORRECTION,
    HOLDS,
    OTHER,
    TYPED,
    Diet,
    Entry,
    Places,
    Status,
    Waiting,
    keep_until,
)
from eventapp.registration.terms import is_proof, proof_of
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Organisation, Role
from eventapp.visits.queries import organisations, visits

# Built once, and of columns only: they are asked while all others wait.
_BY_EMAIL = select(Registration.id).where(
    Registration.visit_id == bindparam("visit_id"), Registration.email_key == bindparam("email_key")
)
_AT = select(
    *(
        Registration.__table__.c[name]
        for name in (
            *("id", "visit_id", "generation", "status", "given_name", "family_name", "email", "email_key"),
            *("language", "created_at", "calendar_count", "search_key", "other_organisation", "phone"),
        )
    )
)
_AT_ADDRESS = (
    _AT.where(Registration.visit_id == bindparam("visit_id"), Registration.email_key >= bindparam("email_key"))
    .order_by(Registration.email_key)
    .limit(1)
)
_BY_ID = _AT.where(Registration.id == bindparam("id"))
_LIMITS = select(Organisation.id, Organisation.code, Organisation.role, Organisation.places).where(
    Organisation.visit_id == bindparam("visit_id")
)


MOST_ATTEMPTS: Final = 5
MOST_READ: Final = 50


class OrganisationLimit(NamedTuple):
    """What deciding about a place needs of an organisation; values as in Organisation."""

    id: int
    code: str
    role: Role
    places: int | None


def get_registration(registration_id: UUID, generation: int) -> Registration:
    """What a genuine link opens.

    Raises RegistrationIsErased, OnlyProofIsKept, LinkIsReplaced (an earlier generation's).
    """
    found = session.get(Registration, registration_id)
    if found is None:
        raise RegistrationIsErased
    if found.emptied_at is not None:
        raise OnlyProofIsKept
    if found.generation != generation:
        raise LinkIsReplaced(found.language)
    return found


def registration_of(visit_id: int, registration_id: UUID | None) -> Registration:
    """One of that visit's; None is nobody's id. Raises NoSuchRegistration."""
    found = session.get(Registration, registration_id) if registration_id else None
    if found is None or found.visit_id != visit_id:
        raise NoSuchRegistration
    return found


def find_by_email(visit_id: int, email: str) -> Registration | None:
    """Whoever registered there with that address, in whatever case and however its domain is written."""
    asked = {"visit_id": visit_id, "email_key": mailboxes.key(email)}
    found = execute(_BY_EMAIL, asked).scalar()
    return session.get(Registration, found) if found else None


def copy_at_address(visit_id: int, key: str) -> Registration | None:
    """A copy of what decides about whoever registered there with the address of that key; no session knows it.

    Somebody's row is read in any case, the one that stands at that place in the order of addresses: whether it is the
    one that was asked for can be told by no clock.
    """
    row = execute(_AT_ADDRESS, {"visit_id": visit_id, "email_key": key}).one_or_none()
    copy = None if row is None else Registration(**row._mapping)
    return copy if copy is not None and copy.email_key == key else None


def copy_of(registration_id: UUID) -> Registration:
    """The same of that registration, which exists."""
    return Registration(**execute(_BY_ID, {"id": registration_id}).one()._mapping)


def typed_with(sending: Sending, email: str) -> Entry:
    """What was typed when the form was sent, with another address."""
    row = session.get_one(Attempt, sending.attempt_id) if sending.attempt_id else None
    said = row or session.get_one(Registration, sending.registration_id)
    code = select(Organisation.code).where(Organisation.id == said.organisation_id)
    names = [
        field.name
        for field in fields(Entry)
        if field.name not in ("email", "organisation", "diet", "consent", "care", "answered")
    ]
    typed = {name: getattr(said, name) for name in names}
    agreed = session.get_one(ConsentText, said.consent_id) if said.consent_id else None
    consent = Consent(agreed.language, tuple(agreed.text.split("\n\n")), said.keep_days) if agreed else None
    cared = session.get_one(ConsentText, said.care_consent_id) if said.care_consent_id else None
    care = Consent(cared.language, tuple(cared.text.split("\n\n")), 0) if cared else None
    found = Entry(**typed, email=email, organisation=session.scalar(code) or "", diet=Diet(said.diet))
    return replace(found, consent=consent, care=care, answered=answered_by(said.visit_id, said.id))


def attempts(registration_id: UUID) -> Sequence[Attempt]:
    """Who else was typed under that person's address, each name once, the latest first; at most MOST_ATTEMPTS."""
    query = select(Attempt).where(Attempt.registration_id == registration_id, Attempt.is_other)
    found: dict[tuple[str, ...], Attempt] = {}
    for attempt in session.scalars(query.order_by(Attempt.created_at.desc()).limit(MOST_READ)):
        words = sorted(search_words(f"{attempt.given_name} {attempt.family_name}"))
        found.setdefault(tuple(words), attempt)
    return list(found.values())[:MOST_ATTEMPTS]


def was_named_to_others(registration_id: UUID) -> bool:
    """Whether the form was sent once more with that person's address lately, and a letter told of the registration."""
    again = select(Sending.key_hash).where(Sending.registration_id == registration_id, Sending.made.is_(False))
    return session.scalar(again.limit(1)) is not None


def with_attempts(visit_id: int) -> Sequence[UUID]:
    """The visit's registrations under whose address somebody else was typed, whom no organiser has noted yet."""
    mine = select(Attempt.registration_id).where(Attempt.visit_id == visit_id, Attempt.is_other)
    return session.scalars(mine.group_by(Attempt.registration_id).order_by(func.min(Attempt.created_at))).all()


def is_unopened(registration: Registration, *, now: datetime) -> bool:
    """Whether a correction could still take it to another address."""
    if now >= registration.created_at + CORRECTION:
        return False
    waiting = select(Sending.made).where(
        Sending.registration_id == registration.id, Sending.made.is_(True), Sending.opened.is_(False)
    )
    return session.scalar(waiting.limit(1)) is not None


def sending_organisations(visit_id: int) -> list[Organisation]:
    """Those whose people may register: executor and partners, not hosts."""
    return senders(organisations(visit_id))


def terms(visit: VisitFacts, among: Iterable[Organisation]) -> Terms:
    """What the visit says of its people's data; ``among``: its organisations, hosts or not."""
    return Terms.of(visit, (item.name for item in among if item.role == Role.EXECUTOR))


def organisation_limits(visit_id: int) -> list[OrganisationLimit]:
    """Of all, also of those that send nobody any more: whoever registered from there is still counted."""
    return [OrganisationLimit._make(row) for row in execute(_LIMITS, {"visit_id": visit_id})]


def senders(among: Iterable[Organisation]) -> list[Organisation]:
    """Of these, the ones whose people may register."""
    return [item for item in among if item.role != Role.HOST]


def editable_fields(
    registration: Registration,
    among: Iterable[Organisation] | Iterable[OrganisationLimit],
    asked: Questionnaire = NOTHING,
) -> dict[str, str]:
    """What can be changed of it, as the form shows it, by the form's names. ``among``: the visit's organisations;
    ``asked``: its own questions."""
    codes = (item.code for item in among if item.id == registration.organisation_id and item.role != Role.HOST)
    email = mailboxes.shown(registration.pending_email or registration.email)
    typed = {name: str(getattr(registration, name)) for name in TYPED}
    answers = asked.fitting(kept_by(registration.visit_id, registration.id)) if asked.by_code else {}
    typed |= {f"{ANSWER}{code}": answer for code, answer in answers.items()}
    return typed | {"email": email, "organisation": next(codes, OTHER)}


def places(visit: VisitFacts, among: Sequence[OrganisationLimit] | None = None) -> Places:
    """The visit's limits and how many hold a place now; where nothing is limited, nobody is counted.

    ``among``: the visit's organisations, if they were read already.
    """
    limits = {item.id: item.places for item in (organisation_limits(visit.id) if among is None else among)}
    if visit.places is None and not any(limit is not None for limit in limits.values()):
        return Places(None, 0, limits, {})
    held = select(Registration.organisation_id, func.count()).where(
        Registration.visit_id == visit.id, Registration.status.in_(HOLDS)
    )
    taken = session.execute(held.group_by(Registration.organisation_id)).all()
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
    known = {visit.id: visit for visit in visits()}
    late = (alike.visit_id for alike in alike_in_terms() if now >= alike.ends_at(known[alike.visit_id]))
    return list(dict.fromkeys(late))


def last_term(visit: VisitFacts) -> datetime | None:
    """When the last of its registrations is to be erased whole (terms.FOREVER: nobody knows); None: there is none."""
    return max((alike.whole_until(visit) for alike in alike_in_terms(visit.id)), default=None)


class Alike(NamedTuple):
    """Registrations of a visit for which the same terms count: how many, and when the first and the last agreed."""

    visit_id: int
    keep_days: int
    emptied: bool
    proof: bool
    number: int
    first: datetime
    last: datetime

    def ends_at(self, visit: VisitFacts) -> datetime:
        """When the first of them is erased, or emptied."""
        return self.whole(visit, self.first) if self.emptied else self.passing(visit, self.first)

    def whole_until(self, visit: VisitFacts) -> datetime:
        """When nothing of the last of them is left."""
        return self.whole(visit, self.last)

    def passing(self, visit: VisitFacts, agreed_at: datetime) -> datetime:
        """When all but proof is erased of whoever agreed then."""
        return _until(visit, agreed_at, self.keep_days)

    def whole(self, visit: VisitFacts, agreed_at: datetime) -> datetime:
        """When nothing of them is left; terms.FOREVER: nobody knows."""
        return _whole_until(visit, agreed_at, self.keep_days, proof=self.proof)


def alike_in_terms(visit_id: int | None = None) -> list[Alike]:
    """In the order of visits; None: of all."""
    emptied = Registration.emptied_at.is_not(None)
    proof = and_(Registration.status == Status.CONFIRMED, Registration.consent_id.is_not(None))
    groups = (Registration.visit_id, Registration.keep_days, emptied, proof)
    at = Registration.consent_at
    query = select(*groups, func.count(), func.min(at), func.max(at)).group_by(*groups)
    if visit_id is not None:
        query = query.where(Registration.visit_id == visit_id)
    return [Alike._make(row) for row in session.execute(query.order_by(Registration.visit_id))]


def visits_with_offers_passed(*, now: datetime) -> list[int]:
    """The visits in which somebody has not answered in time whether they take a place."""
    passed = (Registration.status == Status.OFFERED, Registration.offered_until <= now)
    return list(session.scalars(select(Registration.visit_id).where(*passed).distinct()))


def offers_passed(visit_id: int, *, now: datetime) -> Sequence[Registration]:
    """Who has not answered in time, the earliest offer first."""
    passed = (Registration.status == Status.OFFERED, Registration.offered_until <= now)
    query = select(Registration).where(Registration.visit_id == visit_id, *passed)
    return session.scalars(query.order_by(Registration.offered_until, Registration.turn)).all()


def visits_with_unproved(*, now: datetime) -> list[int]:
    """The visits in which some new address was not proved in time."""
    return list(session.scalars(select(Registration.visit_id).where(Registration.pending_until <= now).distinct()))


def kept_until(visit: VisitFacts, registration: Registration) -> datetime:
    """When it is erased, but for what is proof: a term that became longer is not for who agreed to a shorter one."""
    return _until(visit, registration.consent_at, registration.keep_days)


def proves(visit: VisitFacts, registration: Registration) -> bool:
    """Whether something of it is kept longer, as proof that the person had a place."""
    return whole_until(visit, registration) > kept_until(visit, registration)


def whole_until(visit: VisitFacts, registration: Registration) -> datetime:
    """When nothing of it is left; terms.FOREVER: nobody knows the day yet."""
    proof = is_proof(Status(registration.status), registration.consent_id)
    return _whole_until(visit, registration.consent_at, registration.keep_days, proof=proof)


def _whole_until(visit: VisitFacts, agreed_at: datetime, keep_days: int, *, proof: bool) -> datetime:
    first, kept = _until(visit, agreed_at, keep_days), proof_of(visit) if proof else None
    return max(first, kept.until) if kept else first


def _until(visit: VisitFacts, registered_at: datetime, agreed_days: int) -> datetime:
    return keep_until(
        ends_on=visit.ends_on,
        timezone=visit.timezone,
        registered_at=registered_at,
        keep_days=min(agreed_days, visit.keep_days),
    )


def names_of(visit_id: int, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those who registered there; in one statement."""
    columns = (Registration.id, Registration.given_name, Registration.family_name)
    query = select(*columns).where(Registration.visit_id == visit_id, Registration.id.in_(list(ids)))
    return {found: f"{given} {family}" for found, given, family in session.execute(query)}
