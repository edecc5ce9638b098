"""What lies beside the board: sessions that were removed, to be put back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from eventapp.board.reading import Board
from eventapp.core import addresses
from eventapp.planning.history import PlanAction, PlanKind
from eventapp.planning.restoring import ENDS, plan_in
from eventapp.visits.history import last_ends

MOST: Final = 5
"""The latest; the others stand in the list of what was removed."""


@dataclass(frozen=True, slots=True)
class Removed:
    """``address``: where it is put back."""

    title: str
    address: str


def removed_sessions(board: Board) -> Sequence[Removed]:
    """The latest first, MOST at most. One statement."""
    visit = board.visit
    found = last_ends(visit.id, {PlanKind.SESSION: ENDS[PlanKind.SESSION]}, (PlanAction.REMOVED,), None)
    shown = []
    for entry in list(found)[:MOST]:
        was = plan_in(entry)
        title = was.title_of(next(iter(was)), board.language, visit.languages) if was else ""
        if title:
            shown.append(Removed(title, addresses.desk(visit.slug, "removed", str(entry.id), "put-back")))
    return shown
