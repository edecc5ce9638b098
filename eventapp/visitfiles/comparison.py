"""What loading a file would do to a visit (pure): the file, the draft and the last load compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from eventapp.core.text import LANGUAGES
from eventapp.planning.plan import VISIT, Fields, Key, Plan, flat_fields, initial_fields
from eventapp.planning.rezoning import Correction, Move, corrected, moves, unfit_hours
from eventapp.visitfiles.checks import Checks
from eventapp.visitfiles.errors import Problem
from eventapp.visitfiles.reading import UNNAMED, VisitFile
from eventapp.visits.values import Value, plain, show_clock

Loaded = Mapping[Key, Mapping[str, Any]]
"""A plan as it was after the last load, values as plain JSON (``plain``)."""

NEVER: Final = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after."""

    where: str
    old: Value
    new: Value


@dataclass
class Comparison:
    """``plan``: the whole visit as it would be. ``omitted``: what the file does not mention and therefore stays.

    ``moves``: hours that the file moves by another time zone alone.
    """

    plan: Plan = field(default_factory=Plan)
    added: list[Key] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    removed: list[Key] = field(default_factory=list)
    renamed: dict[Key, Key] = field(default_factory=dict)
    omitted: list[str] = field(default_factory=list)
    moves: tuple[Move, ...] = ()
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def compare(
    file: VisitFile,
    draft: Plan,
    last: Loaded | None,
    released: Mapping[Key, str],
    *,
    overwrite: bool,
    keep_instants: bool = False,
) -> Comparison:
    """What the file would do.

    ``draft`` is empty for a new visit; ``last`` None: never loaded from a file; ``released``: {key: UID or ""}
    of what any release has named. Without ``overwrite`` an organiser's edit since the last load is a problem.
    """
    old = str(draft[VISIT]["timezone"]) if VISIT in draft else file.timezone
    correction = Correction(ZoneInfo(old), ZoneInfo(file.timezone), keep_instants)
    unfit = list(_unfit(file, draft, correction))
    there = draft if unfit else corrected(draft, correction)
    merger = _Merger(file, there, _as_corrected(last or {}, draft, there), released, overwrite=overwrite)
    merger.result.problems += unfit
    merger.match()
    merger.rename()
    merger.merge()
    merger.remove()
    merger.order()
    merger.list_omitted()
    before = Plan({merger.result.renamed.get(key, key): fields for key, fields in there.items()})
    checks = Checks(file, merger.result.plan, {key: origin for origin, key in merger.keys.items()}, before)
    merger.result.problems += checks.problems()
    merger.result.notes += checks.notes()
    told = {change.where for change in merger.result.changes}
    found = moves(draft, merger.result.plan, correction)
    merger.result.moves = tuple(move for move in found if f"{move.key.path}.{move.name}" not in told)
    return merger.result


def _unfit(file: VisitFile, draft: Plan, correction: Correction) -> Iterator[Problem]:
    """Clock times of the draft that the file's zone does not have, or has twice, but for what the file itself says."""
    for key, name, unfit in unfit_hours(draft, correction):
        if name not in file.plan.get(key, {}):
            line = file.line(VISIT, "timezone")
            words = f"{key.path}.{name}: {unfit}; move it first, or use --keep-instants"
            yield Problem(line, "visit.timezone", words)


def _as_corrected(last: Loaded, draft: Plan, there: Plan) -> Loaded:
    """What the last load left and nobody has edited since has gone to the other zone with the draft."""
    return {
        key: {name: _moved_with(value, draft, there, key, name) for name, value in fields.items()}
        for key, fields in last.items()
    }


def _moved_with(value: Any, draft: Plan, there: Plan, key: Key, name: str) -> Any:
    before = draft.get(key, {}).get(name)
    is_same = isinstance(before, datetime) and plain(before) == value
    return plain(there[key][name]) if is_same else value


