"""Loading a visit's file into the draft, and dumping the draft as a file. Loading never releases."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select, union_all

from eventapp.core.acts import Act
from eventapp.core.db import session
from eventapp.planning.history import record_change, record_new_code, record_new_visit, record_removal
from eventapp.planning.plan import FACTS, Key, Plan
from eventapp.planning.queries import released_keys
from eventapp.planning.rezoning import Move
from eventapp.planning.rows import Rows, plan_of, positions_in, visit_rows, write_plan
from eventapp.programme.models import Session
from eventapp.programme.operations import remove_session
from eventapp.registration.operations import fill_places
from eventapp.visitfiles.codes import draw_code
from eventapp.visitfiles.comparison import Comparison, Loaded, compare, show
from eventapp.visitfiles.errors import VisitFileRefused
from eventapp.visitfiles.models import LoadedFile
from eventapp.visitfiles.reading import UNNAMED, VisitFile
from eventapp.visitfiles.writing import write_visit_file
from eventapp.visits.facts import VisitFacts
from eventapp.visits.members import open_new
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit
from eventapp.visits.queries import find_visit, get_visit
from eventapp.visits.values import plain

UIDS: Final = ("uid", "calendar_uid")
DRAWN_ANEW: Final = "the UIDs in the file are another visit's; this one has its own"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading did, or would do. ``created``: the visit is new. ``changed``: "key: old → new"; ``moved``: what the
    file does not say and another time zone moves."""

    slug: str
    created: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[str, ...]
    removed: tuple[str, ...]
    omitted: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def changes_nothing(self) -> bool:
        return not (self.created or self.added or self.changed or self.removed)

    def lines(self, *, dry_run: bool) -> list[str]:
        """The report in words, for a terminal."""
        rows = [f"new: {item}" for item in self.added]
        rows += [f"changed: {item}" for item in self.changed]
        rows += [f"moved: {item}" for item in self.moved]
        rows += [f"removed: {item}" for item in self.removed]
        rows += [f"not in the file, stays: {item}" for item in self.omitted]
        rows += [f"please look: {item}" for item in self.notes]
        if self.changes_nothing:
            return [*rows, f"{self.slug}: nothing to change."]
        done = "would be" if dry_run else "was"
        return [*rows, f"{self.slug}: the visit {done} {'created' if self.created else 'changed'}."]


def load_visit(file: VisitFile, *, act: Act, overwrite: bool, keep_instants: bool = False) -> LoadReport:
    """Create the visit, or update it by code. Raises VisitFileRefused, with nothing loaded.

    What the file omits stays; in another time zone its clock times, or (``keep_instants``) its instants.
    ``overwrite``: organisers' edits since the last load give way. New UIDs are at the
    host of the base address. Whoever waits and now has a place gets it, and a letter.
    """
    known = find_visit(file.slug)
    visit = hold_visit(known.id) if known else None
    rows = visit_rows(visit) if visit else {}
    before, positions = plan_of(rows), positions_in(rows)
    comparison = _compare(file, visit, rows, overwrite=overwrite, keep_instants=keep_instants)
    visit = visit or Visit(slug=file.slug, version=0)
    for key in comparison.removed:
        remove_session(visit.id, key.code)
    for old, new in comparison.renamed.items():
        rows[old].code = new.code
    rows = {_renamed(key, comparison.renamed): row for key, row in rows.items()}
    plan = _with_codes(comparison.plan, released_keys(visit.id) if known else {})
    rows |= dict.fromkeys(FACTS, visit)
    write_plan(visit, rows, plan, lambda: act.links.uid(uuid4()), act.now)
    if known:
        fill_places(visit.id, act=act)
    else:
        open_new(visit.id, act=act)
    after = plan_of(visit_rows(visit))
    _remember(visit.id, after, act.now)
    _record(visit.id, before, after, comparison, act)
    for key in comparison.removed if before else ():
        record_removal(visit.id, key, before, positions, act=act)
    return _report(file, comparison, created=known is None)


def preview_load(file: VisitFile, *, overwrite: bool, keep_instants: bool = False) -> LoadReport:
    """What ``load_visit`` would do, without doing it. Raises VisitFileRefused."""
    visit = find_visit(file.slug)
    rows = visit_rows(visit) if visit else {}
    comparison = _compare(file, visit, rows, overwrite=overwrite, keep_instants=keep_instants)
    return _report(file, comparison, created=visit is None)


def dump_visit(slug: str) -> str:
    """The draft as a file that loads to the same visit. Raises VisitNotFound."""
    visit = get_visit(slug)
    return write_visit_file(slug, plan_of(visit_rows(visit)))


