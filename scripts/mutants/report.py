"""Scores, as lines and as docs/mutation.md."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from mutants.syntax import Mutant

EQUAL = Path(__file__).with_name("equal.toml")


@dataclass(frozen=True)
class Equal:
    """Mutants that no test can tell from the program, by the lines that they change (equal.toml, with the reasons)."""

    changes: frozenset[tuple[str, str]]

    def has(self, mutant: Mutant) -> bool:
        return _change(mutant) in self.changes

    def without(self, mutants: Iterable[Mutant]) -> frozenset[tuple[str, str]]:
        """Those that are none of these: the line is another by now."""
        return self.changes - {_change(mutant) for mutant in mutants}


def _change(mutant: Mutant) -> tuple[str, str]:
    return _plain(mutant.before), _plain(mutant.after)


def _plain(lines: str) -> str:
    """A mutant's line is written anew: its quotation marks are others."""
    return " ".join(lines.split()).replace("'", '"')


def equal_mutants() -> Equal:
    found = tomllib.loads(EQUAL.read_text())["mutant"]
    return Equal(frozenset((_plain(each["before"]), _plain(each["after"])) for each in found))


@dataclass
class Score:
    """Of a file. ``entered``: by a test in this process; what only other processes run cannot be tried."""

    file: str
    entered: bool
    killed: int = 0
    survivors: list[Mutant] = field(default_factory=list)

    def add(self, mutant: Mutant, failing: str | None) -> None:
        """``failing``: the test that fails; None for a mutant with which no test came to an end."""
        if failing == "":
            self.survivors.append(mutant)
        else:
            self.killed += 1

    @property
    def tried(self) -> int:
        return self.killed + len(self.survivors)


def lines_of(score: Score) -> Iterator[str]:
    seen = "" if score.entered else " (no test enters it in this process)"
    yield f"{score.killed:3} of {score.tried:3}  {score.file}{seen}"
    for mutant in score.survivors:
        yield f"@@ {mutant.file}:{mutant.line} {mutant.function} #{mutant.number}"
        yield from (f"-{line}" for line in mutant.before.splitlines())
        yield from (f"+{line}" for line in mutant.after.splitlines())


def percent(scores: Iterable[Score]) -> str:
    scores = list(scores)
    tried = sum(score.tried for score in scores)
    return f"{100 * sum(score.killed for score in scores) / tried:.1f} %" if tried else "–"


def page_of(scores: list[Score], *, whole: bool, seed: int, minutes: float) -> str:
    """``whole``: of all files that decide something, in samples of 20."""
    seen, unseen = [each for each in scores if each.entered], [each for each in scores if not each.entered]
    tried = sum(each.tried for each in seen)
    files = "At most 20 a file, over every file that decides something" if whole else "Samples of these files only"
    lines = [
        "# Do the tests notice?",
        "",
        f"`make mutation` of {datetime.now(UTC):%Y-%m-%d}: **{percent(seen)}** of {tried} mutants killed.",
        f"{files}; {minutes:.0f} minutes; seed {seed}.",
        "",
        "| file | tried | killed |",
        "|---|---:|---:|",
        *(f"| {each.file} | {each.tried} | {each.killed} |" for each in seen),
        "",
    ]
    if unseen:
        lines += ["Run by other processes only, so not tried: " + ", ".join(each.file for each in unseen) + ".", ""]
    return "\n".join(lines)
