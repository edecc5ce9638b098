"""Several registrations in one step: cancelled, put back, written to; each, or left out with the reason."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from functools import partial
from typing import Final
from uuid import UUID

from eventapp.core.acts import Act
from eventapp.core.outcomes import Outcome
from eventapp.core.text import Message
from eventapp.registration import mails
from eventapp.registration.deciding import approve_row, checked_words, reject_row
from eventapp.registration.errors import ChoiceIsFull, NotWaitingForDecision, OrganisationIsFull, VisitIsFull
from eventapp.registration.history import PersonAction, record
from eventapp.registration.models import Registration
from eventapp.registration.operations import cancel_rows, put_row_back
from eventapp.registration.rows import get_rows, write
from eventapp.registration.rules import Status
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_facts


class LeftOut(StrEnum):
    """Why a registration that was chosen stayed as it was."""

    GONE = "gone"
    CANCELLED = "cancelled"
    VALID = "valid"
    FULL = "full"
    ENOUGH_LETTERS = "enough"
    NOT_PENDING = "decided"


REASONS: Final[Mapping[LeftOut, Message]] = {
    LeftOut.GONE: Message("erased meanwhile"),
    LeftOut.CANCELLED: Message("cancelled already"),
    LeftOut.VALID: Message("not cancelled"),
    LeftOut.FULL: Message("no place is free"),
    LeftOut.ENOUGH_LETTERS: Message("written to often enough already"),
    LeftOut.NOT_PENDING: Message("nothing to decide"),
}


def cancel_registrations(visit_id: int, ids: Collection[UUID], *, act: Act) -> Outcome[LeftOut]:
    """Give all their places back; whoever is next in the queue then gets one, and nobody of these. All are told."""
    visit = hold_facts(visit_id)
    rows = get_rows(visit_id, ids)
    done = set(cancel_rows(visit, [rows[each] for each in ids if each in rows], act))
    return _outcome(ids, rows, {each: None if each in done else LeftOut.CANCELLED for each in rows})


def put_back_registrations(
    visit_id: int, ids: Collection[UUID], *, kept: Collection[UUID] = (), act: Act
) -> Outcome[LeftOut]:
    """Let cancelled ones be valid again: a place, or the turn that each had. Places go by these turns. All are told.

    ``kept``: whom not, since they were written to enough.
    """
    visit = hold_facts(visit_id)
    rows = get_rows(visit_id, ids)
    in_turn = sorted(rows.values(), key=lambda row: (row.turn, row.id))
    return _outcome(ids, rows, {row.id: _put_back(visit, row, kept, act) for row in in_turn})


def _put_back(visit: VisitFacts, row: Registration, kept: Collection[UUID], act: Act) -> LeftOut | None:
    if row.id in kept and row.status == Status.CANCELLED:
        return LeftOut.ENOUGH_LETTERS
    try:
        return None if put_row_back(visit, row, act) else LeftOut.VALID
    except (VisitIsFull, OrganisationIsFull, ChoiceIsFull):
        return LeftOut.FULL


def approve_registrations(
    visit_id: int, ids: Collection[UUID], *, kept: Collection[UUID] = (), act: Act
) -> Outcome[LeftOut]:
    """Let those count that were looked at, places going by when they registered; ``kept``: whom not, as above."""
    visit = hold_facts(visit_id)
    rows = get_rows(visit_id, ids)
    in_turn = sorted(rows.values(), key=lambda row: (row.turn, row.id))
    return _outcome(ids, rows, {row.id: _decide(row, kept, partial(approve_row, visit, row, act)) for row in in_turn})


def reject_registrations(
    visit_id: int, ids: Collection[UUID], reason: str, *, kept: Collection[UUID] = (), act: Act
) -> Outcome[LeftOut]:
    """Accept none of those that were looked at, for the same reason; ``kept``: whom not, as above.

    Raises ReasonMissing, ReasonTooLong.
    """
    visit = hold_facts(visit_id)
    words = checked_words(reason, needed=True)
    rows = get_rows(visit_id, ids)
    tried = {row.id: _decide(row, kept, partial(reject_row, visit, row, words, act)) for row in rows.values()}
    return _outcome(ids, rows, tried)


def _decide(row: Registration, kept: Collection[UUID], work: Callable[[], None]) -> LeftOut | None:
    if row.id in kept and row.status == Status.PENDING:
        return LeftOut.ENOUGH_LETTERS
    try:
        work()
    except NotWaitingForDecision:
        return LeftOut.NOT_PENDING
    except (VisitIsFull, OrganisationIsFull, ChoiceIsFull):
        return LeftOut.FULL
    return None


def send_links(visit_id: int, ids: Collection[UUID], *, kept: Collection[UUID] = (), act: Act) -> Outcome[LeftOut]:
    """Write to each once more, with the link to their own page; ``kept``: whom not, they were written to enough.

    Who has cancelled is left out: they said that they do not come.
    """
    visit = hold_facts(visit_id)
    rows = get_rows(visit_id, ids)
    return _outcome(ids, rows, {each: _write(visit, row, kept, act) for each, row in rows.items()})


def _write(visit: VisitFacts, row: Registration, kept: Collection[UUID], act: Act) -> LeftOut | None:
    if row.status == Status.CANCELLED:
        return LeftOut.CANCELLED
    if row.id in kept:
        return LeftOut.ENOUGH_LETTERS
    write(mails.LINK, row, visit, act)
    record(row, PersonAction.LINK_SENT, act)
    return None


def _outcome(ids: Collection[UUID], rows: Collection[UUID], tried: Mapping[UUID, LeftOut | None]) -> Outcome[LeftOut]:
    return Outcome.of((str(each), tried[each] if each in rows else LeftOut.GONE) for each in ids)
