"""The program as a syntax tree: files with their rooms and kinds, what they import and call."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

DOORS = ("views", "desk", "jobs")
ABOVE = ("backups", "commands", "doctor")
ERRORS, PURE, MODELS, QUERIES, WORK, FORMS, DOOR = range(7)
KIND_OF_NAME = {"errors": ERRORS, "models": MODELS, "queries": QUERIES, "forms": FORMS} | dict.fromkeys(
    ("views", "desk", "jobs"), DOOR
)


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

    @cached_property
    def lines(self) -> int:
        return len(self.path.read_text().splitlines())

    @property
    def room(self) -> str:
        parts = self.module.split(".")
        inside = len(parts) > 2 and parts[0] == "eventapp" and parts[1] not in ABOVE
        return parts[1] if inside else ""

    @property
    def name(self) -> str:
        return self.module.rsplit(".", 1)[-1]

    @property
    def plain_name(self) -> str:
        """A room with many pages has letter_views beside its views."""
        return "views" if self.name.endswith("_views") else self.name

    @property
    def is_door(self) -> bool:
        return bool(self.room) and self.room != "core" and self.plain_name in DOORS

    @property
    def says_pure(self) -> bool:
        first = (ast.get_docstring(self.tree) or "").split("\n\n", maxsplit=1)[0]
        return "(pure)" in first or self.room == "exports"

    @property
    def kind(self) -> int:
        return PURE if self.says_pure else KIND_OF_NAME.get(self.plain_name, WORK)

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

    def place(self, line: int) -> str:
        """Dotted: the function that holds the line, as "eventapp.room.file.function", or else the file."""
        around = (
            node.name
            for node in self.tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and _holds(node, line)
        )
        return ".".join([self.module, *around])

    @cached_property
    def calls(self) -> list[tuple[str, int]]:
        """(dotted name, line) of each call."""
        nodes = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        return [(ast.unparse(node.func), node.lineno) for node in nodes]


def _holds(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or line)


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
