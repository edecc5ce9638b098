"""The worker's task of this room: sign-in links are written to whoever asked and is an organiser."""

from eventapp.accounts import operations
from eventapp.accounts.queries import somebody_asks
from eventapp.core import current
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.jobs import AT_ONCE, job


@job("accounts.answer", every=AT_ONCE)
def answer() -> None:
    asked = somebody_asks()
    session.remove()
    if asked:
        with transaction():
            operations.answer_requests(links=current.links(), now=utc_now())
