"""The worker's task of this room: leaders are erased when their term is over."""

from eventapp.core import current
from eventapp.core.acts import WORKER
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.jobs import job
from eventapp.delegations.erasing import erase_leader
from eventapp.delegations.queries import expired_leaders


@job("delegations.erase")
def erase() -> None:
    due = expired_leaders(now=utc_now())
    session.remove()
    for visit_id, group_id in due:
        with transaction():
            erase_leader(visit_id, group_id, act=current.act(WORKER))
