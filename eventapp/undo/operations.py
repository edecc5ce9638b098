"""Taking back what was done to the draft, out of the history: one's own steps, the latest first, while nothing newer
stands on them; and doing again what was taken back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any, Final

from eventapp.core.acts import Act
from eventapp.planning.conditions import lost_conditions
from eventapp.planning.errors import LockedSince, NotTheLatestStep, ReleasedMeanwhile, SomethingNewer
from eventapp.planning.history import (
    PlanAction,
    PlanKind,
    gathered,
    key_in,
    record_change,
    record_removal,
    taking_back,
)
from eventapp.planning.operations import check_window, delete_sessions, take_away, write_thing
from eventapp.planning.ordering import move_back
from eventapp.planning.plan import Fields, Key, Plan
from eventapp.planning.queries import Released
from eventapp.planning.restoring import lost_references, read_kept, restore, restore_sessions
from eventapp.planning.rows import LIVE, Rows, plan_of, positions_in, rows_around
from eventapp.planning.rules import check_item, moved_though_locked
from eventapp.registration.operations import fill_places
from eventapp.undo.steps import Scope, entries_of, latest_steps, newer
from eventapp.visits.history import last_changes, last_removal
from eventapp.visits.models import HistoryEntry, Visit
from eventapp.visits.operations import hold_visit
from eventapp.visits.values import plain

PLACES: Final = ("places", "queue", "queue_until")
"""What decides who has a place: whoever has got one keeps it."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """``keys``: the things concerned; ``gone``: those that are not there any more. ``places``: it changed how many
    places there are."""

    keys: tuple[Key, ...]
    gone: tuple[Key, ...]
    places: bool


def undo_step(visit_id: int, step: int, *, act: Act, scope: Scope = Scope.EVERYTHING) -> TakenBack:
    """Take back what that step did; it has to be the one of that scope that its doer would take back next.

    All of it or nothing. Nothing becomes public but the visit's facts and organisations; whom a limit gave a place
    keeps it. Raises NotTheLatestStep; what stands in the way is told by a refusal of planning.errors.
    """
    visit = hold_visit(visit_id)
    if latest_steps(visit_id, act.by, scope).undo != step:
        raise NotTheLatestStep
    taking_back(undoes=step)
    return _taken_back(visit, step, act)


def redo_step(visit_id: int, step: int, *, act: Act, scope: Scope = Scope.EVERYTHING) -> TakenBack:
    """Do again what ``step``, an undo, took back. Raises NotTheLatestStep, and as ``undo_step``."""
    visit = hold_visit(visit_id)
    if latest_steps(visit_id, act.by, scope).redo != step:
        raise NotTheLatestStep
    taking_back(redoes=step)
    return _taken_back(visit, step, act)


def _taken_back(visit: Visit, step: int, act: Act) -> TakenBack:
    entries = entries_of(visit.id, step)
    back = _Back(visit, act, newer(visit.id, entries), Released(visit.id), _Sessions(visit, entries))
    with gathered():
        for way, group in groupby(entries, key=_way):
            way(back, list(group))
    if any(key.kind in LIVE for key in back.keys):
        fill_places(visit.id, act=act)
    there = rows_around(visit, *back.keys)
    gone = tuple(key for key in back.keys if key not in there)
    places = any(item["field"] in PLACES for entry in entries for item in entry.changes)
    return TakenBack(tuple(back.keys), gone, places)


class _Sessions:
    """What is around the sessions of a step, read for all of them at once."""

    def __init__(self, visit: Visit, entries: Iterable[HistoryEntry]) -> None:
        keys = filter(None, (key_in(entry.thing) for entry in entries))
        self._visit, self._tops = visit, tuple(dict.fromkeys(key.top for key in keys if key.top.kind == "session"))
        self._inside: dict[Key, Rows] = {}
        self._named: Rows = {}
        self._is_read = False

    def around(self, top: Key) -> Rows:
        """It, its slots, and whatever the sessions may name."""
        if not self._is_read:
            self._is_read = True
            for key, row in rows_around(self._visit, *self._tops).items():
                (self._inside.setdefault(key.top, {}) if key.top.kind == "session" else self._named)[key] = row
        return {**self._named, **self._inside.get(top, {})}

    def drop(self, key: Key) -> None:
        """It is not there any more."""
        self._named.pop(key, None)
        if key.inside is None:
            self._inside.pop(key, None)
        else:
            self._inside.get(key.top, {}).pop(key, None)

    def forget(self) -> None:
        """They are read anew when that is needed."""
        self._is_read, self._inside, self._named = False, {}, {}


@dataclass(slots=True)
class _Back:
    """What is being taken back. ``newer``: {an entry's id: what stands on it}; ``rows``: around what was looked at."""

    visit: Visit
    act: Act
    newer: Mapping[int, list[HistoryEntry]]
    released: Released
    sessions: _Sessions
    rows: Rows = field(default_factory=dict)
    keys: dict[Key, None] = field(default_factory=dict)

    def touch(self, entry: HistoryEntry) -> Key:
        """Its thing is concerned. Raises SomethingNewer."""
        key = key_in(entry.thing)
        if key is None:
            raise SomethingNewer(entry.id)
        self.keys[key] = None
        return key

    def around(self, entry: HistoryEntry) -> Key:
        """Reads what is around its thing. Raises SomethingNewer."""
        key = self.touch(entry)
        is_session = key.top.kind == "session"
        self.rows = self.sessions.around(key.top) if is_session else rows_around(self.visit, key)
        return key


def _change_back(back: _Back, entry: HistoryEntry) -> None:
    """Only the fields that it changed."""
    key = back.around(entry)
    if key not in back.rows:
        raise SomethingNewer(_removed(back.visit.id, key))
    names = {item["field"] for item in entry.changes}
    for later in back.newer[entry.id]:
        if later.thing == entry.thing and names.intersection(item["field"] for item in later.changes):
            raise SomethingNewer(later.id)
    draft = plan_of(back.rows)
    now = draft[key]
    if any(item["field"] not in now or plain(now[item["field"]]) != item["new"] for item in entry.changes):
        raise SomethingNewer(None)
    before = _with(key.kind, now, {item["field"]: item["old"] for item in entry.changes})
    _check(back.visit.id, key, before, draft)
    if moved_though_locked(now, before):
        locked = last_changes(back.visit.id, key.path).get("locked")
        raise LockedSince(locked.id if locked else None)
    write_thing(back.visit, back.rows, key, before, back.act)
    record_change(back.visit.id, key, now, before, act=back.act)


def _with(kind: str, now: Fields, old: Mapping[str, Any]) -> Fields:
    return dict(read_kept(kind, {**{name: plain(value) for name, value in now.items()}, **old}))


def _check(visit_id: int, key: Key, fields: Fields, draft: Plan) -> None:
    """What it names must be there, and what hangs on it stay so; and it must be such as could be saved."""
    for _, _, named in lost_references(Plan({key: fields}), draft):
        raise SomethingNewer(_removed(visit_id, named))
    for hanging in lost_conditions(draft, Plan({**draft, key: fields})) if key.kind == "question" else ():
        since = last_changes(visit_id, hanging.path).get("only_if")
        raise SomethingNewer(since.id if since else None)
    check_item(key, fields)
    check_window(key, Plan({**draft, key: fields}))


def _remove_again(back: _Back, entry: HistoryEntry) -> None:
    """What it added or put back."""
    key = _leaving(back, entry)
    take_away(back.visit, back.rows, key, back.act)
    back.sessions.drop(key)


def _remove_sessions_again(back: _Back, entries: Iterable[HistoryEntry]) -> None:
    """The same of sessions and their slots, in two statements."""
    gone: Rows = {}
    for entry in entries:
        key = _leaving(back, entry)
        gone |= {each: row for each, row in back.rows.items() if key in (each, each.inside)}
        record_removal(back.visit.id, key, plan_of(back.rows), positions_in(back.rows), act=back.act)
        back.sessions.drop(key)
    delete_sessions(gone)


def _leaving(back: _Back, entry: HistoryEntry) -> Key:
    """What it added or put back, as long as nobody has changed anything of it, added anything to it or released it.
    Raises SomethingNewer, ReleasedMeanwhile."""
    key = back.around(entry)
    if key not in back.rows or key.is_single:
        raise SomethingNewer(_removed(back.visit.id, key))
    for later in back.newer[entry.id]:
        if later.action != PlanAction.MOVED or later.thing != entry.thing:
            raise SomethingNewer(later.id)
    if key.kind == "session" and entry.action == PlanAction.ADDED and back.released.names_since(key, entry.happened_at):
        raise ReleasedMeanwhile
    return key


def _put_back(back: _Back, entry: HistoryEntry) -> None:
    _check_away(back, entry)
    restore(back.visit, entry, back.released, back.act)
    back.sessions.forget()


def _put_sessions_back(back: _Back, entries: Sequence[HistoryEntry]) -> None:
    for entry in entries:
        _check_away(back, entry)
    restore_sessions(back.visit, entries, back.released, back.act)
    back.sessions.forget()


def _check_away(back: _Back, entry: HistoryEntry) -> None:
    """Raises SomethingNewer."""
    back.touch(entry)
    for later in back.newer[entry.id]:
        raise SomethingNewer(later.id)


def _move_back(back: _Back, entry: HistoryEntry) -> None:
    order = entry.changes[0]
    move_back(back.visit, back.touch(entry), order["new"], order["old"], back.act)
    back.sessions.forget()


def _removed(visit_id: int, key: Key) -> int | None:
    """The entry that says so."""
    for each in (key, key.top):
        if entry := last_removal(visit_id, each.path):
            return entry.id
    return None


_WAYS: Final[Mapping[str, Callable[[_Back, HistoryEntry], None]]] = {
    PlanAction.CHANGED: _change_back,
    PlanAction.ADDED: _remove_again,
    PlanAction.REMOVED: _put_back,
    PlanAction.PUT_BACK: _remove_again,
    PlanAction.MOVED: _move_back,
}
"""{what was done: how it is taken back}"""
_MANY: Final[Mapping[str, Callable[[_Back, Sequence[HistoryEntry]], None]]] = {
    PlanAction.ADDED: _remove_sessions_again,
    PlanAction.REMOVED: _put_sessions_back,
    PlanAction.PUT_BACK: _remove_sessions_again,
}
"""{what was done to sessions or slots, many at a time: how it is taken back, all at once}"""


def _each(back: _Back, entries: Iterable[HistoryEntry], *, way: Callable[[_Back, HistoryEntry], None]) -> None:
    for entry in entries:
        way(back, entry)


_ONE_BY_ONE: Final = {action: partial(_each, way=way) for action, way in _WAYS.items()}


def _way(entry: HistoryEntry) -> Callable[[_Back, Sequence[HistoryEntry]], None]:
    """How it is taken back, with those beside it that go the same way."""
    is_session = entry.kind in (PlanKind.SESSION, PlanKind.SLOT)
    return (is_session and _MANY.get(entry.action)) or _ONE_BY_ONE[entry.action]
