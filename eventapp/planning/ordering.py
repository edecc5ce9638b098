"""The order in which things of a kind stand: on pages, on paper and in files."""

from typing import Final

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.errors import NothingToSave
from eventapp.planning.errors import ItemNotFound
from eventapp.planning.history import record_move
from eventapp.planning.plan import Key
from eventapp.planning.rows import LIVE, note_edit, rows_of
from eventapp.visits.operations import hold_visit

ORDERED: Final = ("organisation", "venue", "room", "speaker", "slot")
"""The kinds whose order is an organiser's; sessions stand by their time."""


def move_item(visit_id: int, key: Key, step: int, *, act: Act) -> bool:
    """Let it change places with the one before it (``step`` -1) or behind it (1); gives whether it is at the end now.

    Raises ItemNotFound, and NothingToSave where it was at that end already.
    """
    visit = hold_visit(visit_id)
    rows = rows_of(visit, key.kind, only={key.inside.code} if key.inside else None)
    if key not in rows or key.kind not in ORDERED:
        raise ItemNotFound
    order = list(rows)
    here = order.index(key)
    there = here + step
    if not 0 <= there < len(order):
        raise NothingToSave
    order[here], order[there] = order[there], order[here]
    for number, each in enumerate(order, 1):
        rows[each].position = number
    if key.kind in LIVE:
        note_edit(visit, act.now)
    session.flush()
    record_move(visit_id, key, here + 1, there + 1, act=act)
    return there in (0, len(order) - 1)
