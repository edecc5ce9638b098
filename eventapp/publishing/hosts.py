"""What is kept of hosts and speakers and is not the programme's is erased by the visit's first term: whom to ask at a
place, public or not; a speaker's address, when they were available, what they answered."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select, update

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.mailing.erasing import forget_speakers
from eventapp.planning.erasing import erase_unreleased
from eventapp.planning.history import PlanAction, PlanKind
from eventapp.publishing.erasing import erase_everywhere, find_traces, known_in
from eventapp.publishing.history import record_erased
from eventapp.registration.rules import keep_until
from eventapp.visitfiles.remembered import forget_unreleased
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import HistoryEntry, Visit
from eventapp.visits.operations import hold_visit
from eventapp.visits.queries import visits

_NAMES_THEM = or_(
    HistoryEntry.kind.in_((PlanKind.VENUE, PlanKind.SPEAKER)),
    and_(HistoryEntry.kind == PlanKind.VISIT, HistoryEntry.action == PlanAction.ADDED),  # with all that is in it
)


def hosts_until(visit: VisitFacts | Visit, written_at: datetime | None) -> datetime:
    """The first instant at which nothing of it is kept; ``written_at``: when something of it was written down last.

    As with people: the days are counted from the end of the visit, or from then if that was later.
    """
    told_at = written_at or datetime.min.replace(tzinfo=visit.edited_at.tzinfo)
    return keep_until(ends_on=visit.ends_on, timezone=visit.timezone, registered_at=told_at, keep_days=visit.keep_days)


def visits_to_erase_hosts(*, now: datetime) -> list[int]:
    """Those over their term in which that was not done, or something was written down after it."""
    latest = select(HistoryEntry.visit_id, func.max(HistoryEntry.happened_at)).where(_NAMES_THEM)
    over = {visit.id: visit for visit in visits() if now >= hosts_until(visit, None)}
    found = session.execute(latest.where(HistoryEntry.visit_id.in_(over)).group_by(HistoryEntry.visit_id)).all()
    written: dict[int, datetime] = {row[0]: row[1] for row in found}
    return [
        visit.id
        for visit in over.values()
        if now >= hosts_until(visit, at := written.get(visit.id))
        and (visit.hosts_erased_at is None or (at is not None and at > visit.hosts_erased_at))
    ]


def erase_hosts(visit_id: int, *, act: Act) -> bool:
    """Erase it out of draft, history, releases, files, and what is remembered of the visit's own file.

    Gives whether there was anything; the history then has one line, without names. Raises VisitNotFound.
    """
    visit = hold_visit(visit_id)
    if visit_id not in visits_to_erase_hosts(now=act.now):
        return False
    named = [key for key in sorted(known_in(visit_id, "venue")) if find_traces(visit_id, key)]
    for key in named:
        erase_everywhere(visit, key, act)
    forget_unreleased(visit_id)
    asked = forget_speakers(visit_id, act=act)
    found = erase_unreleased(visit_id) or asked or bool(named)
    if found:
        record_erased(visit_id, "hosts", act=act)
    session.execute(update(Visit).where(Visit.id == visit_id).values(hosts_erased_at=act.now))
    return found
