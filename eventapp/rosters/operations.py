"""Numbers of meals are handed over to somebody who cooks."""

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.rosters.history import record
from eventapp.rosters.meals import Numbers, count
from eventapp.rosters.models import HandedOver
from eventapp.rosters.queries import Comers
from eventapp.visits.operations import hold_facts


def hand_over(visit_id: int, to_whom: str, *, act: Act) -> Numbers:
    """Keep the numbers as they are now, and when; so what changes afterwards is seen. Raises VisitNotFound."""
    visit = hold_facts(visit_id)
    comers = Comers(visit, visit.languages[0])
    numbers = count(comers.eaters, list(comers.meals))
    session.add(HandedOver(visit_id=visit_id, to_whom=to_whom, numbers=numbers, handed_at=act.now))
    session.flush()
    record(visit_id, to_whom, act)
    return numbers
