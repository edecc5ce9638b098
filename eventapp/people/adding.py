"""Adding many people at once, each as if entered by hand: places and queue are judged one after the other."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from eventapp.core import mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.errors import Refusal
from eventapp.core.text import Message
from eventapp.people.pasted import Person, Reading
from eventapp.registration import rules
from eventapp.registration.errors import OrganisationIsFull, RegistrationRefused, VisitIsFull
from eventapp.registration.models import Registration
from eventapp.registration.operations import add_registration
from eventapp.registration.queries import organisation_limits, places
from eventapp.registration.rules import Entry, Places, Status
from eventapp.visitfiles.matching import State
from eventapp.visitfiles.names import Unknown
from eventapp.visitfiles.proposals import LooksOtherwise, Sheet
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_visit


class WrittenToEnough(Refusal):
    message = Message("We have written to this address very often: leave the line out, or add this person later.")


@dataclass(slots=True)
class Outcome:
    """Of one line. ``status``: what they would get; ``twin``: the line of whom it repeats, -1: of nobody."""

    person: Person
    state: State
    status: Status | None = None
    twin: int = -1


@dataclass(frozen=True, slots=True)
class People:
    """What lines would make of a visit's registrations."""

    outcomes: tuple[Outcome, ...]
    unknown: tuple[Unknown, ...]

    def of(self, *states: State) -> list[Outcome]:
        """The lines of which that becomes."""
        return [outcome for outcome in self.outcomes if outcome.state in states]

    def refuse(self, numbers: Collection[int], at: int, mistake: Refusal) -> None:
        """Let these lines be wrong, each in the column ``at``."""
        for each in self.outcomes:
            if each.person.number in numbers:
                each.state, each.person.mistakes = State.WRONG, {at: mistake}

    @property
    def digest(self) -> str:
        """Equal for what looks alike: 64 hexadecimal digits."""
        told = [(each.person.number, each.state, each.status) for each in self.outcomes]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    @property
    def added(self) -> list[tuple[Entry, Status]]:
        """Who is new, and what each was shown to get."""
        return [(each.person.entry, each.status) for each in self.of(State.NEW) if each.person.entry and each.status]


def preview_people(visit: VisitFacts, sheet: Sheet, reading: Reading, *, now: datetime) -> People:
    """What adding them would do, without doing it."""
    read = [reading.read(number, row) for number, row in enumerate(sheet.rows)]
    outcomes = [_outcome(person, sheet) for person in read]
    open_ones = [each for each in outcomes if each.state is State.NEW and each.person.entry]
    _find_known(visit.id, open_ones)
    _judge(visit, [each for each in open_ones if each.state is State.NEW], now)
    asked = {each.person.number for each in outcomes if each.state in (State.NEW, State.WRONG)}
    unknown = [each for each in reading.unknown.values() if asked.intersection(each.lines)]
    unknown.sort(key=lambda each: not each.near)
    return People(tuple(outcomes), tuple(unknown))


def _outcome(person: Person, sheet: Sheet) -> Outcome:
    if person.number <= sheet.heading or person.is_empty:
        return Outcome(replace(person, entry=None, mistakes={}), State.NOT_READ)
    if person.number in sheet.left_out:
        return Outcome(person, State.LEFT_OUT)
    return Outcome(person, State.WRONG if person.mistakes else State.NEW)


def _find_known(visit_id: int, outcomes: Sequence[Outcome]) -> None:
    """Who is registered already, and whose address stands here twice."""
    keys = dict(_keys(outcomes))
    query = select(Registration.email_key).where(
        Registration.visit_id == visit_id,
        Registration.email_key.in_(list(keys.values())),
        Registration.status != Status.CANCELLED,
    )
    known, seen = set(session.scalars(query)), dict[str, int]()
    for each in outcomes:
        number = each.person.number
        key = keys[number]
        if key in known:
            each.state = State.SAME
        elif key in seen:
            each.state, each.twin = State.TWICE, seen[key]
        seen.setdefault(key, number)


def _keys(outcomes: Sequence[Outcome]) -> Iterator[tuple[int, str]]:
    for each in outcomes:
        if each.person.entry:
            yield each.person.number, mailboxes.key(each.person.entry.email)


def _judge(visit: VisitFacts, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Each takes a place from those behind."""
    limits = organisation_limits(visit.id)
    taken, ids = places(visit, limits), {item.code: item.id for item in limits}
    queue = rules.queue_is_open(visit, queue=visit.queue, now=now)
    for each in outcomes:
        entry = each.person.entry
        organisation = ids.get(entry.organisation) if entry else None
        try:
            each.status = rules.decide_status(taken, organisation, queue=queue)
        except (VisitIsFull, OrganisationIsFull) as full:
            each.state, each.person.mistakes = State.WRONG, {-1: full}
            continue
        if each.status is Status.CONFIRMED:
            taken = _with_one_more(taken, organisation)


def _with_one_more(taken: Places, organisation: int | None) -> Places:
    by = dict(taken.taken_by)
    if organisation is not None:
        by[organisation] = by.get(organisation, 0) + 1
    return replace(taken, taken=taken.taken + 1, taken_by=by)


def add_people(visit_id: int, people: Sequence[tuple[Entry, Status]], *, act: Act) -> None:
    """Register each, with the letter that everybody gets; all of them, or nobody.

    ``people``: with what each was shown to get. Raises LooksOtherwise where somebody would get something else now, or
    is registered meanwhile.
    """
    hold_visit(visit_id)
    for entry, shown in people:
        try:
            made = add_registration(visit_id, entry, act=act)
        except RegistrationRefused:
            raise LooksOtherwise from None
        if session.get_one(Registration, made).status != shown:
            raise LooksOtherwise
