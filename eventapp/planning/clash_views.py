"""The organisers' page of what clashes in the draft."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from eventapp.core import addresses
from eventapp.planning.clashes import Teller
from eventapp.programme.scheduled import read_schedule
from eventapp.visits.frame import desk_for

bp = Blueprint("planning_clashes", __name__)


@bp.get(addresses.desk("<slug>", "clashes"))
def clashes(slug: str) -> ResponseReturnValue:
    """All of them by severity, each with links to the sessions concerned."""
    desk = desk_for(slug)
    scheduled = read_schedule(desk.visit)
    groups = Teller(desk.language, desk.visit.languages, scheduled).by_severity(scheduled.conflicts())
    here = addresses.desk(desk.visit.slug, "clashes")
    return desk.page("desk/clashes.html", here=here, current="sessions", groups=groups)
