"""Who did what, when, old → new: written by every operation, in its transaction, and never changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select

from eventapp.core.db import session
from eventapp.core.text import Message
from eventapp.visits.models import HistoryEntry

PARTICIPANT: Final = "participant"
COMMAND: Final = "command"
WORKER: Final = "worker"
PAGE: Final = 50

ACTIONS: Final = {
    "added": Message("added"),
    "changed": Message("changed"),
    "removed": Message("removed"),
    "cancelled": Message("cancelled"),
    "registered": Message("registered"),
    "promoted": Message("got a place"),
    "erased": Message("erased"),
    "link sent": Message("link sent"),
    "released": Message("released"),
    "tried again": Message("tried again"),
    "handed over": Message("handed over"),
}


def organiser(account_id: int) -> str:
    """The actor of that account."""
    return f"organiser:{account_id}"


def record(
    visit_id: int, *, by: str, action: str, thing: str, now: datetime, changes: Iterable[dict[str, Any]] = ()
) -> None:
    """Write down what was just done; ``action`` is one of ACTIONS. Values must be plain JSON and no secrets."""
    if action not in ACTIONS:
        raise ValueError(action)
    entry = HistoryEntry(
        visit_id=visit_id, happened_at=now, actor=by, action=action, thing=thing, changes=list(changes)
    )
    session.add(entry)
    session.flush()


def change(field: str, old: Any, new: Any) -> dict[str, Any]:
    """One field, before and after."""
    return {"field": field, "old": old, "new": new}


def history(visit_id: int, *, thing: str = "", actor: str = "", before: int | None = None) -> Sequence[HistoryEntry]:
    """The latest first, at most PAGE and one more; ``before``: an entry's id, for the next page.

    ``thing``: that thing and what is inside it; ``actor``: "organiser" means any of them.
    """
    query = select(HistoryEntry).where(HistoryEntry.visit_id == visit_id)
    if thing:
        query = query.where(HistoryEntry.thing.startswith(thing, autoescape=True))
    if actor:
        query = query.where(HistoryEntry.actor.startswith(actor, autoescape=True))
    if before is not None:
        query = query.where(HistoryEntry.id < before)
    return session.scalars(query.order_by(HistoryEntry.id.desc()).limit(PAGE + 1)).all()


def forget(visit_id: int, thing: str) -> None:
    """Drop what was written about a thing: a person who is erased leaves no trail."""
    session.execute(delete(HistoryEntry).where(HistoryEntry.visit_id == visit_id, HistoryEntry.thing == thing))
