"""What must hold in one thing of a draft, and in a visit as a whole (pure)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from eventapp.planning.errors import (
    EndsBeforeItBegins,
    ForEverybodyAndNobody,
    NameMissing,
    PositionIsHalf,
    ProlongedWithoutReason,
    ProlongsNothing,
    ValueMissing,
)
from eventapp.planning.plan import REGISTRATION, TABLES, VISIT, Fields, Key, Plan
from eventapp.visits.rules import midnight_of

LONGEST: Final = 60
"""Days that a visit lasts at most; more is a slip of the pen, such as another year."""
LIES: Final = ("starts", "ends", "venue", "room")
"""Where a session lies: what a lock keeps as it is."""
LATER: Final[Mapping[str, tuple[str, str]]] = {
    "visit": ("first_day", "last_day"),
    "registration": ("opens", "closes"),
    "session": ("starts", "ends"),
}


def check_item(key: Key, fields: Fields) -> None:
    """What holds in one thing by itself.

    Raises NameMissing, ValueMissing, EndsBeforeItBegins, PositionIsHalf, ForEverybodyAndNobody,
    ProlongsNothing, ProlongedWithoutReason.
    """
    for name, field in TABLES[key.kind].fields.items():
        names = field.flat_names(name)
        if field.required and all(fields.get(flat) in ("", None) for flat in names):
            raise (NameMissing if field.local else ValueMissing)(names[0])
    first, last = LATER.get(key.kind, ("", ""))
    begins, ends = fields.get(first), fields.get(last)
    if begins and ends and (ends < begins or (ends == begins and type(ends) is not date)):
        raise EndsBeforeItBegins(last)
    if "latitude" in fields and (fields["latitude"] is None) != (fields["longitude"] is None):
        raise PositionIsHalf
    if fields.get("optional") and fields.get("everybody"):
        raise ForEverybodyAndNobody
    if wrong := prolonged_in_vain(fields):
        raise (ProlongsNothing if wrong == "audit_until" else ProlongedWithoutReason)(wrong)


def prolonged_in_vain(fields: Fields) -> str:
    """The field of a funder's that prevents an audit from prolonging the proof; "": none does, or none is to."""
    last, until = fields.get("evidence_until"), fields.get("audit_until")
    if until and not (last and last < until):
        return "audit_until"
    return "audit_reason" if bool(until) != bool(fields.get("audit_reason")) else ""


def moved_though_locked(old: Fields, new: Fields) -> str:
    """The first of LIES that differs in a session that was locked and stays so; "": none does.

    Whatever unlocks it in the same breath may move it.
    """
    if not (old.get("locked") and new.get("locked")):
        return ""
    return next((name for name in LIES if old.get(name) != new.get(name)), "")


def is_too_long(visit: Fields) -> bool:
    """Whether its days, if both are said, are more than LONGEST."""
    first, last = visit.get("first_day"), visit.get("last_day")
    return isinstance(first, date) and isinstance(last, date) and (last - first).days >= LONGEST


def after_the_end(plan: Plan) -> list[str]:
    """The dates of registration that are later than the visit, though it does not stay open after its end."""
    visit, fields = plan[VISIT], plan[REGISTRATION]
    if fields["after_the_end"] or not visit.get("last_day"):
        return []
    end = midnight_of(visit["last_day"] + timedelta(days=1), visit["timezone"])
    return [name for name in ("opens", "closes", "queue_until") if fields[name] and fields[name] > end]
