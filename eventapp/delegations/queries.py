"""Reading groups: who is in one, who has a place, who waits, who is complete."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, func, select

from eventapp.core.db import execute, session
from eventapp.delegations.errors import GroupIsErased, GroupLinkIsReplaced, NoSuchGroup
from eventapp.delegations.models import Delegation, Member
from eventapp.delegations.rules import is_complete
from eventapp.questions.queries import answers_of, questionnaire
from eventapp.registration.models import Registration
from eventapp.registration.queries import waiting
from eventapp.registration.rules import ENDED, HOLDS, Status, keep_until
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Organisation
from eventapp.visits.queries import visits


def get_group(group_id: UUID, generation: int) -> Delegation:
    """What a genuine link opens. Raises GroupIsErased, GroupLinkIsReplaced."""
    found = session.get(Delegation, group_id)
    if found is None or found.emptied_at is not None:
        raise GroupIsErased
    if found.generation != generation:
        raise GroupLinkIsReplaced(found.language)
    return found


def group_of(visit_id: int, group_id: UUID | None) -> Delegation:
    """One of that visit's; None is nobody's id. Raises NoSuchGroup."""
    found = session.get(Delegation, group_id, populate_existing=True) if group_id else None
    if found is None or found.visit_id != visit_id:
        raise NoSuchGroup
    return found


def is_sent(visit_id: int, sent_key: str) -> bool:
    """Whether that form has made its group already."""
    query = select(Delegation.id).where(Delegation.visit_id == visit_id, Delegation.sent_key == sent_key)
    return session.scalar(query) is not None


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody of a group, as its leader may see them. ``turn``: their number in the queue, 0: they do not wait.

    ``is_reached``: the leader answers for them. ``left``: "", "cancelled", "taken out" or "replaced".
    """

    member_id: UUID
    registration_id: UUID
    name: str
    status: Status
    turn: int
    is_complete: bool
    is_reached: bool
    answered_at: datetime | None
    left: str = ""

    @property
    def waits(self) -> bool:
        return self.status == Status.WAITLISTED


def people_of(visit: VisitFacts, group: Delegation) -> list[Seen]:
    """All of them, in the order in which they were named; in four statements."""
    query = select(Member, Registration).join(Registration, Member.registration_id == Registration.id)
    rows = session.execute(query.where(Member.delegation_id == group.id).order_by(Member.position, Member.id)).all()
    asked = questionnaire(visit)
    answers = answers_of(visit.id, [person.id for _, person in rows])
    queue = {each.turn: number for number, each in enumerate(waiting(visit.id), 1)}
    found = []
    for member, person in rows:
        kept = {code: answer.kept for code, answer in answers.get(person.id, {}).items()} if member.made else {}
        who, status = (person, Status(person.status)) if member.made else (member, Status(member.status))
        found.append(
            Seen(
                member.id,
                person.id,
                f"{who.given_name} {who.family_name}".strip(),
                status,
                _turn(queue, member, person) if status == Status.WAITLISTED else 0,
                is_complete(asked, kept),
                member.is_reached and person.email_key is None,
                member.answered_at,
                _left(member, status),
            )
        )
    return found


def _turn(queue: dict[int, int], member: Member, person: Registration) -> int:
    """Of whoever was there before: the number that a newcomer would have."""
    if member.made:
        return queue.get(person.turn, 0)
    return 1 + sum(turn < member.turn for turn in queue)


def _left(member: Member, status: Status) -> str:
    if member.replaced_by is not None:
        return "replaced"
    if member.left_at is not None:
        return "taken out"
    return "cancelled" if status in ENDED else ""


class Counts(NamedTuple):
    """How many of a group are there, have a place, and wait."""

    group: Delegation
    organisation: str
    people: int
    confirmed: int
    waiting: int


def groups_of(visit_id: int) -> list[Counts]:
    """All of a visit, the latest first; in one statement."""
    there = and_(Member.left_at.is_(None), Member.replaced_by.is_(None), Registration.status.not_in(ENDED))

    def number(*which: Any) -> Any:
        return func.sum(case((and_(there, *which), 1), else_=0))

    query = (
        select(
            Delegation,
            func.max(Organisation.name),
            number(),
            number(Registration.status.in_(HOLDS)),
            number(Registration.status == Status.WAITLISTED),
        )
        .outerjoin(Organisation, Delegation.organisation_id == Organisation.id)
        .outerjoin(Member, Member.delegation_id == Delegation.id)
        .outerjoin(Registration, Member.registration_id == Registration.id)
        .where(Delegation.visit_id == visit_id)
        .group_by(Delegation.id)
        .order_by(Delegation.created_at.desc(), Delegation.id)
    )
    return [
        Counts(group, name or group.other_organisation, *numbers) for group, name, *numbers in session.execute(query)
    ]


def organisation_name(group: Delegation) -> str:
    """Whose people they are."""
    found = session.get(Organisation, group.organisation_id) if group.organisation_id else None
    return found.name if found else group.other_organisation


def names_of_groups(visit_id: int, ids: Collection[UUID]) -> dict[UUID, str]:
    """{group: whose people they are}; in one statement."""
    columns = (Delegation.id, Organisation.name, Delegation.other_organisation)
    query = select(*columns).outerjoin(Organisation, Delegation.organisation_id == Organisation.id)
    found = execute(query.where(Delegation.visit_id == visit_id, Delegation.id.in_(list(ids))))
    return {row.id: row.name or row.other_organisation for row in found}


def registered_by(registration_id: UUID) -> Delegation | None:
    """The group by which somebody was registered, the latest one; None: they came by themselves."""
    query = select(Delegation).join(Member, Member.delegation_id == Delegation.id)
    query = query.where(Member.registration_id == registration_id, Member.made)
    return session.scalars(query.order_by(Delegation.created_at.desc()).limit(1)).first()


def is_replaced(registration_id: UUID) -> bool:
    """Whether a leader has sent somebody else instead."""
    query = select(Member.id).where(Member.registration_id == registration_id, Member.replaced_by.is_not(None))
    return session.scalar(query.limit(1)) is not None


def is_reached(registration_id: UUID) -> bool:
    """Whether letters to somebody without an address of their own go to the leader who registered them."""
    query = select(Member.id).where(Member.registration_id == registration_id, Member.is_reached)
    return session.scalar(query.limit(1)) is not None


def member_of(group: Delegation, member_id: UUID | None) -> Member | None:
    """One who is in it and has not left; None: nobody."""
    found = session.get(Member, member_id, populate_existing=True) if member_id else None
    if found is None or found.delegation_id != group.id or found.left_at or found.replaced_by:
        return None
    return found


def number_of_members(group: Delegation) -> int:
    """All that ever were, so that the next one's position is free."""
    return session.scalar(select(func.count()).where(Member.delegation_id == group.id)) or 0


def leader_until(visit: VisitFacts, group: Delegation) -> datetime:
    """When what is kept of the leader is erased."""
    return keep_until(
        ends_on=visit.ends_on,
        timezone=visit.timezone,
        registered_at=group.created_at,
        keep_days=min(group.keep_days, visit.keep_days),
    )


def expired_leaders(*, now: datetime) -> Sequence[tuple[int, UUID]]:
    """(visit, group) of those whose leader's term is over."""
    known = {visit.id: visit for visit in visits()}
    rows = session.scalars(select(Delegation).where(Delegation.emptied_at.is_(None)))
    return [(row.visit_id, row.id) for row in rows if now >= leader_until(known[row.visit_id], row)]
