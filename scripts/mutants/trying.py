"""Try a mutant: put it in the place of what the tests have imported, and run those that can see it."""

import ast
import gc
import importlib.abc
import importlib.util
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from mutants.apart import Job
from mutants.seeing import ROOT, Seen, passes
from mutants.syntax import Mutant, mutated

SECONDS = (40.0, 10.0)
"""Of tests that are run for a mutant, by what they took when they were recorded: of those that are of this file or
import it, and of others."""
AGAIN = "--again"


@dataclass(frozen=True)
class Tests:
    """All that can be run: items by name, and what each one saw."""

    items: Mapping[str, pytest.Item]
    seen: Sequence[Seen]

    def __post_init__(self) -> None:
        entering: dict[str, list[Seen]] = defaultdict(list)
        for seen in self.seen:
            for function in seen.functions:
                entering[function].append(seen)
                entering[function.split(":")[0]].append(seen)
        object.__setattr__(self, "entering", entering)
        object.__setattr__(self, "importing", {})

    entering: Any = None
    importing: Any = None

    def of(self, mutant: Mutant) -> list[Seen]:
        """Those that enter the function, or for what runs on import the file; nearest and shortest first, and of
        these as many as there is time for."""
        found = {seen.test: seen for seen in self.entering[_key(mutant)]}
        near = self._near(mutant.file)
        if not mutant.function:
            found |= {seen.test: seen for seen in self.seen if near(seen) < 2}
        chosen, left = [], list(SECONDS)
        for seen in sorted(found.values(), key=lambda seen: (near(seen), seen.seconds)):
            far = near(seen) == 2
            if seen.seconds <= left[far]:
                chosen.append(seen)
                left[far] -= seen.seconds
        return chosen

    def _near(self, file: str) -> Any:
        """0 for the test file that mirrors it, 1 for one that imports it, 2 for others."""
        mirror = file.replace("eventapp/", "tests/", 1)
        mirror = f"{os.path.dirname(mirror)}/test_{os.path.basename(mirror)}"
        module = file.removesuffix(".py").replace("/", ".")

        def near(seen: Seen) -> int:
            test_file = seen.test.split("::")[0]
            if test_file == mirror:
                return 0
            if test_file not in self.importing:
                self.importing[test_file] = _imported(ROOT / test_file)
            return 1 if module in self.importing[test_file] else 2

        return near


def _key(mutant: Mutant) -> str:
    return f"{mutant.file}:{mutant.function}" if mutant.function else mutant.file


def _imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def job(mutant: Mutant, tests: Tests) -> Job:
    """Its result: the test that fails, "" if none does."""
    chosen = tests.of(mutant)
    limit = 20 + 4 * sum(seen.seconds for seen in chosen)

    def run(folder: Path) -> str:
        code = compile(mutated((ROOT / mutant.file).read_text(), mutant.number), str(ROOT / mutant.file), "exec")
        if mutant.function and exchange(code):
            return _failing([tests.items[seen.test] for seen in chosen])
        return _begun_again(folder, mutant, [seen.test for seen in chosen])

    return Job(mutant, run, limit)


def _failing(items: list[pytest.Item]) -> str:
    following = [*items[1:], None]
    return next((item.nodeid for item, after in zip(items, following, strict=True) if not passes(item, after)), "")


def exchange(module: CodeType) -> bool:
    """Give the functions of the file that there are now the code of this one; whether all could take it."""
    new = {(code.co_qualname, code.co_firstlineno): code for code in _codes(module)}
    for function in [each for each in gc.get_objects() if isinstance(each, FunctionType)]:
        old = function.__code__
        code = new.get((old.co_qualname, old.co_firstlineno)) if old.co_filename == module.co_filename else None
        if code and code.co_freevars != old.co_freevars:
            return False
        if code and not code.co_name.startswith("<"):
            function.__code__ = code
    return True


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _begun_again(folder: Path, mutant: Mutant, tests: list[str]) -> str:
    """What runs on import is tried by a new process, which imports the mutant: see ``again``."""
    order, answer = folder / "order", folder / "answer"
    order.write_text(json.dumps([mutant.file, mutant.number, tests, str(answer)]))
    subprocess.run([sys.executable, sys.argv[0], AGAIN, str(order)], check=False)
    return answer.read_text() if answer.exists() else "the tests cannot begin"


class _Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, file: str, number: int) -> None:
        self.path, self.number = ROOT / file, number
        self.module = file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    def find_spec(self, name: str, path: object, target: object = None) -> Any:
        if name != self.module:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def create_module(self, spec: object) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(mutated(self.path.read_text(), self.number), str(self.path), "exec"), module.__dict__)  # noqa: S102


def again(order: str) -> None:
    file, number, tests, answer = json.loads(Path(order).read_text())
    sys.meta_path.insert(0, _Importer(file, number))
    reporter = _FirstFailure()
    status = pytest.main(["-q", "-x", "-p", "no:cacheprovider", *tests], plugins=[reporter]) if tests else 0
    Path(answer).write_text(reporter.failing or ("" if status == 0 else "the tests cannot begin"))


class _FirstFailure:
    failing = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed and not self.failing:
            self.failing = report.nodeid
