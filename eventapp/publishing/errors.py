"""Refusals of this room."""

from collections.abc import Sequence
from dataclasses import dataclass

from eventapp.core.errors import NotFound, Refusal
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


class ThingNotFound(NotFound):
    """Of the draft: no such session, speaker, place …"""

    message = Message("There is no such thing in this visit; perhaps somebody has removed it.")


class CodeTaken(Refusal):
    message = Message("This code is taken, or was in an earlier release. Please choose another.")
    field = "code"


class EndsBeforeItBegins(Refusal):
    message = Message("The end is not after the beginning.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field  # type: ignore[misc] # told at the field that the reader can mend


class NameMissing(Refusal):
    message = Message("Please write it in at least one language.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field  # type: ignore[misc] # the same


class PositionIsHalf(Refusal):
    message = Message("Latitude and longitude belong together.")
    field = "latitude"


class StillUsed(Refusal):
    message = Message("This is still used elsewhere in the visit, so it cannot be removed.")
    status = 409


class DraftChangedMeanwhile(Refusal):
    message = Message("The programme was changed while you were looking. See what would change now, then release.")
    status = 409


class NothingToRelease(Refusal):
    message = Message("There is nothing to release: everything is public already.")
    status = 409


class OutputNotFound(NotFound):
    message = Message("There is no such file to be made again.")
