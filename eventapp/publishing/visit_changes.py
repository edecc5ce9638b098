"""What loading a file would do to a visit (pure): the file, the draft and the last load compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from eventapp.core.text import LANGUAGES
from eventapp.publishing.errors import Problem
from eventapp.publishing.visit_checks import Checks
from eventapp.publishing.visit_file import UNNAMED, VisitFile
from eventapp.publishing.visit_format import Fields, Key, Plan, flat_fields, initial_fields, kind_of
from eventapp.publishing.visit_values import Value, show_clock

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
    """``plan``: the whole visit as it would be. ``omitted``: what the file does not mention and therefore stays."""

    plan: dict[Key, dict[str, Any]] = field(default_factory=dict)
    added: list[Key] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    removed: list[Key] = field(default_factory=list)
    renamed: dict[Key, Key] = field(default_factory=dict)
    omitted: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def plain(value: Value) -> Any:
    """As JSON keeps it; equal values give equal ones."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def changed_fields(old: Fields, new: Fields) -> Iterator[tuple[str, Any, Any]]:
    """(field, before, after) as plain JSON; of a new thing (``old`` empty) only what it says."""
    for name, value in new.items():
        before, after = plain(old.get(name, "")), plain(value)
        if before != after and not (not old and after in ("", None)):
            yield name, before, after


