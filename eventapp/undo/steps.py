"""Steps of the history: what was written by one operation, which of them can be taken back, and what stands on them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import JSON, case, null, select, type_coerce
from sqlalchemy.orm import defer

from eventapp.core.acts import Actor
from eventapp.core.db import execute, session
from eventapp.planning.history import PlanKind
from eventapp.visits.models import HistoryEntry

LOOKED_AT: Final = 1000
"""So many of somebody's last entries are looked through for the steps that they could take back."""


class Scope(StrEnum):
    """Which steps a page offers: those of what it shows; EVERYTHING: whatever was done last."""

    EVERYTHING = ""
    PROGRAMME = "programme"
    QUESTIONS = "questions"
    FACTS = "facts"


_SCOPES: Final[Mapping[Scope, frozenset[str]]] = {
    Scope.PROGRAMME: frozenset(
        {PlanKind.VENUE, PlanKind.ROOM, PlanKind.WAY, PlanKind.SPEAKER, PlanKind.SESSION, PlanKind.SLOT}
    ),
    Scope.QUESTIONS: frozenset({PlanKind.QUESTION, PlanKind.CHOICE}),
    Scope.FACTS: frozenset({PlanKind.VISIT, PlanKind.REGISTRATION, PlanKind.FUNDER, PlanKind.ORGANISATION}),
}
"""{scope: kinds of things in it}; of each kind there is one."""
SWITCHES: Final[Mapping[str, str]] = {PlanKind.VISIT: "visible", PlanKind.REGISTRATION: "open"}
"""{kind: the field whose change alone shows or hides the visit, opens or closes the registration}: no page but the
history's, which names it, takes that back."""


def scope_of(kind: str) -> Scope:
    """Of the pages that show things of that kind."""
    return next(scope for scope, kinds in _SCOPES.items() if kind in kinds)


def switched(kind: str, changes: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a change of these fields is one of SWITCHES, and nothing else."""
    return [item["field"] for item in changes] == [SWITCHES.get(kind)]


class Step(NamedTuple):
    """See HistoryEntry."""

    step: int
    undoes: int | None = None
    redoes: int | None = None


@dataclass(frozen=True, slots=True)
class Latest:
    """The steps that somebody takes back (``undo``) or does again (``redo``) next; None: there is none."""

    undo: int | None = None
    redo: int | None = None


def latest_steps(visit_id: int, actor: Actor, scope: Scope = Scope.EVERYTHING) -> Latest:
    """What that one has done last in the draft and not taken back, and what they have taken back last; of the steps
    of that scope."""
    mine = (HistoryEntry.visit_id == visit_id, HistoryEntry.actor == actor, HistoryEntry.step.is_not(None))
    changes = case((HistoryEntry.kind.in_(list(map(str, SWITCHES))), HistoryEntry.changes), else_=null())
    query = select(
        HistoryEntry.step, HistoryEntry.undoes, HistoryEntry.redoes, HistoryEntry.kind, type_coerce(changes, JSON)
    )
    query = query.where(*mine).order_by(HistoryEntry.id.desc())
    found: Iterable[Any] = execute(query.limit(LOOKED_AT))
    kinds: dict[Step, set[str]] = {}
    for step, undoes, redoes, kind, changed in found:
        is_switch = bool(changed) and switched(kind, changed)
        kinds.setdefault(Step(step, undoes, redoes), set()).add("switch" if is_switch else kind)
    return find_latest(step for step, of in kinds.items() if _is_in(scope, of))


def _is_in(scope: Scope, kinds: Set[str]) -> bool:
    """Whether a step with things of these kinds is. Organisations come along with what is added of the programme."""
    if scope is Scope.EVERYTHING:
        return True
    beside = {PlanKind.ORGANISATION} if scope is Scope.PROGRAMME else set()
    return not _SCOPES[scope].isdisjoint(kinds) and kinds <= _SCOPES[scope] | beside


def find_latest(steps: Iterable[Step]) -> Latest:
    """The same, of steps, the newest first."""
    undo = redo = None
    taken_back, is_new = set[int | None](), False
    for each in steps:
        taken_back.add(each.undoes or each.redoes)
        # whatever is done anew ends what could be done again, also once it is taken back
        is_new = is_new or not (each.undoes or each.redoes)
        if each.step in taken_back:
            continue
        if each.undoes and not is_new:
            redo = redo or each.step
        elif not each.undoes:
            undo = undo or each.step
        if undo and (redo or is_new):
            break
    return Latest(undo, redo)


def entries_of(visit_id: int, step: int) -> Sequence[HistoryEntry]:
    """All of that step, the latest first."""
    query = select(HistoryEntry).where(HistoryEntry.visit_id == visit_id, HistoryEntry.step == step)
    return session.scalars(query.order_by(HistoryEntry.id.desc())).all()


def newer(visit_id: int, entries: Sequence[HistoryEntry]) -> Mapping[int, list[HistoryEntry]]:
    """{each one's id: what was done later to its thing or inside it, the latest first}; without their own step, and
    without what was taken back since.

    ``entries``: of one step. All that the draft's history has since is read in one statement, by the visit and the id.
    """
    since = min((entry.id for entry in entries), default=0)
    query = select(HistoryEntry).where(HistoryEntry.visit_id == visit_id, HistoryEntry.id > since)
    query = query.where(HistoryEntry.kind.in_(map(str, PlanKind))).order_by(HistoryEntry.id.desc())
    found: dict[str, list[HistoryEntry]] = {entry.thing: [] for entry in entries}
    for later in session.scalars(query.options(defer(HistoryEntry.was))):
        for thing in _around(later.thing):
            if thing in found:
                found[thing].append(later)
    return {
        entry.id: list(_standing([later for later in found[entry.thing] if later.id > entry.id], entry.step))
        for entry in entries
    }


def _around(thing: str) -> Iterator[str]:
    """Its path, and that of everything it is inside of."""
    yield thing
    while thing := thing.rpartition(".")[0]:
        yield thing


def _standing(found: Sequence[HistoryEntry], own: int | None) -> Iterable[HistoryEntry]:
    """Those of steps that were neither taken back later nor take back one of these."""
    there = {entry.step for entry in found if entry.step} | {own}
    gone = {own}
    for entry in found:
        if entry.step in gone and entry.step is not None:
            continue
        taken_back = entry.undoes or entry.redoes
        if taken_back and taken_back in there:
            gone |= {entry.step, taken_back}
            continue
        yield entry
