"""The worker's tasks of this room: data is erased when its term is over, new addresses when nobody proves them;
people are put in the order of the alphabet, and found by their words."""

from collections.abc import Iterable
from contextlib import suppress

from eventapp.core import current, erasures, security
from eventapp.core.acts import PARTICIPANT, WORKER
from eventapp.core.alphabets import sort_keys
from eventapp.core.clock import utc_now
from eventapp.core.db import empty_log, session, transaction
from eventapp.core.jobs import AT_ONCE, ending, job
from eventapp.registration import alphabet, contact, deciding, erasing, lost_links, news, submissions, words
from eventapp.registration.queries import visits_with_expired, visits_with_offers_passed, visits_with_unproved
from eventapp.registration.rules import News
from eventapp.visits.errors import VisitNotFound


@job("registration.erase")
def erase() -> None:
    due = visits_with_expired(now=utc_now())
    session.remove()
    for visit_id in due:
        with transaction():
            erased = erasing.erase_expired(visit_id, act=current.act(WORKER))
        if erased:
            security.note(security.Event.ERASED, visit=visit_id, registrations=erased)
            empty_log()
    erasures.write_new(current.settings().data_dir / erasures.FILE, now=utc_now())


@job("registration.put_in_place", every=AT_ONCE)
def put_in_place() -> None:
    """Who registered or was renamed a moment ago: their words for searching, their places in the alphabets."""
    due = words.visits_with_newcomers()
    session.remove()
    if due:
        sort_keys("", "")  # loads the alphabets before anybody waits
    for visit_id in due:
        served = words.AT_ONCE
        while served == words.AT_ONCE and not ending.is_set():
            served = 0
            with suppress(VisitNotFound), transaction():
                served = words.serve_newcomers(visit_id)


@job("registration.put_in_place_again")
def put_in_place_again() -> None:
    """Everybody, after an update of the alphabets."""
    due = alphabet.some_are_misplaced()
    session.remove()
    while due and not ending.is_set():
        with transaction():
            due = alphabet.find_again() == alphabet.AT_ONCE


@job("registration.drop_unproved")
def drop_unproved() -> None:
    due = visits_with_unproved(now=utc_now())
    session.remove()
    for visit_id in due:
        with transaction():
            contact.drop_unproved(visit_id, act=current.act(WORKER))


@job("registration.pass_offers")
def pass_offers() -> None:
    """Places that nobody has accepted in time go on."""
    due = visits_with_offers_passed(now=utc_now())
    session.remove()
    for visit_id in due:
        with suppress(VisitNotFound), transaction():
            deciding.pass_offers(visit_id, act=current.act(WORKER))


@job("registration.send_links", every=AT_ONCE)
def send_links() -> None:
    """Each request in a transaction of its own: a letter that cannot be written keeps nobody else waiting."""
    while (asked := lost_links.next_request()) is not None:
        session.remove()
        with transaction():
            lost_links.answer(asked, act=current.act(PARTICIPANT))
    session.remove()


@job("registration.tell_at_once", every=AT_ONCE)
def tell_at_once() -> None:
    """Organisers who asked for it, of what has just happened."""
    _tell(News.AT_ONCE)


@job("registration.tell_daily")
def tell_daily() -> None:
    """Organisers who asked for it, of the day until the hour of the letter."""
    _tell(News.DAILY)


def _tell(how: News) -> None:
    due = news.organisers_to_tell(how, now=utc_now())
    session.remove()
    tell_each(due)


def tell_each(due: Iterable[tuple[int, int]]) -> None:
    """(account, visit), each in a transaction of their own. A visit that was removed since they were looked for keeps
    nobody else waiting."""
    for account_id, visit_id in due:
        with suppress(VisitNotFound), transaction():
            news.tell(account_id, visit_id, act=current.act(WORKER))


@job("registration.forget_sendings")
def forget_sendings() -> None:
    with transaction():
        submissions.forget_old(now=utc_now())
