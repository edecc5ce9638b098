"""A visit's file, read and checked (pure): TOML in, values with their lines and all problems out."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from eventapp.core.text import LANGUAGES
from eventapp.planning.plan import SINGLE, TABLES, TOP, VISIT, Key, Plan, file_keys
from eventapp.visitfiles.errors import Problem, VisitFileRefused
from eventapp.visitfiles.lines import Path, find_lines, line_of
from eventapp.visits import values
from eventapp.visits.fields import Field
from eventapp.visits.values import Unfit, Value

MAX_BYTES: Final = 2 * 1024 * 1024
Place = tuple[Key, str]
NAMED: Final = {"slot": "speaker", "way": "venue"}
"""{a part: what it is named after}, which its first key says."""
UNNAMED: Final = "?"
"""Begins the stand-in for a code that the file leaves out; no code can begin so."""


@dataclass(frozen=True, slots=True)
class VisitFile:
    """What a file says, and nothing else. ``lines`` has the line of each thing (its key and "") and of each of its
    fields (key and name), also of those that ``problems`` complains about and ``plan`` therefore lacks. ``is_copy``:
    it was dumped from a visit of another slug.
    """

    name: str
    slug: str
    timezone: str
    plan: Plan
    lines: Mapping[Place, int]
    removed_sessions: tuple[str, ...]
    problems: tuple[Problem, ...]
    is_copy: bool = False

    def line(self, key: Key, name: str = "") -> int:
        """Of the field, or of the thing itself."""
        place = self.lines.get((key, name)) or self.lines.get((key, ""))
        return place or (self.line(key.inside) if key.inside else 1)


def read_visit_file(name: str, content: bytes) -> VisitFile:
    """Read the whole file. ``name`` is for messages.

    Raises VisitFileRefused if it is no TOML, or does not say which visit it is about, in which zone.
    """
    text = _decoded(name, content)
    raw = _parsed(name, text)
    reader = _Reader(raw, find_lines(text))
    reader.read()
    if not reader.slug or not reader.timezone:
        raise VisitFileRefused(name, reader.problems)
    removed, problems = reader.removed, tuple(reader.problems)
    is_copy = reader.dumped_from not in ("", reader.slug)
    return VisitFile(name, reader.slug, reader.timezone, reader.plan, reader.lines, removed, problems, is_copy)


def _decoded(name: str, content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise VisitFileRefused(name, [Problem(1, "", f"expected at most {MAX_BYTES // 1024 // 1024} MB")])
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        words = "expected UTF-8; save the file anew with the encoding UTF-8"
        raise VisitFileRefused(name, [Problem(line, "", words)]) from None


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        problem = Problem(1, "", "expected fewer brackets inside each other")
    except ValueError as error:  # a TOMLDecodeError, or a number too long to read
        problem = _broken(text, str(error))
    raise VisitFileRefused(name, [problem])


def _broken(text: str, words: str) -> Problem:
    """The parser's complaint with its line, and advice for the usual slips."""
    rows = text.split("\n")
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", words)
    line = int(found[1]) if found and found[1] else len(rows)
    row = rows[line - 1]
    advice = ""
    if re.search(r"=\s*\d{1,2}:\d{2}\s*(#.*)?$", row):
        advice = '; a time stands in quotes, for example "09:00"'
    elif re.search(r"=\s*[„“”»«‘’]", row):
        advice = '; a text stands in straight quotes, for example "Oslo"'
    elif re.search(r"=\s*[^\W\d_]", row):
        advice = '; a text stands in quotes, for example "Oslo"'
    reason = words[: found.start()] if found else words
    return Problem(line, "", f"this is not TOML: {reason}{advice}")