def _compare(
    file: VisitFile, visit: Visit | VisitFacts | None, rows: Rows, *, overwrite: bool, keep_instants: bool
) -> Comparison:
    last, released = (_last_load(visit.id), released_keys(visit.id)) if visit else (None, {})
    file = _with_own_uids(file, visit)
    comparison = compare(file, plan_of(rows), last, released, overwrite=overwrite, keep_instants=keep_instants)
    comparison.notes += [DRAWN_ANEW] if file.is_copy else []
    if comparison.problems:
        raise VisitFileRefused(file.name, comparison.problems)
    return comparison


def _last_load(visit_id: int) -> Loaded | None:
    found = session.scalar(select(LoadedFile).where(LoadedFile.visit_id == visit_id))
    return {Key.of(parts): values for parts, values in found.content["things"]} if found else None


def _remember(visit_id: int, plan: Plan, now: datetime) -> None:
    found = session.scalar(select(LoadedFile).where(LoadedFile.visit_id == visit_id)) or LoadedFile(visit_id=visit_id)
    things = [[key.parts, {name: plain(value) for name, value in fields.items()}] for key, fields in plan.items()]
    found.content, found.loaded_at = {"things": things}, now
    session.add(found)
    session.flush()


def _record(visit_id: int, before: Plan, after: Plan, comparison: Comparison, act: Act) -> None:
    """An entry for each thing that the file changed; one for a whole new visit."""
    if not before:
        record_new_visit(visit_id, act=act)
        return
    for old, new in comparison.renamed.items():
        record_new_code(visit_id, new, old.code, act=act)
    before = Plan({_renamed(key, comparison.renamed): fields for key, fields in before.items()})
    for key, fields in after.items():
        record_change(visit_id, key, before.get(key, {}), fields, act=act)


def _renamed(key: Key, renamed: Mapping[Key, Key]) -> Key:
    if key.inside:
        return key._replace(inside=_renamed(key.inside, renamed))
    return renamed.get(key, key)


def _with_own_uids(file: VisitFile, visit: Visit | VisitFacts | None) -> VisitFile:
    """Without the UIDs of another visit: a UID means one thing in the world, so a copy's are drawn anew."""
    if not (file.is_copy or _has_uids_of_another(file.plan, visit.id if visit else 0)):
        return file
    plan = Plan({key: {name: fields[name] for name in fields if name not in UIDS} for key, fields in file.plan.items()})
    return replace(file, plan=plan, is_copy=True)


def _has_uids_of_another(plan: Plan, visit_id: int) -> bool:
    uids = [fields[name] for fields in plan.values() for name in UIDS if fields.get(name)]
    sessions = select(Session.uid).where(Session.uid.in_(uids), Session.visit_id != visit_id)
    visits = select(Visit.calendar_uid).where(Visit.calendar_uid.in_(uids), Visit.id != visit_id)
    return bool(uids) and session.scalars(union_all(sessions, visits)).first() is not None


def _with_codes(plan: Plan, released: Collection[Key]) -> Plan:
    """Draw a code of five letters for each thing that came without."""
    taken = {key.code for key in (*plan, *released)}
    drawn: dict[Key, Key] = {}
    for key in sorted(plan, key=lambda key: key.inside is not None):
        inside = drawn.get(key.inside, key.inside) if key.inside else None
        code = draw_code(taken) if key.code.startswith(UNNAMED) else key.code
        taken.add(code)
        drawn[key] = Key(key.kind, code, inside)
    return Plan({drawn[key]: fields for key, fields in plan.items()})


def _report(file: VisitFile, comparison: Comparison, *, created: bool) -> LoadReport:
    zone = ZoneInfo(file.timezone)
    return LoadReport(
        slug=file.slug,
        created=created,
        added=tuple(key.path.replace(f".{UNNAMED}", " ") for key in comparison.added if not key.is_single),
        changed=tuple(f"{c.where}: {show(c.old, zone)} → {show(c.new, zone)}" for c in comparison.changes),
        moved=tuple(map(_move_in_words, comparison.moves)),
        removed=tuple(key.path for key in comparison.removed),
        omitted=tuple(comparison.omitted),
        notes=tuple(comparison.notes),
    )


def _move_in_words(move: Move) -> str:
    was, becomes = (f"{local:%Y-%m-%d %H:%M} {local.tzinfo!s} ({local:%z})" for local in (move.was, move.becomes))
    return f"{move.key.path}.{move.name}: {was} → {becomes}"
