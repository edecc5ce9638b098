"""A group is registered, and more people later; each by the rules that are everybody's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from eventapp.core import mailboxes
from eventapp.core.acts import Act
from eventapp.core.db import insert_row, insert_rows, session
from eventapp.delegations import mails
from eventapp.delegations.history import GroupAction, record
from eventapp.delegations.models import Delegation, Member
from eventapp.delegations.queries import group_of, is_sent, number_of_members, people_of
from eventapp.delegations.rules import Group, as_reached, check_changing, decide_group
from eventapp.questions.answers import write_answers
from eventapp.registration.consent_texts import keep_texts
from eventapp.registration.entering import describe, enter, newcomer
from eventapp.registration.history import PersonAction
from eventapp.registration.history import record as record_person
from eventapp.registration.models import Registration
from eventapp.registration.operations import check_visible, promote, sender_id
from eventapp.registration.queries import organisation_limits, places
from eventapp.registration.rows import write_person
from eventapp.registration.rules import Entry, Moderated, Status, check_window, queue_is_open
from eventapp.visits import history
from eventapp.visits.facts import VisitFacts
from eventapp.visits.operations import hold_facts, take_versions


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One of those who come now. ``is_own``: the address is theirs alone, so letters and link go there."""

    entry: Entry
    is_own: bool


def register_group(visit_id: int, sent: Group, *, act: Act) -> None:
    """Give each a place or a spot in the queue, and write to them and to the leader; all of them, or nobody.

    Whoever is registered already with an address of that list stays as they are, and gets the letter that they would
    get from the form. A form that was sent twice makes one group. Raises RegistrationNotOpen, RegistrationClosed,
    NotEnoughPlaces, UnknownOrganisation, VisitNotFound (it was hidden meanwhile).
    """
    visit = hold_facts(visit_id)
    check_visible(visit)
    check_window(visit, act.now)
    if is_sent(visit_id, sent.sent_key):
        return
    organisation = sender_id(organisation_limits(visit_id), sent.leader.organisation)
    group = _made(visit, sent, organisation, act)
    people = [Newcomer(entry, _is_own(entry, sent.shared)) for entry in sent.people]
    if sent.takes_part:
        people.insert(0, Newcomer(sent.leader, is_own=True))
    members = _enter(visit, group, people, act)
    if sent.takes_part:
        session.get_one(Delegation, group.id).leader_id = members[0].registration_id
    record(group, GroupAction.REGISTERED, act, people=len(people))
    mails.write(mails.WRITTEN, group, people_of(visit, group), visit, act)


def add_people(visit_id: int, group_id: UUID, people: Sequence[Entry], shared: frozenset[str], *, act: Act) -> None:
    """Register more people of a group, who come behind all others; all of them, or nobody.

    Raises NoSuchGroup, ReplacingIsOver, NotEnoughPlaces, VisitNotFound.
    """
    visit = hold_facts(visit_id)
    check_changing(visit, act.now)
    group = group_of(visit_id, group_id)
    _enter(visit, group, [Newcomer(entry, _is_own(entry, shared)) for entry in people], act)
    record(group, GroupAction.ADDED, act, people=len(people))
    mails.write(mails.ADDED, group, people_of(visit, group), visit, act)


def _made(visit: VisitFacts, sent: Group, organisation: int | None, act: Act) -> Delegation:
    [consent] = keep_texts(visit.id, sent.consent)
    leader = sent.leader
    group = Delegation(
        id=uuid4(),
        visit_id=visit.id,
        organisation_id=organisation,
        other_organisation=leader.other_organisation,
        given_name=leader.given_name,
        family_name=leader.family_name,
        email=leader.email,
        phone=leader.phone,
        language=leader.language,
        generation=1,
        sent_key=sent.sent_key,
        consent_id=consent,
        keep_days=sent.consent.keep_days if sent.consent else visit.keep_days,
        created_at=act.now,
    )
    insert_row(group)
    return group


def _is_own(entry: Entry, shared: frozenset[str]) -> bool:
    return bool(entry.email) and mailboxes.key(entry.email) not in shared


def _enter(visit: VisitFacts, group: Delegation, people: Sequence[Newcomer], act: Act) -> list[Member]:
    """Raises NotEnoughPlaces."""
    if visit.accept_hours is not None:
        promote(visit, act)  # offers whose time has passed are over first
    queue = queue_is_open(visit, queue=visit.queue, now=act.now)
    organisation = group.organisation_id
    statuses = decide_group(places(visit), organisation, len(people), queue=queue)
    if Moderated(visit.moderated).concerns(organisation):
        statuses = [Status.PENDING] * len(people)
    take_versions(visit, len(people))
    behind = number_of_members(group)
    members = list(_members(visit, group, list(zip(people, statuses, strict=True)), behind, act))
    insert_rows(members)
    return members


def _members(
    visit: VisitFacts, group: Delegation, people: Sequence[tuple[Newcomer, Status]], behind: int, act: Act
) -> Iterator[Member]:
    for number, (person, status) in enumerate(people):
        turned = visit._replace(version=visit.version + number)
        made, row = write_newcomer(turned, group, person, status, act)
        yield Member(
            id=uuid4(),
            delegation_id=group.id,
            registration_id=row.id,
            position=behind + number,
            made=made,
            is_reached=not person.is_own,
            given_name="" if made else person.entry.given_name,
            family_name="" if made else person.entry.family_name,
            status=status,
            turn=turned.version,
        )


def write_newcomer(
    visit: VisitFacts, group: Delegation, person: Newcomer, status: Status, act: Act
) -> tuple[bool, Registration]:
    """(whether the row is this group's, the row); ``visit.version`` is their turn. The visit is held."""
    if person.is_own:
        entered = enter(visit, person.entry, group.organisation_id, status, act=act, first=mails.by_whom(group))
        return entered.attempt is None, entered.row
    row = newcomer(visit.id, act.now)
    describe(row, as_reached(person.entry, group.email), group.organisation_id, status, visit, act.now)
    row.email_key = None
    write_person(row)
    write_answers(visit.id, row.id, person.entry.answered)
    record_person(row, PersonAction.REGISTERED, act, [history.change("status", None, str(status))])
    return True, row
