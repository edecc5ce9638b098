"""Several sessions changed in one step: each as it was when it was chosen, or left out, with the reason."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.outcomes import Outcome
from eventapp.core.text import Message
from eventapp.planning.history import record_change
from eventapp.planning.plan import TABLES, TIMED, Fields, Key
from eventapp.planning.rows import plan_of, rows_of
from eventapp.programme.snapshot import SessionStatus
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit
from eventapp.visits.values import instants_showing


class LeftOut(StrEnum):
    """Why a session that was chosen stayed as it was."""

    GONE = "gone"
    MOVED = "moved"
    CANCELLED = "cancelled"
    WITHOUT_TIME = "without_time"
    NO_SUCH_HOUR = "no_such_hour"
    SO_ALREADY = "so_already"


REASONS: Final[Mapping[LeftOut, Message]] = {
    LeftOut.GONE: Message("removed meanwhile"),
    LeftOut.MOVED: Message("moved by somebody meanwhile"),
    LeftOut.CANCELLED: Message("cancelled"),
    LeftOut.WITHOUT_TIME: Message("without a time"),
    LeftOut.NO_SUCH_HOUR: Message("at an hour that clocks do not show on that day"),
    LeftOut.SO_ALREADY: Message("so already"),
}


Chosen = Mapping[str, datetime | None]
"""{a session's code: when it was to start where it was chosen}"""


def confirm_sessions(visit_id: int, chosen: Chosen, *, act: Act) -> Outcome[LeftOut]:
    """They take place: their status is confirmed. Readers see it with the next release."""
    return _change(hold_visit(visit_id), chosen, _confirmed, ("status",), act)


def shift_sessions(visit_id: int, chosen: Chosen, minutes: int, *, act: Act) -> Outcome[LeftOut]:
    """They begin and end so many minutes later (negative: earlier) by the clock on the wall; their places stay."""
    visit = hold_visit(visit_id)
    return _change(visit, chosen, partial(_shifted, minutes=minutes, zone=ZoneInfo(visit.timezone)), TIMED, act)


def later(instant: datetime, minutes: int, zone: ZoneInfo) -> datetime | None:
    """When the clock on the wall shows so many minutes later: UTC; None: it never does.

    Of an hour that comes twice the first, or the second if the instant was in a second one.
    """
    local = instant.astimezone(zone)
    shown = local.replace(tzinfo=None, fold=0) + timedelta(minutes=minutes)
    found = instants_showing(shown, zone)
    return found[-1 if local.fold else 0] if found else None


def _confirmed(fields: Fields) -> Fields | LeftOut:
    if fields["status"] == SessionStatus.CANCELLED:
        return LeftOut.CANCELLED
    return {**fields, "status": SessionStatus.CONFIRMED.value}


def _shifted(fields: Fields, *, minutes: int, zone: ZoneInfo) -> Fields | LeftOut:
    if not fields["starts"]:
        return LeftOut.WITHOUT_TIME
    begins = later(fields["starts"], minutes, zone)
    if begins is None:
        return LeftOut.NO_SUCH_HOUR
    # as long as it was: an hour that a night skips or repeats is no part of a session's length
    return {**fields, "starts": begins, "ends": begins + (fields["ends"] - fields["starts"])}


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
