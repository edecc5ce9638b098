"""Loading a visit's file into the draft, and dumping the draft as a file. Loading never releases."""

import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from string import ascii_lowercase
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventapp.core.db import session
from eventapp.core.links import Links
from eventapp.core.text import LocalizedText
from eventapp.programme.models import Release, Session
from eventapp.programme.operations import remove_session
from eventapp.publishing.errors import Problem, VisitFileRefused
from eventapp.publishing.models import LoadedFile
from eventapp.publishing.operations import publish_programme
from eventapp.publishing.visit_changes import Comparison, Loaded, changed_fields, compare, plain, show
from eventapp.publishing.visit_dump import write_visit_file
from eventapp.publishing.visit_file import UNNAMED, VisitFile
from eventapp.publishing.visit_format import Fields, Key, Plan
from eventapp.publishing.visit_rows import Rows, plan_of, visit_rows, write_plan
from eventapp.registration.operations import fill_places
from eventapp.visits import history
from eventapp.visits.models import Visit
from eventapp.visits.operations import hold_visit
from eventapp.visits.queries import find_visit, get_visit


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading did, or would do. ``created``: the visit is new. ``changed``: "key: old → new"."""

    slug: str
    created: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
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
        rows += [f"removed: {item}" for item in self.removed]
        rows += [f"not in the file, stays: {item}" for item in self.omitted]
        rows += [f"please look: {item}" for item in self.notes]
        if self.changes_nothing:
            return [*rows, f"{self.slug}: nothing to change."]
        done = "would be" if dry_run else "was"
        return [*rows, f"{self.slug}: the visit {done} {'created' if self.created else 'changed'}."]


def load_visit(file: VisitFile, *, links: Links, overwrite: bool, now: datetime) -> LoadReport:
    """Create the visit, or update it by code. Raises VisitFileRefused, with nothing loaded.

    What the file omits stays. ``overwrite``: organisers' edits since the last load give way. New UIDs are at the
    host of the base address. Whoever waits and now has a place gets it, and a letter.
    """
    known = find_visit(file.slug)
    visit = hold_visit(known.id) if known else None
    rows = visit_rows(visit) if visit else {}
    before = plan_of(rows)
    comparison = _compare(file, visit, rows, overwrite=overwrite)
    visit = visit or Visit(slug=file.slug, version=0)
    for _, code in comparison.removed:
        remove_session(visit.id, code)
    for old, new in comparison.renamed.items():
        rows[old].code = new[-1]
        rows = {(*new, *key[2:]) if key[:2] == old else key: row for key, row in rows.items()}
    plan = _with_codes(comparison.plan, released_keys(visit.id) if known else {})
    rows |= {("visit",): visit, ("registration",): visit}
    write_plan(visit, rows, plan, lambda: links.uid(uuid4()))
    if known:
        fill_places(visit.id, by=history.COMMAND, links=links, now=now)
    after = plan_of(visit_rows(visit))
    _remember(visit.id, after, now)
    _record(visit.id, before, after, comparison, now)
    return _report(file, comparison, created=known is None)


def load_and_publish(file: VisitFile, *, note: LocalizedText, links: Links, now: datetime) -> None:
    """Create the visit and release its programme, both or neither. Raises VisitFileRefused."""
    load_visit(file, links=links, overwrite=False, now=now)
    publish_programme(get_visit(file.slug).id, note=note, by=history.COMMAND, base_url=links.base_url, now=now)


def preview_load(file: VisitFile, *, overwrite: bool) -> LoadReport:
    """What ``load_visit`` would do, without doing it. Raises VisitFileRefused."""
    visit = find_visit(file.slug)
    rows = visit_rows(visit) if visit else {}
    return _report(file, _compare(file, visit, rows, overwrite=overwrite), created=visit is None)


def dump_visit(slug: str) -> str:
    """The draft as a file that loads to the same visit. Raises VisitNotFound."""
    visit = get_visit(slug)
    return write_visit_file(slug, plan_of(visit_rows(visit)))


def _compare(file: VisitFile, visit: Visit | None, rows: Rows, *, overwrite: bool) -> Comparison:
    last, released = (_last_load(visit.id), released_keys(visit.id)) if visit else (None, {})
    comparison = compare(file, plan_of(rows), last, released, overwrite=overwrite)
    comparison.problems += _taken_uids(file, visit)
    if comparison.problems:
        raise VisitFileRefused(file.name, comparison.problems)
    return comparison


def _last_load(visit_id: int) -> Loaded | None:
    found = session.scalar(select(LoadedFile).where(LoadedFile.visit_id == visit_id))
    return {tuple(key): values for key, values in found.content["things"]} if found else None


def _remember(visit_id: int, plan: Plan, now: datetime) -> None:
    found = session.scalar(select(LoadedFile).where(LoadedFile.visit_id == visit_id)) or LoadedFile(visit_id=visit_id)
    things = [[list(key), {name: plain(value) for name, value in said.items()}] for key, said in plan.items()]
    found.content, found.loaded_at = {"things": things}, now
    session.add(found)
    session.flush()


def _record(visit_id: int, before: Plan, after: Plan, comparison: Comparison, now: datetime) -> None:
    """An entry for each thing that the file changed; one for a whole new visit."""
    if not before:
        history.record(visit_id, by=history.COMMAND, action="added", thing="visit", now=now)
        return
    for old, new in comparison.renamed.items():
        changes = [history.change("code", old[-1], new[-1])]
        history.record(visit_id, by=history.COMMAND, action="changed", thing=".".join(new), now=now, changes=changes)
    before = {_renamed(key, comparison.renamed): said for key, said in before.items()}
    for key, said in after.items():
        record_change(visit_id, key, before.get(key, {}), said, by=history.COMMAND, now=now)
    for key in comparison.removed:
        history.record(visit_id, by=history.COMMAND, action="removed", thing=".".join(key), now=now)


def _renamed(key: Key, renamed: Mapping[Key, Key]) -> Key:
    return (*renamed.get(key[:2], key[:2]), *key[2:])


def record_change(visit_id: int, key: Key, old: Fields, new: Fields, *, by: str, now: datetime) -> None:
    """Write down what changed in one thing of the draft; nothing if nothing did. ``old`` empty: it is new."""
    changes = [history.change(*item) for item in changed_fields(old, new)]
    if changes:
        action = "changed" if old else "added"
        history.record(visit_id, by=by, action=action, thing=".".join(key), now=now, changes=changes)


def released_keys(visit_id: int) -> dict[Key, str]:
    """{key: UID, or "" for what has none} of all that any release has named: neither is ever used again."""
    contents = session.scalars(select(Release.content).where(Release.visit_id == visit_id)).all()
    return {
        (kind, item["code"]): item.get("uid", "")
        for content in contents
        for kind in ("organisation", "venue", "speaker", "session")
        for item in content[f"{kind}s"]
    }


def _taken_uids(file: VisitFile, visit: Visit | None) -> Iterator[Problem]:
    """A UID means one session in the world; another visit's cannot be taken."""
    keys = {said["uid"]: key for key, said in file.plan.items() if key[0] == "session" and said.get("uid")}
    query = select(Session.uid).where(Session.uid.in_(keys), Session.visit_id != (visit.id if visit else 0))
    for uid in session.scalars(query).all() if keys else ():
        key = keys[uid]
        yield Problem(file.line(key, "uid"), ".".join((*key, "uid")), "a session of another visit has this UID")


