"""Reading who was asked, what they answered and what they propose."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from eventapp.core.db import session
from eventapp.mailing.errors import SpeakerLinkNotFound, SpeakerLinkReplaced
from eventapp.mailing.models import AskedSpeaker, Proposal, SlotAnswer


def asked_by_link(identity: UUID, generation: int) -> AskedSpeaker:
    """What a genuine link opens. Raises SpeakerLinkNotFound, SpeakerLinkReplaced."""
    found = session.get(AskedSpeaker, identity)
    if found is None:
        raise SpeakerLinkNotFound
    if found.generation != generation:
        raise SpeakerLinkReplaced
    return found


def asked_in(visit_id: int) -> dict[str, AskedSpeaker]:
    """{code of a speaker: that they were asked}."""
    return {row.code: row for row in session.scalars(select(AskedSpeaker).where(AskedSpeaker.visit_id == visit_id))}


def answers_in(visit_id: int) -> Mapping[tuple[str, str], SlotAnswer]:
    """{(speaker's code, session's code): what they last answered}."""
    query = select(AskedSpeaker.code, SlotAnswer).join(SlotAnswer, SlotAnswer.asked_id == AskedSpeaker.id)
    found = session.execute(query.where(AskedSpeaker.visit_id == visit_id))
    return {(code, answer.session): answer for code, answer in found}


def answers_of(asked_id: UUID) -> dict[str, SlotAnswer]:
    """{session's code: what that speaker last answered}."""
    return {row.session: row for row in session.scalars(select(SlotAnswer).where(SlotAnswer.asked_id == asked_id))}


def proposals_of(asked_id: UUID) -> dict[str, Proposal]:
    """{field: what that speaker proposes}."""
    return {row.field: row for row in session.scalars(select(Proposal).where(Proposal.asked_id == asked_id))}


def proposals_in(visit_id: int) -> Sequence[tuple[str, Proposal]]:
    """(speaker's code, what they propose), the earliest first."""
    query = select(AskedSpeaker.code, Proposal).join(Proposal, Proposal.asked_id == AskedSpeaker.id)
    ordered = query.where(AskedSpeaker.visit_id == visit_id).order_by(Proposal.proposed_at, Proposal.field)
    return [(code, proposal) for code, proposal in session.execute(ordered)]
