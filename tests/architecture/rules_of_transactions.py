"""Rules about what is written, and in which transaction."""

import ast
from collections.abc import Iterator

from tests.architecture.house import WORK, House, Source
from tests.architecture.names import Definition, Names
from tests.architecture.registry import but_for, rule


@rule
@but_for(
    {
        "eventapp.core.db": "is that file: what is done is committed by transaction() alone",
        "eventapp.core.engine": "an engine commits what each connection begins with",
    }
)
def only_the_database_file_commits(house: House) -> Iterator[tuple[Source, int, str]]:
    """A commit in the middle leaves half of an operation behind when its other half is refused."""
    for source in house.sources:
        for called, line in source.calls:
            if called.rsplit(".", 1)[-1] in ("commit", "rollback"):
                yield source, line, f"calls {called}"


@rule
@but_for(
    {
        "eventapp.commands": "commands are doors, for whoever is at the machine",
        "eventapp.worker": "the door of all jobs notes that it lives",
        "eventapp.backups.restoring": "part of a command: erases again, an operation for each person",
    }
)
def only_doors_open_a_transaction(house: House) -> Iterator[tuple[Source, int, str]]:
    """An operation inside another's transaction would begin a fresh session, and forget what was written so far."""
    for source in house.sources:
        if source.is_door:
            continue
        for called, line in source.calls:
            if called.rsplit(".", 1)[-1] == "transaction":
                yield source, line, "opens a transaction"


@rule
def forms_are_read_before_the_lock(house: House) -> Iterator[tuple[Source, int, str]]:
    """Everybody else waits while a transaction lasts: what was typed is made into values before it."""
    for source in house.sources:
        blocks = [node for node in ast.walk(source.tree) if isinstance(node, ast.With)] if source.is_door else []
        for block in (each for each in blocks if ast.unparse(each.items[0].context_expr) == "transaction()"):
            calls = (node.func for node in ast.walk(block) if isinstance(node, ast.Call))
            for called in (ast.unparse(func) for func in calls):
                if called.split(".")[0] in ("form", "sent") and "." in called:
                    yield source, block.lineno, f"calls {called} inside the transaction"


@rule
def operations_on_a_visit_hold_it_first(house: House) -> Iterator[tuple[Source, int, str]]:
    """What was read before the lock may be untrue behind it: two cancellations at once promoted twice."""
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
@but_for(
    {
        "eventapp.commands.serving.load_and_publish": (
            "the first start loads a visit and releases it: an end between them would leave one never released"
        ),
    }
)
def a_transaction_holds_one_operation(house: House) -> Iterator[tuple[Source, int, str]]:
    """What belongs together is an operation of its own, which can be called, tested and refused as one.

    A door that calls two decides alone what happens when the second is refused, and the lock is held for both. What a
    door's own functions call counts as if it stood there. What core keeps for itself (attempts, heartbeats) is none.
    """
    names = Names(house)
    for source in house.sources:
        counting = Counting(names, source)
        for block in _transactions(source) if source.room != "core" else ():
            if counting.most(block.body) > 1:
                yield source, block.lineno, "more than one operation in a transaction"
        for line in counting.crowded:
            yield source, line, "calls more than one operation, in a transaction of its caller"


def _transactions(source: Source) -> list[ast.With]:
    blocks = [node for node in ast.walk(source.tree) if isinstance(node, ast.With)]
    return [each for each in blocks if "transaction()" in [ast.unparse(item.context_expr) for item in each.items]]


AGAIN_AND_AGAIN = ast.For | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Counting:
    """The most operations that may be called on one way through a part of a file.

    ``crowded``: lines of the file's own functions in which it was more than one; for their callers they are one.
    """

    def __init__(self, names: Names, source: Source) -> None:
        self.names = names
        self.source = source
        self.crowded: set[int] = set()

    def most(self, nodes: list[ast.stmt]) -> int:
        return sum(self._most(node) for node in nodes)

    def _most(self, node: ast.AST) -> int:
        if isinstance(node, ast.Name | ast.Attribute):
            return self._named(node)
        if isinstance(node, ast.If | ast.Try | ast.Match | ast.IfExp):
            return self._most_of_branches(node)
        times = 2 if isinstance(node, AGAIN_AND_AGAIN) else 1
        return times * sum(self._most(child) for child in ast.iter_child_nodes(node))

    def _most_of_branches(self, node: ast.If | ast.Try | ast.Match | ast.IfExp) -> int:
        if isinstance(node, ast.IfExp):
            return self._most(node.test) + max(self._most(node.body), self._most(node.orelse))
        if isinstance(node, ast.If):
            return self._most(node.test) + max(self.most(node.body), self.most(node.orelse))
        if isinstance(node, ast.Match):
            return self._most(node.subject) + max(self.most(case.body) for case in node.cases)
        handled = [self.most(handler.body) for handler in node.handlers]
        return self.most(node.body) + max([*handled, self.most(node.orelse)]) + self.most(node.finalbody)

    def _named(self, node: ast.Name | ast.Attribute) -> int:
        found = self.names.functions.get(self.names.meant(self.source, node))
        if found is None:
            return 0
        return self._of_own(found) if found.source is self.source else _is_operation(found)

    def _of_own(self, found: Definition) -> int:
        number = self.most(found.node.body)
        if number > 1:
            self.crowded.add(found.node.lineno)
        return min(number, 1)


def _is_operation(found: Definition) -> bool:
    return found.source.kind == WORK and found.source.room not in ("", "core")
