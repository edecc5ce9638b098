"""Who did what, when, old → new: written by every operation, in its transaction, and never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select

from eventapp.core.db import insert_row, session
from eventapp.core.text import Message
from eventapp.visits.models import HistoryEntry

PARTICIPANT: Final = "participant"
COMMAND: Final = "command"
WORKER: Final = "worker"
PAGE: Final = 50

# The things that belong to a page of the desk; with a dot: all that begin so.
KINDS: Final = {
    "registrations": ("registration.", "registrations"),
    "sessions": ("session.",),
    "speakers": ("speaker.",),
    "venues": ("venue.",),
    "organisations": ("organisation.",),
    "facts": ("visit", "registration"),
    "release": ("release.",),
    "outbox": ("letter.",),
}
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
    "failed": Message("failed"),
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
    insert_row(entry)


def change(field: str, old: Any, new: Any) -> dict[str, Any]:
    """One field, before and after."""
    return {"field": field, "old": old, "new": new}


@dataclass(frozen=True, slots=True)
class Filter:
    """``thing``: that one and what is inside it; ``page``: of KINDS; ``actor``: one of them, or "organiser": any.

    ``within``: from an instant to another, which does not count. Nothing: all.
    """

    thing: str = ""
    page: str = ""
    actor: str = ""
    within: tuple[datetime, datetime] | None = None


def history(visit_id: int, chosen: Filter = Filter(), *, before: int | None = None) -> Sequence[HistoryEntry]:
    """The latest first, at most PAGE and one more; ``before``: an entry's id, for the next page."""
    query = select(HistoryEntry).where(HistoryEntry.visit_id == visit_id)
    if chosen.thing:
        query = query.where(_is_or_is_in(chosen.thing))
    if chosen.page in KINDS:
        query = query.where(or_(*map(_begins, KINDS[chosen.page])))
    if chosen.actor:
        # "organiser:1" is not the beginning of "organiser:12"
        anyone = chosen.actor == "organiser"
        query = query.where(
            HistoryEntry.actor.startswith("organiser:") if anyone else HistoryEntry.actor == chosen.actor
        )
    if chosen.within:
        first, last = chosen.within
        query = query.where(HistoryEntry.happened_at >= first, HistoryEntry.happened_at < last)
    if before is not None:
        query = query.where(HistoryEntry.id < before)
    return session.scalars(query.order_by(HistoryEntry.id.desc()).limit(PAGE + 1)).all()


def _begins(words: str) -> ColumnElement[bool]:
    return HistoryEntry.thing.startswith(words) if words.endswith(".") else HistoryEntry.thing == words


def _is_or_is_in(thing: str) -> ColumnElement[bool]:
    """The registration's settings are the thing "registration", and no person's registration is inside them."""
    itself = HistoryEntry.thing == thing
    return or_(itself, HistoryEntry.thing.startswith(f"{thing}.", autoescape=True)) if "." in thing else itself


def forget(visit_id: int, thing: str) -> None:
    """Drop what was written about a thing: a person who is erased leaves no trail."""
    session.execute(delete(HistoryEntry).where(HistoryEntry.visit_id == visit_id, HistoryEntry.thing == thing))