def _with_codes(plan: Plan, released: Collection[Key]) -> Plan:
    """Draw a code of five letters for each thing that came without."""
    taken = {part for key in (*plan, *released) for part in key}
    drawn: dict[Key, str] = {}
    for key in plan:
        if key[-1].startswith(UNNAMED):
            drawn[key] = _draw_code(taken)
            taken.add(drawn[key])
    return {
        tuple(drawn.get(key[: index + 1], part) for index, part in enumerate(key)): said for key, said in plan.items()
    }


def _draw_code(taken: set[str]) -> str:
    while (code := "".join(secrets.choice(ascii_lowercase) for _ in range(5))) in taken:
        pass
    return code


def _report(file: VisitFile, comparison: Comparison, *, created: bool) -> LoadReport:
    zone = ZoneInfo(file.timezone)
    return LoadReport(
        slug=file.slug,
        created=created,
        added=tuple(".".join(key).replace(f".{UNNAMED}", " ") for key in comparison.added if len(key) > 1),
        changed=tuple(f"{c.where}: {show(c.old, zone)} → {show(c.new, zone)}" for c in comparison.changes),
        removed=tuple(".".join(key) for key in comparison.removed),
        omitted=tuple(comparison.omitted),
        notes=tuple(comparison.notes),
    )
