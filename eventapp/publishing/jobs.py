"""The worker's tasks of this room: make the files that a release has made due."""

import threading
from datetime import timedelta
from functools import partial

from eventapp.core import web
from eventapp.core.clock import utc_now
from eventapp.core.db import session, transaction
from eventapp.core.jobs import job
from eventapp.publishing import compilation
from eventapp.publishing.booklet import booklet
from eventapp.publishing.compilation import LEASE, Order
from eventapp.publishing.pdf import NotPrinted
from eventapp.publishing.rendering import print_apart

# One at a time in a process; the other thread stays free for letters.
_press = threading.Lock()


@job("publishing.compile")
def compile_due() -> None:
    """Make every file that is due. Whoever comes while another is at it leaves the rest to them."""
    if _press.acquire(blocking=False):
        try:
            while compile_next(web.settings().base_url):
                pass
        finally:
            _press.release()
            session.remove()


def compile_next(base_url: str, *, lease: timedelta = LEASE) -> bool:
    """Make one file and store it, or note why not; says whether there was one due."""
    with transaction():
        order = compilation.take_order(now=utc_now(), lease=lease)
    if order is None:
        return False
    try:
        body = print_apart(booklet(order.programme, order.language, base_url), beat=partial(_renew, order, lease))
    except NotPrinted as reason:
        with transaction():
            compilation.note_failure(order, str(reason), now=utc_now())
    else:
        with transaction():
            compilation.store_output(order, body, now=utc_now())
    return True


def _renew(order: Order, lease: timedelta) -> None:
    with transaction():
        compilation.renew_lease(order, now=utc_now(), lease=lease)
