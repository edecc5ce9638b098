"""What must hold in a visit as a whole (pure)."""

from datetime import date, timedelta
from typing import Final

from eventapp.planning.plan import REGISTRATION, VISIT, Fields, Plan
from eventapp.visits.rules import midnight_of

LONGEST: Final = 60
"""Days that a visit lasts at most; more is a slip of the pen, such as another year."""


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
