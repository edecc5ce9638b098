"""Refusals of this room."""

from collections.abc import Sequence
from dataclasses import dataclass

from eventapp.core.errors import Refusal
from eventapp.core.text import Message


class OutputNotReady(Refusal):
    """The file is being made by the worker, or could not be made."""

    message = Message("The file is being prepared. Please try again in a moment.")
    status = 503

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.retry_after = seconds


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
