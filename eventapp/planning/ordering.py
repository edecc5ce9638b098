"""The order in which things of a kind stand: on pages, on paper and in files."""

from typing import Final

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.core.errors import NothingToSave
from eventapp.planning.errors import ItemNotFound, SomethingNewer
from eventapp.planning.history import record_move
from eventapp.planning.plan import Key
from eventapp.planning.rows import LIVE, Rows, note_edit, rows_of
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit

ORDERED: Final = ("organisation", "venue", "room", "speaker", "slot", "question", "choice")
"""The kinds whose order is an organiser's; sessions stand by their time."""


def move_item(visit_id: int, key: Key, step: int, *, act: Act) -> bool:
    """Let it change places with the one before it (``step`` -1) or behind it (1); gives whether it is at the end now.

    Raises ItemNotFound, and NothingToSave where it was at that end already.
    """
    visit = hold_visit(visit_id)
    rows = _in_order(visit, key)
    if key not in rows or key.kind not in ORDERED:
        raise ItemNotFound
    here = list(rows).index(key)
    if not 0 <= here + step < len(rows):
        raise NothingToSave
    _change_places(visit, rows, here, step, act)
    return here + step in (0, len(rows) - 1)


def move_back(visit: Visit, key: Key, at: int, to: int, act: Act) -> None:
    """Let it change places with what stands at ``to``, counted from 1. Raises SomethingNewer: it does not stand ``at``
    that one any more."""
    rows = _in_order(visit, key)
    if not 0 < to <= len(rows) or list(rows)[at - 1 : at] != [key]:
        raise SomethingNewer(None)
    _change_places(visit, rows, at - 1, to - at, act)


def _in_order(visit: Visit, key: Key) -> Rows:
    return rows_of(visit, key.kind, only={key.inside.code} if key.inside else None)


def _change_places(visit: Visit, rows: Rows, here: int, step: int, act: Act) -> None:
    """The two alone, so that what is removed finds its place again; all are counted anew where two stand at one."""
    order, there = list(rows), here + step
    key = order[here]
    positions = [row.position for row in rows.values()]
    if len(set(positions)) < len(positions):
        positions = list(range(1, len(positions) + 1))
    order[here], order[there] = order[there], order[here]
    for each, position in zip(order, positions, strict=True):
        rows[each].position = position
    if key.kind in LIVE:
        note_edit(visit, act.now)
    session.flush()
    record_move(visit.id, key, here + 1, there + 1, act=act)
