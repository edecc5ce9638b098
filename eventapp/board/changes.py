"""What others have changed in the draft while somebody looks at its board."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from eventapp.core.acts import Actor
from eventapp.core.db import session
from eventapp.planning.history import PlanKind
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import HistoryEntry
from eventapp.visits.telling import Telling, organiser_in_words

MOST: Final = 10
"""So many are told; of more the last ones."""
DRAWN: Final = tuple(map(str, PlanKind))


@dataclass(frozen=True, slots=True)
class Change:
    """``who`` did ``what`` to the thing that is called ``title``; ``code`` of the session concerned, or "".

    ``own``: whoever looks did it.
    """

    who: str
    what: str
    title: str
    code: str
    own: bool


def latest(visit_id: int) -> int:
    """The number of the latest entry of the history that the board may show; 0: none. One statement."""
    of_draft = (HistoryEntry.visit_id == visit_id, HistoryEntry.kind.in_(DRAWN))
    return session.scalar(select(func.max(HistoryEntry.id)).where(*of_draft)) or 0


def changes_since(visit: VisitFacts, language: str, seen: int, reader: Actor) -> Sequence[Change]:
    """What was done after that entry, in its order, the last MOST of it."""
    of_draft = (HistoryEntry.visit_id == visit.id, HistoryEntry.kind.in_(DRAWN), HistoryEntry.id > seen)
    query = select(HistoryEntry).where(*of_draft).order_by(HistoryEntry.id.desc()).limit(MOST)
    entries = session.scalars(query).all()
    telling = Telling(visit, language, [entry.thing for entry in entries])
    told = ((entry, telling.tell(entry)) for entry in reversed(entries))
    return [
        Change(
            organiser_in_words(language, entry.actor),
            words.action,
            words.thing.name,
            entry.thing.split(".")[1] if entry.thing.startswith("session.") else "",
            entry.actor == reader,
        )
        for entry, words in told
    ]
