"""Registering, changing, cancelling; the queue moves by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from eventapp.core import mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import rehearsal, session
from eventapp.core.errors import ChangedMeanwhile, NothingToSave
from eventapp.core.merging import merge
from eventapp.core.text import LocalizedText
from eventapp.notifications.operations import withdraw_mail
from eventapp.questions.answers import change_answers, write_instead
from eventapp.questions.rules import NOTHING
from eventapp.registration import choosing, contact, deciding_mails, mails, rules, submissions
from eventapp.registration.choice_places import NO_LIMITS
from eventapp.registration.consent_texts import keep_texts
from eventapp.registration.entering import check_other, describe, enter, fill_in, name_of, newcomer, welcome_of
from eventapp.registration.errors import (
    AlreadyRegistered,
    OrganisationIsFull,
    RegistrationIsCancelled,
    RegistrationIsRejected,
    SameAddress,
    UnknownOrganisation,
)
from eventapp.registration.history import PersonAction, record, record_erased
from eventapp.registration.models import Registration
from eventapp.registration.queries import (
    OrganisationLimit,
    copy_at_address,
    copy_of,
    editable_fields,
    find_by_email,
    offers_passed,
    organisation_limits,
    places,
    typed_with,
    waiting,
    was_named_to_others,
)
from eventapp.registration.rows import erase, get_row, move, store, write, write_person
from eventapp.registration.rules import Entry, Status
from eventapp.visits import history
from eventapp.visits.errors import VisitNotFound
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Role
from eventapp.visits.operations import hold_facts
from eventapp.visits.rules import phase


def register(visit_id: int, entry: Entry, *, act: Act) -> str:
    """Give the person a place or a spot in the queue, and write to them; gives the key to correct the address with.

    Whoever is registered already only gets a letter with their link, which names who was typed: nobody can learn from
    the answer who takes part, nor from how long it takes. A cancelled registration is reopened, at the end of the
    queue. Window and places are judged first, for all alike. Raises RegistrationNotOpen, RegistrationClosed,
    VisitIsFull, OrganisationIsFull, UnknownOrganisation, VisitNotFound (it was hidden meanwhile).
    """
    visit = hold_facts(visit_id)
    check_visible(visit)
    rules.check_window(visit, act.now)
    return _send(visit, entry, act)


def correct_address(visit_id: int, key: str, email: str, *, act: Act) -> str:
    """Let what was sent with that key have gone to ``email``; gives the key to correct it once more.

    The letter that still waits for the wrong address is taken back. A registration that this sending made, and whose
    link nobody has opened, moves there and gets a new link; anything else is a new sending, so the window is judged for
    all. Raises SendingIsOver, SameAddress, RegistrationNotOpen, RegistrationClosed, VisitIsFull, OrganisationIsFull,
    UnknownOrganisation, VisitNotFound (it was hidden meanwhile).
    """
    visit = hold_facts(visit_id)
    check_visible(visit)
    rules.check_window(visit, act.now)
    sending = submissions.take_out(visit_id, key, now=act.now)
    if mailboxes.key(sending.email) == mailboxes.key(email):
        raise SameAddress
    withdraw_mail(sending.mail_id, now=act.now)
    entry = typed_with(sending, email)
    submissions.settle(sending)
    row, known = copy_of(sending.registration_id), copy_at_address(visit_id, mailboxes.key(email))
    # Somebody who was told meanwhile that this registration is at their address counts on it.
    untouched = not sending.opened and not was_named_to_others(row.id)
    mine = sending.made and untouched and row.status != Status.CANCELLED
    with rehearsal(kept=mine and known is not None):
        # at the right address somebody is registered already: that is who it was
        erase(row, act=act)
        record_erased(visit_id, 1, act=act)
    with rehearsal(kept=mine and known is None):
        move(row, email, is_free=known is None, now=act.now)
    again = _send(visit, entry, act, moved=row if mine and known is None else None)
    promote(visit, act)
    return again


def check_visible(visit: VisitFacts) -> None:
    """Of whoever comes by its public pages. Raises VisitNotFound."""
    if not visit.visible:
        raise VisitNotFound


def _send(visit: VisitFacts, entry: Entry, act: Act, *, moved: Registration | None = None) -> str:
    """One sending of the form; gives its key. ``moved``: the registration that it has only taken to another address.

    Whoever is known costs as much as whoever is new: as many rows are written, by the same statements but for a table's
    name, and what decides is read alike (docs/decisions/105).
    """
    if visit.accept_hours is not None:
        promote(visit, act)  # a place whose time has passed is nobody's, whatever the worker does meanwhile
    organisation, status, entry = _place(visit, entry, moved, act.now)
    if moved is None and rules.Moderated(visit.moderated).concerns(organisation):
        status = Status.PENDING
    entered = enter(visit, entry, organisation, status, act=act, moved=moved)
    return submissions.keep(entry.email, entered.row, entered.mail, made=entered.made, attempt=entered.attempt)


def _place(
    visit: VisitFacts, entry: Entry, moved: Registration | None, now: datetime
) -> tuple[int | None, Status, Entry]:
    """(organisation's id, what a newcomer gets there, what they answered with what waits of it); who only moves keeps
    what they have."""
    organisations = organisation_limits(visit.id)
    organisation = sender_id(organisations, entry.organisation)
    taken, queue = places(visit, organisations), rules.queue_is_open(visit, queue=visit.queue, now=now)
    if moved:
        return organisation, Status(moved.status), entry
    judged = choosing.judge(visit.id, entry.answered)
    taken = replace(taken, choices=judged.places)
    status = rules.decide_status(taken, organisation, queue=queue, needs=judged.needs)
    return organisation, status, judged.waiting(entry, visit.version) if status == Status.CONFIRMED else entry


def add_registration(visit_id: int, entry: Entry, *, act: Act) -> UUID:
    """Register a person for whom an organiser speaks, also outside the window; gives the registration's id.

    Places and queue are judged as for everybody. Raises AlreadyRegistered, VisitIsFull, OrganisationIsFull,
    UnknownOrganisation.
    """
    visit = hold_facts(visit_id)
    known = find_by_email(visit_id, entry.email)
    if known and known.status != Status.CANCELLED:
        raise AlreadyRegistered(known.id, " ".join(name_of(known)))
    organisation, status, entry = _place(visit, entry, None, act.now)
    registration = known or newcomer(visit_id, act.now)
    registration.email_key = mailboxes.key(entry.email)
    describe(registration, entry, organisation, status, visit, act.now)
    if known:
        store(known)
    else:
        write_person(registration)
    write_instead(visit_id, registration.id, entry.answered)
    write(welcome_of(status), registration, visit, act)
    record(registration, PersonAction.REGISTERED, act, [history.change("status", None, str(status))])
    return registration.id


def change_registration(
    visit_id: int, registration_id: UUID, entry: Entry, *, act: Act, shown: Mapping[str, Any] | None = None
) -> None:
    """Write down what was changed. A new e-mail address waits for a click on the link sent there (contact.py).

    ``shown``: what the form had shown of it (``editable_fields``); what others have changed since stays. None: nobody
    else has. Raises ChangedMeanwhile, NothingToSave, OrganisationIsFull (the old place is kept), UnknownOrganisation,
    RegistrationIsCancelled, RegistrationIsRejected, OrganisersDecideThat, RegistrationNotFound.
    """
    visit = hold_facts(visit_id)
    registration = get_row(visit_id, registration_id)
    if registration.status == Status.CANCELLED:
        raise RegistrationIsCancelled
    if registration.status == Status.REJECTED:
        raise RegistrationIsRejected
    organisations = organisation_limits(visit_id)
    asked = entry.answered.asked if entry.answered else NOTHING
    new, changed = _merged(entry, editable_fields(registration, organisations, asked), shown or {})
    organisation = registration.organisation_id
    if "organisation" in changed:
        organisation = sender_id(organisations, entry.organisation)
        check_other(visit, organisations, registration.organisation_id, organisation, act)
    takes_a_place = organisation != registration.organisation_id and registration.status in rules.HOLDS
    if takes_a_place and places(visit, organisations).organisation_is_full(organisation):
        raise OrganisationIsFull
    answered = new.answered and choosing.judge_change(registration, new.answered, changed, visit.version)
    fill_in(registration, _agree_to_care(registration, new, act.now), organisation)
    store(registration)
    change_answers(visit_id, registration.id, answered, changed)
    if "email" in changed:
        contact.ask_for(registration, entry.email, visit, act)
    # of a person's data the history keeps that it changed, not what it was
    record(registration, PersonAction.CHANGED, act, [{"field": name} for name in changed])
    promote(visit, act)


def _merged(entry: Entry, now: Mapping[str, str], shown: Mapping[str, Any]) -> tuple[Entry, list[str]]:
    """(what was typed, with what others have changed since it was shown; the fields in which it is not as it is now).

    Raises ChangedMeanwhile, NothingToSave.
    """
    mine = {name: str(getattr(entry, name)) for name in rules.TYPED}
    mine |= {"email": mailboxes.shown(entry.email), "organisation": entry.organisation or rules.OTHER}
    mine |= entry.answered.as_fields() if entry.answered else {}
    merged = merge({**now, **shown}, mine, now, together=rules.TOGETHER)
    if merged.disputed:
        raise ChangedMeanwhile(merged.disputed)
    changed = [name for name, value in merged.fields.items() if value != now[name]]
    if not changed:
        raise NothingToSave
    typed: dict[str, Any] = {name: merged.fields[name] for name in rules.TYPED}
    answered = entry.answered and entry.answered.with_fields(merged.fields)
    return replace(entry, **typed | {"diet": rules.Diet(typed["diet"]), "answered": answered}), changed


def _agree_to_care(registration: Registration, entry: Entry, now: datetime) -> Entry:
    """``entry`` with what may be kept of diet and needs. Who says nothing of them any more has taken it back."""
    if not entry.tells_of_care:
        registration.care_agreed_at = registration.care_consent_id = None
    elif registration.care_agreed_at is None:
        entry = entry.as_agreed()
        [registration.care_consent_id] = keep_texts(registration.visit_id, entry.care)
        registration.care_agreed_at = now if entry.care else None
    return entry


def withdraw_care(visit_id: int, registration_id: UUID, *, act: Act) -> None:
    """Take back that diet and needs are kept: both are emptied. A second time nothing happens.

    Raises RegistrationNotFound.
    """
    hold_facts(visit_id)
    registration = get_row(visit_id, registration_id)
    kept = [name for name in rules.CARE if getattr(registration, name) not in ("", rules.Diet.NONE)]
    if not kept:
        return
    registration.diet, registration.diet_note, registration.needs = rules.Diet.NONE, "", ""
    registration.care_agreed_at = registration.care_consent_id = None
    store(registration)
    record(registration, PersonAction.CHANGED, act, [{"field": name} for name in kept])


def cancel_registration(visit_id: int, registration_id: UUID, *, act: Act) -> None:
    """Give the place back; the next in the queue gets it. A second time nothing happens.

    Raises RegistrationNotFound.
    """
    visit = hold_facts(visit_id)
    cancel_rows(visit, [get_row(visit_id, registration_id)], act)


def cancel_rows(
    visit: VisitFacts, rows: Sequence[Registration], act: Act, *, first: LocalizedText = mails.NOTHING_FIRST
) -> list[UUID]:
    """Cancel them all, and only then let the queue move: none of them is promoted first. Gives whom it changed.

    ``first``: what the letters say before all else, in each language.
    """
    valid = [row for row in rows if row.status not in rules.ENDED]
    for registration in valid:
        contact.forget_new(registration, act.now)
        set_status(registration, Status.CANCELLED, PersonAction.CANCELLED, act)
        write(mails.CANCELLED, registration, visit, act, first=first)
    if valid:
        promote(visit, act)
    return [row.id for row in valid]


def put_back_registration(visit_id: int, registration_id: UUID, *, act: Act) -> None:
    """Let a cancelled registration be valid again: a place if one is free, else the turn in the queue that it had.

    The person is written to. A second time nothing happens. Raises VisitIsFull, OrganisationIsFull (nobody can wait),
    RegistrationNotFound.
    """
    visit = hold_facts(visit_id)
    put_row_back(visit, get_row(visit_id, registration_id), act)


def put_row_back(visit: VisitFacts, registration: Registration, act: Act) -> bool:
    """The same, of a row that is held; gives whether it changed. Raises VisitIsFull, OrganisationIsFull."""
    if registration.status != Status.CANCELLED:
        return False
    status = status_for(visit, registration, queue=rules.queue_is_open(visit, queue=visit.queue, now=act.now))
    set_status(registration, status, PersonAction.PUT_BACK, act)
    write(mails.PUT_BACK if status == Status.CONFIRMED else mails.PUT_BACK_TO_WAIT, registration, visit, act)
    promote(visit, act)
    return True


def status_for(visit: VisitFacts, registration: Registration, *, queue: bool) -> Status:
    """What somebody gets who is there already: a place if all that they need is free, else a turn; the visit is held.

    Raises VisitIsFull, OrganisationIsFull, ChoiceIsFull (nobody can wait).
    """
    choices = choosing.choice_places(visit.id)
    needs = choosing.needs_of(visit.id, [registration.id], choices).get(registration.id, ())
    free = replace(places(visit), choices=choices)
    return rules.decide_status(free, registration.organisation_id, queue=queue, needs=needs)


def replace_row(visit: VisitFacts, registration: Registration, act: Act) -> tuple[Status, int]:
    """Somebody else takes place and turn: gives both. Whoever had them is cancelled and told; the visit is held."""
    had = Status(registration.status), registration.turn
    if had[0] is Status.OFFERED:  # somebody says yes for the one who comes
        had = Status.CONFIRMED, registration.turn
    contact.forget_new(registration, act.now)
    registration.turn = visit.version
    set_status(registration, Status.CANCELLED, PersonAction.REPLACED, act)
    write(mails.REPLACED, registration, visit, act)
    return had


def fill_places(visit_id: int, *, act: Act) -> None:
    """Promote whoever can be promoted, after limits were raised."""
    visit = hold_facts(visit_id)
    promote(visit, act)


def sender_id(organisations: Sequence[OrganisationLimit], code: str) -> int | None:
    """The id of one whose people may register, None for "other" (""). Raises UnknownOrganisation."""
    if not code:
        return None
    found = next((item.id for item in organisations if item.code == code and item.role != Role.HOST), None)
    if found is None:
        raise UnknownOrganisation
    return found


def promote(visit: VisitFacts, act: Act) -> None:
    """While the queue moves, nobody waits afterwards who could have a place, and no answer for a choice that has one.
    Then nobody gets one, whatever is free. Offers that have passed are over first."""
    if visit.accept_hours is not None:
        end_passed_offers(visit, act)
    if not phase(visit, act.now).queue_moves:
        return
    choosing.grant(visit, act)
    queue = waiting(visit.id)
    choices = choosing.choice_places(visit.id) if queue else NO_LIMITS
    queue, free = choosing.with_needs(visit.id, queue, choices), replace(places(visit), choices=choices)
    for promoted in rules.promotions(queue, free):
        registration = session.get_one(Registration, promoted)
        if visit.accept_hours is None:
            set_status(registration, Status.CONFIRMED, PersonAction.PROMOTED, act)
            write(mails.PROMOTED, registration, visit, act)
        else:
            registration.offered_until = act.now + timedelta(hours=visit.accept_hours)
            set_status(registration, Status.OFFERED, PersonAction.OFFERED, act)
            write(deciding_mails.OFFERED, registration, visit, act, first=deciding_mails.until(registration, visit))


def end_passed_offers(visit: VisitFacts, act: Act) -> int:
    """Whoever has not answered in time is not registered any more, and is told; gives their number. The visit is
    held."""
    passed = offers_passed(visit.id, now=act.now)
    for row in passed:
        end(visit, row, PersonAction.OFFER_PASSED, deciding_mails.OFFER_PASSED, act)
    return len(passed)


def end(
    visit: VisitFacts,
    row: Registration,
    action: PersonAction,
    kind: mails.Kind,
    act: Act,
    *,
    first: LocalizedText = mails.NOTHING_FIRST,
) -> None:
    """Let somebody be registered no longer, with that letter; the queue has to move afterwards."""
    contact.forget_new(row, act.now)
    set_status(row, Status.CANCELLED, action, act)
    write(kind, row, visit, act, first=first)


def set_status(registration: Registration, status: Status, action: PersonAction, act: Act) -> None:
    """Let the row be in that state, with a line of the history; the visit is held."""
    if status is not Status.OFFERED:
        registration.offered_until = None
    change, had = history.change("status", str(registration.status), str(status)), registration.status in rules.HOLDS
    count = rules.calendar_count(registration.calendar_count, Status(registration.status), status)
    registration.status, registration.calendar_count = status, count
    session.flush()
    if had != (status in rules.HOLDS):
        (choosing.release if had else choosing.admit)(registration)
    record(registration, action, act, [change])
