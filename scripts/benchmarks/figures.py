"""A measured figure, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the report. ``good`` None: nothing has to be reached."""

    words: str
    good: bool | None = None

    def line(self) -> str:
        return f"{self.words}."

    def verdicts(self) -> Iterator[tuple[bool, str]]:
        if self.good is not None:
            yield self.good, self.words


def told(figures: Iterable[Figure]) -> int:
    """Says each as soon as it is there; 0 if all is reached, else 1."""
    good = True
    for figure in figures:
        verdict = {True: "reached ", False: "MISSED  ", None: ""}[figure.good]
        print(f"{verdict}{figure.words}", flush=True)
        good = good and figure.good is not False
    return 0 if good else 1
