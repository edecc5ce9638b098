"""Which test enters which functions, and how long it takes: told by a run of all tests, kept until a test changes."""

import hashlib
import json
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from mutants.apart import Job, run_apart

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "eventapp"
KEPT = ROOT / ".mutation.json"
FILE_SECONDS = 900


@dataclass(frozen=True)
class Seen:
    """``functions``: "eventapp/visits/rules.py:phase", a nested one under the name of the outermost."""

    test: str
    seconds: float
    functions: list[str]


def seen_by(items: Iterable[pytest.Item], lanes: int, *, anew: bool) -> list[Seen]:
    """What each test sees; one that fails as things are is left out.

    ``anew``: of every test, not only of those whose file has changed: functions have other names, or do other things.
    """
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.split("::")[0], []).append(item)
    kept = json.loads(KEPT.read_text()) if KEPT.exists() and not anew else {}
    known = {file: _state(file) for file in files}
    found = {file: kept[file] for file in files if kept.get(file, {}).get("state") == known[file]}
    jobs = [Job(file, _recording(files[file]), FILE_SECONDS) for file in files if file not in found]
    for ended in run_apart(jobs, lanes):
        print(f"  {ended.subject}: {len(ended.result or ())} tests", flush=True)
        found[ended.subject] = {"state": known[ended.subject], "tests": ended.result or []}
        KEPT.write_text(json.dumps(found))
    return [Seen(**test) for file in found.values() for test in file["tests"]]


def _state(file: str) -> str:
    return hashlib.sha256((ROOT / file).read_bytes()).hexdigest()


def _recording(items: list[pytest.Item]) -> Any:
    return lambda _folder: [asdict(seen) for seen in _record(items)]


def _record(items: list[pytest.Item]) -> Iterator[Seen]:
    for item, following in zip(items, [*items[1:], None], strict=True):
        entered: dict[int, CodeType] = {}

        def note(frame: FrameType, event: str, _argument: object, entered: dict[int, CodeType] = entered) -> None:
            if event == "call":
                entered[id(frame.f_code)] = frame.f_code

        begun = time.perf_counter()
        threading.setprofile(note)
        sys.setprofile(note)
        try:
            passed = passes(item, following)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)  # type: ignore[arg-type]
        if passed:
            functions = {name for code in list(entered.values()) if (name := _name_of(code))}
            yield Seen(item.nodeid, round(time.perf_counter() - begun, 4), sorted(functions))
        else:
            print(f"fails, or is skipped: {item.nodeid}")


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test, with what it asks for."""
    reports = runtestprotocol(item, nextitem=following, log=False)
    return all(report.passed for report in reports)


def _name_of(code: CodeType) -> str:
    """ "" for what is not the program's, or runs on import."""
    if not code.co_filename.startswith(f"{PROGRAM}/"):
        return ""
    name = code.co_qualname.split(".<locals>")[0]
    return "" if name.startswith("<") else f"{code.co_filename.removeprefix(f'{ROOT}/')}:{name}"
