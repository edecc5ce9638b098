"""Three sides of a thing that two people edit at once (pure): what was shown, what this one sends, what is there now.

Field by field, so that saving writes only what somebody has touched: what this one left alone is as the other left it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

UNKNOWN: Final = object()
"""What was shown of a field that nobody remembers: equal to nothing."""


class Merged(NamedTuple):
    """``fields``: what is to be there; of the ``disputed`` ones, which both changed, what this one sends."""

    fields: dict[str, Any]
    disputed: tuple[str, ...]


def merge(
    shown: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    together: Iterable[Sequence[str]] = (),
) -> Merged:
    """All fields of ``theirs``, with those of ``mine`` that were changed since they were ``shown``.

    What both changed to the same is no question. Fields that say something only ``together`` (a point's latitude and
    longitude) are one: none of them is taken from one side and another from the other.
    """
    fields, disputed = {**theirs, **mine}, []
    for unit in _units(fields, together):
        base, my, their = ([side.get(name, UNKNOWN) for name in unit] for side in (shown, fields, theirs))
        if my == base:
            fields |= {name: theirs[name] for name in unit if name in theirs}
        elif base != their:
            disputed += [name for name in unit if fields[name] != theirs.get(name, UNKNOWN)]
    return Merged(fields, tuple(disputed))


def _units(names: Iterable[str], together: Iterable[Sequence[str]]) -> list[list[str]]:
    found: dict[Any, list[str]] = {}
    for name in names:
        unit: Any = next((tuple(each) for each in together if name in each), name)
        found.setdefault(unit, []).append(name)
    return list(found.values())
