"""A visit as in an earlier one: each room registers here what it takes over, which is all but people and dates.

``planning.creation`` registers the plan, with every thing of it; what hangs on a visit and is in no plan, its room
adds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from eventapp.core.acts import Act
from eventapp.visits.facts import VisitFacts
from eventapp.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Copying:
    """``earlier``: as in which ``visit``, whose row is new, is to be. Its name, days and zone are its own."""

    earlier: VisitFacts
    visit: Visit
    act: Act


Copier = Callable[[Copying], None]
COPIERS: Final[list[Copier]] = []


def copier(copy: Copier) -> Copier:
    """Registers the decorated function: it writes what its room takes over."""
    COPIERS.append(copy)
    return copy
