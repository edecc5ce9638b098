"""Sessions as their list has them (pure): by day, with who speaks."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from eventapp.planning.plan import Fields, Key, Plan


def by_day(
    sessions: Sequence[tuple[Key, Fields]], zone: ZoneInfo
) -> list[tuple[date | None, Sequence[tuple[Key, Fields]]]]:
    """Each day's sessions, by time; last those without a time (None), in the visit's own order."""
    timed = sorted((item for item in sessions if item[1]["starts"]), key=lambda item: item[1]["starts"])
    days = groupby(timed, key=lambda item: item[1]["starts"].astimezone(zone).date())
    later = [item for item in sessions if not item[1]["starts"]]
    return [*((day, list(of_day)) for day, of_day in days), *([(None, later)] if later else [])]


def slots_of(plan: Plan) -> dict[str, list[tuple[str, Fields]]]:
    """{session's code: [(speaker's name, slot)]}."""
    found: dict[str, list[tuple[str, Fields]]] = {}
    for key, fields in plan.of_kind("slot"):
        found.setdefault(key.top.code, []).append((str(plan[Key("speaker", key.code)]["name"]), fields))
    return found
