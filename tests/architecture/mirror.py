"""Where a file of a room is tested: in tests/<room>/test_<file>.py, test_<file>_<subject>.py, or as said here."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.architecture.house import House, Source

DECIDES = (
    *(ast.If, ast.IfExp, ast.For, ast.While, ast.Try, ast.Match, ast.BoolOp),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
# What is refused, kept, asked or typed shows in what works with it: a test of it alone would say it a second time.
SEEN_THROUGH_OTHERS = ("errors", "models", "queries", "forms")


@dataclass(frozen=True)
class Elsewhere:
    """``test``, in tests/: where these files, "room/file", are tested; and why there."""

    test: str
    files: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Mirror:
    """``elsewhere``: of files without a test file of their name; ``subjects``: {test file that mirrors none: why}."""

    root: Path
    elsewhere: tuple[Elsewhere, ...] = ()
    subjects: tuple[tuple[str, str], ...] = ()

    @cached_property
    def files(self) -> list[Source]:
        """Of rooms and of packages above them."""
        return [source for source in House(self.root).sources if source.module.count(".") > 1]

    @cached_property
    def tests(self) -> list[str]:
        """Of folders that are called as one in eventapp/; "room/test_file.py"."""
        folders = {Path(source.file).parts[1] for source in self.files}
        found = (path.relative_to(self.root / "tests") for path in self.root.glob("tests/*/**/test_*.py"))
        return sorted(str(path) for path in found if path.parts[0] in folders)

    def faults(self) -> Iterator[str]:
        told = {file for each in self.elsewhere for file in each.files}
        names = {_name(source) for source in self.files}
        for source in self.files:
            name = _name(source)
            mirrored = any(_mirrors(test, name) for test in self.tests)
            if _decides(source) and not mirrored and name not in told:
                yield f"eventapp/{name}.py is tested nowhere: no tests/{_test_of(name)}.py"
            if name in told and (mirrored or not _decides(source)):
                yield f"eventapp/{name}.py needs no line in the table"
        yield from (f"eventapp/{name}.py in the table is no file" for name in sorted(told - names))
        yield from (f"tests/{each.test} is no file" for each in self.elsewhere if not self._is_test(each.test))
        subjects = {test for test, _ in self.subjects}
        for test in self.tests:
            if any(_mirrors(test, name) for name in names) == (test in subjects):
                yield f"tests/{test} is called after no file, or needs no line as a subject"
        yield from (f"tests/{test} is no file" for test in sorted(subjects) if not self._is_test(test))

    def _is_test(self, test: str) -> bool:
        return (self.root / "tests" / test).is_file()


def _name(source: Source) -> str:
    return str(Path(source.file).with_suffix("").relative_to("eventapp"))


def _test_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/test_{file}"


def _mirrors(test: str, name: str) -> bool:
    own = _test_of(name)
    return test == f"{own}.py" or test.startswith(f"{own}_")


def _decides(source: Source) -> bool:
    inside = (node for function in source.functions for node in ast.walk(function))
    return source.name not in SEEN_THROUGH_OTHERS and any(isinstance(node, DECIDES) for node in inside)