def compare(
    file: VisitFile, draft: Plan, last: Loaded | None, released: Mapping[Key, str], *, overwrite: bool
) -> Comparison:
    """What the file would do.

    ``draft`` is empty for a new visit; ``last`` None: never loaded from a file; ``released``: {key: UID or ""}
    of what any release has named. Without ``overwrite`` an organiser's edit since the last load is a problem.
    """
    merger = _Merger(file, draft, last or {}, released, overwrite=overwrite)
    merger.match()
    merger.rename()
    merger.merge()
    merger.remove()
    merger.order()
    merger.list_omitted()
    checks = Checks(file, merger.result.plan, {key: origin for origin, key in merger.keys.items()})
    merger.result.problems += checks.problems()
    merger.result.notes += checks.notes()
    return merger.result


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
        self.draft = dict(draft)
        self.last = dict(last)
        self.keys: dict[Key, Key] = {}  # of the file's things, by the key the file gives them
        self.result = Comparison(problems=list(file.problems))

    def match(self) -> None:
        """Find out which thing a table without a code means: the one of that name, else a new one."""
        names: dict[tuple[Key, str], Key] = {}
        for origin, said in self.file.plan.items():
            parent = self.keys[origin[:-2]] if len(origin) > 2 else origin[:-2]
            group = (*parent, *origin[-2:-1])
            key = (*group, origin[-1])
            if origin[-1].startswith(UNNAMED):
                known = [k for k in self.draft if k[:-1] == group and k not in self.file.plan]
                same = [k for k in known if _called(said) & _called(self.draft[k])]
                key = same[0] if same else key
                twins = [names.setdefault((group, called), origin) for called in sorted(_called(said))]
                if len(same) > 1 or any(twin != origin for twin in twins):
                    self._problem(origin, "", "expected a code; more than one thing has this name")
            self.keys[origin] = key

    def rename(self) -> None:
        """A session's UID says which one it is; before its first release it may get another code."""
        owners: dict[str | None, Key] = {uid: key for key, uid in self.released.items() if uid}
        owners |= {said["uid"]: key for key, said in self.draft.items() if key[0] == "session" and len(key) == 2}
        for origin, said in self.file.plan.items():
            key = self.keys[origin]
            owner = owners.get(said.get("uid")) if key[0] == "session" and len(key) == 2 else None
            if owner is None or owner == key:
                continue
            if owner in self.keys.values() or owner in self.released or key in self.draft:
                self._problem(origin, "uid", f'this UID is that of session "{owner[1]}", which keeps it')
            elif not origin[1].startswith(UNNAMED):
                self.result.renamed[owner] = key
                self.result.changes.append(Change(".".join((*owner, "code")), owner[1], key[1]))
                self.draft = {_moved(k, owner, key): value for k, value in self.draft.items()}
                self.last = {_moved(k, owner, key): value for k, value in self.last.items()}

    def merge(self) -> None:
        merged = {key: dict(said) for key, said in self.draft.items()}
        for origin, said in self.file.plan.items():
            key = self.keys[origin]
            if key not in merged:
                self._add(origin, key)
            for name, new in said.items() if key in self.draft else ():
                self._change(origin, key, name, new)
            merged[key] = {**merged.get(key, initial_fields(kind_of(key))), **said}
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
        if name in ("uid", "calendar_uid") and (key in self.released or (key == ("visit",) and self.released)):
            self._problem(origin, name, f'it keeps its UID once released, "{old}"')
        elif self._edited(key, name) and not self.overwrite:
            shown = show(old, ZoneInfo(self.file.timezone))
            words = f"an organiser changed this since the last load, to {shown}; take that over or use --overwrite"
            self._problem(origin, name, words)
        self.result.changes.append(Change(".".join((*key, name)), old, new))

    def _edited(self, key: Key, name: str) -> bool:
        return bool(plain(self.draft[key][name]) != self.last.get(key, {}).get(name, NEVER))

    def remove(self) -> None:
        for code in self.file.removed_sessions:
            key = ("session", code)
            if key in self.draft:
                edited = [name for name in self.draft[key] if self._edited(key, name)]
                if edited and not self.overwrite:
                    words = f'an organiser changed "{code}" since the last load; --overwrite removes it all the same'
                    self._problem(("visit",), "removed_sessions", words)
                self.result.removed.append(key)
                self.result.plan = {k: said for k, said in self.result.plan.items() if k[:2] != key}
            elif key not in self.released:
                self.result.notes.append(f'visit.removed_sessions: there is no session "{code}"')

    def order(self) -> None:
        """Put the plan into the file's order, group by group, parents first."""
        wanted, present, before = _groups(self.keys.values()), _groups(self.draft), _groups(self.last)
        ordered: list[Key] = []
        for group in sorted({**present, **wanted}, key=len):
            here, there = wanted.get(group, []), present.get(group, [])
            old, new = [c for c in there if c in here], [c for c in here if c in there]
            if old != new:
                known = before.get(group, [])
                if [c for c in known if c in there] != [c for c in there if c in known] and not self.overwrite:
                    words = "an organiser put these in another order since the last load; --overwrite takes the file's"
                    self.result.problems.append(Problem(self.file.line((*group, new[0])), ".".join(group), words))
                self.result.changes.append(Change(f"{'.'.join(group)} (order)", tuple(old), tuple(new)))
            ordered += [(*group, code) for code in merge_order(here, there)]
        self.result.plan = {key: self.result.plan[key] for key in ordered if key in self.result.plan}

    def list_omitted(self) -> None:
        mentioned = {key: self.file.plan[origin] for origin, key in self.keys.items()}
        for key, said in self.draft.items():
            inside = len(key) > 2 and key[:-2] not in mentioned
            if inside or key[:2] in self.result.removed:
                continue
            if key not in mentioned and len(key) > 1:
                self.result.omitted.append(".".join(key))
                continue
            names = (name for name, _ in flat_fields(kind_of(key)) if name not in mentioned.get(key, ()))
            kept = [name for name in names if said[name] != initial_fields(kind_of(key))[name]]
            self.result.omitted += [".".join((*key, name)) for name in kept if not name.endswith("uid")]

    def _problem(self, origin: Key, name: str, words: str) -> None:
        where = ".".join((*origin, name) if name else origin)
        self.result.problems.append(Problem(self.file.line(origin, name), where, words))


def _called(said: Fields) -> set[str]:
    names = ("name", "title", *(f"{name}.{language}" for name in ("name", "title") for language in LANGUAGES))
    return {said[name] for name in names if said.get(name)}


def _moved(key: Key, old: Key, new: Key) -> Key:
    return (*new, *key[len(old) :]) if key[: len(old)] == old else key


def _groups(keys: Iterable[Key]) -> dict[Key, list[str]]:
    """The last parts of the keys by what stands before them, each list in the given order."""
    groups: dict[Key, list[str]] = {}
    for key in keys:
        groups.setdefault(key[:-1], []).append(key[-1])
    return groups
