"""What a script is told of sessions that were moved, or moved back."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from eventapp.planning.consequences import Consequences, clash_in_words, consequences
from eventapp.planning.placing import movable_rows
from eventapp.planning.plan import Key
from eventapp.planning.rows import plan_of
from eventapp.programme.scheduled import Scheduled, read_schedule
from eventapp.undo.steps import Latest
from eventapp.visits.facts import VisitFacts
from eventapp.visits.frame import Desk


def lying(visit: VisitFacts, codes: Iterable[str]) -> dict[str, Any]:
    """Where each session lies now (``changed``), or that it is not there (``gone``)."""
    found = dict.fromkeys(codes)
    plan, zone = plan_of(movable_rows(visit, found)), ZoneInfo(visit.timezone)
    there = {code: plan[key] for code in found if (key := Key("session", code)) in plan}
    times = {
        code: {name: fields[name] and fields[name].astimezone(zone).isoformat() for name in ("starts", "ends")}
        for code, fields in there.items()
    }
    changed = [
        {"code": code, **times[code], "venue": fields["venue"], "room": fields["room"]}
        for code, fields in there.items()
    ]
    return {"changed": changed, "gone": [code for code in found if code not in there]}


def clashes(told: Consequences) -> dict[str, list[str]]:
    """Each in a line."""
    came, went = ([clash_in_words(clash) for clash in found] for found in (told.came, told.went))
    return {"came": came, "went": went}


def offered(steps: Latest) -> dict[str, Any]:
    """What can be taken back and done again; null: nothing."""
    found = (("undo", steps.undo), ("redo", steps.redo))
    return {name: {"step": step} if step else None for name, step in found}


def since(desk: Desk, before: Scheduled) -> Consequences:
    """What has become of the clashes."""
    return consequences(before, read_schedule(desk.visit), desk.language, desk.visit.languages)
