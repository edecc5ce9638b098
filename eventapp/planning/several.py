"""Several sessions changed in one step: each as it was when it was chosen, or left out, with the reason."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.outcomes import Outcome
from eventapp.planning.chosen import Chosen, LeftOut, is_in_years, is_locked, later
from eventapp.planning.history import gathered, record_change
from eventapp.planning.plan import TABLES, TIMED, Fields, Key
from eventapp.planning.rows import plan_of, rows_of
from eventapp.programme.snapshot import SessionStatus
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit


def confirm_sessions(visit_id: int, chosen: Chosen, *, act: Act) -> Outcome[LeftOut]:
    """They take place: their status is confirmed. Readers see it with the next release."""
    return _change(hold_visit(visit_id), chosen, _confirmed, ("status",), act)


def lock_sessions(visit_id: int, chosen: Chosen, *, locked: bool = True, act: Act) -> Outcome[LeftOut]:
    """Nothing moves or pushes them any more, until they are unlocked (``locked`` False)."""
    return _change(hold_visit(visit_id), chosen, lambda fields: {**fields, "locked": locked}, ("locked",), act)


def shift_sessions(visit_id: int, chosen: Chosen, minutes: int, *, act: Act) -> Outcome[LeftOut]:
    """They begin and end so many minutes later (negative: earlier) by the clock on the wall; their places stay."""
    visit = hold_visit(visit_id)
    return _change(visit, chosen, partial(_shifted, minutes=minutes, zone=ZoneInfo(visit.timezone)), TIMED, act)


def _confirmed(fields: Fields) -> Fields | LeftOut:
    if fields["status"] == SessionStatus.CANCELLED:
        return LeftOut.CANCELLED
    return {**fields, "status": SessionStatus.CONFIRMED.value}


def _shifted(fields: Fields, *, minutes: int, zone: ZoneInfo) -> Fields | LeftOut:
    if not fields["starts"]:
        return LeftOut.WITHOUT_TIME
    if is_locked(fields) and minutes:
        return LeftOut.LOCKED
    begins = later(fields["starts"], minutes, zone)
    if begins is None:
        return LeftOut.NO_SUCH_HOUR
    # as long as it was: an hour that a night skips or repeats is no part of a session's length
    ends = begins + (fields["ends"] - fields["starts"])
    return {**fields, "starts": begins, "ends": ends} if is_in_years(ends, zone) else LeftOut.NO_SUCH_HOUR


def _change(
    visit: Visit,
    chosen: Chosen,
    changed: Callable[[Fields], Fields | LeftOut],
    names: Collection[str],
    act: Act,
) -> Outcome[LeftOut]:
    """``names``: the fields that it may change."""
    rows = rows_of(visit, "session", only=list(chosen))
    plan = plan_of(rows)
    tried = list[tuple[str, LeftOut | None]]()
    with gathered():
        for code, was in chosen.items():
            key = Key("session", code)
            after = _after(plan.get(key), was, changed)
            if isinstance(after, LeftOut):
                tried.append((code, after))
                continue
            for name in names:
                setattr(rows[key], TABLES["session"].fields[name].column or name, after[name])
            record_change(visit.id, key, plan[key], after, act=act)
            tried.append((code, None))
    session.flush()
    return Outcome.of(tried)


def _after(
    fields: Fields | None, was: datetime | None, changed: Callable[[Fields], Fields | LeftOut]
) -> Fields | LeftOut:
    if fields is None:
        return LeftOut.GONE
    if fields["starts"] != was:
        return LeftOut.MOVED
    after = changed(fields)
    return LeftOut.SO_ALREADY if after == fields else after
