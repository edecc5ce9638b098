"""Side by side (pure): what would lie on top of each other gets lanes of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Rows(NamedTuple):
    """``after``: the row below the last one."""

    first: int
    after: int

    def overlaps(self, other: "Rows") -> bool:
        return self.first < other.after and other.first < self.after


class Lane(NamedTuple):
    """``number`` from 0 on; ``width``: how many lanes it takes."""

    number: int
    width: int


def lanes(rows: Mapping[str, Rows]) -> tuple[int, dict[str, Lane]]:
    """(how many there are, {name: its lane}): as few as there can be; what is alone takes all of them.

    The order in which they are named decides nothing: the earlier and longer stands left.
    """
    placed: dict[str, int] = {}
    groups: list[list[str]] = []
    for group in _groups(rows):
        free: list[int] = []
        for name in group:
            number = next((lane for lane, after in enumerate(free) if after <= rows[name].first), len(free))
            free[number : number + 1] = [rows[name].after]
            placed[name] = number
        groups.append(group)
    count = max((number + 1 for number in placed.values()), default=1)
    return count, {name: lane for group in groups for name, lane in _widths(group, placed, count)}


def _widths(group: Sequence[str], placed: Mapping[str, int], count: int) -> Iterator[tuple[str, Lane]]:
    """The last lane of a group takes what is left."""
    last = max(placed[name] for name in group)
    for name in group:
        number = placed[name]
        yield name, Lane(number, count - last if number == last else 1)


def _groups(rows: Mapping[str, Rows]) -> Iterable[list[str]]:
    """Those that hang together by overlaps, each by its beginning."""
    group, reached = list[str](), 0
    for name in sorted(rows, key=lambda name: (rows[name].first, -rows[name].after, name)):
        if group and rows[name].first >= reached:
            yield group
            group = []
        group.append(name)
        reached = max(reached, rows[name].after) if len(group) > 1 else rows[name].after
    if group:
        yield group
