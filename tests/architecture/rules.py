"""The rules of docs/house.md: a source folder in, breaches out. Each says why, and an exception says its reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import House, Source
from tests.architecture.registry import but_for, rule

ROOMS = (
    *("core", "notifications", "accounts", "visits", "programme", "exports", "questions", "registration"),
    *("delegations", "seats", "attendance", "planning", "undo", "board", "visitfiles", "mailing", "publishing", "mine"),
    *("people", "rosters", "desk", "api"),
)
# views: pages; desk: a room's pages for organisers, where it has others too; <subject>_views: where there are many.
LARGEST_ROOM = 0.18
# Within a room: a file imports its own kind and those before it. PURE files say "(pure)" in their docstring; what is
# named in none of these (operations, mails, pages, delivery …) is of the kind WORK.
MUST_BE_PURE = {"rules", "snapshot", "succession", "timetable", "conflicts", "names"}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
HEAVY = {
    "icu",
    "weasyprint",
    "fontTools",
    "icalendar",
    "granian",
    "alembic",
    "segno",
    "xlsxwriter",
    "python_calamine",
    "pypdf",
    "PIL",
    "eventapp.app",
}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
FILE_LINES, FUNCTION_LINES, ARGUMENTS, NESTING, TEMPLATE_LINES = 400, 40, 7, 3, 120


@rule
def rooms_look_only_to_the_left(house: House) -> Iterator[tuple[Source, int, str]]:
    """Doors, too; files above the rooms are imported by none of them (config is a value for all).

    Folders alone prevent no knots: while doors were free to look anywhere, 7 of 28 pairs of rooms imported each other.
    """
    for source in house.sources:
        if not source.room:
            continue
        for target, line in house.inner_imports(source):
            if target.room and ROOMS.index(target.room) > ROOMS.index(source.room):
                yield source, line, f"{source.room} looks to the right, at {target.module}"
            if not target.room and target.module not in ("eventapp", "eventapp.config"):
                yield source, line, f"{source.room} looks above the rooms, at {target.module}"


@rule
def no_room_is_much_larger_than_others(house: House) -> Iterator[tuple[Source, int, str]]:
    """Of all lines below eventapp/. One that grows beyond it is two subjects: publishing was, at 28 %."""
    total = sum(source.lines for source in house.sources)
    for room in ROOMS:
        files = [source for source in house.sources if source.room == room]
        lines = sum(source.lines for source in files)
        if lines > LARGEST_ROOM * total:
            yield max(files, key=lambda source: source.lines), lines, f"{room} is {lines / total:.0%} of the house"


@rule
def every_room_is_known(house: House) -> Iterator[tuple[Source, int, str]]:
    """Else a new folder would be judged by no rule about rooms."""
    for source in house.sources:
        if source.room and source.room not in ROOMS:
            yield source, 1, f"{source.room} has no place in the order of rooms"


@rule
@but_for(
    {
        "eventapp.app": "opens the doors of pages",
        "eventapp.tasks": "opens those of the worker",
    }
)
def nobody_imports_a_door(house: House) -> Iterator[tuple[Source, int, str]]:
    """Of another room. What two doors share would be tied to a request, and could not be asked by the worker."""
    for source in house.sources:
        for target, line in house.inner_imports(source):
            if target.is_door and target.room != source.room:
                yield source, line, f"imports a door, {target.module}"


@rule
def kinds_of_files_keep_their_order(house: House) -> Iterator[tuple[Source, int, str]]:
    """A rule that asks the database, or a query that works, cannot be read or tested alone."""
    for source in house.sources:
        if source.room in ("", "core"):
            continue
        for target, line in house.inner_imports(source):
            if target.room == source.room and target.kind > source.kind:
                yield source, line, f"a file of an earlier kind imports {target.module}"


@rule
def no_import_circles(house: House) -> Iterator[tuple[Source, int, str]]:
    """Two files that need each other are one, and which is loaded first decides what breaks."""
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
@but_for(
    {
        "eventapp.visits.frame": "every door of the desk gives back the Response that its frame makes",
    }
)
def flask_stays_at_the_doors(house: House) -> Iterator[tuple[Source, int, str]]:
    """The worker and the commands have no request to ask: a letter's language comes as an argument."""
    for source in house.sources:
        if source.is_door or source.room in ("core", ""):
            continue
        for item in source.imports:
            if item.module.split(".")[0] in ("flask", "flask_wtf", "werkzeug"):
                yield source, item.line, f"imports {item.module}"