@dataclass
class _Reader:
    """Walks the parsed file once; ``plan``, ``lines`` and ``problems`` grow."""

    raw: Mapping[str, Any]
    found: Mapping[Path, int]
    plan: Plan = field(default_factory=Plan)
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    slug: str = ""
    dumped_from: str = ""
    removed: tuple[str, ...] = ()

    def read(self) -> None:
        self._known_keys((), "", self.raw, TOP)
        visit = self.raw.get("visit")
        if not isinstance(visit, dict):
            return self._problem((), "visit", "expected a table [visit]; every file needs its slug and timezone")
        for name in ("slug", "timezone"):
            if name not in visit:
                self._problem(("visit",), f"visit.{name}", f"expected the key {name}; every file needs it")
        self.slug = self._own("slug", visit, values.code) or ""
        self.dumped_from = self._own("dumped_from", visit, values.code) or ""
        self.removed = self._own("removed_sessions", visit, values.codes) or ()
        for kind in TOP:
            if kind in SINGLE:
                self._single(kind)
            else:
                self._list(None, (kind,), self.raw.get(kind, []))
        self._contradictions()
        return None

    def _single(self, kind: str) -> None:
        raw = self.raw.get(kind, {})
        if isinstance(raw, dict):
            self._thing(Key(kind), (kind,), kind, raw)
        else:
            self._problem((kind,), kind, f"expected a table [{kind}]")

    def _list(self, parent: Key | None, path: Path, raw: Any) -> None:
        """The things of one kind, at the top or inside another thing."""
        kind = str(path[-1])
        if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
            header = ".".join(str(part) for part in path if isinstance(part, str))
            return self._problem(path, kind, f"expected tables [[{header}]]")
        for index, item in enumerate(raw):
            here = (*path, index)
            group = f"{parent.path}.{kind}" if parent else kind
            where = f"{group} {index + 1}"
            code = self._code(here, where, kind, item) or f"{UNNAMED}{index + 1}"
            key = Key(kind, code, parent)
            if (key, "") in self.lines:
                words = f'"{code}" stands here twice; the first is at line {self.lines[key, ""]}'
                self._problem(here, group, words)
                continue
            self._thing(key, here, where if code.startswith(UNNAMED) else key.path, item)
            for inner in TABLES[kind].inside:
                self._list(key, (*here, inner), item.get(inner, []))
        return None

    def _code(self, path: Path, where: str, kind: str, raw: Mapping[str, Any]) -> str:
        name = TABLES[kind].own[0]
        if name not in raw:
            if kind in NAMED:
                self._problem(path, where, f"expected the key {name}, with a {NAMED[kind]}'s code")
            return ""
        check = values.organisation_code if kind == "organisation" else values.code
        return str(self._checked((*path, name), f"{where}.{name}", check, raw[name]) or "")

    def _thing(self, key: Key, path: Path, where: str, raw: Mapping[str, Any]) -> None:
        kind = key.kind
        self._known_keys(path, where, raw, file_keys(kind))
        self.lines[key, ""] = line_of(self.found, path)
        fields: dict[str, Value] = {}
        for name, spec in TABLES[kind].fields.items():
            if name in raw:
                fields |= self._field(key, (*path, name), f"{where}.{name}", spec, raw[name])
        if kind == "session":
            fields |= self._times(key, path, where, raw)
            if "venue" in fields and "room" not in fields:
                fields["room"] = ""
        self.plan[key] = fields

    def _field(self, key: Key, path: Path, where: str, spec: Field, raw: Any) -> dict[str, Value]:
        name = str(path[-1])
        if spec.local and isinstance(raw, dict):
            return self._texts(key, path, where, spec, raw)
        self.lines[key, name] = line_of(self.found, path)
        if spec.local:
            self._problem(path, where, f'expected one text for each language, for example {name}.en = "…"')
            return {}
        if spec.check is None:
            return self._kept(path, where, name, lambda value: values.moment(value, self._zone()), raw)
        return self._kept(path, where, name, spec.check, raw, required=spec.required)

    def _kept(
        self, path: Path, where: str, name: str, check: values.Check, raw: Any, *, required: bool = False
    ) -> dict[str, Value]:
        before = len(self.problems)
        value = self._checked(path, where, check, raw)
        if len(self.problems) > before:
            return {}
        if required and value in ("", None):
            self._problem(path, where, "expected something; this cannot be empty")
            return {}
        return {name: value}

    def _texts(self, key: Key, path: Path, where: str, spec: Field, raw: Mapping[str, Any]) -> dict[str, Value]:
        self._known_keys(path, where, raw, LANGUAGES)
        fields: dict[str, Value] = {}
        for language in LANGUAGES:
            if language in raw and spec.check:
                name = f"{path[-1]}.{language}"
                self.lines[key, name] = line_of(self.found, (*path, language))
                fields |= self._kept((*path, language), f"{where}.{language}", name, spec.check, raw[language])
        return fields

    def _times(self, key: Key, path: Path, where: str, raw: Mapping[str, Any]) -> dict[str, Value]:
        """``day``, ``from``, ``to`` and ``to_day`` as the instants ``starts`` and ``ends``."""
        given = [name for name in ("day", "from", "to", "to_day") if name in raw]
        if not given:
            return {}
        line = line_of(self.found, (*path, given[0]))
        self.lines[key, "starts"] = self.lines[key, "ends"] = line
        if raw.get("day") == "":
            if len(given) > 1:
                self._problem((*path, given[1]), f"{where}.{given[1]}", 'expected no time beside day = ""')
            return {"starts": None, "ends": None}
        missing = [name for name in ("day", "from", "to") if name not in raw]
        if missing:
            self._problem((*path, given[0]), where, f"expected day, from and to together; {missing[0]} is missing")
            return {}
        return self._span(path, where, raw)

    def _span(self, path: Path, where: str, raw: Mapping[str, Any]) -> dict[str, Value]:
        day = self._checked((*path, "day"), f"{where}.day", values.day, raw["day"])
        last = (
            self._checked((*path, "to_day"), f"{where}.to_day", values.day, raw["to_day"]) if "to_day" in raw else day
        )
        if day is None or last is None:
            return {}
        starts = self._clock((*path, "from"), f"{where}.from", day, raw["from"])
        ends = self._clock((*path, "to"), f"{where}.to", last, raw["to"])
        if starts is None or ends is None:
            return {}
        if ends <= starts:
            words = "expected a time after from; if it ends on another day, say which: to_day = …"
            self._problem((*path, "to"), f"{where}.to", words)
            return {}
        return {"starts": starts, "ends": ends}

    def _clock(self, path: Path, where: str, day: date, raw: Any) -> Any:
        return self._checked(path, where, lambda value: values.wall_clock(day, value, self._zone()), raw)

    def _zone(self) -> ZoneInfo:
        # A wrong zone is a problem already; the times are then checked for their form alone.
        return ZoneInfo(self.timezone or "UTC")

    @property
    def timezone(self) -> str:
        return str(self.plan.get(VISIT, {}).get("timezone", ""))

    def _own(self, name: str, visit: Mapping[str, Any], check: values.Check) -> Any:
        if name not in visit:
            return None
        self.lines[VISIT, name] = line_of(self.found, ("visit", name))
        return self._checked(("visit", name), f"visit.{name}", check, visit[name])

    def _checked(self, path: Path, where: str, check: Any, raw: Any) -> Any:
        try:
            return check(raw)
        except Unfit as unfit:
            found = "" if "found" in str(unfit) else f", found {_short(raw)}"
            self._problem(path, where, f"{unfit}{found}")
            return None

    def _known_keys(self, path: Path, where: str, raw: Mapping[str, Any], known: Sequence[str]) -> None:
        for name in raw:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f'did you mean "{near[0]}"?' if near else "expected one of " + ", ".join(known)
                self._problem(
                    (*path, name), f"{where}.{_short(name)[1:-1]}".lstrip("."), f"there is no such key; {hint}"
                )

    def _contradictions(self) -> None:
        """What can be owners in the file alone: one UID for two sessions, one session both given and removed."""
        owners: dict[Value, Key] = {}
        for key, fields in self.plan.items():
            name = "calendar_uid" if key == VISIT else "uid"
            if fields.get(name):
                first = owners.setdefault(fields[name], key)
                if first != key:
                    words = f"expected a UID of its own; {first.path} has the same"
                    self.problems.append(Problem(self.lines[key, name], f"{key.path}.{name}", words))
        for code in self.removed:
            if Key("session", code) in self.plan:
                words = (
                    f'"{code}" is described at line {self.lines[Key("session", code), ""]}; take it out of one place'
                )
                self._problem(("visit", "removed_sessions"), "visit.removed_sessions", words)

    def _problem(self, path: Path, where: str, words: str) -> None:
        self.problems.append(Problem(line_of(self.found, path), where, words))


def _short(value: Any) -> str:
    """The value in quotes, shortened, with nothing in it that a terminal would obey."""
    try:
        words = str(value)
    except ValueError:  # more digits than Python writes
        words = "a very long number"
    words = words if len(words) <= 40 else f"{words[:39]}…"
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in words) + '"'
