"""Correcting the time zone of a visit in the browser: first what will happen, then all of it in one step."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from eventapp.core.acts import Act
from eventapp.planning.errors import AfterTheEnd, HoursMoveOtherwise
from eventapp.planning.history import record_change
from eventapp.planning.plan import FACTS, REGISTRATION, TABLES, VISIT, Key, Plan
from eventapp.planning.rezoning import Correction, Move, corrected, digest, moves, unfit_hours
from eventapp.planning.rows import Rows, note_edit, plan_of, rows_of
from eventapp.planning.rules import after_the_end
from eventapp.registration.operations import fill_places
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit
from eventapp.visits.values import Unfit


@dataclass(frozen=True, slots=True)
class Outlook:
    """What correcting the zone would do. ``unfit``: hours that the new zone does not have, or has twice."""

    moves: tuple[Move, ...]
    unfit: tuple[tuple[Key, str, Unfit], ...]

    @property
    def digest(self) -> str:
        """What somebody has seen who agrees to it."""
        return digest(self.moves)


def outlook(visit: VisitFacts, timezone: str, *, keeps_instants: bool) -> Outlook:
    """See ``correct_zone``; nothing is changed."""
    before = _hours(_rows(visit))
    return _outlook(before, Correction(ZoneInfo(visit.timezone), ZoneInfo(timezone), keeps_instants))


def correct_zone(visit_id: int, timezone: str, *, keeps_instants: bool, agreed: str, act: Act) -> None:
    """Give the visit that zone; its clock times stay, or (``keeps_instants``) its instants.

    ``agreed``: the ``digest`` of the outlook that the organiser has seen. Later hours of the queue promote who waits.
    Raises HoursMoveOtherwise, AfterTheEnd.
    """
    visit = hold_visit(visit_id)
    rows = _rows(visit)
    before, old = _hours(rows), visit.timezone
    correction = Correction(ZoneInfo(old), ZoneInfo(timezone), keeps_instants)
    seen = _outlook(before, correction)
    if seen.unfit or seen.digest != agreed:
        raise HoursMoveOtherwise
    after = corrected(before, correction)
    visit.timezone = timezone
    for key, fields in after.items():
        for name, value in fields.items():
            setattr(rows[key], TABLES[key.kind].fields[name].column or name, value)
        record_change(visit_id, key, before[key], fields, act=act)
    record_change(visit_id, VISIT, {"timezone": old}, {"timezone": timezone}, act=act)
    if after_the_end(plan_of(dict.fromkeys(FACTS, visit))):
        raise AfterTheEnd("timezone")
    note_edit(visit, act.now)
    fill_places(visit_id, act=act)


def _rows(visit: Visit | VisitFacts) -> Rows:
    return {REGISTRATION: visit, **rows_of(visit, "session")}


def _hours(rows: Rows) -> Plan:
    """Of each thing only its instants."""
    plan = plan_of(rows)
    return Plan({key: {n: v for n, v in fields.items() if isinstance(v, datetime)} for key, fields in plan.items()})


def _outlook(before: Plan, correction: Correction) -> Outlook:
    unfit = tuple(unfit_hours(before, correction))
    found = () if unfit else moves(before, corrected(before, correction), correction)
    return Outlook(found, unfit)
