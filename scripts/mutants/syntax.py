"""The mutants of a file: small changes of its syntax tree, each of which a test should notice (pure)."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
EXCHANGED = {"min": "max", "max": "min", "any": "all", "all": "any"}
PASSED_THROUGH = {"sorted", "reversed", "abs"}
"""Functions that give their first argument in another form: ``sorted(x)`` becomes ``x``."""
PASSED_ON = {"strip", "lstrip", "rstrip", "lower", "upper", "casefold"}
"""Methods of texts without an argument: ``x.strip()`` becomes ``x``."""
READING = {"startswith", "endswith", "removeprefix", "removesuffix", "split", "partition", "rpartition", "rsplit"}
"""Methods whose texts decide something, as texts that are compared, looked up or returned do. Words for people are
the business of other tests."""
DECLARING = {"mapped_column", "relationship", "Index", "UniqueConstraint", "CheckConstraint", "Column", "ForeignKey"}
"""What a table looks like is decided by the migrations."""
SAID = {"annotation", "returns", "decorator_list", "bases", "keywords"}
"""Fields of the tree that decide nothing while the program runs (``keywords``: of a class)."""


@dataclass(frozen=True)
class Place:
    """Where a node hangs in the tree. ``function``: the outermost function around it, "" if it runs on import;
    ``text``: the outermost f-string around it, whose parts have no positions of their own."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST
    function: str
    text: ast.AST | None

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclass(frozen=True)
class Mutant:
    """``number``: which one of its file's; ``before`` and ``after``: the lines that it changes."""

    file: str
    number: int
    line: int
    function: str
    before: str
    after: str


def decides(source: str) -> bool:
    """Whether there is a condition in a file: which way it goes is what a test can say."""
    kinds = (ast.If, ast.IfExp, ast.Compare, ast.BoolOp, ast.Match)
    nodes = [place.node for place in _places(ast.parse(source))]
    return any(isinstance(node, kinds) or getattr(node, "ifs", None) for node in nodes)


def mutants_of(file: str, source: str) -> list[Mutant]:
    tree = ast.parse(source)
    return [
        Mutant(file, number, place.node.lineno, place.function, *_shown(source, place, new))  # type: ignore[attr-defined]
        for number, (place, new) in enumerate(_changes(tree))
    ]


def mutated(source: str, number: int) -> ast.Module:
    """The file's tree with that one of its mutants in it; each line keeps its number."""
    tree = ast.parse(source)
    place, new = list(_changes(tree))[number]
    place.put(new)
    return tree


def _places(
    node: ast.AST, *, function: str = "", classes: tuple[str, ...] = (), text: ast.AST | None = None
) -> Iterator[Place]:
    if _says_only(node):
        return
    for field, value in ast.iter_fields(node):
        if field in SAID and not isinstance(node, ast.Call):
            continue
        within = function
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and field == "body":
            within = function or ".".join((*classes, node.name))
        inner = (*classes, node.name) if isinstance(node, ast.ClassDef) else classes
        fields = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, child in fields:
            if isinstance(child, ast.AST) and not (field == "body" and index == 0 and _is_docstring(child)):
                place = Place(node, field, index, child, within, text)
                around = text or (child if isinstance(child, ast.JoinedStr) else None)
                yield place
                yield from _places(child, function=within, classes=inner, text=around)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _says_only(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'")
    if isinstance(node, ast.Call):
        return _called(node) in DECLARING
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name) and target.id.startswith("__") for target in node.targets)
    return False


def _called(node: ast.AST) -> str:
    """The last name of what is called."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _changes(tree: ast.Module) -> Iterator[tuple[Place, ast.AST]]:
    for place in list(_places(tree)):
        for new in _instead_of(place.node, place):
            ast.copy_location(new, place.node)
            yield place, ast.fix_missing_locations(new)


def _instead_of(node: ast.AST, place: Place) -> Iterator[ast.AST]:
    """What could stand there instead; never the same node."""
    if isinstance(node, ast.Constant):
        yield from _other_constants(node, place)
    yield from _other_expressions(node)
    yield from _other_calls(node)
    yield from _other_statements(node)
    if place.field == "test" and isinstance(place.parent, ast.If | ast.IfExp) and not isinstance(node, ast.Compare):
        yield ast.UnaryOp(ast.Not(), node)  # type: ignore[arg-type]
    if place.field == "ifs":
        yield ast.Constant(value=True)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _other_constants(node: ast.Constant, place: Place) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(value=not node.value)
    elif isinstance(node.value, int | float):
        yield ast.Constant(value=node.value + 1)
    elif isinstance(node.value, str) and not isinstance(place.parent, ast.JoinedStr):
        decisive = isinstance(place.parent, ast.Compare | ast.Return) or place.field == "slice"
        if decisive or _called(place.parent) in READING:
            yield ast.Constant(value="" if node.value else "?")


def _other_expressions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            for index, operator in enumerate(node.ops):
                for other in COMPARED[type(operator)]:
                    yield _with(node, ops=[*node.ops[:index], other(), *node.ops[index + 1 :]])
        case ast.BoolOp():
            yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
            for index in range(len(node.values)):
                rest = node.values[:index] + node.values[index + 1 :]
                yield _with(node, values=rest) if len(rest) > 1 else copy.copy(rest[0])
        case ast.BinOp() | ast.AugAssign() if type(node.op) in COMPUTED:
            yield _with(node, op=COMPUTED[type(node.op)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield copy.copy(node.operand)


def _other_calls(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Call):
        return
    name = _called(node)
    if isinstance(node.func, ast.Name) and name in EXCHANGED:
        yield _with(node, func=ast.copy_location(ast.Name(EXCHANGED[name], ast.Load()), node.func))
    elif isinstance(node.func, ast.Name) and name in PASSED_THROUGH and node.args:
        yield copy.copy(node.args[0])
    elif isinstance(node.func, ast.Attribute) and name in PASSED_ON and not node.args:
        yield copy.copy(node.func.value)


def _other_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.AugAssign() | ast.Delete():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield ast.Return(value=None)


def _shown(source: str, place: Place, new: ast.AST) -> tuple[str, str]:
    """The lines of what is changed, as they are and as they would be."""
    shown = place.text or place.node
    place.put(new)
    words = ast.unparse(shown if place.text else new)
    place.put(place.node)
    lines = source.encode().splitlines()
    first, last = shown.lineno - 1, shown.end_lineno - 1  # type: ignore[attr-defined]
    head, tail = lines[first][: shown.col_offset], lines[last][shown.end_col_offset :]  # type: ignore[attr-defined]
    before = b"\n".join(lines[first : last + 1])
    return before.decode(), head.decode() + words + tail.decode()