def show(value: Value, timezone: ZoneInfo) -> str:
    """A value for a report: instants as clocks of the zone show them."""
    if value in ("", None, ()):
        return "nothing"
    if isinstance(value, datetime):
        return f"{value.astimezone(timezone):%Y-%m-%d} {show_clock(value, timezone)}"
    if isinstance(value, tuple):
        return ", ".join(value)
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def merge_order(wanted: Sequence[str], present: Sequence[str]) -> list[str]:
    """``wanted`` in its own order; what it omits keeps its spot, what is new comes after its predecessor."""
    common = iter([code for code in wanted if code in present])
    merged = [next(common) if code in wanted else code for code in present]
    for index, code in enumerate(wanted):
        if code not in present:
            merged.insert(merged.index(wanted[index - 1]) + 1 if index else 0, code)
    return merged


class _Merger:
    """Compares once, in the order of ``compare``'s calls."""

    def __init__(
        self, file: VisitFile, draft: Plan, last: Loaded, released: Mapping[Key, str], *, overwrite: bool
    ) -> None:
        self.file, self.released, self.overwrite = file, released, overwrite
        self.draft = Plan(draft)
        self.last = dict(last)
        self.keys: dict[Key, Key] = {}  # of the file's things, by the key the file gives them
        self.result = Comparison(problems=list(file.problems))

    def match(self) -> None:
        """Find out which thing a table without a code means: the one of that name, else a new one."""
        names: dict[tuple[object, str], Key] = {}
        for origin, fields in self.file.plan.items():
            key = origin._replace(inside=self.keys[origin.inside] if origin.inside else None)
            group = key.group
            if origin.code.startswith(UNNAMED):
                known = [k for k in self.draft if k.group == group and k not in self.file.plan]
                same = [k for k in known if _titles_of(fields) & _titles_of(self.draft[k])]
                key = same[0] if same else key
                twins = [names.setdefault((group, called), origin) for called in sorted(_titles_of(fields))]
                if len(same) > 1 or any(twin != origin for twin in twins):
                    self._problem(origin, "", "expected a code; more than one thing has this name")
            self.keys[origin] = key

    def rename(self) -> None:
        """A session's UID says which one it is; before its first release it may get another code."""
        owners: dict[str | None, Key] = {uid: key for key, uid in self.released.items() if uid}
        owners |= {fields["uid"]: key for key, fields in self.draft.of_kind("session")}
        for origin, fields in self.file.plan.items():
            key = self.keys[origin]
            owner = owners.get(fields.get("uid")) if key.kind == "session" else None
            if owner is None or owner == key:
                continue
            if owner in self.keys.values() or owner in self.released or key in self.draft:
                self._problem(origin, "uid", f'this UID is that of session "{owner.code}", which keeps it')
            elif not origin.code.startswith(UNNAMED):
                self.result.renamed[owner] = key
                self.result.changes.append(Change(f"{owner.path}.code", owner.code, key.code))
                self.draft = Plan({_moved(k, owner, key): value for k, value in self.draft.items()})
                self.last = {_moved(k, owner, key): value for k, value in self.last.items()}

    def merge(self) -> None:
        merged = Plan(self.draft)
        for origin, fields in self.file.plan.items():
            key = self.keys[origin]
            if key not in merged:
                self._add(origin, key)
            for name, new in fields.items() if key in self.draft else ():
                self._change(origin, key, name, new)
            merged[key] = {**merged.get(key, initial_fields(key.kind)), **fields}
        self.result.plan = merged

    def _add(self, origin: Key, key: Key) -> None:
        if key in self.released:
            self._problem(origin, "", "this code stood for something in an earlier release; expected a new one")
        elif key in self.last and not self.overwrite:
            self._problem(origin, "", "an organiser removed this since the last load; --overwrite puts it back")
        self.result.added.append(key)

    def _change(self, origin: Key, key: Key, name: str, new: Value) -> None:
        old = self.draft[key][name]
        if old == new:
            return
        if name in ("uid", "calendar_uid") and (key in self.released or (key == VISIT and self.released)):
            self._problem(origin, name, f'it keeps its UID once released, "{old}"')
        elif self._edited(key, name) and not self.overwrite:
            shown = show(old, ZoneInfo(self.file.timezone))
            words = f"an organiser changed this since the last load, to {shown}; take that over or use --overwrite"
            self._problem(origin, name, words)
        self.result.changes.append(Change(f"{key.path}.{name}", old, new))

    def _edited(self, key: Key, name: str) -> bool:
        return bool(plain(self.draft[key][name]) != self.last.get(key, {}).get(name, NEVER))

    def remove(self) -> None:
        for code in self.file.removed_sessions:
            key = Key("session", code)
            if key in self.draft:
                edited = [name for name in self.draft[key] if self._edited(key, name)]
                if edited and not self.overwrite:
                    words = f'an organiser changed "{code}" since the last load; --overwrite removes it all the same'
                    self._problem(VISIT, "removed_sessions", words)
                self.result.removed.append(key)
                self.result.plan = Plan({k: fields for k, fields in self.result.plan.items() if k.top != key})
            elif key not in self.released:
                self.result.notes.append(f'visit.removed_sessions: there is no session "{code}"')

    def order(self) -> None:
        """Put the plan into the file's order, group by group, parents first."""
        wanted, present, before = _groups(self.keys.values()), _groups(self.draft), _groups(self.last)
        ordered: list[Key] = []
        for group in sorted({**present, **wanted}, key=lambda group: group[1] is not None):
            here, there = wanted.get(group, []), present.get(group, [])
            old, new = [c for c in there if c in here], [c for c in here if c in there]
            if old != new:
                known = before.get(group, [])
                if [c for c in known if c in there] != [c for c in there if c in known] and not self.overwrite:
                    words = "an organiser put these in another order since the last load; --overwrite takes the file's"
                    line = self.file.line(Key(group[0], new[0], group[1]))
                    self.result.problems.append(Problem(line, _group_path(group), words))
                self.result.changes.append(Change(f"{_group_path(group)} (order)", tuple(old), tuple(new)))
            ordered += [Key(group[0], code, group[1]) for code in merge_order(here, there)]
        self.result.plan = Plan({key: self.result.plan[key] for key in ordered if key in self.result.plan})

    def list_omitted(self) -> None:
        mentioned = {key: self.file.plan[origin] for origin, key in self.keys.items()}
        for key, fields in self.draft.items():
            inside = key.inside is not None and key.inside not in mentioned
            if inside or key.top in self.result.removed:
                continue
            if key not in mentioned and not key.is_single:
                self.result.omitted.append(key.path)
                continue
            names = (name for name, _ in flat_fields(key.kind) if name not in mentioned.get(key, ()))
            kept = [name for name in names if fields[name] != initial_fields(key.kind)[name]]
            self.result.omitted += [f"{key.path}.{name}" for name in kept if not name.endswith("uid")]

    def _problem(self, origin: Key, name: str, words: str) -> None:
        where = f"{origin.path}.{name}" if name else origin.path
        self.result.problems.append(Problem(self.file.line(origin, name), where, words))


def _titles_of(fields: Fields) -> set[str]:
    names = ("name", "title", *(f"{name}.{language}" for name in ("name", "title") for language in LANGUAGES))
    return {fields[name] for name in names if fields.get(name)}


def _moved(key: Key, old: Key, new: Key) -> Key:
    if key == old:
        return new
    return key._replace(inside=new) if key.inside == old else key


Group = tuple[str, Key | None]


def _groups(keys: Iterable[Key]) -> dict[Group, list[str]]:
    """The codes of those that stand in one order, each list in the given order."""
    groups: dict[Group, list[str]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append(key.code)
    return groups


def _group_path(group: Group) -> str:
    return f"{group[1].path}.{group[0]}" if group[1] else group[0]
