"""The worker's task of this room: data is erased when its term is over."""

from eventapp.core import web
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.jobs import job
from eventapp.core.links import Links
from eventapp.registration import operations
from eventapp.registration.queries import visits_with_expired


@job("registration.erase")
def erase() -> None:
    settings = web.settings()
    links = Links(settings.base_url, settings.secret_key)
    due = visits_with_expired(now=utc_now())
    session.remove()
    for visit_id in due:
        with transaction():
            operations.erase_expired(visit_id, links=links, now=utc_now())
