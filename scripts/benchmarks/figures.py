"""A measured figure, in words."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the report. ``good`` None: nothing has to be reached."""

    words: str
    good: bool | None = None

    def line(self) -> str:
        return self.words

    def verdicts(self) -> Iterator[tuple[bool, str]]:
        if self.good is not None:
            yield self.good, self.words
