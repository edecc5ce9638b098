"""How many eat what at which meal, without names (pure)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from eventapp.registration.rules import Diet

MEALS: Final = "meals"
"""The code of the question at which meals somebody eats; its choices are the meals."""
ALL: Final = ""
"""Instead of a meal's code, where nobody was asked: all eat at all of them."""

Numbers = Mapping[str, Mapping[str, int]]
"""{meal: {diet: people}}; of nobody nothing is said."""


@dataclass(frozen=True, slots=True)
class Eater:
    """``meals``: codes of those they chose; None: they were asked, and have said nothing."""

    diet: Diet
    note: str
    meals: tuple[str, ...] | None


class Change(NamedTuple):
    """What has become of a number since it was handed over."""

    meal: str
    diet: str
    was: int
    now: int


def count(eaters: Iterable[Eater], meals: Sequence[str]) -> dict[str, dict[str, int]]:
    """``meals``: the codes of the choices; none: nobody was asked, and all eat at all of them."""
    found: dict[str, Counter[str]] = {meal: Counter() for meal in meals or (ALL,)}
    for eater in eaters:
        for meal in (ALL,) if not meals else eater.meals or ():
            if meal in found:
                found[meal][str(eater.diet)] += 1
    return {meal: dict(counter) for meal, counter in found.items()}


def notes(eaters: Iterable[Eater]) -> dict[str, int]:
    """{what was written about a diet: how often}, in the order of the words."""
    return dict(sorted(Counter(eater.note for eater in eaters if eater.note).items()))


def silent(eaters: Iterable[Eater]) -> int:
    """How many were asked at which meals they eat, and have said nothing."""
    return sum(eater.meals is None for eater in eaters)


def changes(was: Numbers, now: Numbers) -> list[Change]:
    """Numbers that are not as they were, in the order of the meals now, then of those that are gone."""
    diets = {meal: sorted(was.get(meal, {}).keys() | now.get(meal, {}).keys()) for meal in dict.fromkeys([*now, *was])}
    found = (
        Change(meal, diet, was.get(meal, {}).get(diet, 0), now.get(meal, {}).get(diet, 0))
        for meal, its in diets.items()
        for diet in its
    )
    return [each for each in found if each.was != each.now]
