"""Who did what, when, old → new: written by every operation, in its transaction, and never changed but where a person
is erased.

What can be done to what, and its words, each room says for itself in its ``history``; publishing/history.py is the one
to copy.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, and_, func, or_, select, type_coerce

from eventapp.core.acts import Act, Actor
from eventapp.core.db import insert_row, session
from eventapp.core.paging import Page, Place, page_of
from eventapp.visits.models import HistoryEntry
from eventapp.visits.telling import Action, Kind, check_told

RECENT: Final = 100


def record(
    visit_id: int,
    act: Act,
    action: Action,
    kind: Kind,
    thing: str,
    *,
    changes: Iterable[dict[str, Any]] = (),
    was: Iterable[dict[str, Any]] = (),
) -> None:
    """Write down what was just done to a thing. Values must be plain JSON and no secrets.

    ``was``: the thing, if it was removed, and what was inside it. Raises ValueError if no room tells such a thing.
    """
    insert_row(new_entry(visit_id, act, action, kind, thing, changes=changes, was=was))


def new_entry(
    visit_id: int,
    act: Act,
    action: Action,
    kind: Kind,
    thing: str,
    *,
    changes: Iterable[dict[str, Any]] = (),
    was: Iterable[dict[str, Any]] = (),
) -> HistoryEntry:
    """The row of what ``record`` writes down, for who has more to say of it. Raises ValueError."""
    check_told(kind, action)
    return HistoryEntry(
        visit_id=visit_id,
        happened_at=act.now,
        actor=act.by,
        kind=str(kind),
        action=str(action),
        thing=thing,
        changes=list(changes),
        was=list(was),
    )


def change(field: str, old: Any, new: Any) -> dict[str, Any]:
    """One field, before and after."""
    return {"field": field, "old": old, "new": new}


@dataclass(frozen=True, slots=True)
class Filter:
    """``thing``: that one and what is inside it; ``kinds``: one of these; ``actor``: that one, or any of its kind.

    ``within``: from an instant to another, which does not count. Nothing: all.
    """

    thing: str = ""
    kinds: tuple[Kind, ...] = ()
    actor: Actor | None = None
    within: tuple[datetime, datetime] | None = None


def history(visit_id: int, chosen: Filter = Filter(), *, before: int | None = None) -> Page[HistoryEntry]:
    """The latest first; ``before``: an entry's id, for the next page."""
    query = select(HistoryEntry).where(HistoryEntry.visit_id == visit_id)
    if chosen.thing:
        query = query.where(_is_or_is_in(chosen.thing))
    if chosen.kinds:
        query = query.where(HistoryEntry.kind.in_(map(str, chosen.kinds)))
    if chosen.actor:
        query = query.where(_by(chosen.actor))
    if chosen.within:
        first, last = chosen.within
        query = query.where(HistoryEntry.happened_at >= first, HistoryEntry.happened_at < last)
    return page_of(query, (HistoryEntry.id,), Place(() if before is None else (before,)), descending=True)


def entry_of(visit_id: int, entry_id: int) -> HistoryEntry | None:
    """That one, if it is of that visit."""
    return session.scalar(select(HistoryEntry).where(HistoryEntry.visit_id == visit_id, HistoryEntry.id == entry_id))


def last_changes(visit_id: int, thing: str) -> dict[str, HistoryEntry]:
    """{field: the latest entry that tells of it} of what was done to that thing in its RECENT last entries."""
    mine = select(HistoryEntry).where(HistoryEntry.visit_id == visit_id, HistoryEntry.thing == thing)
    found: dict[str, HistoryEntry] = {}
    for entry in session.scalars(mine.order_by(HistoryEntry.id.desc()).limit(RECENT)):
        for item in entry.changes:
            found.setdefault(item["field"], entry)
    return found


def last_removal(visit_id: int, thing: str) -> HistoryEntry | None:
    """When that thing was removed last; None: it never was."""
    mine = select(HistoryEntry).where(HistoryEntry.visit_id == visit_id, HistoryEntry.thing == thing)
    return session.scalar(mine.where(HistoryEntry.action == "removed").order_by(HistoryEntry.id.desc()).limit(1))


Ends = Mapping[Kind, Collection[Action]]
"""{kind: what ends, or begins, that a thing of it is there}."""


def last_ends(visit_id: int, ends: Ends, ending: Collection[Action], before: int | None = None) -> Page[HistoryEntry]:
    """Of each thing the latest entry among ``ends``, if it is one of ``ending``; the latest first."""
    query = select(HistoryEntry).where(HistoryEntry.id.in_(_latest(visit_id, ends)))
    query = query.where(HistoryEntry.action.in_(list(map(str, ending))))
    return page_of(query, (HistoryEntry.id,), Place(() if before is None else (before,)), descending=True)


def latest_of(visit_id: int, ends: Ends, entry_id: int) -> HistoryEntry | None:
    """That entry, if it is the latest of its thing among ``ends``; else None."""
    query = select(HistoryEntry).where(HistoryEntry.id == entry_id, HistoryEntry.id.in_(_latest(visit_id, ends)))
    return session.scalar(query)


def _latest(visit_id: int, ends: Ends) -> Select[Any]:
    of_kind = (
        and_(HistoryEntry.kind == str(kind), HistoryEntry.action.in_(list(map(str, actions))))
        for kind, actions in ends.items()
    )
    latest = select(func.max(HistoryEntry.id)).where(HistoryEntry.visit_id == visit_id, or_(*of_kind))
    return latest.group_by(HistoryEntry.thing)


def removed_items(visit_id: int, kinds: Collection[Kind]) -> Iterator[dict[str, Any]]:
    """What was removed of these kinds, the latest last: ``was`` of HistoryEntry, one after the other."""
    query = select(HistoryEntry.was).where(HistoryEntry.visit_id == visit_id, HistoryEntry.kind.in_(kinds))
    for was in session.scalars(query.where(HistoryEntry.action == "removed").order_by(HistoryEntry.id)):
        yield from was


def _by(actor: Actor) -> ColumnElement[bool]:
    """ "organiser:1" is not the beginning of "organiser:12"."""
    itself = HistoryEntry.actor == actor
    if actor.account_id is not None:
        return itself
    return or_(itself, type_coerce(HistoryEntry.actor, String).startswith(f"{actor}:"))


def _is_or_is_in(thing: str) -> ColumnElement[bool]:
    """The registration's settings are the thing "registration", and no person's registration is inside them."""
    itself = HistoryEntry.thing == thing
    return or_(itself, HistoryEntry.thing.startswith(f"{thing}.", autoescape=True)) if "." in thing else itself
