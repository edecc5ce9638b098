"""What a name in a file of the program means: which function, method or class, read from imports and definitions."""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tests.architecture.house import House, Source

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Definition:
    """``name``: dotted, "eventapp.registration.forms.RegistrationForm.refuse"; ``owner``: a method's class, or ""."""

    name: str
    source: Source
    node: Function
    owner: str

    @property
    def is_public(self) -> bool:
        inside = self.name.removeprefix(self.source.module + ".")
        return not any(part.startswith("_") for part in inside.split("."))

    @property
    def docstring(self) -> str:
        return ast.get_docstring(self.node) or ""


@dataclass(frozen=True)
class Names:
    house: House

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        return {
            f"{source.module}.{node.name}": node
            for source in self.house.sources
            for node in source.tree.body
            if isinstance(node, ast.ClassDef)
        }

    @cached_property
    def functions(self) -> dict[str, Definition]:
        """Of files and of their classes; what is defined inside a function is a part of it."""
        return {found.name: found for source in self.house.sources for found in _definitions(source)}

    @cached_property
    def methods(self) -> dict[str, list[str]]:
        """All that are called so: of which class an object is, the tree does not say."""
        found: dict[str, list[str]] = {}
        for name, definition in self.functions.items():
            if definition.owner:
                found.setdefault(definition.node.name, []).append(name)
        return found

    @cached_property
    def _imported(self) -> dict[str, dict[str, str]]:
        return {source.module: dict(_imports(source)) for source in self.house.sources}

    def meant(self, source: Source, node: ast.expr, owner: str = "") -> str:
        """The dotted name that an expression stands for, where it is one: "eventapp.core.text.say", "ValueError".

        ``owner``: the class in whose method it stands; a name of another program's stays as it is imported.
        """
        words = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
        first, dot, rest = words.partition(".")
        if first in ("self", "cls") and rest:
            return self._inherited(owner, rest)
        here = f"{source.module}.{first}"
        if here in self.classes or here in self.functions:
            return here + dot + rest
        return self._imported[source.module].get(first, first) + dot + rest

    def _inherited(self, owner: str, method: str) -> str:
        for name in self.ancestors(owner):
            if f"{name}.{method}" in self.functions:
                return f"{name}.{method}"
        return ""

    def ancestors(self, name: str) -> list[str]:
        """The class itself and all that it is made from; of another program's, what it is called there."""
        node = self.classes.get(name)
        if node is None:
            return [name]
        source = self.house.modules[name.rpartition(".")[0]]
        return [name] + [each for base in node.bases for each in self.ancestors(self.meant(source, base))]

    @cached_property
    def errors(self) -> set[str]:
        """Exceptions of our own."""
        return {name for name in self.classes if any(_is_error(base) for base in self.ancestors(name))}


def _is_error(name: str) -> bool:
    found = getattr(builtins, name, None)
    return isinstance(found, type) and issubclass(found, BaseException)


def _definitions(source: Source) -> Iterator[Definition]:
    for node in source.tree.body:
        if isinstance(node, Function):
            yield Definition(f"{source.module}.{node.name}", source, node, "")
        elif isinstance(node, ast.ClassDef):
            owner = f"{source.module}.{node.name}"
            methods = (each for each in node.body if isinstance(each, Function))
            yield from (Definition(f"{owner}.{each.name}", source, each, owner) for each in methods)


def _imports(source: Source) -> Iterator[tuple[str, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)
