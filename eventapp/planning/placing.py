"""The one operation of the board: sessions come to lie at a day, a time and a place. Readers see it once released."""

from typing import Any
from zoneinfo import ZoneInfo

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.planning.chosen import Chosen
from eventapp.planning.errors import NothingMoved
from eventapp.planning.history import record_change
from eventapp.planning.moves import Moves, Target, find_moves
from eventapp.planning.plan import Fields, Key
from eventapp.planning.rows import Rows, plan_of, rows_of
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit


def place_sessions(visit_id: int, chosen: Chosen, target: Target, *, act: Act) -> Moves:
    """Let the earliest of them lie there and the others keep their distance; what cannot be stays, and is named.

    Asked twice, nothing moves twice: it is so already. Raises NothingMoved, and what ``find_moves`` does: PlaceGone,
    OneEndEach, Unfit.
    """
    visit = hold_visit(visit_id)
    rows = movable_rows(visit, chosen)
    found = find_moves(plan_of(rows), chosen, target, ZoneInfo(visit.timezone))
    if found.refused:
        raise NothingMoved(found.left_out)
    for move in found.moves:
        key = Key("session", move.code)
        write_place(rows, rows[key], move.after)
        record_change(visit_id, key, move.before, move.after, act=act)
    session.flush()
    return found


def movable_rows(visit: Visit | VisitFacts, chosen: Chosen) -> Rows:
    """All places, and the chosen sessions; three statements."""
    return rows_of(visit, "venue") | rows_of(visit, "room") | rows_of(visit, "session", only=list(chosen))


def write_place(rows: Rows, row: Any, fields: Fields) -> None:
    """Make the session's row lie where ``fields`` say; ``rows`` has the places."""
    venue, room = fields["venue"], fields["room"]
    row.starts_at, row.ends_at = fields["starts"], fields["ends"]
    row.venue_id = rows[Key("venue", venue)].id if venue else None
    row.room_id = rows[Key("venue", venue).within("room", room)].id if room else None
