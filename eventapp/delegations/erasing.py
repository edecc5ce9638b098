"""What is kept of the leaders of groups is erased when its term is over."""

from uuid import UUID

from sqlalchemy import update

from eventapp.core.acts import Act
from eventapp.core.db import execute
from eventapp.core.keepers import emptied
from eventapp.core.personal import PASSING
from eventapp.delegations.mails import about
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import group_of
from eventapp.notifications.operations import empty_mails_about
from eventapp.visits.operations import hold_facts


def erase_leader(visit_id: int, group_id: UUID, *, act: Act) -> None:
    """Empty what the group says of its leader, and letters to them; the link opens nothing any more.

    Raises NoSuchGroup, VisitNotFound.
    """
    hold_facts(visit_id)
    group = group_of(visit_id, group_id)
    nothing = emptied(Delegation.__table__, PASSING)  # type: ignore[arg-type]
    execute(update(Delegation).where(Delegation.id == group.id).values(**nothing, leader_id=None, emptied_at=act.now))
    empty_mails_about(about(group), now=act.now)
