"""What is wrong with a visit's file."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a visit's file. ``line`` from 1; ``where``: the key's path; ``words``: what was expected."""

    line: int
    where: str
    words: str


class VisitFileRefused(Exception):
    """A visit's file cannot be loaded, and nothing of it was. For commands, hence in English."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.name = name
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """``file:line: key: what was expected``, one for each problem, in the order of the file."""
        return [f"{self.name}:{p.line}: {p.where + ': ' if p.where else ''}{p.words}" for p in self.problems]