@rule
def pure_files_take_values_and_give_values(house: House) -> Iterator[tuple[Source, int, str]]:
    """So they are tested in milliseconds, and the same release gives the same bytes: an ETag is honest."""
    forbidden = ("sqlalchemy", "flask", "flask_sqlalchemy", "werkzeug")
    for source in house.sources:
        if not source.says_pure:
            if source.name in MUST_BE_PURE:
                yield source, 1, "must be pure, and say so in its docstring"
            continue
        for item in source.imports:
            target = house.meant(item.module)
            impure = target is not None and (
                target.name in ("models", "queries", "operations") or (target.room and _needs(target, forbidden))
            )
            if item.module.split(".")[0] in forbidden or impure:
                yield source, item.line, f"is pure and imports {item.module}"


def _needs(source: Source, libraries: tuple[str, ...]) -> bool:
    return any(item.top and item.module.split(".")[0] in libraries for item in source.imports)


@rule
@but_for(
    {
        "eventapp.core.clock": "is that place",
    }
)
def the_clock_is_read_in_one_place(house: House) -> Iterator[tuple[Source, int, str]]:
    """And gives aware instants in UTC; a naive one compared with those fails at the reader's."""
    for source in house.sources:
        for called, line in source.calls:
            if called in CLOCKS:
                yield source, line, f"calls {called}"


@rule
@but_for(
    {
        "eventapp.accounts.session": "who is signed in is asked by each door, in one place",
    }
)
def now_is_an_argument_below_the_doors(house: House) -> Iterator[tuple[Source, int, str]]:
    """One request has one moment, and a test says which, without a patched clock."""
    for source in house.sources:
        below = source.room not in ("", "core") and not source.is_door
        for item in source.imports if below else ():
            if item.module == "eventapp.core.clock.utc_now":
                yield source, item.line, "asks the clock"


@rule
def names_say_something(house: House) -> Iterator[tuple[Source, int, str]]:
    """What belongs nowhere gathers there: a util.py of 1,323 lines stood beside an operations.py of 54 (indico)."""
    for source in house.sources:
        if source.name in BANNED_NAMES or source.room in BANNED_NAMES:
            yield source, 1, "a name that says nothing"


@rule
def files_and_functions_are_short(house: House) -> Iterator[tuple[Source, int, str]]:
    """What does not fit on a screen is not read before it is changed: a post of 936 lines (Radicale)."""
    for source in house.sources:
        if source.lines > FILE_LINES:
            yield source, source.lines, f"{source.lines} lines"
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
    """A page that is longer is two, or repeats what a macro says once."""
    for path in house.templates:
        lines = len(path.read_text().splitlines())
        if lines > TEMPLATE_LINES:
            yield path, lines, f"{lines} lines"


@rule
@but_for(
    {
        "eventapp.worker": "a job that fails is logged with its trace and runs again; the others go on",
        "eventapp.notifications.failures": "what a letter raises while it is made or sent is its own failure, and kept",
        "eventapp.bridge": "whoever asked is answered, and the thread goes on with the next request; it is logged",
    }
)
def no_error_is_swallowed_unseen(house: House) -> Iterator[tuple[Source, int, str]]:
    """A mistake of ours that nobody sees is never mended, and what followed it is untrue (open-event)."""
    for source in house.sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else ""
                again = any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
                if caught in ("", "Exception", "BaseException") and not again:
                    yield source, node.lineno, f"except {caught}".strip()


@rule
def migrations_do_not_know_the_program(house: House) -> Iterator[tuple[Source, int, str]]:
    """They meet the tables as they were; the models are those of today."""
    for source in house.migrations:
        for item in source.imports:
            if item.module.split(".")[0] == "eventapp":
                yield source, item.line, f"imports {item.module}"


@rule
@but_for(
    {
        "eventapp.wsgi": "a web process loads all that requests need before it serves",
        "eventapp.backups.restoring": "each room registers what erases again; imported where it is used itself",
    }
)
def what_is_heavy_is_imported_where_it_is_used(house: House) -> Iterator[tuple[Source, int, str]]:
    """A command loads what it needs, and a web process nothing that is for others; "eventapp.app": all pages."""
    for source in house.sources:
        for item in source.imports:
            names = {item.module.split(".")[0], item.module, item.module.rpartition(".")[0]}
            if item.top and names & HEAVY:
                yield source, item.line, f"imports {item.module} at the top"


@rule
def columns_say_what_they_hold(house: House) -> Iterator[tuple[Source, int, str]]:
    """Instants end in _at or _until, days in _on: else a day is compared with an instant, in whose zone?"""
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
    """In rules, snapshots, queries and operations, which other rooms call without reading the body."""
    for source in house.sources:
        if source.name not in ("rules", "snapshot", "queries", "operations"):
            continue
        for node in source.tree.body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):  # type: ignore[arg-type]
                yield source, node.lineno, f"{node.name} has no docstring"  # type: ignore[attr-defined]
