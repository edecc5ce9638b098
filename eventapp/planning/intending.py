"""Conflicts of a draft that are meant to be so: said with a reason, and taken back. What moves since is asked again."""

from collections.abc import Mapping

from sqlalchemy import select

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.errors import NothingToSave
from eventapp.planning.clash_history import ClashAction, record_clash
from eventapp.planning.errors import ClashGone, ClashMoved, RemedyGone, RemedyStale
from eventapp.planning.models import IntendedClash
from eventapp.programme.conflicts import Conflict
from eventapp.programme.intended import Intent, Judged, Marks, judge, key_of
from eventapp.programme.scheduled import Scheduled, read_schedule
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_facts


def read_clashes(visit: VisitFacts) -> tuple[Scheduled, Judged]:
    """The draft, and its conflicts, those that are meant apart from the others."""
    scheduled = read_schedule(visit)
    return scheduled, judged(visit.id, scheduled)


def judged(visit_id: int, scheduled: Scheduled) -> Judged:
    """The conflicts of that schedule, with what organisers have said of them."""
    return judge(scheduled.conflicts(), scheduled.schedule, _intents(visit_id))


def _intents(visit_id: int) -> Mapping[str, Intent]:
    found = session.scalars(select(IntendedClash).where(IntendedClash.visit_id == visit_id))
    return {row.key: Intent(row.state, row.reason, row.said_by, row.said_at) for row in found}


def intend(visit_id: int, key: str, state: str, reason: str, *, act: Act) -> None:
    """Say that a conflict, as it was shown (``state``), is meant. Whatever was said of it before counts no more.

    Raises ClashGone, ClashMoved (either end lies otherwise by now), NothingToSave.
    """
    visit = hold_facts(visit_id)
    scheduled = read_schedule(visit)
    conflict = _conflict(scheduled, key)
    if Marks(scheduled.schedule).state(conflict) != state:
        raise ClashMoved
    row = session.get(IntendedClash, (visit_id, key))
    before = row.reason if row and row.state == state else ""
    if before == reason:
        raise NothingToSave
    if row is None:
        row = IntendedClash(visit_id=visit_id, key=key)
        session.add(row)
    row.state, row.reason, row.said_by, row.said_at = state, reason, act.by, act.now
    session.flush()
    record_clash(visit_id, conflict, ClashAction.INTENDED, scheduled, (before, reason), act=act)


def open_again(visit_id: int, key: str, *, act: Act) -> None:
    """It is not meant any more. Raises NothingToSave if it is open already, and if there is no such conflict."""
    visit = hold_facts(visit_id)
    scheduled = read_schedule(visit)
    found = judged(visit_id, scheduled)
    intended = next(((conflict, said) for conflict, said in found.intended if key_of(conflict) == key), None)
    row = session.get(IntendedClash, (visit_id, key))
    if intended is None or row is None:
        raise NothingToSave
    session.delete(row)
    session.flush()
    conflict, said = intended
    record_clash(visit_id, conflict, ClashAction.OPEN_AGAIN, scheduled, (said.reason, ""), act=act)


def check_remedy(visit: Visit | VisitFacts, offered_for: str) -> None:
    """Whether the conflict that a remedy was offered to end (``Marks.named``) is there, and lies as it did.

    Raises RemedyGone, RemedyStale.
    """
    key, _, state = offered_for.partition(".")
    scheduled = read_schedule(visit)
    try:
        conflict = _conflict(scheduled, key)
    except ClashGone as gone:
        raise RemedyGone from gone
    if Marks(scheduled.schedule).state(conflict) != state:
        raise RemedyStale


def _conflict(scheduled: Scheduled, key: str) -> Conflict:
    found = next((each for each in scheduled.conflicts() if key_of(each) == key), None)
    if found is None:
        raise ClashGone
    return found
