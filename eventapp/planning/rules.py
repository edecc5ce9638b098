"""What must hold in a visit as a whole (pure)."""

from datetime import timedelta

from eventapp.planning.plan import REGISTRATION, VISIT, Plan
from eventapp.visits.rules import midnight_of


def after_the_end(plan: Plan) -> list[str]:
    """The dates of registration that are later than the visit, though it does not stay open after its end."""
    visit, fields = plan[VISIT], plan[REGISTRATION]
    if fields["after_the_end"] or not visit.get("last_day"):
        return []
    end = midnight_of(visit["last_day"] + timedelta(days=1), visit["timezone"])
    return [name for name in ("opens", "closes", "queue_until") if fields[name] and fields[name] > end]
