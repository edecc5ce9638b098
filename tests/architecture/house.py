"""Reads the rules of docs/house.md from the syntax tree: a source folder in, breaches out."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOMS = (
    *("core", "notifications", "accounts", "visits", "programme", "exports"),
    *("registration", "attendance", "publishing", "api"),
)
DOORS = ("forms", "views", "organise", "jobs")
# Within a room: a file imports its own kind and those before it. PURE files say "(pure)" in their docstring; what is
# named in none of these (operations, mails, pages, delivery …) is of the kind WORK.
ERRORS, PURE, MODELS, QUERIES, WORK, FORMS, DOOR = range(7)
KIND_OF_NAME = {"errors": ERRORS, "models": MODELS, "queries": QUERIES, "forms": FORMS} | dict.fromkeys(
    ("views", "organise", "jobs"), DOOR
)
MUST_BE_PURE = {"rules", "snapshot", "timetable", "conflicts", "names"}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
HEAVY = {"weasyprint", "fontTools", "icalendar", "huey", "granian"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
FILE_LINES, FUNCTION_LINES, ARGUMENTS, NESTING, TEMPLATE_LINES = 400, 40, 7, 3, 120


@dataclass(frozen=True, slots=True)
class Breach:
    rule: str
    file: str
    line: int
    words: str


@dataclass(frozen=True)
class Import:
    """``module``: dotted name of what is meant; ``top``: at the top of the file, not inside a function."""

    module: str
    line: int
    top: bool


@dataclass(frozen=True)
class Source:
    """One Python file. ``module``: "eventapp.visits.models"; ``room`` "" for files above the rooms."""

    path: Path
    file: str
    module: str
    tree: ast.Module

    @property
    def room(self) -> str:
        parts = self.module.split(".")
        return parts[1] if len(parts) > 2 and parts[0] == "eventapp" else ""

    @property
    def name(self) -> str:
        return self.module.rsplit(".", 1)[-1]

    @property
    def is_door(self) -> bool:
        return bool(self.room) and self.room != "core" and self.name in DOORS

    @property
    def says_pure(self) -> bool:
        first = (ast.get_docstring(self.tree) or "").split("\n\n", maxsplit=1)[0]
        return "(pure)" in first or self.room == "exports"

    @property
    def kind(self) -> int:
        return PURE if self.says_pure else KIND_OF_NAME.get(self.name, WORK)

    @cached_property
    def imports(self) -> list[Import]:
        inside = {id(node) for scope in self.functions for node in ast.walk(scope)}
        return [
            Import(module, node.lineno, id(node) not in inside)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for module in _imported(node)
        ]

    @cached_property
    def functions(self) -> list[ast.FunctionDef]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]

    @cached_property
    def calls(self) -> list[tuple[str, int]]:
        """(dotted name, line) of each call."""
        nodes = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        return [(ast.unparse(node.func), node.lineno) for node in nodes]


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names]


@dataclass(frozen=True)
class House:
    """A source tree: eventapp/, migrations/, templates/ below ``root``."""

    root: Path

    @cached_property
    def sources(self) -> list[Source]:
        return [self._read(path) for path in sorted(self.root.glob("eventapp/**/*.py"))]

    @cached_property
    def migrations(self) -> list[Source]:
        return [self._read(path) for path in sorted(self.root.glob("migrations/**/*.py"))]

    @cached_property
    def modules(self) -> dict[str, Source]:
        return {source.module: source for source in self.sources}

    @cached_property
    def templates(self) -> list[Path]:
        return sorted(path for path in self.root.glob("templates/**/*") if path.suffix in (".html", ".txt", ".xml"))

    def _read(self, path: Path) -> Source:
        relative = path.relative_to(self.root)
        parts = relative.with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        return Source(path, str(relative), module, ast.parse(path.read_text()))

    def meant(self, module: str) -> Source | None:
        """The file that an import leads to: ``eventapp.core.text.say`` is in eventapp.core.text."""
        return self.modules.get(module) or self.modules.get(module.rpartition(".")[0])

    def inner_imports(self, source: Source) -> Iterator[tuple[Source, int]]:
        for item in source.imports:
            target = self.meant(item.module)
            if target is not None and target is not source and item.module.startswith("eventapp."):
                yield target, item.line


Rule = Callable[[House], Iterable[tuple[Source | Path, int, str]]]
RULES: dict[str, Rule] = {}


def rule(check: Rule) -> Rule:
    RULES[check.__name__] = check
    return check


def breaches(root: Path) -> list[Breach]:
    """All that breaks a rule in that tree."""
    house = House(root)
    found = []
    for name, check in RULES.items():
        for where, line, words in check(house):
            file = where.file if isinstance(where, Source) else str(where.relative_to(root))
            found.append(Breach(name, file, line, words))
    return found


@rule
def rooms_look_only_to_the_left(house: House) -> Iterator[tuple[Source, int, str]]:
    """Doors may look anywhere; files above the rooms are imported by none of them (config is a value for all)."""
    for source in house.sources:
        if not source.room or source.is_door:
            continue
        for target, line in house.inner_imports(source):
            if target.room and ROOMS.index(target.room) > ROOMS.index(source.room):
                yield source, line, f"{source.room} looks to the right, at {target.module}"
            if not target.room and target.module not in ("eventapp", "eventapp.config"):
                yield source, line, f"{source.room} looks above the rooms, at {target.module}"


@rule
def every_room_is_known(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.sources:
        if source.room and source.room not in ROOMS:
            yield source, 1, f"{source.room} has no place in the order of rooms"


@rule
def nobody_imports_a_door(house: House) -> Iterator[tuple[Source, int, str]]:
    """Of another room; app.py opens them all."""
    for source in house.sources:
        for target, line in house.inner_imports(source):
            if target.is_door and target.room != source.room and source.module != "eventapp.app":
                yield source, line, f"imports a door, {target.module}"


@rule
def kinds_of_files_keep_their_order(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.sources:
        if source.room in ("", "core"):
            continue
        for target, line in house.inner_imports(source):
            if target.room == source.room and target.kind > source.kind:
                yield source, line, f"a file of an earlier kind imports {target.module}"


@rule
def no_import_circles(house: House) -> Iterator[tuple[Source, int, str]]:
    graph = {source.module: {target.module for target, _ in house.inner_imports(source)} for source in house.sources}
    for module, imported in graph.items():
        seen: set[str] = set()
        waiting = list(imported)
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting += graph[at]
        if module in seen:
            yield house.modules[module], 1, "imports itself, by way of others"


@rule
def flask_stays_at_the_doors(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.sources:
        if source.is_door or source.room in ("core", ""):
            continue
        for item in source.imports:
            if item.module.split(".")[0] in ("flask", "flask_wtf", "werkzeug"):
                yield source, item.line, f"imports {item.module}"


@rule
def pure_files_take_values_and_give_values(house: House) -> Iterator[tuple[Source, int, str]]:
    forbidden = ("sqlalchemy", "flask", "flask_sqlalchemy", "werkzeug")
    for source in house.sources:
        if not source.says_pure:
            if source.name in MUST_BE_PURE:
                yield source, 1, "must be pure, and say so in its docstring"
            continue
        for item in source.imports:
            target = house.meant(item.module)
            impure = target is not None and (target.name in ("models", "queries", "operations", "db", "web"))
            if item.module.split(".")[0] in forbidden or impure:
                yield source, item.line, f"is pure and imports {item.module}"


@rule
def only_the_database_file_commits(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.sources:
        for called, line in source.calls:
            if called.rsplit(".", 1)[-1] in ("commit", "rollback") and source.module != "eventapp.core.db":
                yield source, line, f"calls {called}"


@rule
def only_doors_open_a_transaction(house: House) -> Iterator[tuple[Source, int, str]]:
    """And the commands, which are doors too."""
    for source in house.sources:
        if source.is_door or source.module in ("eventapp.cli", "eventapp.core.db"):
            continue
        for called, line in source.calls:
            if called.rsplit(".", 1)[-1] == "transaction":
                yield source, line, "opens a transaction"


@rule
def operations_on_a_visit_hold_it_first(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.sources:
        if source.name != "operations" or source.room == "visits":
            continue
        for function in source.tree.body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            names = [argument.arg for argument in function.args.args]
            body = function.body[1:] if ast.get_docstring(function) else function.body
            if "visit_id" in names and not any(word in ast.unparse(body[0]) for word in HOLDING):
                yield source, function.lineno, f"{function.name} does not begin with hold_visit"


# Either the lock itself or an operation that begins with it.
HOLDING = ("hold_visit(", "hold_facts(", "release_programme(")


@rule
def the_clock_is_read_in_one_place(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.sources:
        for called, line in source.calls:
            if called in CLOCKS and source.module != "eventapp.core.clock":
                yield source, line, f"calls {called}"


@rule
def now_is_an_argument_below_the_doors(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.sources:
        below = source.room and not source.is_door and source.room != "core"
        for item in source.imports if below else ():
            if item.module == "eventapp.core.clock.utc_now":
                yield source, item.line, "asks the clock"


@rule
def names_say_something(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.sources:
        if source.name in BANNED_NAMES or source.room in BANNED_NAMES:
            yield source, 1, "a name that says nothing"


@rule
def files_and_functions_are_short(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.sources:
        lines = len(source.path.read_text().splitlines())
        if lines > FILE_LINES:
            yield source, lines, f"{lines} lines"
        for function in source.functions:
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
            named = [argument for argument in arguments if argument.arg not in ("self", "cls")]
            if length > FUNCTION_LINES:
                yield source, function.lineno, f"{function.name} has {length} lines"
            if len(named) > ARGUMENTS:
                yield source, function.lineno, f"{function.name} has {len(named)} arguments"
            if (depth := _depth(function.body)) > NESTING:
                yield source, function.lineno, f"{function.name} nests {depth} deep"


def _depth(body: list[ast.stmt]) -> int:
    """Of blocks in blocks; ``elif`` is no block of its own."""
    deepest = 0
    for node in body:
        if isinstance(node, ast.If | ast.For | ast.While | ast.With | ast.Try):
            inner = [_depth(node.body)]
            for other in (getattr(node, "orelse", []), getattr(node, "finalbody", [])):
                chained = isinstance(node, ast.If) and len(other) == 1 and isinstance(other[0], ast.If)
                inner.append(_depth(other) - 1 if chained else _depth(other))
            inner += [_depth(handler.body) for handler in getattr(node, "handlers", [])]
            deepest = max(deepest, 1 + max(inner))
    return deepest


@rule
def templates_are_short(house: House) -> Iterator[tuple[Path, int, str]]:
    for path in house.templates:
        lines = len(path.read_text().splitlines())
        if lines > TEMPLATE_LINES:
            yield path, lines, f"{lines} lines"


@rule
def no_error_is_swallowed_unseen(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else ""
                again = any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
                if caught in ("", "Exception", "BaseException") and not again:
                    yield source, node.lineno, f"except {caught}".strip()


@rule
def migrations_do_not_know_the_program(house: House) -> Iterator[tuple[Source, int, str]]:
    for source in house.migrations:
        for item in source.imports:
            if item.module.split(".")[0] == "eventapp":
                yield source, item.line, f"imports {item.module}"


@rule
def what_is_heavy_is_imported_where_it_is_used(house: House) -> Iterator[tuple[Source, int, str]]:
    """Except in exports, which are imported where they are used themselves."""
    for source in house.sources:
        for item in source.imports:
            if item.top and item.module.split(".")[0] in HEAVY and source.room != "exports":
                yield source, item.line, f"imports {item.module} at the top"


@rule
def columns_say_what_they_hold(house: House) -> Iterator[tuple[Source, int, str]]:
    """Instants end in _at or _until, days in _on."""
    endings = {"datetime": ("_at", "_until"), "date": ("_on",)}
    for source in house.sources:
        if source.name != "models":
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                words = ast.unparse(node.annotation).removeprefix("Mapped[").rstrip("]").split(" | ")
                if words[0] in endings and not node.target.id.endswith(endings[words[0]]):
                    yield source, node.lineno, f"{node.target.id} holds a {words[0]}"


@rule
def what_is_public_says_what_it_does(house: House) -> Iterator[tuple[Source, int, str]]:
    """Each public function of rules, snapshots, queries and operations has a docstring."""
    for source in house.sources:
        if source.name not in ("rules", "snapshot", "queries", "operations"):
            continue
        for node in source.tree.body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):  # type: ignore[arg-type]
                yield source, node.lineno, f"{node.name} has no docstring"  # type: ignore[attr-defined]
