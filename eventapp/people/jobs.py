"""The worker's task of this room: what somebody searched for is forgotten after a day."""

from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.jobs import job
from eventapp.people import searches


@job("people.forget_searches")
def forget_searches() -> None:
    now = utc_now()
    due = searches.some_are_over(now=now)
    session.remove()
    if due:
        with transaction():
            searches.forget_old(now=now)
