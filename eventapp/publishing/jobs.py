"""The worker's tasks of this room: make the files that a release has made due."""

import logging
from collections.abc import Callable
from contextlib import suppress

from eventapp.core import current
from eventapp.core.acts import WORKER
from eventapp.core.clock import utc_now
from eventapp.core.db import empty_log, session, transaction
from eventapp.core.due import Backlog
from eventapp.core.errors import NotPrinted
from eventapp.core.jobs import AT_ONCE, ending, job
from eventapp.core.press import PressStopped, print_apart
from eventapp.publishing import compilation, hosts
from eventapp.publishing.compilation import BACKLOG, Order
from eventapp.publishing.operations import remake_outputs
from eventapp.visits.errors import VisitNotFound

log = logging.getLogger(__name__)
Press = Callable[[Callable[[str], bytes], str], bytes]
"""What makes of a text what that work makes of it; may raise NotPrinted and PressStopped."""


@job("publishing.compile", every=AT_ONCE)
def compile_due() -> None:
    """Make every file that is due, one after the other."""
    while not ending.is_set() and compile_next(current.settings().base_url):
        pass


@job("publishing.renew")
def renew() -> None:
    """After an update of the program: what another one has made of a release in force is due again."""
    due = compilation.visits_made_otherwise()
    session.remove()
    for visit_id in due:
        if ending.is_set():
            return
        with suppress(VisitNotFound), transaction():
            remake_outputs(visit_id, act=current.act(WORKER))


@job("publishing.erase_hosts")
def erase_hosts() -> None:
    """What was kept of hosts and speakers, when its term is over."""
    due = hosts.visits_to_erase_hosts(now=utc_now())
    session.remove()
    for visit_id in due:
        if ending.is_set():
            return
        with suppress(VisitNotFound), transaction():
            hosts.erase_hosts(visit_id, act=current.act(WORKER))
    if due:
        empty_log()


def compile_next(base_url: str, *, backlog: Backlog[int] = BACKLOG, press: Press = print_apart) -> bool:
    """Make one file and store it, or note why not; says whether there was one due."""
    if not backlog.some_are_due(now=utc_now()):
        return False
    with transaction():
        order = compilation.take_order(now=utc_now(), backlog=backlog)
    if order is None:
        return False
    try:
        text = order.made.write(order.programme, order.language, base_url)
        with backlog.in_hand(order.output_id):
            body = press(order.made.work, text)
    except NotPrinted as reason:
        with transaction():
            compilation.note_failure(order, str(reason), act=current.act(WORKER))
        _log(logging.WARNING, "not made, the release page says why", order)
    except PressStopped:
        with transaction():
            BACKLOG.give_back(order.output_id)
    else:
        with transaction():
            compilation.store_output(order, body, base_url=base_url, now=utc_now())
        _log(logging.INFO, "made", order, bytes=len(body))
    return True


def _log(level: int, words: str, order: Order, **more: int) -> None:
    """What is public anyway: the visit's slug, the release, the language."""
    programme = order.programme
    fields = {"visit": programme.slug, "release": programme.number, "language": order.language, **more}
    said = " ".join(f"{name}={value}" for name, value in fields.items())
    log.log(level, "%s %s: %s", order.short, words, said, extra={"fields": fields})
