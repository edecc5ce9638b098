"""What leaves a function as an exception of our own, as far as the syntax tree shows it."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tests.architecture.names import Definition, Names

EVERYTHING = {"Exception", "BaseException"}
Errors = frozenset[str]


@dataclass
class Part:
    """Of a body. What is raised or named in it leaves it, but for what the ``try`` around a guarded part catches."""

    raised: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    guarded: list[tuple["Part", tuple[str, ...]]] = field(default_factory=list)


@dataclass(frozen=True)
class Raising:
    names: Names

    @cached_property
    def parts(self) -> Mapping[str, Part]:
        return {name: Reader(self.names, found).read() for name, found in self.names.functions.items()}

    @cached_property
    def itself(self) -> Mapping[str, Errors]:
        """Raised by a function or by private ones of its file that it calls, of which its reader reads nothing."""
        return self._closed({name: self._own(part, name) for name, part in self.parts.items()})

    @cached_property
    def at_all(self) -> Mapping[str, Errors]:
        """Raised by it, or by anything that it names; of a method only the name is known, so any that is called so."""
        return self._closed(self.parts)

    def _own(self, part: Part, caller: str) -> Part:
        followed = {name for name in part.called if self._is_its_own(caller, name)}
        return Part(
            part.raised, named=followed, guarded=[(self._own(each, caller), caught) for each, caught in part.guarded]
        )

    def _is_its_own(self, caller: str, called: str) -> bool:
        first, second = self.names.functions[caller], self.names.functions[called]
        return first.source is second.source and not second.is_public

    def _closed(self, parts: Mapping[str, Part]) -> Mapping[str, Errors]:
        """With what leaves all that a part names, until nothing is added."""
        found: dict[str, Errors] = dict.fromkeys(parts, frozenset())
        grows = True
        while grows:
            further = {name: self._leaving(part, found) for name, part in parts.items()}
            grows, found = further != found, further
        return found

    def _leaving(self, part: Part, found: Mapping[str, Errors]) -> Errors:
        leaving = part.raised.union(*(found[name] for name in part.named))
        for guarded, caught in part.guarded:
            inner = self._leaving(guarded, found)
            leaving |= {error for error in inner if not {*caught} & {*self.names.ancestors(error), *EVERYTHING}}
        return frozenset(leaving)


@dataclass(frozen=True)
class Reader:
    """Of one function, with what is defined inside it."""

    names: Names
    definition: Definition

    def read(self) -> Part:
        part = Part()
        for statement in self.definition.node.body:
            self._read(statement, part, ())
        return part

    def _read(self, node: ast.AST, part: Part, caught: tuple[str, ...]) -> None:
        """``caught``: what a bare ``raise`` raises again."""
        if isinstance(node, ast.Try):
            self._read_try(node, part, caught)
            return
        if isinstance(node, ast.Raise):
            part.raised |= self._raised(node.exc) if node.exc else set(caught) & self.names.errors
        if isinstance(node, ast.Name | ast.Attribute):
            part.named |= self._named(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            part.called |= self._named(node.func)
        for child in ast.iter_child_nodes(node):
            self._read(child, part, caught)

    def _read_try(self, node: ast.Try, part: Part, caught: tuple[str, ...]) -> None:
        inner = Part()
        for statement in node.body:
            self._read(statement, inner, caught)
        handled = [self._caught(handler) for handler in node.handlers]
        part.guarded.append((inner, tuple(name for each in handled for name in each)))
        for handler, what in zip(node.handlers, handled, strict=True):
            for statement in handler.body:
                self._read(statement, part, what)
        for statement in node.orelse + node.finalbody:
            self._read(statement, part, caught)

    def _caught(self, handler: ast.ExceptHandler) -> tuple[str, ...]:
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return tuple(self._meant(each) if each else "BaseException" for each in types)

    def _raised(self, node: ast.expr) -> set[str]:
        """``raise Full if full else Closed`` may be either; a function or a variable gives what it is made from."""
        if isinstance(node, ast.IfExp):
            return self._raised(node.body) | self._raised(node.orelse)
        if isinstance(node, ast.Call):
            return self._raised(node.func)
        meant = self._meant(node)
        if meant in self.names.errors:
            return {meant}
        if meant in self.names.functions:
            made = self.names.functions[meant]
            return (
                {self.names.meant(made.source, made.node.returns)} & self.names.errors if made.node.returns else set()
            )
        return self._kept_in(node.id) if isinstance(node, ast.Name) else set()

    def _kept_in(self, variable: str) -> set[str]:
        values = [
            node.value
            for node in ast.walk(self.definition.node)
            if isinstance(node, ast.Assign) and variable in map(ast.unparse, node.targets)
        ]
        return {error for value in values for error in self._raised(value)}

    def _named(self, node: ast.Name | ast.Attribute) -> set[str]:
        meant = self._meant(node)
        if meant in self.names.functions:
            return {meant}
        if meant in self.names.classes:
            made = (f"{meant}.__init__", f"{meant}.__post_init__")
            return {name for name in made if name in self.names.functions}
        if isinstance(node, ast.Attribute) and not meant.startswith("eventapp."):
            return set(self.names.methods.get(node.attr, ()))
        return set()

    def _meant(self, node: ast.expr) -> str:
        return self.names.meant(self.definition.source, node, self.definition.owner)
